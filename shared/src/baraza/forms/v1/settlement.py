"""Settlement: announced, frozen by digest, public chance, settled, released in batches."""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")

BATCH = 200  # outcomes in one decision: below the ledger's bound of 999 facts


def rehearsal_randomness(name: str, pulse: int) -> str:
    """`rehearsal/1`: chance that anyone can foresee, for logs founded under a virtual clock."""
    return sha256(f"baraza/rehearsal/1\n{name}\n{pulse}\n".encode()).hexdigest()


def draw(randomness: str, name: str) -> int:
    """A person's place in a public lottery: the larger draw goes first."""
    return int.from_bytes(sha256(f"baraza/draw/1\n{randomness}\n{name}\n".encode()).digest(), "big")


def batches(outcomes: Sequence[T]) -> list[Sequence[T]]:
    """The outcomes in their order, cut so that each batch is one decision; never none."""
    cut = [outcomes[first : first + BATCH] for first in range(0, len(outcomes), BATCH)]
    return cut or [outcomes]
