"""What people say, and what it changes."""
