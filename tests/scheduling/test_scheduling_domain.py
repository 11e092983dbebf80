"""What scheduling decides, one sentence each."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, get_args

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st
from pydantic import ValidationError

from baraza.decider import Decider, Refused
from baraza.forms.v1 import heard
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.book import text_digest
from baraza.scheduling.domain import CURRENT, DECIDERS
from baraza.scheduling.domain.v1 import RULES_1, horizon, slots
from baraza.scheduling.domain.v1.choice import choice_for, window_of
from baraza.scheduling.domain.v1.fairness import least_bad, points_of, read_inconvenience
from baraza.scheduling.messages import (
    AvailabilityStated,
    Band,
    Certify,
    Command,
    CompletionCertified,
    Difference,
    DraftRules,
    EnrolmentQueued,
    Fact,
    OfferAnswered,
    OfferMade,
    ParticipantEnrolled,
    PlanPublished,
    PublishPlan,
    ReachDeadline,
    RecordMade,
    RecordSettled,
    RulesDrafted,
    SeriesPlanned,
    SettleRecord,
    StateAvailability,
    WorkshopHeld,
    WorkshopPlanned,
)
from given import START, Given, by, given, happened
from timetables import (
    ANA,
    BOB,
    CHARTER,
    EVE,
    KAI,
    LEE,
    MONDAY,
    NOW,
    OPERATOR,
    PILOT,
    READY,
    TEXTS,
    adopted,
    announce,
    answer,
    enrol,
    enrolled,
    held,
    hold,
    in_charge,
    leader,
    led,
    myself,
    offer,
    offered,
    operator,
    own,
    person,
    plan,
    planned,
    record,
    recorded,
    running,
    series,
    staged,
    starter,
    trainer,
)

OVER = MONDAY + timedelta(minutes=120)
AFTER = OVER + timedelta(hours=1)


def ready(*facts: Any, decider: Decider[Any, Any, Any, Any] = CURRENT) -> Given:
    return given(decider, *READY, *facts)


# --- the tables ----------------------------------------------------------------------------


def test_every_command_has_a_rule_and_every_fact_is_known() -> None:
    known = {type_.split(".")[3] for type_ in CURRENT.knows if ".scheduling." in type_}

    assert set(get_args(Command)) == set(RULES_1) == set(CURRENT.commands.values())
    assert known == {fact.__name__ for fact in get_args(Fact)}
    assert DECIDERS[CURRENT.name] is CURRENT


# --- texts ---------------------------------------------------------------------------------


def draft(kind: str, rules: dict[str, Any], version: int = 1) -> DraftRules:
    return DraftRules.model_validate({"kind": kind, "version": version, "rules": rules})


@pytest.mark.parametrize("kind", ["formats", "template", "inconvenience", "first_trainers"])
def test_a_text_of_the_starter_set_can_be_drafted(kind: str) -> None:
    rules = starter(kind)
    digest = text_digest(kind, None, 1, rules, None)
    fact = RulesDrafted.model_validate(
        {"kind": kind, "version": 1, "rules": rules, "digest": digest}
    )

    given(CURRENT, *in_charge("council", "rules")).when(
        draft(kind, rules), by("body.council", "rules")
    ).then(fact).reads("oversight.mandate.council")


def test_first_trainers_are_pseudonyms_and_holidays_are_days() -> None:
    history = given(CURRENT, *in_charge("council", "rules"))
    council = by("body.council", "rules")
    days = {"source": "holidays", "version": "0.109", "dates": {"Asia/Kathmandu": ["2027-02-19"]}}

    history.when(draft("first_trainers", {"trainers": [LEE, KAI]}), council).stands()
    history.when(draft("holidays", days), council).stands()


@pytest.mark.parametrize(
    ("kind", "rules"),
    [
        ("formats", {}),
        ("formats", {"formats": ["Seminar"]}),
        ("formats", {"formats": ["seminar", "seminar"]}),
        ("formats", {"formats": "seminar"}),
        ("formats", {"formats": [f"format_{n:050}" for n in range(500)]}),
        ("template", {"templates": []}),
        ("template", {"templates": {"a": "b"}}),
        ("template", {"templates": {"Bad code": {}}}),
        ("template", {"templates": {"a": {"audience": "all"}}}),
        (
            "template",
            {
                "templates": {
                    "a": {
                        "audience": "all",
                        "capacities": [],
                        "format": "seminar",
                        "materials": [{"link": "https://example.org"}],
                    }
                }
            },
        ),
        (
            "template",
            {
                "templates": {
                    one: {
                        "audience": "all",
                        "capacities": [],
                        "format": "seminar",
                        "materials": [],
                        "made_from": other,
                    }
                    for one, other in (("a", "b"), ("b", "a"))
                }
            },
        ),
        ("inconvenience", {"bands": []}),
        ("holidays", {"source": "x", "version": "1", "dates": {"UTC": ["2027-02-30"]}}),
        ("holidays", {"source": "x", "version": "1", "dates": {"UTC": ["tomorrow"]}}),
        ("holidays", {"source": 1, "version": "1", "dates": {}}),
        ("first_trainers", {"trainers": ["Lee"]}),
        ("first_trainers", {"trainers": [7]}),
    ],
)
def test_a_text_that_means_nothing_is_malformed(kind: str, rules: dict[str, Any]) -> None:
    outcome = given(CURRENT, *in_charge("council", "rules")).when(
        draft(kind, rules), by("body.council", "rules")
    )

    assert isinstance(outcome.decided, Refused)
    assert outcome.decided.reason == "rules_malformed"


def test_who_has_no_mandate_drafts_nothing() -> None:
    rules = starter("formats")
    ended = heard.MandateChanged(body="council", change="end", kinds=("rules",))
    history = given(CURRENT, *in_charge("council", "rules"))

    history.when(draft("formats", rules), by("body.other", "rules")).refused("no_mandate")
    history.when(draft("formats", rules), myself(LEE)).refused("no_mandate")
    given(CURRENT, *in_charge("council", "rules"), ended).when(
        draft("formats", rules), by("body.council", "rules")
    ).refused("mandate_ended")


def test_a_version_is_drafted_once() -> None:
    council = by("body.council", "rules")
    once = given(CURRENT, *in_charge("council", "rules"), *adopted("formats", {}, None))

    once.when(draft("formats", starter("formats")), council).refused("already_done")
    once.when(draft("formats", starter("formats"), version=2), council).stands()


# --- planning ------------------------------------------------------------------------------


def test_an_operator_plans_a_workshop() -> None:
    ready().when(plan(), operator()).then(WorkshopPlanned(**dict(plan()))).reads(
        "oversight.mandate.aff-pwu",
        f"oversight.inforce.charter-{PILOT}",
        f"oversight.inforce.formats-{PILOT}",
        "oversight.inforce.charter-all",
        "oversight.inforce.formats-all",
    )


def test_who_does_not_operate_plans_nothing() -> None:
    ended = heard.MandateChanged(body="aff-pwu", change="end", kinds=("operate",), programme=PILOT)

    ready().when(plan(), myself(LEE)).refused("no_mandate")
    ready().when(plan(), by("body.council", "select")).refused("no_mandate")
    ready(ended).when(plan(), operator()).refused("mandate_ended")


def test_a_workshop_is_planned_once() -> None:
    ready(planned()).when(plan(), operator()).refused("already_done")


def test_nothing_is_planned_more_than_36_months_ahead() -> None:
    standing = {"kind": "standing", "starts_on": "2027-01-01", "ends_on": "2035-12-31"}
    history = ready(*adopted("charter", standing))
    on = horizon.last_day(NOW)
    later = (on + timedelta(days=1)).isoformat()

    history.when(plan(window_until=on.isoformat()), operator()).stands()
    history.when(plan(window_until=later), operator()).refused("beyond_horizon", months=36)


def test_a_window_that_is_over_is_too_late() -> None:
    ready().when(plan(), operator(datetime(2027, 3, 27, tzinfo=UTC))).refused("too_late")


@pytest.mark.parametrize(
    "window",
    [
        {"window_from": "2027-01-31"},
        {"window_from": "2028-01-30", "window_until": "2028-02-01"},
    ],
)
def test_a_workshop_lies_within_its_programme(window: dict[str, str]) -> None:
    ready().when(plan(**window), operator()).refused("outside_programme", "charter.1")


@pytest.mark.parametrize("charter", [{}, {"kind": "pilot", "starts_on": "soon", "ends_on": 7}])
def test_without_a_charter_that_says_when_nothing_is_planned(charter: dict[str, Any]) -> None:
    bodies = in_charge("aff-pwu", "operate")

    given(CURRENT, *bodies).when(plan(), operator()).refused("not_adopted")
    given(CURRENT, *bodies, *adopted("charter", charter)).when(plan(), operator()).refused(
        "not_adopted"
    )


def test_formats_are_those_that_were_adopted() -> None:
    no_formats = (*in_charge("aff-pwu", "operate"), *adopted("charter", CHARTER))

    ready().when(plan(format="lecture"), operator()).refused("unknown_entity", "formats.1")
    given(CURRENT, *no_formats).when(plan(), operator()).refused("not_adopted")


@pytest.mark.parametrize(
    "wrong",
    [
        {"window_from": "2027-03-27"},
        {"window_from": "2027-02-30"},
        {"minutes": 50},
        {"places": -1},
    ],
)
def test_a_plan_that_cannot_be_meant_is_no_command(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        plan(**wrong)


# --- teaching ------------------------------------------------------------------------------


def test_a_trainer_offers_and_the_operator_accepts() -> None:
    made = OfferMade(workshop="basics", person=LEE, answer_by=NOW + timedelta(days=14))
    accepted = OfferAnswered(workshop="basics", person=LEE, answer="accept")

    ready(planned()).when(offer(), myself(LEE)).then(made).reads(
        "scheduling.workshop.basics", f"registration.trainer.{LEE}"
    ).after.when(answer(), operator()).then(accepted).reads(
        "oversight.mandate.aff-pwu",
        "scheduling.workshop.basics",
        f"registration.trainer.{LEE}",
    )


def test_an_offer_is_ones_own_to_a_workshop_that_is_planned() -> None:
    ready(planned()).when(offer(), myself(KAI)).refused("not_concerned")
    ready().when(offer(), myself(LEE)).refused("unknown_entity")
    ready(*running()).when(offer(who=KAI), myself(KAI)).refused("wrong_state")
    ready(planned(), offered()).when(offer(), myself(LEE)).refused("already_done")
    ready(*led()).when(offer(), myself(LEE)).refused("already_done")


@pytest.mark.parametrize("facts", [[], [trainer(ANA, ends_on="2027-01-04")]])
def test_who_is_no_trainer_today_does_not_teach(facts: list[Any]) -> None:
    history = ready(*facts, planned(), offered(who=ANA))

    ready(*facts, planned()).when(offer(who=ANA), myself(ANA)).refused("trainer_not_authorised")
    history.when(answer(who=ANA), operator()).refused("trainer_not_authorised")


def test_a_declined_or_forgotten_offer_may_be_made_again() -> None:
    history = ready(planned(), offered())
    declined = history.when(answer("decline"), operator()).after

    declined.when(offer(), myself(LEE)).stands()
    history.when(offer(), myself(LEE, START + timedelta(days=15))).stands()


def test_an_answer_is_an_operators_to_an_open_offer() -> None:
    history = ready(planned(), offered())

    ready().when(answer(), operator()).refused("unknown_entity")
    ready(planned()).when(answer(), operator()).refused("unknown_entity")
    history.when(answer(), myself(KAI)).refused("no_mandate")
    history.when(answer(), operator(START + timedelta(days=14))).refused("too_late")
    ready(*led()).when(answer(), operator()).refused("wrong_state")


def test_one_workshop_has_one_leader() -> None:
    history = ready(*led(), offered(who=KAI))

    history.when(answer(who=KAI), operator()).refused("wrong_state").reads(
        "oversight.mandate.aff-pwu",
        "scheduling.workshop.basics",
        f"scheduling.teaching.basics-{LEE}",
        f"registration.trainer.{KAI}",
    )


# --- announcing ----------------------------------------------------------------------------


def best(history: Given, name: str = "basics", at: datetime = NOW) -> datetime:
    """The least bad start, found by trying every quarter of the window against the totals."""
    table = history.state
    workshop = table.workshops[name].plan
    points = read_inconvenience(starter("inconvenience"))
    assert points is not None
    week = points.week(workshop.minutes // 15)
    first = slots.quarter_of_day(date.fromisoformat(workshop.window_from))
    until = slots.quarter_of_day(date.fromisoformat(workshop.window_until)) + 96
    bands = sorted(table.bands)

    def badness(start: int) -> tuple[list[int], int, int]:
        costs = [week[(start + 4 * band + 288) % 672] for band in bands]
        totals = [table.carry.get((PILOT, b), 0) + c for b, c in zip(bands, costs, strict=True)]
        members = sum(table.bands[b] * c for b, c in zip(bands, costs, strict=True))
        return sorted(totals, reverse=True), members, start

    return slots.time_of(min(range(max(first, slots.quarter_of(at) + 1), until), key=badness))


def test_the_least_bad_hour_is_announced_with_what_it_costs_each_band() -> None:
    history = ready(*led())
    start = best(history)
    outcome = history.when(announce(start), operator())
    fact = outcome.facts[0]

    assert fact.start == start
    assert [(b.hours_east, b.members) for b in fact.bands] == [(-6, 1), (0, 2), (3, 1), (6, 1)]
    assert fact.worst == max(b.carry for b in fact.bands)
    assert (fact.leader, fact.places, fact.host) == (LEE, 2, "aff-pwu")


def test_any_other_hour_is_worse_than_stated() -> None:
    history = ready(*led())
    start = best(history)
    outcome = history.when(announce(start + timedelta(hours=3)), operator())

    assert isinstance(outcome.decided, Refused)
    assert outcome.decided.reason == "worse_than_stated_bound"
    assert outcome.decided.rule == "inconvenience.1"
    assert outcome.decided.numbers["worst"] >= outcome.decided.numbers["least"]


def test_who_bore_the_last_hour_carries_it_into_the_next_choice() -> None:
    history = ready(*led(), *led("more", KAI))
    first = history.when(announce(best(history)), operator())
    after = first.after
    second = after.when(announce(best(after, "more"), "more"), operator()).facts[0]
    before = {band.hours_east: band.carry for band in first.facts[0].bands}

    assert all(b.carry == before[b.hours_east] + b.points for b in second.bands)


def test_nobody_registered_means_the_first_quarter_of_the_window() -> None:
    facts = (*in_charge("aff-pwu", "operate"), *TEXTS, trainer(LEE), *led())
    first = datetime(2027, 3, 15, tzinfo=UTC)
    outcome = given(CURRENT, *facts).when(announce(first), operator())

    assert outcome.facts[0].worst == 0
    assert outcome.facts[0].bands == ()


def test_only_a_planned_workshop_with_a_leader_is_announced() -> None:
    ready().when(announce(MONDAY), operator()).refused("unknown_entity")
    ready(*led()).when(announce(MONDAY), myself(LEE)).refused("no_mandate")
    ready(*running()).when(announce(MONDAY), operator()).refused("already_done")
    ready(planned()).when(announce(MONDAY), operator()).refused("no_trainer")


def test_a_trainer_whose_role_is_over_leads_nothing() -> None:
    ready(*led(), trainer(LEE, ends_on="2027-01-04")).when(announce(MONDAY), operator()).refused(
        "trainer_not_authorised"
    )


def test_a_start_lies_in_the_window_on_the_grid_and_ahead() -> None:
    history = ready(*led())
    late = datetime(2027, 3, 16, tzinfo=UTC)
    far = horizon.moment_on(NOW, 36)

    history.when(announce(MONDAY), operator(late)).refused("too_late")
    history.when(announce(MONDAY - timedelta(days=7)), operator()).refused("outside_programme")
    history.when(announce(MONDAY + timedelta(minutes=1)), operator()).refused("outside_programme")
    history.when(announce(far + timedelta(minutes=15)), operator()).refused(
        "beyond_horizon", months=36
    )
    history.when(announce(far), operator()).refused("outside_programme")


def test_without_points_or_charter_in_force_no_hour_can_be_chosen() -> None:
    bodies = (*in_charge("aff-pwu", "operate"), trainer(LEE), *led())
    charter = adopted("charter", CHARTER)

    given(CURRENT, *bodies).when(announce(MONDAY), operator()).refused("not_adopted")
    given(CURRENT, *bodies, *charter).when(announce(MONDAY), operator()).refused("not_adopted")


def test_nobody_leads_two_workshops_at_once() -> None:
    history = ready(*running("other"), *led())

    history.when(announce(MONDAY), operator()).refused("trainer_double_booked")
    history.when(announce(MONDAY + timedelta(minutes=105)), operator()).refused(
        "trainer_double_booked"
    )
    history.when(announce(MONDAY - timedelta(minutes=105)), operator()).refused(
        "trainer_double_booked"
    )
    ready(*running("other", leader=KAI), *led()).when(
        announce(best(ready(*led()))), operator()
    ).stands()


def test_a_pilot_has_three_skills_workshops_at_most() -> None:
    three = [fact for name in "abc" for fact in running(name, MONDAY + timedelta(days=1), KAI)]
    history = ready(*three, *led(), *led("training", purpose="mentor_training"))
    standing = adopted("charter", CHARTER | {"kind": "standing"})

    history.when(announce(MONDAY), operator()).refused(
        "pilot_has_three_workshops", "charter.1", announced=3
    )
    training = announce(best(history, "training"), "training")
    history.when(training, operator()).stands()
    ready(*three, *led(), *standing).when(announce(best(history)), operator()).stands()


def test_an_announcement_guards_what_could_be_announced_beside_it() -> None:
    ready(*led(), planned("more"), *running("other")).when(announce(MONDAY), operator()).reads(
        "oversight.mandate.aff-pwu",
        f"registration.trainer.{LEE}",
        "scheduling.workshop.more",
        *(
            f"oversight.inforce.{kind}-{where}"
            for kind in ("charter", "inconvenience")
            for where in (PILOT, "all")
        ),
    )


# --- holding -------------------------------------------------------------------------------


def test_the_leader_says_that_it_took_place() -> None:
    history = ready(
        *running(),
        staged(ANA),
        enrolled(ANA),
        enrolled(BOB),
        recorded(ANA),
        recorded(BOB, "absent", id="r2"),
    )

    history.when(hold(), leader(OVER)).then(
        WorkshopHeld(workshop="basics", programme=PILOT, purpose="skills", leader=LEE, attended=1)
    )


def test_nobody_else_says_so_nor_before_its_end_nor_twice() -> None:
    ready().when(hold(), leader(OVER)).refused("unknown_entity")
    ready(*led()).when(hold(), leader(OVER)).refused("wrong_state")
    ready(*running()).when(hold(), leader(OVER, KAI)).refused("not_the_leader")
    ready(*running()).when(hold(), leader(OVER - timedelta(minutes=1))).refused("too_early")
    ready(*running(), held()).when(hold(), leader(OVER)).refused("already_done")


# --- the plan beyond -----------------------------------------------------------------------


def test_a_series_has_its_sittings() -> None:
    days = ("2027-06-01", "2027-09-01", "2027-12-01")

    ready().when(series(), operator()).then(SeriesPlanned(**dict(series()), sittings=days))


def test_a_series_ends_36_months_after_the_decision() -> None:
    at = datetime(2027, 2, 1, 9, tzinfo=UTC)
    beyond = series(first="2028-01-31", last="2030-01-31")
    later = series(first="2028-02-02", last="2030-02-02")
    late_end = series(first="2029-11-02", last="2999-12-31", every_months=12)

    outcome = ready().when(beyond, operator(at))
    assert outcome.facts[0].sittings[-1] == "2030-01-31"
    for wrong in (later, late_end, series(first="2999-12-30", last="2999-12-31")):
        ready().when(wrong, operator(at)).refused("beyond_horizon", months=36)
    ready().when(late_end.model_copy(update={"last": "2030-03-01"}), operator(at)).stands()


def test_a_series_may_be_revised_but_not_repeated() -> None:
    once = ready().when(series(), operator()).after

    once.when(series(), operator()).refused("already_done")
    once.when(series(every_months=6), operator()).stands()
    ready(*in_charge("aff-pwu", "operate")).when(series(), operator()).after.when(
        series(programme="other"), operator()
    ).refused("wrong_state")


def test_a_series_is_an_operators_within_charter_and_templates() -> None:
    bodies = in_charge("aff-pwu", "operate")
    charter = adopted("charter", CHARTER)

    ready().when(series(), myself(LEE)).refused("no_mandate")
    ready().when(series(first="2027-01-04"), operator()).refused("too_late")
    ready().when(series(first="2027-01-31"), operator()).refused("outside_programme", "charter.1")
    ready().when(series(template="lecture"), operator()).refused("unknown_entity", "template.1")
    given(CURRENT, *bodies).when(series(), operator()).refused("not_adopted")
    given(CURRENT, *bodies, *charter).when(series(), operator()).refused("not_adopted")


def test_a_series_ends_after_it_begins() -> None:
    with pytest.raises(ValidationError):
        series(last="2027-05-31")


PUBLISH = PublishPlan(programme=PILOT)


def test_a_plan_is_published_with_its_differences() -> None:
    history = ready(planned(), *running("other")).when(series(), operator()).after
    first = history.when(PUBLISH, operator())
    rows = (
        Difference(kind="added", what="series.s1/1", after="2027-06-01"),
        Difference(kind="added", what="series.s1/2", after="2027-09-01"),
        Difference(kind="added", what="series.s1/3", after="2027-12-01"),
        Difference(kind="added", what="workshop.basics", after="2027-03-15/2027-03-26"),
        Difference(kind="added", what="workshop.other", after="2027-03-15T10:00:00.000Z"),
    )

    first.then(PlanPublished(programme=PILOT, version=1, horizon="2030-01-05", differences=rows))
    first.after.when(PUBLISH, operator()).refused("already_done", version=1)


def test_the_next_version_says_what_was_dropped_moved_and_firmed() -> None:
    first = ready().when(series(), operator()).after.when(PUBLISH, operator()).after
    at = datetime(2027, 4, 1, tzinfo=UTC)
    fewer = series(last="2027-11-30", every_months=3)
    second = first.when(fewer, operator(at)).after.when(PUBLISH, operator(at))

    assert second.facts[0].version == 2
    assert second.facts[0].differences == (
        Difference(kind="firmed", what="series.s1/2", before="2027-09-01", after="2027-09-01"),
        Difference(kind="dropped", what="series.s1/3", before="2027-12-01"),
    )
    moved = series(first="2027-06-02", last="2027-08-30")
    third = second.after.when(moved, operator(at)).after.when(PUBLISH, operator(at))
    assert third.facts[0].differences == (
        Difference(kind="moved", what="series.s1/1", before="2027-06-01", after="2027-06-02"),
        Difference(kind="dropped", what="series.s1/2", before="2027-09-01"),
    )


def test_a_plan_is_published_by_an_operator_when_there_is_something() -> None:
    ready(planned()).when(PUBLISH, myself(LEE)).refused("no_mandate")
    ready().when(PUBLISH, operator()).refused("already_done", version=0)


# --- places --------------------------------------------------------------------------------


def test_a_place_then_the_queue() -> None:
    history = ready(*running(), staged(ANA), staged(BOB), staged(EVE), staged(KAI))
    history = history.when(enrol(ANA), myself(ANA)).then(enrolled(ANA)).after
    history = history.when(enrol(BOB), operator()).then(enrolled(BOB)).after
    queued = EnrolmentQueued(workshop="basics", person=EVE, place=1)
    history = history.when(enrol(EVE), myself(EVE)).then(queued).after

    assert history.when(enrol(KAI), myself(KAI)).facts[0].place == 2
    history.when(enrol(EVE), myself(EVE)).refused("already_done")
    history.when(enrol(ANA), myself(ANA)).refused("already_done")


def test_only_who_takes_part_comes_to_a_skills_workshop() -> None:
    ready(*running()).when(enrol(ANA), myself(ANA)).refused("stage_not_reached")
    ready(*running(purpose="mentor_training")).when(enrol(ANA), myself(ANA)).stands()


def test_enrolment_is_ones_own_or_the_operators_and_in_time() -> None:
    history = ready(*running(), staged(ANA))

    history.when(enrol(ANA), myself(BOB)).refused("not_concerned")
    history.when(enrol(ANA), by("body.council", "select")).refused("no_mandate")
    history.when(enrol("p00000"), operator()).refused("unknown_entity")
    history.when(enrol(ANA, "other"), myself(ANA)).refused("unknown_entity")
    history.when(enrol(ANA), myself(ANA, MONDAY)).refused("too_late")
    ready(*led(), staged(ANA)).when(enrol(ANA), myself(ANA)).refused("wrong_state")


def test_enrolment_opens_when_the_time_is_firm() -> None:
    start = datetime(2027, 10, 4, 10, tzinfo=UTC)
    history = ready(*running(start=start), staged(ANA))

    history.when(enrol(ANA), myself(ANA)).refused("too_early", months=6)
    history.when(enrol(ANA), myself(ANA, datetime(2027, 4, 4, tzinfo=UTC))).stands()


def test_enrolment_is_decided_in_turn_for_each_workshop() -> None:
    outcome = ready(*running(), staged(ANA)).when(enrol(ANA), myself(ANA))

    outcome.reads("scheduling.workshop.basics")
    assert outcome.command.subject == "workshop.basics"
    assert outcome.facts[0].subject == f"enrolment.basics-{ANA}"


# --- attendance ----------------------------------------------------------------------------

HERE = (*running(), staged(ANA), enrolled(ANA), enrolled(BOB))


@pytest.mark.parametrize("state", ["present", "late", "excused", "absent"])
def test_the_leader_records_who_was_there_and_who_was_not(state: str) -> None:
    ready(*HERE).when(record(ANA, state), leader(MONDAY)).then(
        RecordMade(**dict(record(ANA, state)))
    ).reads("scheduling.workshop.basics")


def test_attendance_is_the_leaders_after_the_start_of_who_had_a_place() -> None:
    history = ready(*HERE)

    ready().when(record(ANA), leader(OVER)).refused("unknown_entity")
    ready(*led()).when(record(ANA), leader(OVER)).refused("wrong_state")
    history.when(record(ANA), leader(OVER, KAI)).refused("not_the_leader")
    history.when(record(ANA), operator(OVER)).refused("not_the_leader")
    history.when(record(ANA), leader(MONDAY - timedelta(minutes=1))).refused("too_early")
    history.when(record(EVE), leader(OVER)).refused("not_enrolled")


def test_a_person_is_recorded_once_unless_it_was_disputed() -> None:
    history = ready(*HERE, recorded(ANA))
    disputed = RecordSettled(kind="attendance", record="r1", person=ANA, outcome="disputed")

    history.when(record(ANA, id="r2"), leader(OVER)).refused("already_done")
    history.when(record(BOB), leader(OVER)).refused("already_done")
    ready(*HERE, recorded(ANA), disputed).when(record(ANA, id="r2"), leader(OVER)).stands()


DISPUTE = SettleRecord(kind="attendance", record="r1", outcome="disputed")


def test_the_person_may_dispute() -> None:
    history = ready(*HERE, happened(recorded(ANA, "absent"), time=AFTER))
    settled = RecordSettled(kind="attendance", record="r1", person=ANA, outcome="disputed")

    history.when(DISPUTE, myself(ANA, AFTER)).then(settled)
    assert history.when(DISPUTE, myself(ANA, AFTER)).after.state.agenda.next() is None


def test_nobody_else_disputes_nor_twice() -> None:
    history = ready(*HERE, recorded(ANA))
    disputed = RecordSettled(kind="attendance", record="r1", person=ANA, outcome="disputed")

    ready().when(DISPUTE, myself(ANA)).refused("unknown_entity")
    history.when(DISPUTE, myself(BOB)).refused("not_concerned")
    history.when(DISPUTE, myself(LEE)).refused("own_record")
    ready(*HERE, recorded(ANA), disputed).when(DISPUTE, myself(ANA)).refused("already_done")


def test_silence_settles_after_fourteen_days() -> None:
    history = ready(*HERE, happened(recorded(ANA), time=AFTER))
    at = AFTER + timedelta(days=14)
    due = ReachDeadline(about="attendance.r1", what="undisputed", at=at)
    settled = RecordSettled(kind="attendance", record="r1", person=ANA, outcome="undisputed")

    assert history.state.agenda.next() == Due(at, "attendance.r1", "undisputed")
    history.when(due, own("clock", at)).then(settled).after.when(due, own("clock", at)).refused(
        "already_done"
    )
    history.when(due, own("clock", at - timedelta(seconds=1))).refused("too_early")
    history.when(due, myself(ANA, at)).refused("no_mandate")


# --- certificates --------------------------------------------------------------------------


def certify(who: str = ANA, name: str = "basics") -> Certify:
    return Certify(certificate="c1", person=who, workshop=name)


def test_who_was_there_is_owed_a_certificate_that_cites_the_entries() -> None:
    absent = recorded(BOB, "absent", id="r2")
    history = ready(*HERE, recorded(ANA, "late"), absent, held())
    steps = list(history.state.pending.values())
    step = steps[0]

    assert [s.ask.person for s in steps] == [ANA]
    fact = history.when(step.ask, own("pm")).facts[0]
    n = len(READY) + len(HERE)
    assert fact == CompletionCertified(
        certificate=step.ask.certificate,
        person=ANA,
        workshop="basics",
        purpose="skills",
        cited=(n, n + 2),
    )
    done = ready(*HERE, recorded(ANA, "late"), absent, held(), happened(fact, id=f"{step.id}.1"))
    assert not list(done.state.pending)
    done.when(certify(), own("pm")).refused("already_done")


def test_a_record_after_the_workshop_was_held_is_owed_too() -> None:
    history = ready(*HERE, held(attended=0), recorded(ANA))

    assert [step.ask.person for step in history.state.pending.values()] == [ANA]


def test_certificates_are_for_who_was_there_when_it_was_held() -> None:
    ready(*HERE, recorded(ANA), held()).when(certify(), operator()).refused("no_mandate")
    ready().when(certify(), own("pm")).refused("unknown_entity")
    ready(*HERE, recorded(ANA)).when(certify(), own("pm")).refused("wrong_state")
    ready(*led()).when(certify(), own("pm")).refused("wrong_state")
    ready(*HERE, recorded(ANA, "absent"), held()).when(certify(), own("pm")).refused(
        "criteria_not_met"
    )
    ready(*HERE, held()).when(certify(BOB), own("pm")).refused("criteria_not_met").reads(
        "scheduling.workshop.basics"
    )


# --- availability --------------------------------------------------------------------------


def stated(who: str = ANA) -> StateAvailability:
    blind = {"commit": "0" * 64}
    return StateAvailability.model_validate(
        {"person": who, "weekly": blind, "zone": blind, "from_on": "2027-03-29"}
    )


def test_people_say_for_themselves_when_they_are_free() -> None:
    ready().when(stated(), myself(ANA)).then(AvailabilityStated(**dict(stated()))).reads()
    ready().when(stated(), myself(BOB)).refused("not_concerned")
    ready().when(stated("p00000"), myself("p00000")).refused("unknown_entity")


def test_what_others_do_is_passed_over() -> None:
    mentor = trainer(ANA).model_copy(update={"role": "mentor"})

    assert given(CURRENT, mentor).state == CURRENT.initial


# --- invariants ----------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@forall(
    st.lists(st.tuples(st.sampled_from([ANA, BOB, EVE, KAI, LEE]), st.booleans()), max_size=15),
    st.integers(0, 3),
)
def test_holders_never_exceed_room(asks: list[tuple[str, bool]], room: int) -> None:
    """I32: and the queue keeps the order of asking."""
    history = ready(*running(places=room), *(staged(p) for p in (ANA, BOB, EVE, KAI, LEE)))
    asked_first: list[str] = []
    for who, oneself in asks:
        outcome = history.when(enrol(who), myself(who) if oneself else operator())
        if not isinstance(outcome.decided, Refused):
            history = outcome.after
            asked_first.append(who)
    places = history.state.workshops["basics"].places

    assert len(places.holders) <= room
    assert places.holders == frozenset(asked_first[:room])
    assert places.queue == tuple(asked_first[room:])


@settings(deadline=None, max_examples=100)
@forall(
    st.dates(date(2027, 1, 1), date(2034, 1, 1)),
    st.dates(date(2027, 1, 1), date(2034, 1, 1)),
    st.integers(1, 12),
    st.integers(0, 1800).map(lambda days: NOW + timedelta(days=days)),
)
def test_nothing_is_ever_planned_beyond_the_horizon(
    one: date, other: date, every: int, at: datetime
) -> None:
    """I29, over all series and all workshops."""
    first, last = sorted((one, other))
    standing = adopted(
        "charter", {"kind": "standing", "starts_on": "2027-01-01", "ends_on": "2040-12-31"}
    )
    history = ready(*standing)
    beyond = horizon.last_day(at)
    planned_series = history.when(
        series(first=first.isoformat(), last=last.isoformat(), every_months=every), operator(at)
    )
    window = {"window_from": first.isoformat(), "window_until": last.isoformat()}
    planned_workshop = history.when(plan(**window), operator(at))

    if not isinstance(planned_series.decided, Refused):
        assert date.fromisoformat(planned_series.facts[0].sittings[-1]) <= beyond
    assert isinstance(planned_workshop.decided, Refused) == (last > beyond or last < at.date())


@settings(deadline=None, max_examples=40)
@forall(st.permutations([person(f"p{n:05x}", band) for n, band in enumerate((-9, -3, 0, 6, 9))]))
def test_the_order_in_which_people_came_changes_no_announcement(people: list[Any]) -> None:
    """I3."""
    facts = (*in_charge("aff-pwu", "operate"), *TEXTS, *people, trainer(LEE), *led())
    history = given(CURRENT, *facts)
    fact = history.when(announce(best(history)), operator()).facts[0]

    assert [band.hours_east for band in fact.bands] == [-9, -3, 0, 6, 9]
    assert all(isinstance(band, Band) for band in fact.bands)


@settings(deadline=None, max_examples=40)
@forall(st.integers(0, 12 * 96 - 1))
def test_a_pilot_never_announces_a_fourth(offset: int) -> None:
    """I21: whatever the hour."""
    three = [fact for name in "abc" for fact in running(name, MONDAY, KAI)]
    start = datetime(2027, 3, 15, tzinfo=UTC) + timedelta(minutes=15 * offset)
    outcome = ready(*three, *led()).when(announce(start), operator())

    assert isinstance(outcome.decided, Refused)


def test_the_choice_that_is_checked_is_the_one_that_is_searched() -> None:
    history = ready(*led())
    points = read_inconvenience(starter("inconvenience"))
    assert points is not None
    start = slots.quarter_of(best(history))
    fact = history.when(announce(slots.time_of(start)), operator()).facts[0]
    workshop = history.state.workshops["basics"]
    choice = choice_for(history.state, workshop, window_of(workshop.plan), NOW)
    assert choice is not None
    assert least_bad(choice.week, choice.groups, choice.starts()) == start
    costs = points_of(choice.week, choice.groups, start)
    assert tuple(band.points for band in fact.bands) == costs


def test_a_participant_is_enrolled_by_an_operator_of_its_programme() -> None:
    assert OPERATOR == "body.aff-pwu"
    ready(*running(), staged(ANA)).when(enrol(ANA), operator()).then(
        ParticipantEnrolled(workshop="basics", person=ANA)
    ).reads("oversight.mandate.aff-pwu", "scheduling.workshop.basics")
