"""A mentee waits for a place, or waits no longer."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.matching.domain.v1.kinds import REMATCHES_MOST
from baraza.matching.domain.v1.state import Released, State
from baraza.matching.messages import (
    Fact,
    JoinWaitingList,
    LeaveWaitingList,
    WaitingListJoined,
    WaitingListLeft,
)


def join_waiting_list(
    state: State, command: JoinWaitingList, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. The mentee, of a round they had entered. 2. After it; an open one places them itself.

    3. Who is still in the programme, has no mentor, is asked by none and has not given up too many
    before the time. 4. Once.
    """
    # 1.
    mentee = command.mentee
    if not is_self(asked, mentee):
        return Refused("not_concerned")
    round_ = state.rounds.get(command.round)
    entered = round_.entrants.get(mentee) if round_ else None
    if round_ is None or entered is None or entered.side != "mentee":
        return Refused("unknown_entity")
    # 2.
    if state.in_open_round(mentee, asked.time):
        return Refused("round_open")
    if not isinstance(round_.phase, Released):
        return Refused("wrong_state")
    if not state.runs(round_, asked.time):
        return Refused("too_late")
    # 3.
    if not state.stays(mentee, round_.programme):
        return Refused("wrong_state")
    if state.has_mentor(mentee):
        return Refused("already_paired")
    used = state.rematches.get((mentee, round_.programme), 0)
    if used > REMATCHES_MOST:
        return Refused("rematches_used_up", numbers={"used": used, "most": REMATCHES_MOST})
    # 4.
    waits = state.waiting.get(mentee)
    if waits is not None and waits.round == command.round:
        return Refused("already_done")
    return [WaitingListJoined(round=command.round, mentee=mentee, reason="asked")]


def leave_waiting_list(
    state: State, command: LeaveWaitingList, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. The mentee, or the service for who has left. 2. Who waits since this round."""
    # 1.
    if not is_self(asked, command.mentee) and asked.actor != "service.matching":
        return Refused("not_concerned")
    # 2.
    waits = state.waiting.get(command.mentee)
    if waits is None or waits.round != command.round:
        return Refused("wrong_state")
    return [WaitingListLeft(round=command.round, mentee=command.mentee)]
