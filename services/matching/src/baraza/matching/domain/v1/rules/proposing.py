"""A free place is put to somebody who waits: the next in order, or by hand to whom it names."""

from collections.abc import Sequence
from datetime import timedelta

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import may
from baraza.matching.domain.v1.admitting import hard_rule, score
from baraza.matching.domain.v1.matches import Backed
from baraza.matching.domain.v1.state import Released, Round, State, Voided
from baraza.matching.domain.v1.waiting import Waiter, order
from baraza.matching.messages import Fact, PairProposed, ProposePair, WaitingListLeft


def propose_pair(state: State, command: ProposePair, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By the service or who operates the programme; by hand with a ground, by nobody else.

    2. After the round, while there is time left, to who is in no other. 3. The mentor is active
    and has a place. 4. The mentee waits for one, and had entered this round. 5. A rematch: nobody
    comes before, by the instance that was settled. Else: no hard rule excludes the two today.
    """
    # 1.
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if wrong := _asks(state, command, round_, asked):
        return wrong
    # 2.
    if isinstance(round_.phase, Voided):
        return Refused("wrong_state")
    busy = any(state.in_open_round(who, asked.time) for who in (command.mentor, command.mentee))
    if busy or not isinstance(round_.phase, Released):
        return Refused("round_open")
    if not state.runs(round_, asked.time):
        return Refused("too_late")
    # 3.
    entered = round_.entrants.get(command.mentor)
    if entered is None or entered.side != "mentor":
        return Refused("unknown_entity")
    if not state.active_mentor(command.mentor, round_.programme, asked.time):
        return Refused("mentor_not_active")
    if state.free(command.mentor) < 1:
        return no_place_left(state, command.mentor)
    # 4.
    if state.has_mentor(command.mentee):
        return Refused("already_paired")
    waits = command.mentee in state.waiting and round_.asks(command.mentee)
    if not waits or not state.may_be_paired(command.mentee, round_.programme):
        return Refused("wrong_state")
    # 5.
    rematch = command.origin is None
    points = (
        _in_order(state, command, round_.phase, asked)
        if rematch
        else _admitted(state, command, asked)
    )
    if isinstance(points, Refused):
        return points
    return [
        PairProposed(
            round=command.round,
            mentor=command.mentor,
            mentee=command.mentee,
            origin=command.origin or "rematch",
            answer_by=asked.time + timedelta(days=round_.rules.answer_days),
            score=points,
            ground=command.ground,
        ),
        WaitingListLeft(round=command.round, mentee=command.mentee),
    ]


def _asks(state: State, command: ProposePair, round_: Round, asked: Asked) -> Refused | None:
    """Who may ask in this way? What stands behind a backup or an appeal is on record."""
    match command.origin:
        case "hand":
            wrong = may(state.book, asked, "operate", round_.programme)
            return wrong or (None if command.ground else Refused("missing_reason"))
        case None:
            own = ours(asked, "matching") is None
            return None if own else may(state.book, asked, "operate", round_.programme)
        case "backup":
            named = state.backed.get(command.mentee) == Backed(command.round, command.mentor)
            return ours(asked, "matching") or (None if named else Refused("wrong_state"))
        case "appeal":
            upheld = state.upheld.get(command.mentee) == command.round
            return ours(asked, "matching") or (None if upheld else Refused("no_upheld_appeal"))


def _in_order(state: State, command: ProposePair, phase: Released, asked: Asked) -> int | Refused:
    """The points of the first who waits, in the settled instance."""
    if command.instance != phase.instance:
        return Refused("inputs_differ")
    instance = asked.exhibits[command.instance.exhibit]
    first = _first(
        order(state, command.round, command.mentor, instance, asked.time, command.passed_over),
        command.mentee,
    )
    return first if isinstance(first, Refused) else first.score


def _first(waiters: Sequence[Waiter], mentee: str) -> Waiter | Refused:
    if not waiters:
        return Refused("no_admissible_mentor")
    names = [waiter.mentee for waiter in waiters]
    if mentee not in names:
        return Refused("hard_rule_broken")
    before = names.index(mentee)
    return Refused("waiting_order", numbers={"before": before}) if before else waiters[0]


def _admitted(state: State, command: ProposePair, asked: Asked) -> int | Refused:
    two = command.round, command.mentee, command.mentor
    wrong = hard_rule(state, *two, command, asked.time)
    return wrong or score(state, *two, command, asked.time)


def no_place_left(state: State, mentor: str) -> Refused:
    places = state.places[mentor]
    return Refused("no_place_left", numbers={"places": places.room, "held": len(places.holders)})
