"""The form of each question and of each answer."""

from typing import Any

from pydantic import BaseModel, ConfigDict


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


class ResultsOf(ProgrammeOf):
    """Of one programme, instrument and thing asked about, each where it is named."""

    instrument: str | None = None
    about: str | None = None
    """`workshop` or `mentoring`, or the whole name of what was asked about."""


class Result(Form):
    """One instrument version of a programme, over the collections that are closed."""

    programme: str
    instrument: str
    version: int
    collections: int
    eligible: int
    answered: int
    hidden: int
    """Collections that fewer than five answered: their marks are in no mean."""
    questions: list[QuestionRow]


class ResultsAnswer(Form):
    results: list[Result]


class InstrumentVersion(Form):
    programme: str | None
    version: int
    digest: str
    drafted_at: int
    """Index of the entry, as in all that follows."""
    adopted_at: int | None
    from_on: str | None
    suggestions_taken: list[str]
    instruments: dict[str, Any]
    """By name: questions, and the comparability map to the version before."""


class InstrumentAnswer(Form):
    versions: list[InstrumentVersion]


class SuggestionOf(ProgrammeOf):
    matter: str | None = None


class SuggestionRow(Form):
    matter: str
    programme: str
    instrument: str
    version: int
    questions: list[str]
    person: str | None
    addressee: str
    opened_at: str
    decide_by: str
    supporters: int
    overdue: bool
    outcome: str | None
    """`adopted` (by version `adopted_in`), `declined` (on `ground`); None: still open."""
    ground: str | None
    adopted_in: int | None
    decided_at: str | None
    opened_index: int
    decided_index: int | None


class SuggestionTraceAnswer(Form):
    suggestions: list[SuggestionRow]


class EvaluationOf(ProgrammeOf):
    evaluation: str | None = None


class EvaluationRow(Form):
    question: str
    mean_per_mille: int | None = None
    answers: int | None = None


class Evaluation(Form):
    evaluation: str
    programme: str
    instrument: str
    version: int
    level: str
    limits: str
    published_at: str
    index: int
    log_index: int
    collections: int
    eligible: int
    answered: int
    suppressed: int
    rows: list[EvaluationRow]


class EvaluationAnswer(Form):
    evaluations: list[Evaluation]
