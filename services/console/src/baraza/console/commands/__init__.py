"""The commands of `baraza`: a module for each kind of work."""
