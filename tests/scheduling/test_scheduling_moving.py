"""Workshops that people rely on: moved, called off, with another leader."""

from datetime import timedelta
from typing import Any

import pytest

from baraza.decider import Refused
from baraza.scheduling import engine
from baraza.scheduling.domain import CURRENT
from baraza.scheduling.domain.v1.state import Announced
from baraza.scheduling.inbox import RoleEnded
from baraza.scheduling.messages import (
    Band,
    CancelWorkshop,
    ChangeWorkshop,
    OfferAnswered,
    ReleaseTrainer,
    SeekTrainer,
    TrainerReleased,
    TrainerSought,
    WorkshopCancelled,
    WorkshopChanged,
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
    PILOT,
    READY,
    announced,
    answer,
    enrol,
    enrolled,
    held,
    hold,
    leader,
    led,
    myself,
    offer,
    offered,
    operator,
    own,
    plan,
    planned,
    running,
    staged,
    trainer,
)

TUESDAY = MONDAY + timedelta(days=1)


def change(**changes: Any) -> ChangeWorkshop:
    data = {"workshop": "basics", "ground": "trainer_lost", "start": MONDAY, "tzdata": "2026f"}
    return ChangeWorkshop.model_validate(data | changes)


def moved(history: Given, **changes: Any) -> ChangeWorkshop:
    """The change with the time that the engine would find."""
    start = engine.moved_start(history.state, change(**changes), NOW)
    return change(**changes, start=start)


def ready(*facts: Any) -> Given:
    return given(CURRENT, *READY, *facts)


RELEASED = TrainerReleased(workshop="basics", person=LEE, ground="ill")
TAKEN = [offered("basics", KAI), OfferAnswered(**dict(answer("accept", "basics", KAI)))]


# --- another leader ------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [leader(NOW), operator(), own("pm")])
@pytest.mark.parametrize("facts", [led(), running()])
def test_a_trainer_who_cannot_lead_is_released(facts: Any, asked: Any) -> None:
    command = ReleaseTrainer(workshop="basics", ground="ill")
    outcome = ready(*facts).when(command, asked).then(RELEASED)

    assert outcome.after.state.workshops["basics"].leader is None
    outcome.after.when(command, operator()).refused("already_done")


def test_who_was_released_says_nothing_of_it_any_more() -> None:
    ready(*running(), RELEASED).when(hold(), leader(MONDAY)).refused("not_the_leader")


@pytest.mark.parametrize(
    "command",
    [ReleaseTrainer(workshop="basics", ground="ill"), SeekTrainer(workshop="basics", capacity="x")],
)
def test_only_who_is_concerned_asks_and_before_it_begins(command: Any) -> None:
    ready().when(command, operator()).refused("unknown_entity")
    ready(*running()).when(command, myself(KAI)).refused("no_mandate")
    ready(*running()).when(command, operator(MONDAY)).refused("too_late")
    ready(*running(), cancelled()).when(command, operator()).refused("wrong_state")


def test_a_trainer_is_sought_for_what_the_workshop_teaches() -> None:
    command = SeekTrainer(workshop="basics", capacity="governance")
    fact = TrainerSought(workshop="basics", capacity="governance", programme=PILOT)
    outcome = ready(*running(), RELEASED).when(command, operator()).then(fact)

    outcome.after.when(command, operator()).refused("already_done")
    found = ready(*running(), RELEASED, fact, *TAKEN)
    assert found.state.workshops["basics"].sought is None
    other = SeekTrainer(workshop="basics", capacity="bookkeeping")
    ready(*running()).when(other, operator()).refused("unknown_entity")


def test_another_offers_and_is_taken() -> None:
    history = ready(*running(), RELEASED)

    made = history.when(offer("basics", KAI), myself(KAI)).after
    taken = made.when(answer("accept", "basics", KAI), operator()).after

    assert taken.state.workshops["basics"].leader == KAI
    again = history.when(offer("basics", LEE), myself(LEE)).stands().after
    again.when(answer("accept", "basics", LEE), operator()).stands()


def test_what_has_a_leader_or_is_called_off_needs_no_other() -> None:
    ready(*running()).when(offer("basics", KAI), myself(KAI)).refused("wrong_state")
    ready(*running(), cancelled()).when(offer("basics", KAI), myself(KAI)).refused("wrong_state")
    offers = [*running(), RELEASED, offered("basics", KAI), cancelled()]
    ready(*offers).when(answer("accept", "basics", KAI), operator()).refused("wrong_state")
    late = ready(*running(), RELEASED)
    late.when(offer("basics", KAI), myself(KAI, MONDAY)).refused("too_late")


