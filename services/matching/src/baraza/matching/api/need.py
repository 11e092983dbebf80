"""Questions about who needs a place, and where there are some: now, or as of a day."""

from collections.abc import Iterable, Mapping
from typing import Any

from baraza.matching import read_model
from baraza.matching.api.forms import (
    DemandAndSupplyAnswer,
    MentorLoadAnswer,
    RoundOf,
    RoundPast,
    WaitingAnswer,
)
from baraza.messaging.parts import Query
from baraza.projection import Projector

Row = Mapping[str, Any]


def of_need(projector: Projector) -> dict[str, Query]:
    def demand_and_supply(asked: RoundOf) -> DemandAndSupplyAnswer:
        """What mentees of a round wanted and mentors offered, by capacity, language and region."""
        id_ = asked.round
        with projector.reading() as connection:
            tables = read_model.demand_and_supply(connection, id_)
        return DemandAndSupplyAnswer.model_validate({"round": id_, **tables})

    def waiting(asked: RoundPast) -> WaitingAnswer:
        """Who waits for a place, longest first, and by region and capacity; months as of a day."""
        known = read_model.Known(asked.at, asked.as_recorded)
        with projector.reading() as connection:
            rows = read_model.waiting(connection, asked.round, known)
        regions = ((row["region"] or "none", row) for row in rows)
        wishes = ((wish, row) for row in rows for wish in row["capacities"])
        return WaitingAnswer.model_validate(
            {"mentees": rows, "regions": _groups(regions), "capacities": _groups(wishes)}
        )

    def mentor_load(asked: RoundPast) -> MentorLoadAnswer:
        """How many places each mentor said, in a round or the last time, and how many are held."""
        known = read_model.Known(asked.at, asked.as_recorded)
        with projector.reading() as connection:
            rows = read_model.mentor_load(connection, asked.round, known)
        return MentorLoadAnswer.model_validate({"round": asked.round, "mentors": rows})

    return {"demand_and_supply": demand_and_supply, "waiting": waiting, "mentor_load": mentor_load}


def _groups(said: Iterable[tuple[str, Row]]) -> list[Row]:
    """By name: how many wait, and how long."""
    found: dict[str, list[int | None]] = {}
    for group, row in said:
        found.setdefault(group, []).append(row["months"])
    return [
        {
            "group": group,
            "mentees": len(months),
            "months": None if None in months else sum(n or 0 for n in months),
            "longest": None if None in months else max(n or 0 for n in months),
        }
        for group, months in sorted(found.items())
    ]
