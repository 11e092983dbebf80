"""A folder's year in virtual time: its driver, its home and what it shows."""
