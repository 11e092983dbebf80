"""A pair agrees what it wants to reach, closes after a talk, or ends before its time."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.matching.domain.v1.kinds import REMATCHES_MOST
from baraza.matching.domain.v1.matches import Relationship
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import (
    AgreeGoals,
    ClosureBegun,
    EndRelationship,
    Fact,
    GoalsAgreed,
    RelationshipEnded,
    WaitingListJoined,
)


def agree_goals(state: State, command: AgreeGoals, asked: Asked) -> Sequence[Fact] | Refused:
    """1. One of the two, for themselves, while they are a pair. 2. Until both have.

    3. The second says the same numbers as the first.
    """
    # 1.
    one = state.relationships.get(command.relationship)
    if one is None:
        return Refused("unknown_entity")
    if command.person not in {one.mentor, one.mentee} or not is_self(asked, command.person):
        return Refused("not_concerned")
    if one.ended:
        return Refused("wrong_state")
    # 2.
    said = one.goals
    if said is not None and said.complete:
        return Refused("already_done")
    side = "mentor" if command.person == one.mentor else "mentee"
    second = said is not None and said.side != side
    # 3.
    if said is not None and second:
        numbers = {"sessions": said.sessions, "every_weeks": said.every_weeks}
        if numbers != {"sessions": command.sessions, "every_weeks": command.every_weeks}:
            return Refused("other_side_not_agreed", numbers=numbers)
    two = {"mentor": one.mentor, "mentee": one.mentee, "side": side, "complete": second}
    return [GoalsAgreed.model_validate({**command.model_dump(), **two})]


def end_relationship(
    state: State, command: EndRelationship, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. One of the two, or the service for who has left; once.

    2. It is closed in its last weeks, after the talk. 3. Who has given up so many mentors before
    the time gets no other.
    """
    # 1.
    one = state.relationships.get(command.relationship)
    if one is None:
        return Refused("unknown_entity")
    by = _side(one, asked)
    if by is None and asked.actor != "service.matching":
        return Refused("not_concerned")
    if one.ended:
        return Refused("already_done")
    # 2.
    if command.how == "closed" and not one.closing:
        return Refused("too_early")
    if command.how == "closed" and not command.talk_held:
        return Refused("closing_talk_missing")
    # 3.
    used = state.rematches.get((one.mentee, one.programme), 0)
    if command.rematch and by is not None and used >= REMATCHES_MOST:
        return Refused("rematches_used_up", numbers={"used": used, "most": REMATCHES_MOST})
    ended = _ended(one, **command.model_dump(), by=by)
    if not command.rematch or not state.stays(one.mentee, one.programme):
        return [ended]
    return [ended, WaitingListJoined(round=one.round, mentee=one.mentee, reason="rematch")]


def _side(one: Relationship, asked: Asked) -> str | None:
    if is_self(asked, one.mentee):
        return "mentee"
    return "mentor" if is_self(asked, one.mentor) else None


def begin_closure(state: State, id_: str) -> Sequence[Fact] | Refused:
    one = state.relationships[id_]
    return [
        ClosureBegun(relationship=id_, mentor=one.mentor, mentee=one.mentee, ends_on=one.ends_on)
    ]


def lapse(state: State, id_: str) -> Sequence[Fact] | Refused:
    """Its time is over, and neither of the two has closed it."""
    return [
        _ended(
            state.relationships[id_],
            relationship=id_,
            how="lapsed",
            ground="term_over",
            talk_held=False,
            rematch=False,
        )
    ]


def _ended(one: Relationship, **said: object) -> RelationshipEnded:
    between = {
        "mentor": one.mentor,
        "mentee": one.mentee,
        "programme": one.programme,
        "round": one.round,
    }
    return RelationshipEnded.model_validate({**said, **between})
