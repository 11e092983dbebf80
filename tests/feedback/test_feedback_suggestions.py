"""Whoever leads suggests a change, and it is adopted by a version, declined, or late (R49, I36)."""

from datetime import timedelta

import pytest

from baraza.decider import FieldCommitment
from baraza.feedback import inbox
from baraza.feedback.domain import CURRENT
from baraza.feedback.messages import (
    MatterDecided,
    MatterOpened,
    MatterOverdue,
    MatterSupported,
    ReachDeadline,
)
from baraza.forms.v1 import heard
from feedback_changes import (
    COORD,
    COUNCIL,
    RAISED,
    adopted,
    decline,
    drafts,
    goes_on,
    leader,
    mentor,
    raised,
    second,
    suggest,
    support,
)
from feedback_story import ADA, ADOPTED, ALAN, LEADER, STORY, P, myself
from given import by, given

LATE = RAISED + timedelta(days=90)
DUE = ReachDeadline(about="suggestion.m1", what="decision", at=LATE)
CLOCK = by("service.feedback", "clock", at=LATE)
ENDED = heard.MandateChanged(body="council", change="end", kinds=("instruments",))
HANDED = heard.MandateChanged(body="care", change="give", kinds=("instruments",))


def test_who_led_a_workshop_suggests_a_change_of_what_was_asked() -> None:
    told = suggest().model_dump() | {
        "addressee": "council",
        "decide_by": LATE,
        "person": LEADER,
    }
    outcome = given(CURRENT, *STORY).when(suggest(), leader())
    outcome.then(MatterOpened.model_validate(told)).reads("oversight.mandate.council")


def test_a_trainer_may_and_others_may_not() -> None:
    story = given(CURRENT, *STORY, mentor(ADA, "trainer"), mentor(ALAN, "mentor"))
    story.when(suggest(), myself(ADA, at=RAISED)).stands().reads(
        "oversight.mandate.council", f"registration.trainer.{ADA}"
    )
    story.when(suggest(), myself(ALAN, at=RAISED)).refused("no_mandate")
    story.when(suggest(), COORD).refused("no_mandate")
    elsewhere = given(CURRENT, *STORY, mentor(ADA, "trainer", "other"))
    elsewhere.when(suggest(), myself(ADA, at=RAISED)).refused("no_mandate")
    gone = inbox.RoleEnded(role="trainer", person=ADA, programme=P)
    left = given(CURRENT, *STORY, mentor(ADA, "trainer"), gone)
    left.when(suggest(), myself(ADA, at=RAISED)).refused("no_mandate")


def test_it_is_about_a_version_that_was_adopted_and_its_questions() -> None:
    story = given(CURRENT, *STORY)
    story.when(suggest(version=2), leader()).refused("version_not_in_force")
    story.when(suggest(instrument="dance"), leader()).refused("version_not_in_force")
    story.when(suggest(questions=("dance",)), leader()).refused("unknown_entity")
    story.when(suggest(questions=()), leader()).stands()
    raised().when(suggest(), leader()).refused("already_done")


def test_without_a_body_for_instruments_nobody_could_decide_it() -> None:
    given(CURRENT, *STORY, ENDED).when(suggest(), leader()).refused("wrong_state")


def test_people_with_a_role_support_it_once() -> None:
    story = goes_on(raised(), mentor(ADA), mentor(ALAN, "participant", "other"))
    ada = myself(ADA, at=RAISED)
    story.when(support(ADA), ada).then(
        MatterSupported.model_validate(support(ADA).model_dump())
    ).reads(f"registration.mentor.{ADA}")
    story.when(support(ADA), ada).after.when(support(ADA), ada).refused("already_done")
    story.when(support(LEADER), leader()).refused("already_done")
    story.when(support(ALAN), myself(ALAN, at=RAISED)).refused("no_mandate")
    story.when(support(ADA), myself(ALAN, at=RAISED)).refused("no_mandate")
    story.when(support(ADA, "m9"), ada).refused("unknown_entity")
    over = story.when(decline(), COUNCIL).after
    over.when(support(ADA), ada).refused("wrong_state")


def test_the_body_for_instruments_declines_with_a_reason() -> None:
    text = FieldCommitment(commit="11" * 32)
    outcome = raised().when(decline(text=text), COUNCIL)
    outcome.then(
        MatterDecided(
            kind="suggestion",
            matter="m1",
            outcome="declined",
            ground="too_long",
            body="council",
        )
    ).reads(
        "oversight.mandate.council",
        f"oversight.inforce.instrument-{P}",
        "oversight.inforce.instrument-all",
    )
    assert outcome.after.state.agenda.about.get("suggestion.m1") is None
    outcome.after.when(decline(), COUNCIL).refused("already_done")


