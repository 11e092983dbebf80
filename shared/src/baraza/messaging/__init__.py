"""How a service hears, decides and answers: ledger port, desk, subjects, problems, broker."""
