"""Whatever order a year has: answers stay with their version, suggestions end or are late."""

from datetime import datetime, timedelta

from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from baraza.decider import Asked, Message, Refused
from baraza.feedback.domain import CURRENT
from baraza.feedback.domain.v1.comparability import reading
from baraza.feedback.messages import AnswerRecorded, ReachDeadline
from feedback_changes import (
    RAISED,
    adopted,
    collected,
    decline,
    evaluate,
    goes_on,
    raised,
    second,
    suggest,
    support,
)
from feedback_story import ADOPTED, HELD, LEADER, MARKS, P, answer, issue, myself, opened, voice
from given import Given, by, given

NAMES = ("m1", "m2", "m3")
COORD = by("body.aff-pwu", "operate", at=HELD + timedelta(days=300))
days = st.integers(0, 200)


def does(story: Given, command: Message, asked: Asked) -> Given:
    """The story after it, or as it was where it cannot stand."""
    outcome = story.when(command, asked)
    return story if isinstance(outcome.decided, Refused) else outcome.after


def time_passes(story: Given, at: datetime) -> Given:
    """All that has fallen due by then is declared reached, as the service does."""
    for due in story.state.agenda.until(at):
        command = ReachDeadline(about=due.subject, what=due.what, at=due.at)
        story = does(story, command, by("service.feedback", "clock", at=at))
    return story


acts = st.lists(
    st.tuples(
        days,
        st.one_of(
            st.tuples(st.just("raise"), st.sampled_from(NAMES)),
            st.tuples(st.just("decline"), st.sampled_from(NAMES)),
            st.tuples(st.just("adopt"), st.lists(st.sampled_from(NAMES), unique=True)),
            st.tuples(st.just("support"), st.sampled_from(NAMES)),
        ),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@over(acts)
def test_no_suggestion_is_past_its_time_undecided_and_in_silence(history: list) -> None:  # type: ignore[type-arg]
    """I36, first half."""
    story, version = raised("m0"), 1
    for day, (what, which) in sorted(history, key=lambda one: one[0]):
        at = RAISED + timedelta(days=day)
        story = time_passes(story, at)
        council = by("body.council", "instruments", at=at)
        if what == "raise":
            story = does(story, suggest(which), myself(LEADER, at=at))
        elif what == "decline":
            story = does(story, decline(which), council)
        elif what == "support":
            story = does(story, support(LEADER, which), myself(LEADER, at=at))
        else:
            version += 1
            story = goes_on(story, *adopted(second(tuple(which)), version), at=at)
        for id_, one in story.state.suggestions.items():
            late = at >= one.matter.opened_at + timedelta(days=90)
            assert one.matter.outcome is not None or one.matter.overdue or not late, id_
            waits = story.state.agenda.about.get(f"suggestion.{id_}")
            assert bool(waits) == (one.matter.outcome is None and not one.matter.overdue)


@settings(max_examples=40, deadline=None)
@over(st.lists(st.sampled_from(NAMES), unique=True), st.lists(st.sampled_from(NAMES), unique=True))
def test_every_adopted_suggestion_is_in_the_version_that_it_names(
    first: list[str], then: list[str]
) -> None:
    """I36, second half: and traced from either end."""
    story = goes_on(raised(*NAMES), *adopted(second(tuple(first))))
    story = goes_on(story, *adopted(second(tuple(then)), 3))
    named = {2: set(first), 3: set(then)}
    for id_, one in story.state.suggestions.items():
        if one.matter.outcome == "adopted":
            assert one.adopted_in is not None
            assert id_ in named[one.adopted_in]
        else:
            assert id_ not in named[2] | named[3]


@settings(max_examples=60, deadline=None)
@over(st.lists(st.sampled_from(["issue", "answer", "adopt"]), max_size=14))
def test_no_fact_changes_the_version_of_an_answer(history: list[str]) -> None:
    """I35, first half."""
    story, version, voices = opened(), 1, 0
    for what in history:
        if what == "issue":
            person = ("p" + "0" * 31 + "1", "p" + "0" * 31 + "2")[voices % 2]
            story = does(story, issue(person), myself(person))
        elif what == "answer":
            voices += 1
            outcome = story.when(answer(), voice(f"v{voices:05x}"))
            if not isinstance(outcome.decided, Refused):
                fact = outcome.facts[0]
                assert isinstance(fact, AnswerRecorded)
                assert fact.version == 1
                story = outcome.after
        else:
            version += 1
            story = goes_on(story, *adopted(second(), version))
        one = story.state.collections["c1"]
        assert one.version == 1
        assert {question.code for question in one.questions.questions} == set(MARKS)


@settings(max_examples=40, deadline=None)
@over(st.sets(st.sampled_from(sorted(MARKS))), st.integers(0, 100), st.integers(0, 100))
def test_an_answer_is_read_under_another_version_only_by_the_map(
    renamed: set[str], before: int, after: int
) -> None:
    """I35, second half: what the map leaves out is in no figure, whatever was marked."""
    rules = second()
    workshop = rules["instruments"]["workshop"]
    for question in workshop["questions"]:
        if question["code"] in renamed:
            del workshop["comparable"][question["code"]]
            question["code"] = f"new_{question['code']}"
    codes = [question["code"] for question in workshop["questions"]]
    story = collected(given(CURRENT, *ADOPTED), "w1", [dict.fromkeys(MARKS, before)] * 5)
    story = goes_on(story, *adopted(rules))
    later = HELD + timedelta(days=100)
    story = collected(story, "w2", [dict.fromkeys(codes, after)] * 6, at=later)
    by_map = reading(story.state, P, "workshop", 2, 1)

    assert by_map is not None
    assert by_map == workshop["comparable"]
    for level in ("person", "community"):
        for row in story.when(evaluate(2, level=level), COORD).facts[0].rows:
            both = row.question in by_map
            assert row.answers == (11 if both else 6)
            assert row.mean_per_mille == (
                (5 * before + 6 * after) * 1000 // 1100 if both else after * 10
            )
