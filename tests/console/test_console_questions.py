"""Every question says what it may be asked with; what it does not know is said, not passed over."""

from typing import Any

import pytest
from pydantic import BaseModel

from baraza.console import matched, questions
from baraza.console.home import SERVICES, Home, Trouble
from baraza.console.query import answered, short_of, told, unknown
from baraza.messaging.doors import form_of, question
from baraza.messaging.problems import UnknownQuery


class Between(BaseModel):
    first: str
    second: int | None = None


def typed(asked: Between) -> str:
    """What lies between."""
    return f"{asked.first} {asked.second}"


def loose(params: dict[str, Any]) -> str:
    return str(params)


@pytest.fixture(scope="module")
def every() -> dict[tuple[str, str], questions.Question]:
    return {(one.service, one.name): one for one in questions.every()}


def test_a_typed_question_is_given_its_form() -> None:
    assert question("typed", typed, {"first": "a", "second": 2}) == Between(first="a", second=2)
    assert (form_of(typed), form_of(loose)) == (Between, None)
    assert question("loose", loose, {"anything": 1}) == {"anything": 1}


def test_a_parameter_that_is_not_known_is_told_with_those_that_are() -> None:
    with pytest.raises(UnknownQuery) as refused:
        question("typed", typed, {"first": "a", "thrid": 3})

    assert refused.value.detail == "typed: it knows no thrid. It takes: first, second."


def test_every_question_of_every_service_has_a_form(
    every: dict[tuple[str, str], questions.Question],
) -> None:
    from importlib import import_module

    for service in SERVICES:
        answers = import_module(f"baraza.{service}.api").ANSWERS
        assert {name for of, name in every if of == service} == set(answers)
    assert [one.what for one in every.values() if not one.what and one.needs] == []


def test_the_question_of_the_readme_may_be_asked_in_all_its_ways(
    every: dict[tuple[str, str], questions.Question],
) -> None:
    asked = every[matched.ANSWERS]

    assert asked.needs == []
    assert {"person", "programme", "at", "as_recorded"} <= set(asked.takes)
    assert asked.line.startswith("matching who_with_whom [")


def test_a_question_that_nobody_answers_names_those_that_are() -> None:
    why = unknown("matching", "who_with_who")

    assert why is not None
    assert "who_with_whom" in why
    assert unknown("matching", "who_with_whom") is None
    assert unknown("ledger", "anything") is None


async def test_a_home_without_a_log_says_what_to_do(tmp_path: Any) -> None:
    with pytest.raises(Trouble, match=r"There is no log in .*baraza pilot"):
        await answered(Home(tmp_path), "matching", "who_with_whom", {})
    assert list(tmp_path.iterdir()) == []


def test_a_problem_is_told_in_sentences() -> None:
    problem = UnknownQuery("x: it knows no y. It takes: z.").problem().model_dump(mode="json")

    assert "It takes: z." in (told(problem) or "")
    assert told({"ok": True, "answer": {}}) is None
    assert told({"ok": False, "detail": "the ledger is halted"}) is not None


ROW = {
    "mentor": "p2",
    "mentee": "p1",
    "started_at": "2027-04-05T12:00:00.000Z",
    "state": "live",
    "ended_at": None,
    "round": "spring",
    "origin": "round",
    "score": 3600,
    "indexes": {"proposed": 7, "started": 9, "ended": None},
}


def test_a_row_says_who_since_when_why_and_how_it_is_proved(tmp_path: Any) -> None:
    home = Home(tmp_path / "a home")
    heads, row, note = matched.table({"relationships": [ROW]}, home)

    assert heads.split()[:3] == ["mentee", "mentor", "since"]
    assert row.split()[:4] == ["p1", "p2", "2027-04-05", "live"]
    assert "best of the round, score 3600" in row
    assert row.endswith(f"baraza-audit matched '{home.export}' --person p1")
    assert "run `baraza export` first" in note


def test_an_ended_relationship_says_when_and_nobody_is_told_as_nobody(tmp_path: Any) -> None:
    ended = ROW | {"state": "premature", "ended_at": "2027-06-01T09:00:00.000Z"}
    lines = list(matched.table({"relationships": [ended]}, Home(tmp_path)))

    assert "premature 2027-06-01" in lines[1]
    assert next(iter(matched.table({"relationships": []}, Home(tmp_path)))).startswith("Nobody")


@pytest.mark.parametrize(
    ("asked", "said"), [(9, None), (10, "the log has 10 entries"), (10**23, "the log has 10 entr")]
)
def test_a_view_of_entries_that_are_not_recorded_yet_is_told(asked: int, said: str | None) -> None:
    why = short_of({"as_recorded": asked}, {"ok": True, "position": 10, "answer": {}})

    assert (why is None) if said is None else (said in (why or ""))
    assert short_of({}, {"ok": True, "position": 10}) is None
