"""Appeals: opened by whom they concern, decided in time by strangers."""

from datetime import timedelta

from baraza.oversight import inbox
from baraza.oversight.messages import (
    AdoptText,
    ChangeMandate,
    DecideMatter,
    DraftRules,
    MatterDecided,
    MatterOpened,
    MatterOverdue,
    ReachDeadline,
)
from given import by
from oversight_story import (
    ADA,
    ALAN,
    FOUNDED,
    SECRET,
    P,
    Story,
    appeal,
    as_body,
    founded,
    give,
    person,
    propose,
    register,
    running,
    seat,
    seated,
    settled,
    standing,
    unmatched,
    yes,
)

SELF = by(f"person.{ADA}", at=FOUNDED)


def decide(outcome: str = "upheld") -> DecideMatter:
    return DecideMatter(kind="appeal", matter="m1", outcome=outcome, ground="procedure")


def opened() -> tuple[Story, int]:
    story, index = settled()
    story.does(appeal(index), SELF)
    return story, index


def test_who_selects_for_one_programme_took_part_in_what_it_settled() -> None:
    """Mandates for this programme alone: the appeal goes to a body that took no part."""
    story = founded()
    for body, kind in (("council", "select"), ("community", "appeals")):
        story.does(register(body, "affiliate"), as_body("wmf"))
        for number in (1, 2, 3):
            story.does(seat(body, number), as_body("wmf"))
        own = give(body, kind, programme=P)
        story.adopts(own, proposer="wmf", voters=("wmf", body), name=body)
    story = story.heard(inbox.IntakeAnnounced(intake="i1", programme=P))
    index = story.now.position
    story = story.heard(inbox.CandidacySettled(intake="i1", person=ADA))

    assert {"council", f"person.{person('council', 1)}"} <= story.now.state.settled[index].took_part
    assert story.does(appeal(index), SELF)[0].addressee == "community"


def test_who_was_settled_appeals_to_a_body_that_took_no_part() -> None:
    story, index = settled()
    story.tries(appeal(index), SELF).then(
        MatterOpened(
            kind="appeal",
            matter="m1",
            addressee="community",
            decide_by=FOUNDED + timedelta(days=30),
            about=index,
            person=ADA,
            text=SECRET,
        )
    ).reads("oversight.inforce.deadlines-all", "oversight.mandate.community")


def test_who_was_left_without_a_mentor_appeals_too_and_no_operator_decides_it() -> None:
    story, index = unmatched()

    assert story.now.state.settled[index].took_part == story.now.state.holders("operate", P)
    story.tries(appeal(index), by(f"person.{ALAN}", at=FOUNDED)).refused("not_concerned")
    assert story.does(appeal(index), SELF)[0].addressee == "community"
    decided = story.does(decide(), seated("community"))[0]
    assert (decided.outcome, decided.about) == ("upheld", index)


def test_an_appeal_is_about_a_decision_about_oneself() -> None:
    story, index = settled()
    story.tries(appeal(0), SELF).refused("unknown_entity")
    story.tries(appeal(index), by(f"person.{ALAN}", at=FOUNDED)).refused("not_concerned")


def test_a_decision_is_appealed_once() -> None:
    story, index = opened()
    story.tries(appeal(index, "m2"), SELF).refused("already_done")


def test_an_appeal_comes_within_its_days() -> None:
    story, index = settled()
    last = by(f"person.{ADA}", at=FOUNDED + timedelta(days=30) - timedelta(milliseconds=1))
    over = by(f"person.{ADA}", at=FOUNDED + timedelta(days=30))
    story.tries(appeal(index), last).stands()
    story.tries(appeal(index), over).refused("appeal_time_over", days=30)


def test_the_days_are_those_of_the_text_in_force() -> None:
    story, index = settled()
    rules = {"matters": {"appeal": {"open_days": 14, "decide_days": 10}}}
    draft = DraftRules(kind="deadlines", version=1, rules=rules)
    digest = story.does(draft, as_body("council"))[0].digest
    text = AdoptText(kind="deadlines", version=1, digest=digest, from_on="2027-01-01")
    story.adopts(text, proposer="council", voters=("council", "wmf"), name="days")
    story.tries(appeal(index), by(f"person.{ADA}", at=FOUNDED + timedelta(days=14))).refused(
        "appeal_time_over", rule="deadlines.1", days=14
    )
    facts = story.tries(appeal(index), by(f"person.{ADA}", at=FOUNDED + timedelta(days=13))).facts
    assert facts[0].decide_by == FOUNDED + timedelta(days=23)


def test_nobody_decides_where_nobody_has_the_mandate() -> None:
    story, index = settled()
    end = ChangeMandate(change="end", body="community", kinds=("appeals",))
    story.adopts(end, proposer="wmf", voters=("wmf",), name="r1")
    story.tries(appeal(index), SELF).refused("wrong_state")


