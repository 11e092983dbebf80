"""Inquiries, findings and risks: asked by who watches, answered and decided in time, or late."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from baraza.decider import Asked
from baraza.oversight import inbox
from baraza.oversight.messages import (
    AdoptText,
    AnswerMatter,
    DecideMatter,
    DraftRules,
    MatterAnswered,
    MatterDecided,
    MatterOpened,
    MatterOverdue,
    ReachDeadline,
)
from given import by
from oversight_story import (
    ADA,
    FOUNDED,
    GRACE,
    SECRET,
    P,
    Story,
    appeal,
    as_body,
    hand_over,
    matter,
    seated,
    settled,
    watched,
)

WMF = as_body("wmf")
OPERATOR = as_body("aff-pwu")
SELF = by(f"person.{ADA}", at=FOUNDED)


def answer(kind: str, *entries: int, name: str = "m1") -> AnswerMatter:
    return AnswerMatter.model_validate(
        {"kind": kind, "matter": name, "text": SECRET, "entries": entries}
    )


def decide(kind: str, outcome: str, *entries: int, name: str = "m1") -> DecideMatter:
    said = {"kind": kind, "matter": name, "outcome": outcome, "ground": "looked_into"}
    return DecideMatter.model_validate({**said, "entries": entries})


def due(kind: str, what: str, days: int) -> tuple[ReachDeadline, Asked]:
    at = FOUNDED + timedelta(days=days)
    asked = ReachDeadline.model_validate({"about": f"{kind}.m1", "what": what, "at": at})
    return asked, by("service.oversight", "clock", at=at)


def opened(kind: str, **particular: Any) -> Story:
    story = watched()
    story.does(matter(kind, **particular), SELF if kind == "risk" else WMF)
    return story


# --- opening ---------------------------------------------------------------------------------


def test_who_watches_asks_a_body_which_has_days_to_answer() -> None:
    story = watched()
    story.tries(matter("inquiry", entries=(3, 4), programme=P), WMF).then(
        MatterOpened(
            kind="inquiry",
            matter="m1",
            addressee="aff-pwu",
            answer_by=FOUNDED + timedelta(days=30),
            decide_by=FOUNDED + timedelta(days=60),
            text=SECRET,
            programme=P,
            body="wmf",
            entries=(3, 4),
        )
    ).reads(
        "oversight.inforce.authority-all",
        "oversight.inforce.deadlines-all",
        "oversight.mandate.wmf",
    )


def test_who_watches_finds_what_went_against_a_rule() -> None:
    fact = watched().tries(matter("finding"), WMF).facts[0]

    assert (fact.severity, fact.rule, fact.entries, fact.body) == (
        "medium",
        "stage_set",
        (1,),
        "wmf",
    )
    assert fact.answer_by == FOUNDED + timedelta(days=30)
    assert fact.decide_by == FOUNDED + timedelta(days=90)


def test_anybody_registered_tells_of_a_risk_and_a_body_does() -> None:
    story = watched()
    fact = (
        story.tries(matter("risk"), SELF)
        .reads(
            "oversight.inforce.deadlines-all", "oversight.mandate.wmf", f"registration.person.{ADA}"
        )
        .facts[0]
    )
    of_body = story.tries(matter("risk"), OPERATOR).facts[0]

    assert (fact.addressee, fact.person, fact.body) == ("wmf", ADA, None)
    assert (fact.answer_by, fact.decide_by) == (None, FOUNDED + timedelta(days=180))
    assert (of_body.person, of_body.body) == (None, "aff-pwu")


def test_who_is_not_registered_tells_of_none() -> None:
    story = watched()
    story.tries(matter("risk"), by(f"person.{GRACE}", at=FOUNDED)).refused("unknown_entity")
    story.tries(matter("risk"), as_body("nobody")).refused("unknown_entity")


@pytest.mark.parametrize("kind", ["inquiry", "finding"])
def test_only_who_watches_asks_and_finds(kind: str) -> None:
    story = watched()
    story.tries(matter(kind), as_body("council")).refused("no_mandate")
    story.tries(matter(kind), SELF).refused("no_mandate")
    story.tries(matter(kind), OPERATOR).refused("outside_delegation")
    external = by(f"person.{ADA}", "external", at=FOUNDED)
    story.tries(matter(kind), external).refused("external_may_not_decide")


@pytest.mark.parametrize("kind", ["inquiry", "finding"])
def test_it_is_put_to_a_known_body_that_is_not_the_asker(kind: str) -> None:
    story = watched()
    story.tries(matter(kind, addressee="nobody"), WMF).refused("unknown_entity")
    story.tries(matter(kind, addressee="wmf"), WMF).refused("own_act")


def test_a_finding_rests_on_entries_of_the_log() -> None:
    story = watched()
    last = story.state.last
    story.tries(matter("finding", entries=()), WMF).refused("no_entries")
    story.tries(matter("finding", entries=(last,)), WMF).stands()
    story.tries(matter("finding", entries=(1, last + 1)), WMF).refused("unknown_entity", last=last)


def test_records_of_others_may_be_cited_as_soon_as_they_are_known() -> None:
    story = watched()
    index = story.now.position
    story.heard(inbox.RecordMissing())
    story.tries(matter("finding", entries=(index,)), WMF).stands()


def test_a_matter_is_opened_once() -> None:
    story = opened("inquiry")
    story.tries(matter("inquiry"), WMF).refused("already_done")
    story.tries(matter("risk"), SELF).refused("already_done")


@pytest.mark.parametrize(
    ("kind", "particular"),
    [
        ("inquiry", {"addressee": None}),
        ("inquiry", {"severity": "low"}),
        ("finding", {"rule": None}),
        ("risk", {"addressee": "wmf"}),
        ("risk", {"likelihood": 6}),
        ("risk", {"about": 3}),
    ],
)
def test_a_matter_says_what_its_kind_says_and_nothing_else(
    kind: str, particular: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        matter(kind, **particular)


def test_the_days_of_every_kind_are_those_of_the_text_in_force() -> None:
    story = watched()
    rules = {"matters": {"inquiry": {"answer_days": 7, "decide_days": 14}}}
    draft = DraftRules(kind="deadlines", version=1, rules=rules)
    digest = story.does(draft, as_body("council"))[0].digest
    text = AdoptText(kind="deadlines", version=1, digest=digest, from_on="2027-01-01")
    story.adopts(text, proposer="council", voters=("council", "wmf"), name="days")
    fact = story.tries(matter("inquiry"), WMF).facts[0]

    assert fact.answer_by == FOUNDED + timedelta(days=7)
    assert fact.decide_by == FOUNDED + timedelta(days=14)


# --- answering -------------------------------------------------------------------------------


def test_whom_it_was_put_to_answers_once() -> None:
    story = opened("finding")
    story.tries(answer("finding", 2), OPERATOR).then(
        MatterAnswered(kind="finding", matter="m1", text=SECRET, entries=(2,))
    )
    story.tries(answer("finding"), WMF).refused("not_concerned")
    story.tries(answer("finding"), SELF).refused("not_concerned")
    story.does(answer("finding"), OPERATOR)
    story.tries(answer("finding"), OPERATOR).refused("already_done")


def test_an_answer_cites_what_is_in_the_log() -> None:
    story = opened("inquiry")
    last = story.state.last
    story.tries(answer("inquiry", last + 1), OPERATOR).refused("unknown_entity", last=last)


def test_what_is_not_there_or_over_is_not_answered() -> None:
    story = opened("inquiry")
    story.tries(answer("finding"), OPERATOR).refused("unknown_entity")
    story.tries(answer("inquiry", name="m2"), OPERATOR).refused("unknown_entity")
    story.does(decide("inquiry", "withdrawn"), WMF)
    story.tries(answer("inquiry"), OPERATOR).refused("already_done")


def test_a_risk_and_an_appeal_need_no_answer() -> None:
    opened("risk").tries(answer("risk"), WMF).refused("wrong_state")
    story, index = settled()
    story.does(appeal(index), SELF)
    story.tries(answer("appeal"), seated("community")).refused("wrong_state")


def test_a_late_answer_is_taken_and_stays_late() -> None:
    story = opened("inquiry")
    story.does(*due("inquiry", "answer", 30))
    story.does(answer("inquiry"), as_body("aff-pwu", FOUNDED + timedelta(days=31)))

    assert story.state.matters["m1"].answered
    assert story.state.matters["m1"].overdue


# --- deciding --------------------------------------------------------------------------------


def test_nothing_is_decided_before_it_is_answered_or_late() -> None:
    for kind, outcome in (("inquiry", "answered"), ("finding", "dismissed")):
        story = opened(kind)
        story.tries(decide(kind, outcome), WMF).refused("not_answered")
        story.does(*due(kind, "answer", 30))
        story.tries(decide(kind, outcome), WMF).stands()


def test_an_inquiry_is_answered_or_withdrawn_by_who_watches() -> None:
    story = opened("inquiry")
    story.tries(decide("inquiry", "withdrawn"), OPERATOR).refused("not_concerned")
    story.tries(decide("inquiry", "withdrawn"), WMF).then(
        MatterDecided(
            kind="inquiry", matter="m1", outcome="withdrawn", ground="looked_into", body="wmf"
        )
    )
    story.does(answer("inquiry"), OPERATOR)
    story.tries(decide("inquiry", "answered"), OPERATOR).refused("no_mandate")
    story.tries(decide("inquiry", "remedied"), WMF).refused("unknown_outcome")
    story.does(decide("inquiry", "answered"), WMF)
    story.tries(decide("inquiry", "answered"), WMF).refused("already_done")


def test_a_finding_is_remedied_where_the_log_says_so() -> None:
    story = opened("finding")
    story.does(answer("finding"), OPERATOR)
    index = story.now.position
    story.heard(inbox.RecordMade())
    story.tries(decide("finding", "remedied"), WMF).refused("remedy_not_in_log", last=index)
    story.tries(decide("finding", "remedied", index + 1), WMF).refused(
        "remedy_not_in_log", last=index
    )
    story.tries(decide("finding", "remedied", index), WMF).then(
        MatterDecided(
            kind="finding",
            matter="m1",
            outcome="remedied",
            ground="looked_into",
            body="wmf",
            entries=(index,),
        )
    )
    story.tries(decide("finding", "dismissed"), WMF).stands()


def test_nobody_decides_about_what_was_found_of_their_own_acts() -> None:
    story = opened("finding", addressee="community")
    story.does(answer("finding"), seated("community"))
    over = watch_goes_to_the_community(story)
    over.tries(decide("finding", "dismissed"), seated("community")).refused("own_act")


def watch_goes_to_the_community(story: Story) -> Story:
    story.adopts(
        hand_over("community", "wmf", "oversee"),
        proposer="wmf",
        voters=("wmf", "community"),
        name="watch",
    )
    return story


def test_a_risk_is_reviewed_or_closed_by_who_watches() -> None:
    story = opened("risk")
    story.tries(decide("risk", "reviewed"), as_body("council")).refused("no_mandate")
    story.tries(decide("risk", "withdrawn"), SELF).refused("unknown_outcome")
    story.tries(decide("risk", "reviewed"), WMF).stands()
    story.tries(decide("risk", "closed"), WMF).stands()


def test_a_matter_is_decided_by_its_kind() -> None:
    opened("inquiry").tries(decide("risk", "closed"), WMF).refused("unknown_entity")


# --- late ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "days"), [("inquiry", (30, 60)), ("finding", (30, 90))])
def test_answer_and_decision_are_each_overdue_once(kind: str, days: tuple[int, int]) -> None:
    story = opened(kind)
    for what, after in zip(("answer", "decision"), days, strict=True):
        story.tries(*due(kind, what, after)).then(
            MatterOverdue.model_validate(
                {"kind": kind, "matter": "m1", "addressee": "aff-pwu", "what": what}
            )
        )
        story.does(*due(kind, what, after))
        story.tries(*due(kind, what, after)).refused("already_done")

    assert not story.state.agenda.about.get(f"{kind}.m1")


def test_what_was_answered_in_time_is_not_late_for_its_answer() -> None:
    story = opened("inquiry")
    story.does(answer("inquiry"), OPERATOR)
    story.tries(*due("inquiry", "answer", 30)).refused("already_done")
    story.tries(*due("inquiry", "decision", 60)).stands()
