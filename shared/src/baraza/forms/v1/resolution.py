"""Resolution: a body makes a text the rule, or gives a mandate, money or leave."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from baraza.decider import Refused


@dataclass(frozen=True)
class Vote:
    body: str
    seats_for: int
    seats_against: int

    @property
    def approves(self) -> bool:
        return self.seats_for > self.seats_against


@dataclass(frozen=True)
class Resolution:
    """`needs` are approvals by name, each a set of bodies of which one must approve."""

    proposer: str
    until: datetime
    consultation_until: datetime
    objections: frozenset[str] = frozenset()  # not answered yet
    votes: tuple[Vote, ...] = ()
    ended: str | None = None

    def object(self, comment: str) -> "Resolution":
        return replace(self, objections=self.objections | {comment})

    def answer(self, comment: str) -> "Resolution":
        return replace(self, objections=self.objections - {comment})

    def voted(self, vote: Vote) -> "Resolution":
        return replace(self, votes=(*self.votes, vote))

    def end(self, how: str) -> "Resolution":
        return replace(self, ended=how)

    @property
    def approvals(self) -> frozenset[str]:
        return frozenset(vote.body for vote in self.votes if vote.approves)


def may_vote(
    resolution: Resolution | None, vote: Vote, quorum: int, seats_present: int, at: datetime
) -> Refused | None:
    """May this vote be recorded now? None: yes.

    1. The resolution is open. 2. Consultation is over, every objection answered (I42).
    3. The body votes once, with its quorum.
    """
    # 1.
    if resolution is None:
        return Refused("unknown_entity")
    if resolution.ended is not None:
        return Refused("wrong_state")
    if at >= resolution.until:
        return Refused("too_late")
    # 2.
    if at < resolution.consultation_until:
        return Refused("too_early")
    if resolution.objections:
        return Refused("objection_unanswered", numbers={"objections": len(resolution.objections)})
    # 3.
    if vote.body in {earlier.body for earlier in resolution.votes}:
        return Refused("already_done")
    if seats_present < quorum:
        return Refused("no_quorum", numbers={"present": seats_present, "quorum": quorum})
    return None


def adopted(approvals: frozenset[str], needs: Mapping[str, frozenset[str]]) -> bool:
    """Has every effect the approvals it needs? Each need is met by any one of its bodies."""
    return all(approvals & bodies for bodies in needs.values())
