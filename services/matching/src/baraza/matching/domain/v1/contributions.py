"""Chance that several bodies make together, where no public beacon can be had (`matching.md` 6).

Each commits to 32 bytes before the round closes and reveals them after its inputs are sealed. One
honest body among them is enough that nobody could choose. The last to reveal could have chosen to
spoil: then the round is void, and the log tells whose contribution is missing.
"""

from collections.abc import Iterable
from hashlib import sha256

COMMIT_REVEAL = "commit-reveal/1"
LEAST = 3
"""Fewer contributions than these make no public chance."""

NOT_COMMITTED, NOT_REVEALED = "chance_not_committed", "chance_not_revealed"
"""Grounds on which a round is void: too few committed in time, or somebody did not reveal."""


def commitment(round_: str, body: str, contribution: str) -> str:
    """To these bytes (64 hex digits), by this body, for this round: none can be copied or kept for
    another."""
    said = f"baraza/commit/1\n{round_}\n{body}\n{contribution}\n"
    return sha256(said.encode("ascii")).hexdigest()


def combined(contributions: Iterable[str]) -> str:
    """The randomness that follows from all of them, in whatever order they were revealed."""
    lines = "".join(f"{one}\n" for one in sorted(contributions))
    return sha256(f"baraza/reveal/1\n{lines}".encode("ascii")).hexdigest()