def test_a_trainers_end_leaves_workshops_to_be_led_by_others() -> None:
    """What lies ahead: it is released and sought for; what was held stays theirs."""
    before = running("held", MONDAY - timedelta(days=75))
    facts = [*before, held("held"), *running(), *led("planned"), *running("other", leader=KAI)]
    ended = happened(RoleEnded(role="trainer", person=LEE, programme=PILOT), time=NOW)

    history = ready(*facts, ended)

    steps = sorted(history.state.pending.values(), key=lambda step: step.order)
    assert [(step.command, step.ask.workshop) for step in steps] == [
        ("ReleaseTrainer", "basics"),
        ("ReleaseTrainer", "planned"),
        ("SeekTrainer", "basics"),
        ("SeekTrainer", "planned"),
    ]
    for step in steps:
        history.when(step.ask, own("pm")).stands()
    history.when(offer("more"), myself(LEE)).refused("unknown_entity")
    ready(planned(), ended).when(offer(), myself(LEE)).refused("trainer_not_authorised")
    ready(planned(), ended, trainer(LEE)).when(offer(), myself(LEE)).stands()


def test_other_roles_that_end_change_nothing() -> None:
    ended = RoleEnded(role="mentor", person=LEE, programme=PILOT)

    assert ready(*running(), ended).state == ready(*running()).state


# --- another time --------------------------------------------------------------------------


def test_the_new_time_is_the_least_bad_of_the_days_asked_for() -> None:
    history = ready(*running(), enrolled(ANA), RELEASED, *TAKEN)
    window = {"window_from": "2027-04-01", "window_until": "2027-04-02"}
    command = moved(history, **window)

    fact = history.when(command, operator()).facts[0]

    assert command.start.date().isoformat() == "2027-04-01"
    assert isinstance(fact, WorkshopChanged)
    assert (fact.before, fact.start, fact.leader) == (MONDAY, command.start, KAI)
    assert (fact.enrolled, fact.programme, fact.host) == (1, PILOT, "aff-pwu")
    after = history.when(command, operator()).after.state.workshops["basics"]
    assert isinstance(after, Announced)
    assert (after.start, after.end) == (command.start, command.start + timedelta(minutes=120))
    assert after.places.holds(ANA)


def test_another_leader_at_the_same_time_is_a_change_and_the_same_is_none() -> None:
    history = ready(*led())
    start = engine.least_bad_start(history.state, "basics", NOW)
    same = ready(*running(start=start))
    other = ready(*running(start=start), RELEASED, *TAKEN)

    same.when(change(start=start), operator()).refused("already_done")
    fact = other.when(change(start=start), operator()).facts[0]
    assert (fact.before, fact.start, fact.leader) == (start, start, KAI)


def test_what_the_old_hour_would_have_cost_is_borne_by_nobody() -> None:
    costly = announced().model_copy(
        update={"bands": (Band(hours_east=0, members=2, points=20, carry=20),), "worst": 20}
    )
    history = ready(*led(), costly)
    fact = history.when(moved(history), operator()).facts[0]

    assert {band.hours_east: band.carry for band in fact.bands} == {-6: 1, 0: 0, 3: 0, 6: 0} or all(
        band.carry == band.points for band in fact.bands
    )
    after = history.when(moved(history), operator()).after.state
    for band in fact.bands:
        assert after.carry[(PILOT, band.hours_east)] == band.points


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"workshop": "nowhere"}, "unknown_entity"),
        ({"window_until": "2028-02-01"}, "outside_programme"),
        ({"window_from": "2027-01-31"}, "outside_programme"),
        ({"start": TUESDAY + timedelta(minutes=5)}, "outside_programme"),
        ({"start": MONDAY + timedelta(days=60)}, "outside_programme"),
        ({"start": MONDAY + timedelta(hours=12)}, "worse_than_stated_bound"),
    ],
)
def test_what_may_not_be_changed(changes: dict[str, Any], reason: str) -> None:
    outcome = ready(*running()).when(change(**{"start": TUESDAY, **changes}), operator())

    assert isinstance(outcome.decided, Refused)
    assert outcome.decided.reason == reason


def test_a_change_is_asked_for_by_an_operator_and_before_it_begins() -> None:
    history = ready(*running())

    history.when(change(), leader(NOW)).refused("no_mandate")
    history.when(change(), operator(MONDAY)).refused("too_late")
    ready(*led()).when(change(), operator()).refused("wrong_state")
    ready(*running(), cancelled()).when(change(), operator()).refused("wrong_state")


