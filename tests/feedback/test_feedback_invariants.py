"""Over any order of asking: no more answers than voices, no more voices than people (I38)."""

from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.decider import Asked, Message, Refused
from baraza.feedback.messages import AnswerRecorded
from feedback_story import (
    ADA,
    ALAN,
    GRACE,
    MARKS,
    answer,
    issue,
    myself,
    opened,
    voice,
)
from given import Given

OPENED = opened()
people = st.sampled_from((ADA, ALAN, GRACE))
aliases = st.sampled_from(("v00001", "v00002", "v00003", "v00004"))
asks = st.lists(
    st.one_of(
        st.builds(lambda p, q: (issue(p), myself(q)), people, people),
        st.builds(lambda p: (issue(p), myself(p)), people),
        st.builds(lambda v: (answer(), voice(v)), aliases),
        st.builds(lambda v, n: (answer({**MARKS, "extra": n}), voice(v)), aliases, st.just(1)),
    ),
    max_size=25,
)


def lived(start: Given, history: list[tuple[Message, Asked]]) -> tuple[Given, list[object]]:
    facts: list[object] = []
    for command, asked in history:
        outcome = start.when(command, asked)
        if not isinstance(outcome.decided, Refused):
            facts += outcome.facts
            start = outcome.after
    return start, facts


@settings(max_examples=80, deadline=None)
@given(asks)
def test_one_eligible_person_gives_at_most_one_answer(
    history: list[tuple[Message, Asked]],
) -> None:
    end, facts = lived(OPENED, history)
    (collection,) = end.state.collections.values()
    answers = [fact for fact in facts if isinstance(fact, AnswerRecorded)]

    assert len(answers) == len({fact.voice for fact in answers})
    assert len(answers) <= len(collection.issued) <= len(collection.eligible)
    assert collection.issued <= {ADA, ALAN}


@settings(max_examples=40, deadline=None)
@given(asks)
def test_no_fact_of_an_answer_names_a_person(history: list[tuple[Message, Asked]]) -> None:
    for fact in lived(OPENED, history)[1]:
        if isinstance(fact, AnswerRecorded):
            text = fact.model_dump_json() + fact.subject
            assert not any(person in text for person in (ADA, ALAN, GRACE))
            assert fact.version == 1
