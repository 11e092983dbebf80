"""A free place is put to the next who waits; two people answer; or the time passes."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Literal

from baraza.decider import Asked, Refused, made_id
from baraza.forms.v1.asker import is_self, ours
from baraza.forms.v1.book import may
from baraza.matching.domain.v1.matches import Pair, Proposed
from baraza.matching.domain.v1.state import Released, State, Voided
from baraza.matching.domain.v1.waiting import Waiter, order
from baraza.matching.messages import (
    AnswerOffer,
    Fact,
    OfferAnswered,
    OfferEnded,
    PairProposed,
    ProposePair,
    RelationshipStarted,
    WaitingListJoined,
    WaitingListLeft,
    WithdrawOffer,
)


def propose_pair(state: State, command: ProposePair, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By the service or who operates the programme, after the round, while there is time left.

    2. The mentor is active and has a place. 3. The mentee waits for one, and had entered
    this round. 4. Nobody comes before, by the instance that was settled.
    """
    # 1.
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if ours(asked, "matching") and (wrong := may(state.book, asked, "operate", round_.programme)):
        return wrong
    if isinstance(round_.phase, Voided):
        return Refused("wrong_state")
    busy = any(state.in_open_round(who, asked.time) for who in (command.mentor, command.mentee))
    if busy or not isinstance(round_.phase, Released):
        return Refused("round_open")
    if not state.runs(round_, asked.time):
        return Refused("too_late")
    # 2.
    entered = round_.entrants.get(command.mentor)
    if entered is None or entered.side != "mentor":
        return Refused("unknown_entity")
    if not state.active_mentor(command.mentor, round_.programme, asked.time):
        return Refused("mentor_not_active")
    if state.free(command.mentor) < 1:
        return _no_place_left(state, command.mentor)
    # 3.
    if command.mentee in state.paired:
        return Refused("already_paired")
    waits = command.mentee in state.waiting and command.mentee in round_.entrants
    if not waits or not state.stays(command.mentee, round_.programme):
        return Refused("wrong_state")
    # 4.
    if command.instance != round_.phase.instance:
        return Refused("inputs_differ")
    instance = asked.exhibits[command.instance.exhibit]
    first = _first(
        order(state, command.round, command.mentor, instance, asked.time, command.passed_over),
        command.mentee,
    )
    if isinstance(first, Refused):
        return first
    return [
        PairProposed(
            round=command.round,
            mentor=command.mentor,
            mentee=command.mentee,
            origin="rematch",
            answer_by=asked.time + timedelta(days=round_.rules.answer_days),
            score=first.score,
        ),
        WaitingListLeft(round=command.round, mentee=command.mentee),
    ]


def _first(waiters: Sequence[Waiter], mentee: str) -> Waiter | Refused:
    if not waiters:
        return Refused("no_admissible_mentor")
    names = [waiter.mentee for waiter in waiters]
    if mentee not in names:
        return Refused("hard_rule_broken")
    before = names.index(mentee)
    return Refused("waiting_order", numbers={"before": before}) if before else waiters[0]


def answer_offer(state: State, command: AnswerOffer, asked: Asked) -> Sequence[Fact] | Refused:
    """1. One of the two answers. 2. The offer is open: a place given on is gone (I14).

    3. In time, while both are still there. 4. It says something new.
    """
    # 1.
    pair = state.pair(command.mentor, command.mentee)
    if pair is None:
        return Refused("unknown_entity")
    person = command.person
    if person not in {pair.mentor, pair.mentee} or not is_self(asked, person):
        return Refused("not_concerned")
    # 2.
    if not isinstance(pair.phase, Proposed):
        if command.answer == "accept" and state.free(pair.mentor) < 1:
            return _no_place_left(state, pair.mentor)
        return Refused("wrong_state")
    # 3.
    if asked.time >= pair.answer_by:
        return Refused("too_late")
    if command.answer == "accept" and (wrong := _gone(state, pair, asked)):
        return wrong
    # 4.
    yes = person in pair.phase.accepted
    if (command.answer == "accept" and yes) or (command.answer == "undo" and not yes):
        return Refused("already_done")
    answered = OfferAnswered(**command.model_dump())
    if command.answer == "decline":
        return [answered, *offer_over(state, pair, "declined")]
    if command.answer == "accept" and pair.phase.accepted - {person}:
        return [answered, *_both(state, pair, asked)]
    return [answered]


def _gone(state: State, pair: Pair, asked: Asked) -> Refused | None:
    """The round is void, its time is over, or one of the two has left meanwhile."""
    round_ = state.rounds[pair.round]
    if isinstance(round_.phase, Voided):
        return Refused("wrong_state")
    if not state.runs(round_, asked.time):
        return Refused("too_late")
    role = state.roles.get((pair.mentor, round_.programme))
    if role is None or role.state == "ended":
        return Refused("mentor_not_active")
    return None if state.stays(pair.mentee, round_.programme) else Refused("wrong_state")


def _both(state: State, pair: Pair, asked: Asked) -> Sequence[Fact]:
    """The second yes."""
    round_ = state.rounds[pair.round]
    return [
        OfferEnded(mentor=pair.mentor, mentee=pair.mentee, how="taken"),
        RelationshipStarted(
            relationship=made_id(asked.id, "relationship", 1),
            round=pair.round,
            programme=round_.programme,
            mentor=pair.mentor,
            mentee=pair.mentee,
            ends_on=state.last_day(round_),
        ),
    ]


def withdraw_offer(state: State, command: WithdrawOffer, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By the service, of an offer that is open."""
    # 1.
    if wrong := ours(asked, "matching"):
        return wrong
    pair = state.pair(command.mentor, command.mentee)
    if pair is None:
        return Refused("unknown_entity")
    if not isinstance(pair.phase, Proposed):
        return Refused("wrong_state")
    return offer_over(state, pair, "withdrawn")


def offer_over(
    state: State, pair: Pair, how: Literal["declined", "expired", "withdrawn"]
) -> Sequence[Fact]:
    """The mentee waits again, whoever of the two it was; unless they have left."""
    ended = OfferEnded(mentor=pair.mentor, mentee=pair.mentee, how=how)
    if not state.stays(pair.mentee, state.rounds[pair.round].programme):
        return [ended]
    since = pair.waited_since if how == "withdrawn" else None
    return [ended, WaitingListJoined(round=pair.round, mentee=pair.mentee, reason=how, since=since)]


def _no_place_left(state: State, mentor: str) -> Refused:
    places = state.places[mentor]
    return Refused("no_place_left", numbers={"places": places.room, "held": len(places.holders)})
