"""`baraza bench path`: how fast the path from an ask to its answer is, beside its floor.

Everything is measured in one run, on houses of its own in a temporary directory: the numbers of
one machine, at one load, which can be compared with each other.
"""
