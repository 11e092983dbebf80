"""The six sentences and two values in which every programme is spoken."""
