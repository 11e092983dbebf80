"""What each fact changes, by what it is about."""
