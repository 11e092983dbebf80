"""Version 1 of the rules of matching."""
