"""What facts change, part by part; `evolve` says which fact is whose."""