def test_everybody_is_told_a_week_before_the_new_time() -> None:
    command = change(start=MONDAY + timedelta(days=2))

    ready(*running()).when(command, operator(MONDAY - timedelta(days=5))).refused(
        "too_late", days=7
    )


def test_who_leads_it_must_be_a_trainer_who_is_free() -> None:
    ready(*running(), RELEASED).when(change(), operator()).refused("no_trainer")
    ended = RoleEnded(role="trainer", person=LEE, programme=PILOT)
    ready(*running(), ended).when(change(), operator()).refused("trainer_not_authorised")
    other = running("other", TUESDAY)
    ready(*running(), *other).when(change(start=TUESDAY), operator()).refused(
        "trainer_double_booked"
    )


def test_a_new_time_beyond_the_horizon_is_refused() -> None:
    """I29, whatever window the programme has."""
    far = change(start=NOW + timedelta(days=366 * 3 + 1))

    ready(*running()).when(far, operator()).refused("beyond_horizon", months=36)


def test_a_change_reads_what_it_rests_on() -> None:
    texts = {
        f"oversight.inforce.{kind}-{where}"
        for kind in ("charter", "inconvenience")
        for where in (PILOT, "all")
    }
    ready(*running(), planned("second")).when(change(), operator()).reads(
        "oversight.mandate.aff-pwu",
        f"registration.trainer.{LEE}",
        "scheduling.workshop.second",
        *texts,
    )


@pytest.mark.parametrize("name", ["nowhere", "basics"])
def test_the_engine_has_an_answer_where_nothing_can_be_moved(name: str) -> None:
    history = ready(*led())
    start = engine.moved_start(history.state, change(workshop=name), NOW)

    assert start == NOW + timedelta(minutes=15)


# --- called off ----------------------------------------------------------------------------

CANCEL = CancelWorkshop(workshop="basics", ground="no_venue")


def cancelled(name: str = "basics", **changes: Any) -> WorkshopCancelled:
    data = {
        "workshop": name,
        "programme": PILOT,
        "purpose": "skills",
        "host": "aff-pwu",
        "ground": "no_venue",
        "start": MONDAY,
        "enrolled": 0,
    }
    return WorkshopCancelled.model_validate(data | changes)


THREE = [*running(), *running("second", TUESDAY), *running("third", MONDAY + timedelta(days=2))]


def test_a_pilot_keeps_two_skills_workshops() -> None:
    """I21."""
    three = ready(*THREE, enrolled(ANA))
    two = three.when(CANCEL, operator()).then(cancelled(enrolled=1)).after

    last = CancelWorkshop(workshop="second", ground="no_venue")
    two.when(last, operator()).refused("pilot_below_two_workshops", left=1)
    two.when(plan("fourth"), operator()).stands()


def test_what_does_not_count_may_be_called_off() -> None:
    training = running(purpose="mentor_training")
    ready(*training).when(CANCEL, operator()).then(cancelled(purpose="mentor_training"))
    ready(planned()).when(CANCEL, operator()).then(cancelled(start=None))


def test_it_is_called_off_once_by_an_operator_and_before_it_begins() -> None:
    three = ready(*THREE)

    three.when(CancelWorkshop(workshop="nowhere", ground="x"), operator()).refused("unknown_entity")
    three.when(CANCEL, leader(NOW)).refused("no_mandate")
    three.when(CANCEL, operator(MONDAY)).refused("too_late")
    ready(*THREE, cancelled()).when(CANCEL, operator()).refused("already_done")


def test_what_is_called_off_takes_no_place_in_carry_plan_or_diary() -> None:
    costly = announced().model_copy(
        update={"bands": (Band(hours_east=0, members=2, points=20, carry=20),)}
    )
    history = ready(*led(), costly, staged(BOB), cancelled())

    assert history.state.carry[(PILOT, 0)] == 0
    history.when(enrol(BOB), myself(BOB)).refused("wrong_state")
    history.when(hold(), leader(MONDAY + timedelta(days=1))).refused("wrong_state")
    assert not list(history.state.announced())


def test_two_workshops_are_not_called_off_at_once() -> None:
    guards = {
        f"oversight.inforce.charter-{PILOT}",
        "oversight.inforce.charter-all",
        "oversight.mandate.aff-pwu",
    }
    ready(*THREE).when(CANCEL, operator()).reads(
        "scheduling.workshop.second", "scheduling.workshop.third", *guards
    )
    assert EVE not in ready(*THREE).state.diaries