def test_nobody_else_declines() -> None:
    raised().when(decline(), COORD).refused("outside_delegation")
    raised().when(decline(), leader()).refused("no_mandate")
    external = by(f"person.{ADA}", "external", at=RAISED)
    raised().when(decline(), external).refused("external_may_not_decide")
    raised().when(decline("m9"), COUNCIL).refused("unknown_entity")
    goes_on(raised(), ENDED).when(decline(), COUNCIL).refused("mandate_ended")


def test_a_body_in_which_who_raised_it_sits_reviews_itself() -> None:
    seat = heard.SeatGranted(
        body="council", seat="council-1", person=LEADER, starts_on="2027-01-01"
    )
    decided = goes_on(raised(), seat).when(decline(), COUNCIL).facts[0]
    assert decided.self_reviewed


def test_handed_over_it_is_the_new_bodys() -> None:
    story = goes_on(raised(), ENDED, HANDED)
    care = by("body.care", "instruments", at=RAISED)
    assert story.when(decline(), care).facts[0].body == "care"
    assert story.when(DUE, CLOCK).facts[0].addressee == "care"


def test_late_it_says_so_and_may_still_be_decided() -> None:
    late = raised().when(DUE, CLOCK)
    late.then(MatterOverdue(kind="suggestion", matter="m1", addressee="council", what="decision"))
    raised().when(DUE, by("service.feedback", "clock", at=RAISED)).refused("too_early")
    late.after.when(DUE, CLOCK).refused("already_done")
    late.after.when(decline(), by("body.council", "instruments", at=LATE)).stands()


def test_a_version_in_force_that_names_it_adopts_it() -> None:
    story = goes_on(raised("m1", "m2"), *adopted(second(("m1",))))
    one, other = (story.state.suggestions[name] for name in ("m1", "m2"))

    assert (one.matter.outcome, one.adopted_in) == ("adopted", 2)
    assert other.matter.outcome is None
    story.when(decline(), COUNCIL).refused("already_done")
    story.when(DUE, CLOCK).refused("already_done")


def test_what_was_declined_meanwhile_stays_declined() -> None:
    drafted, in_force = adopted(second(("m1",)))
    declined = goes_on(raised(), drafted).when(decline(), COUNCIL).after
    after = goes_on(declined, in_force)

    assert after.state.suggestions["m1"].matter.outcome == "declined"


def test_a_text_takes_up_open_suggestions_of_its_programme() -> None:
    raised().when(drafts(second(("m1",))), COUNCIL).stands().reads(
        "oversight.mandate.council", f"oversight.inforce.instrument-{P}"
    )
    raised().when(drafts(second(("m9",))), COUNCIL).refused("unknown_entity")
    over = raised().when(decline(), COUNCIL).after
    over.when(drafts(second(("m1",))), COUNCIL).refused("wrong_state")


# --- maps -----------------------------------------------------------------------------------


def test_a_second_version_tells_of_every_question_that_it_keeps() -> None:
    story = given(CURRENT, *ADOPTED)
    story.when(drafts(second()), COUNCIL).stands()
    rules = second()
    del rules["instruments"]["workshop"]["comparable"]["could_take_part"]
    story.when(drafts(rules), COUNCIL).refused(
        "map_incomplete", missing=1, unknown=0, scale_differs=0
    )


@pytest.mark.parametrize(
    ("question", "of"), [("met_somebody_new", "dance"), ("dance", "could_take_part")]
)
def test_a_map_joins_questions_that_are_asked(question: str, of: str) -> None:
    rules = second()
    rules["instruments"]["workshop"]["comparable"][question] = of
    given(CURRENT, *ADOPTED).when(drafts(rules), COUNCIL).refused(
        "map_incomplete", missing=0, unknown=1, scale_differs=0
    )


def test_a_question_on_another_scale_is_another_question() -> None:
    rules = second()
    rules["instruments"]["workshop"]["questions"][0]["scale"] = [1, 5]
    given(CURRENT, *ADOPTED).when(drafts(rules), COUNCIL).refused(
        "map_incomplete", missing=0, unknown=0, scale_differs=1
    )


def test_the_first_version_has_nothing_to_compare_with() -> None:
    rules = second()
    given(CURRENT, *ADOPTED[:4]).when(drafts(rules, 1), COUNCIL).refused(
        "map_incomplete", missing=0, unknown=10, scale_differs=0
    )
    plain = {
        **rules,
        "instruments": {"w": {"questions": [{"code": "a", "level": "person", "scale": [0, 5]}]}},
    }
    given(CURRENT, *ADOPTED[:4]).when(drafts(plain, 1), COUNCIL).stands()
