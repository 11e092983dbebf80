"""From rows to what those who watch ask: matters, looks, what was spent, what is unusual."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, func, select

from baraza.oversight.read_model.queries import envelopes, mandates, of
from baraza.oversight.read_model.tables import DECIDED, DOSSIER, LOOK, MATTER, MOVE, UNUSUAL
from baraza.projection import Row, rows_of, where

NEWEST = 200
"""So many unusual entries are shown, of all that are counted."""


def matters(connection: Connection, kind: str | None, *, open_only: bool) -> list[Row]:
    query = where(select(MATTER).order_by(MATTER.c.idx), MATTER.c.kind, kind)
    if open_only:
        query = query.where(MATTER.c.outcome.is_(None))
    return [{**row, "number": row["idx"]} for row in rows_of(connection, query)]


def looks(connection: Connection, programme: str | None) -> list[Row]:
    """Oldest first; of one programme, with those at the log as a whole."""
    query = select(LOOK).order_by(LOOK.c.idx)
    if programme is not None:
        query = query.where((LOOK.c.programme == programme) | LOOK.c.programme.is_(None))
    return rows_of(connection, query)


def watchers(connection: Connection, programme: str | None) -> list[Row]:
    """Who watches now: since when, having seen what, and how often they looked."""
    watching = [
        row
        for row in mandates(connection)
        if row["kind"] == "oversee"
        and not row["ended"]
        and (programme is None or row["programme"] in {None, programme})
    ]
    by = Counter(look["body"] for look in looks(connection, programme))
    last = {look["body"]: look["idx"] for look in looks(connection, programme)}
    return [
        {**row, "since": row["idx"], "looks": by[row["body"]], "last_look": last.get(row["body"])}
        for row in watching
    ]


def investment(connection: Connection, programme: str | None) -> Row:
    """What was funded and spent, by organisation and by what it was for."""
    mine = envelopes(connection, programme)
    names = [one["envelope"] for one in mine]
    moves = rows_of(connection, select(MOVE).where(MOVE.c.envelope.in_(names)).order_by(MOVE.c.idx))
    return {
        "organisations": [_organisation(id_, mine) for id_ in _each(mine, "organisation")],
        "purposes": [
            _purpose(kind, moves) for kind in sorted({_kind(move) for move in moves} - {""})
        ],
    }


def _organisation(id_: str, envelopes_: list[Row]) -> Row:
    mine = [one for one in envelopes_ if one["organisation"] == id_]
    sums = ("funded_minor", "spent_minor", "reserved_minor", "available_minor")
    told = {name: sum(one[name] for one in mine) for name in sums}
    return {"organisation": id_, "envelopes": len(mine), **told}


def _purpose(kind: str, moves: list[Row]) -> Row:
    mine = [move for move in moves if _kind(move) == kind]
    return {
        "purpose": kind,
        "count": len(_each(mine, "purpose")),
        "spent_minor": _came(mine, "spent"),
        "reserved_minor": _came(mine, "reserved"),
    }


def _kind(move: Row) -> str:
    """`workshop` of `workshop.<id>`."""
    return str(move["purpose"] or "").partition(".")[0]


def _came(moves: Iterable[Row], account: str) -> int:
    """What came to an account, less what left it."""
    return sum(
        move["amount_minor"] * ((move["target"] == account) - (move["source"] == account))
        for move in moves
    )


def _each(rows: Iterable[Row], name: str) -> list[Any]:
    return sorted({row[name] for row in rows})


def unusual(connection: Connection, what: str | None) -> Row:
    """How many of each, and the newest."""
    count = func.count().label("count")
    key = (UNUSUAL.c.what, UNUSUAL.c.service, UNUSUAL.c.code)
    counts = where(select(*key, count).group_by(*key).order_by(*key), UNUSUAL.c.what, what)
    newest = where(select(UNUSUAL).order_by(UNUSUAL.c.idx.desc()), UNUSUAL.c.what, what)
    return {
        "counts": rows_of(connection, counts),
        "newest": rows_of(connection, newest.limit(NEWEST)),
    }


def dossier(connection: Connection, programme: str) -> Row:
    """Every dossier of a programme, oldest first, and what was decided about it."""
    return {
        "dossiers": of(connection, DOSSIER, DOSSIER.c.programme, programme),
        "decided": of(connection, DECIDED, DECIDED.c.programme, programme),
    }
