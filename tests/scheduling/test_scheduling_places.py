"""Places of a workshop that fall free, and people who want to be forgotten."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from baraza.decider import Refused
from baraza.forms.v1.heard import ErasureRequested
from baraza.forms.v1.messages import ErasePersonData, PersonErased
from baraza.scheduling.domain import CURRENT
from baraza.scheduling.messages import (
    CancelEnrolment,
    EnrolmentCancelled,
    EnrolmentPromoted,
    EnrolmentQueued,
)
from given import Given, given, happened
from timetables import (
    ANA,
    BOB,
    EVE,
    KAI,
    LEE,
    MONDAY,
    NOW,
    READY,
    enrol,
    enrolled,
    led,
    myself,
    operator,
    own,
    running,
    staged,
)

PEOPLE = (ANA, BOB, EVE, KAI, LEE)


def ready(*facts: Any, places: int = 1) -> Given:
    return given(CURRENT, *READY, *running(places=places), *map(staged, PEOPLE), *facts)


def leave(who: str, name: str = "basics") -> CancelEnrolment:
    return CancelEnrolment(workshop=name, person=who)


def left(who: str) -> EnrolmentCancelled:
    return EnrolmentCancelled(workshop="basics", person=who)


def queued(who: str, place: int = 1) -> EnrolmentQueued:
    return EnrolmentQueued(workshop="basics", person=who, place=place)


FULL = (enrolled(ANA), queued(BOB), queued(EVE, 2))


def test_whoever_waits_first_gets_the_place_in_the_same_decision() -> None:
    """I32."""
    promoted = EnrolmentPromoted(workshop="basics", person=BOB)
    outcome = ready(*FULL).when(leave(ANA), myself(ANA)).then(left(ANA), promoted)

    places = outcome.after.state.workshops["basics"].places
    assert (places.holders, places.queue) == (frozenset({BOB}), (EVE,))
    outcome.reads("scheduling.workshop.basics")


def test_who_gives_up_waiting_makes_no_place_free() -> None:
    ready(*FULL).when(leave(BOB), myself(BOB)).then(left(BOB))
    ready(enrolled(ANA)).when(leave(ANA), myself(ANA)).then(left(ANA))


def test_a_place_is_given_up_by_who_has_it_and_before_it_begins() -> None:
    history = ready(*FULL)

    history.when(leave(ANA), operator()).refused("not_concerned")
    history.when(leave(ANA), myself(BOB)).refused("not_concerned")
    history.when(leave(ANA), myself(ANA, MONDAY)).refused("too_late")
    history.when(leave(KAI), myself(KAI)).refused("not_enrolled")
    history.when(leave(ANA, "nowhere"), myself(ANA)).refused("unknown_entity")
    given(CURRENT, *READY, *led()).when(leave(ANA), myself(ANA)).refused("wrong_state")


@settings(deadline=None, max_examples=80)
@forall(st.lists(st.tuples(st.sampled_from(PEOPLE), st.booleans()), max_size=30), st.integers(1, 3))
def test_holders_never_exceed_room_and_the_queue_keeps_its_order(
    asks: list[tuple[str, bool]], room: int
) -> None:
    """I32: whoever comes and goes."""
    history = ready(places=room)
    order: list[str] = []
    for who, comes in asks:
        outcome = history.when(enrol(who) if comes else leave(who), myself(who))
        if isinstance(outcome.decided, Refused):
            continue
        history = outcome.after
        order = [one for one in order if one != who] + ([who] if comes else [])
        places = history.state.workshops["basics"].places

        assert len(places.holders) <= room
        assert not places.queue or places.free == 0
        assert places.holders == frozenset(order[:room])
        assert places.queue == tuple(order[room:])


# --- erasure -------------------------------------------------------------------------------

ERASE = ErasePersonData(pseudonym=ANA, ground="requested")
ERASED = PersonErased(pseudonym=ANA, ground="requested")


def test_who_asks_to_be_forgotten_is_forgotten() -> None:
    history = ready(happened(ErasureRequested(person=ANA)))
    steps = list(history.state.pending.values())

    assert [step.ask for step in steps] == [ERASE]
    after = history.when(ERASE, own("pm")).then(ERASED).after
    after.when(ERASE, own("pm")).refused("already_done")
    history.when(ERASE, operator()).refused("no_mandate")


def test_nothing_is_asked_by_or_about_who_was_erased() -> None:
    history = ready(ERASED)

    history.when(enrol(ANA), myself(ANA)).refused("person_erased")
    history.when(enrol(ANA), operator()).refused("person_erased")


@pytest.mark.parametrize("facts", [FULL, (enrolled(BOB), queued(ANA))])
def test_who_was_erased_leaves_places_to_others(facts: tuple[Any, ...]) -> None:
    history = ready(*facts, happened(ERASED, time=NOW))
    steps = list(history.state.pending.values())

    assert [step.ask for step in steps] == [leave(ANA)]
    outcome = history.when(steps[0].ask, own("pm")).stands()
    assert ANA not in outcome.after.state.workshops["basics"].places.queue
    assert not outcome.after.state.workshops["basics"].places.holds(ANA)


def test_what_was_held_already_is_not_left_any_more() -> None:
    late = happened(ERASED, time=MONDAY + timedelta(minutes=1))

    assert not list(ready(*FULL, late).state.pending)
    assert not list(ready(ERASED, happened(ErasureRequested(person=ANA))).state.pending)
