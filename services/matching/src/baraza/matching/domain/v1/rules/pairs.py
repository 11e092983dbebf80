"""Two people answer; or the time passes, or one of them is there no longer."""

from collections.abc import Sequence
from typing import Literal

from baraza.decider import Asked, Refused, made_id
from baraza.forms.v1.asker import is_self, ours
from baraza.matching.domain.v1.matches import Pair, Proposed
from baraza.matching.domain.v1.rules.proposing import no_place_left
from baraza.matching.domain.v1.state import State, Voided
from baraza.matching.messages import (
    AnswerOffer,
    Fact,
    OfferAnswered,
    OfferEnded,
    RelationshipStarted,
    WaitingListJoined,
    WithdrawOffer,
)


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
            return no_place_left(state, pair.mentor)
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
    """The round is void, its time is over, or one of the two has left or is kept out."""
    round_ = state.rounds[pair.round]
    if isinstance(round_.phase, Voided):
        return Refused("wrong_state")
    if not state.runs(round_, asked.time):
        return Refused("too_late")
    role = state.roles.get((pair.mentor, round_.programme))
    if role is None or role.state == "ended" or state.kept_out(pair.mentor):
        return Refused("mentor_not_active")
    same = state.identities.same(pair.mentor, pair.mentee)
    there = state.may_be_paired(pair.mentee, round_.programme) and not same
    return None if there else Refused("wrong_state")


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
