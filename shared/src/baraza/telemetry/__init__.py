"""What can be seen of a running house: logs, traces and numbers, and never a personal value."""
