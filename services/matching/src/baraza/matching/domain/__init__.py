"""Matching's rules: pure, and the same for operator and auditor."""
