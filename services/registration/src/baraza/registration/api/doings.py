"""How far people have come and what counted for it: rows, judged by the domain's own rules."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from pydantic_core import from_json
from rpds import HashTrieMap
from sqlalchemy import Connection

from baraza.messaging.parts import Query
from baraza.projection import Projector
from baraza.registration import read_model
from baraza.registration.api.doing_forms import (
    AssessmentRow,
    Lacks,
    OccasionRow,
    PersistenceAnswer,
    PersistenceOf,
    StageCount,
    StageOf,
    StageStatusAnswer,
    StageStatusOf,
)
from baraza.registration.domain.v1.evidence import Act, Barrier, Evidence
from baraza.registration.domain.v1.persistence import Chance, Person, assess, why
from baraza.registration.domain.v1.stages import Way, done, lacking, stage_of
from baraza.registration.domain.v1.texts import StageSet, read

Row = Mapping[str, Any]


ANSWERS: Mapping[str, type[BaseModel]] = {
    "stage_status": StageStatusAnswer,
    "persistence_detail": PersistenceAnswer,
}


def queries(projector: Projector) -> dict[str, Query]:
    def stage_status(asked: StageStatusOf) -> StageStatusAnswer:
        """How far somebody has come and what lacks; or how many are on which stage (R3)."""
        of = asked
        with projector.reading() as connection:
            rows = read_model.ways(connection, of.programme, of.person)
            stages = [] if of.person is None else _stages(connection, of.person, rows)
        return StageStatusAnswer(person=of.person, stages=stages, counts=_counts(rows))

    def persistence_detail(asked: PersistenceOf) -> PersistenceAnswer | None:
        """Every occasion of one person, counted or not and why, with the act if it was taken."""
        of = asked
        with projector.reading() as connection:
            return _persistence(connection, of)

    return {"stage_status": stage_status, "persistence_detail": persistence_detail}


# --- stages ----------------------------------------------------------------------------------


def _counts(rows: Sequence[Row]) -> list[StageCount]:
    keys = [(row["programme"], row["track"], row["number"], row["stage"]) for row in rows]
    entered = Counter(keys)
    completed = Counter(
        key for key, row in zip(keys, rows, strict=True) if row["completed_idx"] is not None
    )
    return [
        StageCount(
            programme=key[0],
            track=key[1],
            stage=key[3],
            entered=entered[key],
            completed=completed[key],
            open=entered[key] - completed[key],
        )
        for key in sorted(entered)
    ]


def _stages(connection: Connection, person: str, rows: Sequence[Row]) -> list[StageOf]:
    sets = read_model.stage_sets(connection)
    acts = read_model.acts(connection, person)
    before = _completed(rows)
    return [
        StageOf.model_validate(
            {
                **row,
                "cited": _indexes(row["cited"]),
                "lacking": _lacking(row, sets, acts, before)
                if row["completed_idx"] is None
                else [],
            }
        )
        for row in rows
    ]


def _completed(rows: Sequence[Row]) -> Mapping[str, frozenset[str]]:
    ways = [
        Way(row["programme"], row["track"], completed=(row["stage"],))
        for row in rows
        if row["completed_idx"] is not None
    ]
    return {way.programme: done(ways, way.programme) for way in ways}


def _lacking(
    row: Row, sets: Sequence[Row], acts: Sequence[Row], before: Mapping[str, frozenset[str]]
) -> list[Lacks]:
    programme = row["programme"]
    found = stage_of(_set(sets, programme, row["stage_set"]), row["track"], row["stage"])
    way = Way(programme, row["track"]).enter(row["stage"], row["number"], row["stage_set"], found)
    numbers = lacking(way, _evidence(acts, programme), before.get(programme, frozenset())) or {}
    names = [name.removesuffix("_have") for name in numbers if name.endswith("_have")]
    return [
        Lacks(criterion=name, have=numbers[f"{name}_have"], need=numbers[f"{name}_need"])
        for name in names
    ]


def _set(sets: Sequence[Row], programme: str, version: int | None = None) -> StageSet | None:
    """This version, or the last in force; the programme's own before the general one."""
    for which in (programme, None):
        for row in reversed(sets):
            if row["programme"] == which and version in {None, row["version"]}:
                return read(StageSet, from_json(row["rules"]))
    return None


def _evidence(acts: Sequence[Row], programme: str) -> Evidence:
    mine = (act for act in acts if act["programme"] == programme)
    return Evidence(
        HashTrieMap({act["about"]: Act(act["kind"], act["idx"], act["minutes"]) for act in mine})
    )


def _indexes(text: str | None) -> list[int]:
    return [int(word) for word in (text or "").split()]


# --- persistence -----------------------------------------------------------------------------


def _persistence(connection: Connection, of: PersistenceOf) -> PersistenceAnswer | None:
    row = read_model.person(connection, of.person)
    rules = _set(read_model.stage_sets(connection), of.programme)
    if row is None or rules is None:
        return None
    assessed = _in(of.programme, read_model.assessments(connection, of.person))
    now = of.at or (datetime.fromisoformat(assessed[-1]["at"]) if assessed else None)
    acts = _evidence(read_model.acts(connection, of.person), of.programme).acts
    person = _person(row, read_model.barriers(connection, of.person))
    quiet = rules.persistence.unreasonable_hours
    told = [
        _occasion(one, acts.get(one["about"]), person, quiet, now)
        for one in _in(of.programme, read_model.occasions(connection, of.person))
    ]
    found = assess([chance for chance, _ in told if chance is not None], person, quiet)
    return PersistenceAnswer(
        person=of.person,
        programme=of.programme,
        done=found.done,
        open=found.open,
        excused=found.excused,
        per_mille=found.per_mille,
        per_mille_min=rules.persistence.per_mille_min,
        occasions=[row for _, row in told],
        assessments=[
            AssessmentRow.model_validate({**a, "cited": _indexes(a["cited"])}) for a in assessed
        ],
    )


def _occasion(
    one: Row, act: Act | None, person: Person, quiet: tuple[str, str], now: datetime | None
) -> tuple[Chance | None, OccasionRow]:
    """What is told of it, and the chance that it was. None: it has not come."""
    gone = _not_yet(one, now)
    index = act.index if act else None
    start = datetime.fromisoformat(one["start"]) if one["start"] else None
    chance = None
    if gone is None and start is not None:
        chance = Chance(one["about"], start, index, one["language"])
    row = OccasionRow(
        about=one["about"],
        idx=one["idx"],
        start=one["start"],
        local_hour=person.local(start).hour if start else None,
        how=why(chance, person, quiet) if chance is not None else gone or "",
        act_idx=index,
    )
    return chance, row


def _in(programme: str, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if row["programme"] == programme]


def _not_yet(one: Row, now: datetime | None) -> str | None:
    """Why it has not come, or will not. None: it has come."""
    if one["start"] is None:
        return "called_off"
    start = datetime.fromisoformat(one["start"])
    if one["ended_at"] is not None and start > datetime.fromisoformat(one["ended_at"]):
        return "called_off"
    return "to_come" if now is not None and start > now else None


def _person(row: Row, barriers: Sequence[Row]) -> Person:
    accepted = [
        Barrier(b["person"], b["starts_on"], b["ends_on"], accepted=True)
        for b in barriers
        if b["outcome"] == "accepted"
    ]
    return Person(row["zone_band"], tuple(row["languages"].split()), accepted)
