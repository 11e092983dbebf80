"""Reports: figures that follow from the log alone, computed where they are published."""

from collections.abc import Collection, Iterable, Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import in_force
from baraza.registration.domain.v1.figures import Cell, Term, hidden, nested_hidden, retention
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import Intake, State
from baraza.registration.domain.v1.texts import Definitions, read
from baraza.registration.domain.v1.who import operator
from baraza.registration.messages import Fact, PublishReport, ReportPublished, Row

ROLES = ("participant", "mentor")
POINTS = ("applied", "selected", "matched")
"""Decision points of equity, each with those of the one before as its whole."""


def publish_report(state: State, command: PublishReport, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By an operator, or the service itself. 2. Once. 3. Of a point that has come."""
    # 1.
    if ours(asked, "registration") and (wrong := operator(state.book, asked, command.programme)):
        return wrong
    # 2.
    if command.report in state.reports:
        return Refused("already_done")
    # 3.
    text = in_force(state.book, "definitions", command.programme, asked.time)
    definitions = read(Definitions, text.rules if text else {})
    match command.kind, command.point:
        case "retention", "baseline":
            rows = _retention(state, definitions, asked)
        case "equity", point if point in POINTS:
            found = _equity(state, command.programme, point, definitions)
            if found is None:
                return Refused("too_early")
            rows = found
        case _:
            return Refused("figures_not_from_log")
    suppressed = sum(1 for row in rows if row.count is None)
    return [said(ReportPublished, command, rows=tuple(rows), suppressed=suppressed)]


def _retention(state: State, definitions: Definitions, asked: Asked) -> list[Row]:
    """All verified terms, whoever held them, on the day of the report."""
    terms = (
        Term(post.post_kind, post.starts_on, post.ends_on)
        for post in state.posts.values()
        if post.record.outcome == "verified"
    )
    day = asked.time.date().isoformat()
    rows: list[Row] = []
    for cells in retention(terms, definitions.retention_months, day).values():
        rows.extend(_rows(cells, nested_hidden(cells, definitions.hidden_below)))
    return rows


def _equity(
    state: State, programme: str | None, point: str, definitions: Definitions
) -> list[Row] | None:
    """By role and region; what was hidden at an earlier point stays hidden at the later ones.

    None: the point has not come.
    """
    rows: list[Row] = []
    for role in ROLES:
        gone: frozenset[str] = frozenset()
        cells: Sequence[Cell] = ()
        for at in POINTS[: POINTS.index(point) + 1]:
            counted = _cells(state, programme, role, at)
            if counted is None:
                return None
            cells = counted
            gone = hidden(cells, definitions.hidden_below, before=gone)
        rows.extend(_rows(cells, gone))
    return rows or None


def _cells(state: State, programme: str | None, role: str, point: str) -> Sequence[Cell] | None:
    """None: that point has not come. Empty: there is nobody of this role."""
    intakes = [
        intake
        for _, intake in sorted(state.intakes.items())
        if intake.role == role and _concerns(programme, intake.programme)
    ]
    match point:
        case "applied":
            if not all(intake.closed for intake in intakes):
                return None
            people = _people(intakes)
            return _by_region(state, role, people, people)
        case "selected":
            if any(intake.ranking is None for intake in intakes):
                return None
            return _by_region(state, role, _selected(intakes), _people(intakes))
        case _:
            return _matched(state, programme, role)


def _concerns(programme: str | None, its: str) -> bool:
    """A report of no programme in particular is of all."""
    return programme is None or programme == its


def _people(intakes: Iterable[Intake]) -> set[str]:
    return {person for intake in intakes for person in intake.candidates}


def _selected(intakes: Iterable[Intake]) -> set[str]:
    ranking = (one for intake in intakes for one in intake.ranking or ())
    return {one.person for one in ranking if one.outcome == "selected"}


def _matched(state: State, programme: str | None, role: str) -> Sequence[Cell] | None:
    """Of those who entered a round and got their answer, those who were matched."""
    if role != "participant":
        return ()
    rounds = [r for _, r in sorted(state.rounds.items()) if _concerns(programme, r.programme)]
    entered = {mentee for r in rounds for mentee in r.matched}
    found = {mentee for r in rounds for mentee, matched in r.matched.items() if matched}
    return _by_region(state, role, found, entered) if entered else None


def _by_region(
    state: State, role: str, count: Collection[str], of: Collection[str]
) -> Sequence[Cell]:
    counted, whole = _regions(state, count), _regions(state, of)
    return [
        Cell(f"{role}_{region}", counted.get(region, 0), whole[region]) for region in sorted(whole)
    ]


def _regions(state: State, people: Collection[str]) -> dict[str, int]:
    regions: dict[str, int] = {}
    for person in people:
        region = state.people[person].region if person in state.people else None
        regions[region or "not_said"] = regions.get(region or "not_said", 0) + 1
    return regions


def _rows(cells: Sequence[Cell], gone: Collection[str]) -> list[Row]:
    return [
        Row(group=cell.group)
        if cell.group in gone
        else Row(group=cell.group, count=cell.count, of=cell.of)
        for cell in cells
    ]
