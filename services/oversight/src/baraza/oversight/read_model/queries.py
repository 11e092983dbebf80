"""From rows to answers, in an order that never depends on how rows lie."""

from collections.abc import Iterable

from sqlalchemy import Column, Connection, Table, select

from baraza.oversight.read_model.tables import (
    ALLOCATION,
    BODY,
    COMMENT,
    ENVELOPE,
    LINE,
    MANDATE,
    MOVE,
    RESOLUTION,
    SEAT,
    TEXT,
    VOTE,
)
from baraza.projection import Row, row_of, rows_of, where


def bodies(connection: Connection) -> list[Row]:
    """Every body with its seats, oldest first."""
    seats = rows_of(connection, select(SEAT).order_by(SEAT.c.seat))
    return [
        {
            **row,
            "seats": [seat for seat in seats if seat["body"] == row["body"]],
        }
        for row in rows_of(connection, select(BODY).order_by(BODY.c.idx))
    ]


def mandates(connection: Connection) -> list[Row]:
    """The last word on each kind of a body, for all programmes and for each told by itself."""
    rows = rows_of(
        connection, select(MANDATE).order_by(MANDATE.c.body, MANDATE.c.kind, MANDATE.c.programme)
    )
    return [{**row, "programme": row["programme"] or None} for row in rows]


def texts(connection: Connection) -> list[Row]:
    """Every text ever adopted, oldest first."""
    return rows_of(connection, select(TEXT).order_by(TEXT.c.idx))


def resolution(connection: Connection, name: str) -> Row | None:
    row = row_of(connection, select(RESOLUTION).where(RESOLUTION.c.resolution == name))
    if row is None:
        return None
    return {
        **row,
        "comments": of(connection, COMMENT, COMMENT.c.resolution, name),
        "votes": of(connection, VOTE, VOTE.c.resolution, name),
    }


def allocations(connection: Connection, programme: str | None) -> list[Row]:
    query = select(ALLOCATION).order_by(ALLOCATION.c.programme)
    return rows_of(connection, where(query, ALLOCATION.c.programme, programme))


def envelopes(connection: Connection, programme: str | None) -> list[Row]:
    """Every envelope with what lies on each account, oldest first."""
    query = select(ENVELOPE).order_by(ENVELOPE.c.idx)
    rows = rows_of(connection, where(query, ENVELOPE.c.programme, programme))
    return [_with_accounts(connection, row) for row in rows]


def envelope(connection: Connection, name: str) -> Row | None:
    row = row_of(connection, select(ENVELOPE).where(ENVELOPE.c.envelope == name))
    if row is None:
        return None
    return {**_with_accounts(connection, row), "moves": _of_envelope(connection, name)}


def _with_accounts(connection: Connection, row: Row) -> Row:
    """The five sums of an envelope, and what is left on each line."""
    moves = _of_envelope(connection, row["envelope"])
    lines = rows_of(
        connection, select(LINE).where(LINE.c.envelope == row["envelope"]).order_by(LINE.c.name)
    )
    left = [{**line, "available_minor": _sum(moves, "line", line["name"])} for line in lines]
    return {
        **row,
        "lines": left,
        "funded_minor": sum(m["amount_minor"] for m in moves if m["source"] == "allocation"),
        "available_minor": sum(line["available_minor"] for line in left),
        "reserved_minor": _sum(moves, "reserved"),
        "spent_minor": _sum(moves, "spent"),
        "returned_minor": sum(m["amount_minor"] for m in moves if m["target"] == "allocation"),
        "rolled_over_minor": _sum(moves, "next_period"),
    }


def _sum(moves: Iterable[Row], account: str, line: str | None = None) -> int:
    """What came to an account, less what left it."""
    total = 0
    for move in moves:
        for side, sign in (("target", 1), ("source", -1)):
            here = move[side] == account and line in {None, move[f"{side}_line"]}
            total += sign * move["amount_minor"] if here else 0
    return total


def _of_envelope(connection: Connection, name: str) -> list[Row]:
    return of(connection, MOVE, MOVE.c.envelope, name)


def of(connection: Connection, table: Table, column: Column[str], value: str) -> list[Row]:
    return rows_of(connection, select(table).where(column == value).order_by(table.c.idx))
