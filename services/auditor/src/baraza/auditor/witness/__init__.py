"""A body's witness: it cosigns the checkpoints of a log that only grew (`ledger.md` 6.6).

It runs at the body, not at the operator: with a key, a store and a clock of its own.
"""
