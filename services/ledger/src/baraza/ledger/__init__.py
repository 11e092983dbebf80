"""The log of record: one order, one tree, exact bytes."""
