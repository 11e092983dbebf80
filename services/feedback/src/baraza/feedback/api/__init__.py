"""The questions that feedback answers."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection

from baraza.feedback import read_model
from baraza.feedback.api import forms
from baraza.feedback.api.figures import per_mille, questions, results
from baraza.messaging.parts import Query
from baraza.projection import Projector

ANSWERS: Mapping[str, type[BaseModel]] = {
    "collection": forms.CollectionAnswer,
    "response_rates": forms.ResponseRatesAnswer,
    "results": forms.ResultsAnswer,
    "leader_reports": forms.LeaderReportsAnswer,
    "instrument": forms.InstrumentAnswer,
    "suggestion_trace": forms.SuggestionTraceAnswer,
    "evaluation": forms.EvaluationAnswer,
}


def queries(projector: Projector) -> dict[str, Query]:
    """Each question by its name."""

    def asked(answer: Callable[[Connection, dict[str, Any]], Any], params: dict[str, Any]) -> Any:
        with projector.reading() as connection:
            return answer(connection, params)

    return {name: partial(asked, answer) for name, answer in _ANSWERING.items()}


def _collection(connection: Connection, params: dict[str, Any]) -> forms.CollectionAnswer | None:
    """How many answered, and what they marked."""
    name = forms.CollectionOf.model_validate(params).collection
    row = read_model.collection(connection, name)
    if row is None:
        return None
    return forms.CollectionAnswer.model_validate({**row, "questions": questions(row["answers"])})


def _response_rates(connection: Connection, params: dict[str, Any]) -> forms.ResponseRatesAnswer:
    """How many of those asked answered, collection by collection."""
    programme = forms.ProgrammeOf.model_validate(params).programme
    rows = read_model.collections(connection, programme)
    rates = [{**row, "per_mille": per_mille(row["answered"], row["eligible"])} for row in rows]
    sums = {name: sum(row[name] for row in rows) for name in ("eligible", "answered")}
    return forms.ResponseRatesAnswer.model_validate({"collections": rates, **sums})


def _results(connection: Connection, params: dict[str, Any]) -> forms.ResultsAnswer:
    """What was said, question by question."""
    asked = forms.ResultsOf.model_validate(params)
    rows = [
        row
        for row in read_model.collections(connection, asked.programme)
        if asked.instrument in {None, row["instrument"]}
        and asked.about in {None, row["about"], row["about"].partition(".")[0]}
    ]
    answers = read_model.answers(connection, [row["collection"] for row in rows])
    return forms.ResultsAnswer(results=results(rows, answers))


def _leader_reports(connection: Connection, params: dict[str, Any]) -> forms.LeaderReportsAnswer:
    """Which leaders reported, in time or late, and which did not."""
    programme = forms.ProgrammeOf.model_validate(params).programme
    rows = read_model.reports(connection, programme)
    return forms.LeaderReportsAnswer.model_validate({"reports": rows})


def _instrument(connection: Connection, params: dict[str, Any]) -> forms.InstrumentAnswer:
    """Every version that was drafted, when it was adopted, what it took up."""
    programme = forms.ProgrammeOf.model_validate(params).programme
    versions = [
        {
            **row,
            "programme": row["programme"] or None,
            "drafted_at": row["idx"],
            "adopted_at": row["adopted_idx"],
            "suggestions_taken": row["rules"].get("suggestions_taken", []),
            "instruments": row["rules"]["instruments"],
        }
        for row in read_model.instruments(connection, programme)
    ]
    return forms.InstrumentAnswer.model_validate({"versions": versions})


def _suggestion_trace(
    connection: Connection, params: dict[str, Any]
) -> forms.SuggestionTraceAnswer:
    """What became of each suggestion, and where the log says so."""
    asked = forms.SuggestionOf.model_validate(params)
    rows = [
        {**row, "opened_index": row["idx"], "decided_index": row["decided_idx"]}
        for row in read_model.suggestions(connection, asked.programme, asked.matter)
    ]
    return forms.SuggestionTraceAnswer.model_validate({"suggestions": rows})


def _evaluation(connection: Connection, params: dict[str, Any]) -> forms.EvaluationAnswer:
    """The figures as they were published."""
    asked = forms.EvaluationOf.model_validate(params)
    rows = [
        {**row["told"], "published_at": row["published_at"], "index": row["idx"]}
        for row in read_model.evaluations(connection, asked.programme, asked.evaluation)
    ]
    return forms.EvaluationAnswer.model_validate({"evaluations": rows})


_ANSWERING: Mapping[str, Callable[[Connection, dict[str, Any]], Any]] = {
    "collection": _collection,
    "response_rates": _response_rates,
    "results": _results,
    "leader_reports": _leader_reports,
    "instrument": _instrument,
    "suggestion_trace": _suggestion_trace,
    "evaluation": _evaluation,
}
