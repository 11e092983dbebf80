"""What mentees of a round wanted, and what its mentors offered."""

from sqlalchemy import Connection, select

from baraza.matching.read_model.tables import CAPACITY, ENTRANT, UNMATCHED
from baraza.projection import Row, rows_of


def demand_and_supply(connection: Connection, id_: str) -> list[Row]:
    """A row for each capacity that was wanted or offered, by its name."""
    same = (CAPACITY.c.round == ENTRANT.c.round) & (CAPACITY.c.person == ENTRANT.c.person)
    said = rows_of(
        connection,
        select(CAPACITY.c.capacity, CAPACITY.c.rank, ENTRANT.c.person, ENTRANT.c.side)
        .add_columns(ENTRANT.c.places)
        .join(ENTRANT, same)
        .where(CAPACITY.c.round == id_),
    )
    nobody = select(UNMATCHED.c.person).where(UNMATCHED.c.round == id_)
    without = {row["person"] for row in rows_of(connection, nobody)}
    table: dict[str, Row] = {}
    for each in said:
        row = table.setdefault(each["capacity"], dict.fromkeys(_COUNTS, 0))
        if each["side"] == "mentor":
            row["mentors"] += 1
            row["places"] += each["places"]
            continue
        row["wanted"] += 1
        row["wanted_first"] += each["rank"] == 1
        row["unmatched"] += each["person"] in without
    return [{"capacity": capacity, **table[capacity]} for capacity in sorted(table)]


_COUNTS = ("wanted", "wanted_first", "unmatched", "mentors", "places")
