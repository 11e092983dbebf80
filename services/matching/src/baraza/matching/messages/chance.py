"""Bodies that make a round's chance together: each commits first and reveals after the freeze."""

from baraza.decider import Hex32
from baraza.forms.v1.messages import BodyId
from baraza.matching.messages.rounds import OfRound


class CommitChance(OfRound):
    """Commit a body to 32 bytes that it keeps to itself, before the round closes.

    `digest` is SHA-256 of "baraza/commit/1", the round, the body and 64 hex digits, each with a
    line feed behind it.
    """

    body: BodyId
    digest: Hex32


class ChanceCommitted(CommitChance):
    pass


class RevealChance(OfRound):
    """Say what a body had committed to: after the freeze, before the time of the pulse."""

    body: BodyId
    contribution: Hex32


class ChanceRevealed(RevealChance):
    pass
