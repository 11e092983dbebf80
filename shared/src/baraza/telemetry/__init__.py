"""Logs, traces and metrics; never a personal value."""
