"""The house on one machine, and a programme lived in it."""
