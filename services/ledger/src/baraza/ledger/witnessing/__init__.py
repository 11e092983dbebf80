"""The ledger's side of its witnesses: it asks all of them, and waits for none (`ledger.md` 6.6)."""

from baraza.ledger.witnessing.policy import BadWitnesses, witnesses
from baraza.ledger.witnessing.rounds import Witnessing

__all__ = ["BadWitnesses", "Witnessing", "witnesses"]
