"""The rules of version 1: one function for each command."""
