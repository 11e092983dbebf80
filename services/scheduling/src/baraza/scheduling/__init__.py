"""When, where, and who was there."""
