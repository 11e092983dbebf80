"""The questions that feedback answers, with the form of each question and answer."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from baraza.feedback import read_model
from baraza.messaging.parts import Query
from baraza.projection import Projector

SMALLEST = 5
"""Marks of fewer answers than these could tell who said what, and are not shown."""


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class CollectionOf(Form):
    collection: str


class ProgrammeOf(Form):
    """Of one programme; without it, of all."""

    programme: str | None = None


class CollectionRow(Form):
    collection: str
    programme: str
    instrument: str
    version: int
    about: str
    eligible: int
    issued: int
    answered: int
    opened_at: str
    closes: str
    closed: bool


class QuestionRow(Form):
    question: str
    answers: int
    mean_milli: int
    """Mean mark in thousandths, rounded down."""
    least: int
    greatest: int


class CollectionAnswer(CollectionRow):
    questions: list[QuestionRow]
    """None shown below five answers."""


class ResponseRate(CollectionRow):
    per_mille: int
    """Answers of a thousand who were asked."""


class ResponseRatesAnswer(Form):
    collections: list[ResponseRate]
    eligible: int
    answered: int


class ReportRow(Form):
    workshop: str
    person: str
    programme: str
    held_at: str
    state: str
    submitted_at: str | None
    late: bool
    marks: dict[str, int] | None


class LeaderReportsAnswer(Form):
    reports: list[ReportRow]


ANSWERS: Mapping[str, type[BaseModel]] = {
    "collection": CollectionAnswer,
    "response_rates": ResponseRatesAnswer,
    "leader_reports": LeaderReportsAnswer,
}


def queries(projector: Projector) -> dict[str, Query]:
    """Each question by its name."""

    def collection(params: dict[str, Any]) -> CollectionAnswer | None:
        """How many answered, and what they marked."""
        name = CollectionOf.model_validate(params).collection
        with projector.reading() as connection:
            row = read_model.collection(connection, name)
        if row is None:
            return None
        return CollectionAnswer.model_validate({**row, "questions": _questions(row["answers"])})

    def response_rates(params: dict[str, Any]) -> ResponseRatesAnswer:
        """How many of those asked answered, collection by collection."""
        programme = ProgrammeOf.model_validate(params).programme
        with projector.reading() as connection:
            rows = read_model.collections(connection, programme)
        rates = [{**row, "per_mille": _per_mille(row["answered"], row["eligible"])} for row in rows]
        sums = {name: sum(row[name] for row in rows) for name in ("eligible", "answered")}
        return ResponseRatesAnswer.model_validate({"collections": rates, **sums})

    def leader_reports(params: dict[str, Any]) -> LeaderReportsAnswer:
        """Which leaders reported, in time or late, and which did not."""
        programme = ProgrammeOf.model_validate(params).programme
        with projector.reading() as connection:
            rows = read_model.reports(connection, programme)
        return LeaderReportsAnswer.model_validate({"reports": rows})

    return {
        "collection": collection,
        "response_rates": response_rates,
        "leader_reports": leader_reports,
    }


def _questions(answers: list[dict[str, int]]) -> list[QuestionRow]:
    if len(answers) < SMALLEST:
        return []
    return [_question(code, [answer[code] for answer in answers]) for code in sorted(answers[0])]


def _question(code: str, marks: list[int]) -> QuestionRow:
    return QuestionRow(
        question=code,
        answers=len(marks),
        mean_milli=sum(marks) * 1000 // len(marks),
        least=min(marks),
        greatest=max(marks),
    )


def _per_mille(part: int, whole: int) -> int:
    return part * 1000 // whole if whole else 0
