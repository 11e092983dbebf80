"""Figures as they were published: equity, the headline reports, the baseline beside the closing."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection

from baraza.messaging.parts import Query
from baraza.projection import Projector
from baraza.registration import read_model
from baraza.registration.api.forms import AnyProgramme, FigureRow, Form, Report

Row = Mapping[str, Any]
HEADLINES = ("identification", "development", "retention")


class EquityAnswer(Form):
    """The last report at each decision point."""

    points: dict[str, dict[str, int | None]]
    """By point and group the rate per mille; None: it would single people out."""
    reports: list[Report]


class Compared(Form):
    """A rate per mille before and after, by one definition."""

    group: str
    baseline: FigureRow | None
    closing: FigureRow | None
    baseline_per_mille: int | None
    closing_per_mille: int | None


class BaselineAnswer(Form):
    rows: list[Compared]


class HeadlinesAnswer(Form):
    """Exactly three; each can be made again from the log up to its index."""

    identification: Report | None
    development: Report | None
    retention: Report | None


class Collaboration(Form):
    record: str
    person: str
    other: str
    programme: str
    collaboration_kind: str
    outcome: str | None
    idx: int


class TiesAnswer(Form):
    """Relationships and collaborations; `report` is what was published of them."""

    relationships: int
    running: int
    across_regions: int
    within_region: int
    declared: int
    confirmed: int
    collaborations: list[Collaboration]
    report: Report | None


ANSWERS: Mapping[str, type[BaseModel]] = {
    "equity": EquityAnswer,
    "baseline": BaselineAnswer,
    "headline_reports": HeadlinesAnswer,
    "ties_and_collaborations": TiesAnswer,
}


def queries(projector: Projector) -> dict[str, Query]:
    def equity(asked: AnyProgramme) -> EquityAnswer:
        """By decision point and group the rates that were published last (R1)."""
        name = asked.programme
        with projector.reading() as connection:
            reports = _reports(connection, "equity", name)
        points = {report.point: {row.group: rate(row) for row in report.rows} for report in reports}
        return EquityAnswer(points=points, reports=reports)

    def baseline(asked: AnyProgramme) -> BaselineAnswer:
        """How long terms lasted before and after, by the same definition (R15)."""
        name = asked.programme
        with projector.reading() as connection:
            reports = {r.point: r for r in _reports(connection, "retention", None)}
            if name is not None:
                reports |= {r.point: r for r in _reports(connection, "retention", name)}
        return BaselineAnswer(rows=_compared(reports.get("baseline"), reports.get("closing")))

    def headline_reports(asked: AnyProgramme) -> HeadlinesAnswer:
        """Identification, development, retention: the last of each (R31)."""
        name = asked.programme
        with projector.reading() as connection:
            last = {kind: _last(connection, kind, name) for kind in HEADLINES}
        return HeadlinesAnswer(**last)

    def ties_and_collaborations(asked: AnyProgramme) -> TiesAnswer:
        """Whom the programme has joined (R24)."""
        name = asked.programme
        with projector.reading() as connection:
            ties = read_model.ties(connection, name)
            known = read_model.collaborations(connection, name)
            report = _last(connection, "ties", name)
        near = [tie for tie in ties if tie["mentor_region"] == tie["mentee_region"]]
        return TiesAnswer.model_validate(
            {
                "relationships": len(ties),
                "running": sum(1 for tie in ties if tie["ended_at"] is None),
                "across_regions": len(ties) - len(near),
                "within_region": len(near),
                "declared": len(known),
                "confirmed": sum(1 for one in known if one["outcome"] == "confirmed"),
                "collaborations": known,
                "report": report,
            }
        )

    return {
        "equity": equity,
        "baseline": baseline,
        "headline_reports": headline_reports,
        "ties_and_collaborations": ties_and_collaborations,
    }


def rate(row: FigureRow | None) -> int | None:
    """Per mille of the whole. None: hidden, or there is no whole."""
    if row is None or row.count is None or not row.of:
        return None
    return row.count * 1000 // row.of


def _compared(before: Report | None, after: Report | None) -> list[Compared]:
    old = {row.group: row for row in before.rows} if before else {}
    new = {row.group: row for row in after.rows} if after else {}
    return [
        Compared(
            group=group,
            baseline=old.get(group),
            closing=new.get(group),
            baseline_per_mille=rate(old.get(group)),
            closing_per_mille=rate(new.get(group)),
        )
        for group in dict.fromkeys((*old, *new))
    ]


def _reports(connection: Connection, kind: str, programme: str | None) -> list[Report]:
    rows: Sequence[Row] = read_model.reports(connection, kind, programme)
    return [Report.model_validate(row) for row in rows]


def _last(connection: Connection, kind: str, programme: str | None) -> Report | None:
    reports = _reports(connection, kind, programme) or _reports(connection, kind, None)
    return reports[-1] if reports else None
