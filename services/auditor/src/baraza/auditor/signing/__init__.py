"""A body's own tool: it makes the body's key, and signs nothing but what the body means (3.4).

It needs no bus and no trust in the operator: what the desk gives back is compared with what was
meant, commitments and the ask digest are computed here, and only then is anything signed.
"""
