"""Verify the log and decide again every decision, from files alone."""
