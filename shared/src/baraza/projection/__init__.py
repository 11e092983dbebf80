"""Rows from facts: in step, new, behind, ahead."""
