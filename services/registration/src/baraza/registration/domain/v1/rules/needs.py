"""What a programme lacks: open roles, gaps, professionals engaged for them."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.registration.domain.v1.needs import demand, supply
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import Gap, Programme, State
from baraza.registration.domain.v1.who import operator
from baraza.registration.messages import (
    CloseGap,
    DeclareGap,
    DeclareOpenRole,
    EngagementRequested,
    Fact,
    GapClosed,
    GapDeclared,
    OpenRoleDeclared,
    RequestEngagement,
)


def declare_open_role(
    state: State, command: DeclareOpenRole, asked: Asked
) -> Sequence[Fact] | Refused:
    if wrong := operator(state.book, asked, command.programme):
        return wrong
    if not state.programmes.get(command.programme, Programme()).announced:
        return Refused("not_announced")
    if command.open_role in state.open_roles:
        return Refused("already_done")
    return [said(OpenRoleDeclared, command)]


def declare_gap(state: State, command: DeclareGap, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By an operator, or the service itself. 2. In a programme that is announced. 3. Once while
    it is open. 4. More people want it than offer it, by the log.
    """
    # 1.
    if ours(asked, "registration") and (wrong := operator(state.book, asked, command.programme)):
        return wrong
    # 2.
    if not state.programmes.get(command.programme, Programme()).announced:
        return Refused("not_announced")
    # 3.
    if command.gap in state.gaps or any(_same(gap, command) for gap in state.gaps.values()):
        return Refused("already_done")
    # 4.
    wanted = demand(state, command.programme, command.capacity, asked.time)
    offered = supply(state, command.programme, command.capacity, asked.time)
    if offered >= wanted:
        return Refused("supply_exists", numbers={"demand": wanted, "supply": offered})
    return [said(GapDeclared, command, demand=wanted, supply=offered)]


def _same(gap: Gap, command: DeclareGap) -> bool:
    named = (gap.programme, gap.capacity, gap.language, gap.region)
    asked = (command.programme, command.capacity, command.language, command.region)
    return gap.open and named == asked


def request_engagement(
    state: State, command: RequestEngagement, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. By an operator. 2. Once, of somebody who is here. 3. For a gap that is open (R30). 4. At
    the cost of an envelope of the programme.
    """
    # 1.
    if wrong := operator(state.book, asked, command.programme):
        return wrong
    # 2.
    if command.engagement in state.engagements:
        return Refused("already_done")
    if command.person not in state.people:
        return Refused("unknown_entity")
    # 3.
    gap = state.gaps.get(command.gap)
    if gap is None or not gap.open or gap.programme != command.programme:
        return Refused("no_gap")
    # 4.
    if command.envelope not in state.programmes[command.programme].envelopes:
        return Refused("no_envelope")
    return [said(EngagementRequested, command)]


def close_gap(state: State, command: CloseGap, asked: Asked) -> Sequence[Fact] | Refused:
    """Whoever says that an external filled it names the engagement."""
    gap = state.gaps.get(command.gap)
    if gap is None:
        return Refused("unknown_entity")
    if wrong := operator(state.book, asked, gap.programme):
        return wrong
    if not gap.open:
        return Refused("already_done")
    engagement = state.engagements.get(command.engagement or "")
    if command.filled_by == "external" and (engagement is None or engagement.gap != command.gap):
        return Refused("unknown_entity")
    return [said(GapClosed, command)]