def test_the_body_it_was_put_to_decides() -> None:
    story, index = opened()
    story.tries(decide(), seated("community")).then(
        MatterDecided(
            kind="appeal",
            matter="m1",
            outcome="upheld",
            ground="procedure",
            body="community",
            about=index,
        )
    )
    story.tries(decide(), as_body("wmf")).refused("no_mandate")
    story.tries(decide(), as_body("aff-pwu")).refused("no_mandate")
    story.tries(decide("forgotten"), seated("community")).refused("unknown_outcome")
    story.does(decide(), seated("community"))
    story.tries(decide(), seated("community")).refused("already_done")


def test_an_appeal_is_withdrawn_by_who_opened_it_and_nobody_else() -> None:
    story, index = opened()
    for other in (
        seated("community"),
        as_body("community"),
        as_body("wmf"),
        by(f"person.{ALAN}", at=FOUNDED),
        by(f"person.{ADA}", "seat.community-1", at=FOUNDED),
    ):
        story.tries(decide("withdrawn"), other).refused("not_concerned")
    withdrawn = MatterDecided(
        kind="appeal", matter="m1", outcome="withdrawn", ground="procedure", about=index
    )
    story.tries(decide("withdrawn"), SELF).then(withdrawn)
    story.tries(decide("upheld"), SELF).refused("no_mandate")
    story.does(decide("withdrawn"), SELF)
    story.tries(decide("withdrawn"), SELF).refused("already_done")
    running().tries(decide("withdrawn"), SELF).refused("unknown_entity")


def test_what_was_not_opened_is_not_decided() -> None:
    running().tries(decide(), seated("community")).refused("unknown_entity")


def test_who_took_part_by_another_seat_does_not_decide() -> None:
    story = running()
    double = person("council", 1)
    chair = seat("community", 4).model_copy(update={"person": double})
    story.does(chair, as_body("wmf"))
    index = story.now.position
    story.heard(inbox.CandidacySettled(intake="i1", person=ADA))
    story.does(appeal(index), SELF)
    asked = by(f"person.{double}", "seat.community-4", at=FOUNDED)
    story.tries(decide(), asked).refused("took_part_in_decision")


def test_where_all_took_part_new_seats_decide_and_the_fact_says_so() -> None:
    story = founded()
    index = story.now.position
    story.heard(inbox.CandidacySettled(intake="i1", person=ADA))
    facts = story.does(appeal(index), SELF)
    assert facts[0].addressee == "wmf"
    story.tries(decide(), seated("wmf")).refused("took_part_in_decision")
    story.does(seat("wmf", 4), as_body("wmf"))
    decided = story.does(decide(), seated("wmf", 4))[0]
    assert decided.self_reviewed


def test_with_the_mandate_goes_the_open_matter() -> None:
    story = standing()
    index = story.now.position
    story.heard(inbox.CandidacySettled(intake="i1", person=ADA))
    story.does(appeal(index), SELF)
    over = ChangeMandate(change="hand_over", body="wmf", from_body="community", kinds=("appeals",))
    story.does(propose(over), seated("wmf"))
    story.does(yes("wmf"), seated("wmf"))
    story.tries(decide(), seated("community")).refused("no_mandate")
    story.tries(decide(), seated("wmf")).stands()


def test_an_interim_holder_loses_its_open_matters_with_the_mandate() -> None:
    story = founded()
    index = story.now.position
    story.heard(inbox.CandidacySettled(intake="i1", person=ADA))
    story.does(appeal(index), SELF)
    story.does(register("community", "community"), as_body("wmf"))
    story.does(seat("community", 1), as_body("wmf"))
    story.does(propose(give("community", "appeals")), seated("wmf"))
    story.does(yes("wmf"), seated("wmf"))
    story.does(yes("community", seats=1), seated("community"))

    assert story.state.matters["m1"].addressee == "community"


def test_a_matter_nobody_decided_is_overdue_once_and_can_still_be_decided() -> None:
    story, _ = opened()
    at = FOUNDED + timedelta(days=30)
    due = ReachDeadline(about="appeal.m1", what="decision", at=at)
    clock = by("service.oversight", "clock", at=at)
    story.tries(due, clock).then(
        MatterOverdue(kind="appeal", matter="m1", addressee="community", what="decision")
    )
    story.does(due, clock)
    story.tries(due, clock).refused("already_done")
    story.tries(decide(), seated("community", at=at)).stands()


def test_what_was_decided_is_not_overdue() -> None:
    story, _ = opened()
    story.does(decide("dismissed"), seated("community"))

    assert story.state.agenda.next() is None
