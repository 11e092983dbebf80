"""The questions that feedback answers."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

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
    each = Questions(projector)
    return {name: getattr(each, name) for name in ANSWERS}


class Questions:
    """One method for each question; its parameter is the question's form."""

    def __init__(self, projector: Projector) -> None:
        self._projector = projector

    def collection(self, asked: forms.CollectionOf) -> forms.CollectionAnswer | None:
        """How many answered, and what they marked."""
        with self._projector.reading() as connection:
            row = read_model.collection(connection, asked.collection)
        if row is None:
            return None
        told = {**row, "questions": questions(row["answers"])}
        return forms.CollectionAnswer.model_validate(told)

    def response_rates(self, asked: forms.ProgrammeOf) -> forms.ResponseRatesAnswer:
        """How many of those asked answered, collection by collection."""
        with self._projector.reading() as connection:
            rows = read_model.collections(connection, asked.programme)
        rates = [{**row, "per_mille": per_mille(row["answered"], row["eligible"])} for row in rows]
        sums = {name: sum(row[name] for row in rows) for name in ("eligible", "answered")}
        return forms.ResponseRatesAnswer.model_validate({"collections": rates, **sums})

    def results(self, asked: forms.ResultsOf) -> forms.ResultsAnswer:
        """What was said, question by question."""
        with self._projector.reading() as connection:
            rows = [
                row
                for row in read_model.collections(connection, asked.programme)
                if asked.instrument in {None, row["instrument"]}
                and asked.about in {None, row["about"], row["about"].partition(".")[0]}
            ]
            answers = read_model.answers(connection, [row["collection"] for row in rows])
        return forms.ResultsAnswer(results=results(rows, answers))

    def leader_reports(self, asked: forms.ProgrammeOf) -> forms.LeaderReportsAnswer:
        """Which leaders reported, in time or late, and which did not."""
        with self._projector.reading() as connection:
            rows = read_model.reports(connection, asked.programme)
        return forms.LeaderReportsAnswer.model_validate({"reports": rows})

    def instrument(self, asked: forms.ProgrammeOf) -> forms.InstrumentAnswer:
        """Every version that was drafted, when it was adopted, what it took up."""
        with self._projector.reading() as connection:
            rows = read_model.instruments(connection, asked.programme)
        return forms.InstrumentAnswer.model_validate({"versions": [_version(row) for row in rows]})

    def suggestion_trace(self, asked: forms.SuggestionOf) -> forms.SuggestionTraceAnswer:
        """What became of each suggestion, and where the log says so."""
        with self._projector.reading() as connection:
            rows = read_model.suggestions(connection, asked.programme, asked.matter)
        told = [{**r, "opened_index": r["idx"], "decided_index": r["decided_idx"]} for r in rows]
        return forms.SuggestionTraceAnswer.model_validate({"suggestions": told})

    def evaluation(self, asked: forms.EvaluationOf) -> forms.EvaluationAnswer:
        """The figures as they were published."""
        with self._projector.reading() as connection:
            rows = read_model.evaluations(connection, asked.programme, asked.evaluation)
        told = [
            {**row["told"], "published_at": row["published_at"], "index": row["idx"]}
            for row in rows
        ]
        return forms.EvaluationAnswer.model_validate({"evaluations": told})


def _version(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "programme": row["programme"] or None,
        "drafted_at": row["idx"],
        "adopted_at": row["adopted_idx"],
        "suggestions_taken": row["rules"].get("suggestions_taken", []),
        "instruments": row["rules"]["instruments"],
    }
