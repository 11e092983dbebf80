"""How a service speaks: asks and answers, the ledger's port, and the desk that decides."""
