"""What mentees of a round wanted, and what its mentors offered."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, Table, select

from baraza.matching.read_model.tables import CAPACITY, ENTRANT, LANGUAGE, PERSON, UNMATCHED
from baraza.projection import Row, rows_of

_COUNTS = ("wanted", "wanted_first", "unmatched", "mentors", "places")
Said = Iterable[tuple[str, str, bool]]
"""A group, a person, and whether it is the person's first."""


def demand_and_supply(connection: Connection, id_: str) -> Mapping[str, list[Row]]:
    """By capacity, by language and by region a row for each that was wanted or offered.

    A person with several languages counts in each; the parts may sum to more than the whole.
    """
    entrants = {row["person"]: row for row in _of_round(connection, ENTRANT, id_)}
    without = {row["person"] for row in _of_round(connection, UNMATCHED, id_)}
    regions = {row["person"]: row["region"] for row in rows_of(connection, select(PERSON))}
    capacities = [
        (row["capacity"], row["person"], row["rank"] == 1)
        for row in _of_round(connection, CAPACITY, id_)
    ]
    languages = [
        (row["language"], row["person"], row["rank"] == 1)
        for row in _of_round(connection, LANGUAGE, id_)
    ]
    lived = [(regions.get(person) or "none", person, True) for person in entrants]
    return {
        "capacities": _table("capacity", capacities, entrants, without),
        "languages": _table("language", languages, entrants, without),
        "regions": _table("region", lived, entrants, without),
    }


def _table(name: str, said: Said, entrants: Mapping[str, Row], without: set[str]) -> list[Row]:
    table: dict[str, Row] = {}
    for group, person, first in said:
        row = table.setdefault(group, dict.fromkeys(_COUNTS, 0))
        entrant = entrants[person]
        if entrant["side"] == "mentor":
            row["mentors"] += 1
            row["places"] += entrant["places"]
        else:
            row["wanted"] += 1
            row["wanted_first"] += first
            row["unmatched"] += person in without
    return [{name: group, **table[group]} for group in sorted(table)]


def _of_round(connection: Connection, table: Table, id_: str) -> list[Row]:
    return rows_of(connection, select(table).where(table.c.round == id_))
