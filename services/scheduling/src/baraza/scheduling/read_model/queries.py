"""From rows to answers, in an order that never depends on how rows lie."""

from collections.abc import Iterable

from sqlalchemy import Connection, or_, select

from baraza.projection import Row, row_of, rows_of
from baraza.scheduling.read_model.tables import (
    BAND,
    CERTIFICATE,
    DIFFERENCE,
    ENROLMENT,
    PLAN,
    RECORD,
    SESSION,
    SITTING,
    STATEMENT,
    TIE,
    WORKSHOP,
)


def workshop(connection: Connection, name: str) -> Row | None:
    row = row_of(connection, select(WORKSHOP).where(WORKSHOP.c.workshop == name))
    return _spread(row) if row else None


def workshops(connection: Connection, programme: str) -> list[Row]:
    """All workshops of a programme, by start, those without one last."""
    rows = rows_of(connection, select(WORKSHOP).where(WORKSHOP.c.programme == programme))
    order = sorted(rows, key=lambda row: (row["start"] or row["window_from"], row["workshop"]))
    return [_spread(row) for row in order]


def bands(connection: Connection, name: str) -> list[Row]:
    """What a workshop's hour costs each zone band, from west to east."""
    query = select(BAND).where(BAND.c.workshop == name).order_by(BAND.c.hours_east)
    return rows_of(connection, query)


def enrolments(connection: Connection, name: str) -> list[Row]:
    """Who has a place or waits for one, in the order of asking."""
    query = select(ENROLMENT).where(ENROLMENT.c.workshop == name).order_by(ENROLMENT.c.idx)
    return rows_of(connection, query)


def attendance(connection: Connection, name: str) -> list[Row]:
    """Every record of a workshop, oldest first."""
    query = select(RECORD).where(RECORD.c.workshop == name).order_by(RECORD.c.idx)
    return rows_of(connection, query)


def certificates(connection: Connection, person: str) -> list[Row]:
    """What somebody has completed."""
    return [row for row in _certificates(connection, person) if row["kind"] == "completion"]


def certificate(connection: Connection, name: str) -> Row | None:
    row = row_of(connection, select(CERTIFICATE).where(CERTIFICATE.c.certificate == name))
    return _certificate(row) if row else None


def certification_chain(connection: Connection, person: str) -> list[Row]:
    """The certificates on which it rests that somebody may teach, theirs first."""
    found: list[Row] = []
    left, met = [person], {person}
    while left:
        for row in _certificates(connection, left.pop(0)):
            if row["kind"] == "trainer":
                found.append(row)
                left += [row["by"]] if row["by"] not in met else []
                met.add(row["by"])
    return found


def _certificates(connection: Connection, person: str) -> list[Row]:
    query = select(CERTIFICATE).where(CERTIFICATE.c.person == person).order_by(CERTIFICATE.c.idx)
    return [_certificate(row) for row in rows_of(connection, query)]


def _certificate(row: Row) -> Row:
    cited = [int(index) for index in row["cited"].split()]
    return {**row, "cited": cited, "capacities": row["capacities"].split()}


def tie(connection: Connection, name: str) -> Row | None:
    return row_of(connection, select(TIE).where(TIE.c.relationship == name))


def sessions(connection: Connection, relationship: str | None, programme: str | None) -> list[Row]:
    """The sessions of a relationship, or of a programme, by start."""
    query = select(SESSION, TIE.c.programme, TIE.c.mentor, TIE.c.mentee).join(
        TIE, TIE.c.relationship == SESSION.c.relationship
    )
    if relationship is not None:
        query = query.where(SESSION.c.relationship == relationship)
    if programme is not None:
        query = query.where(TIE.c.programme == programme)
    return rows_of(connection, query.order_by(SESSION.c.start, SESSION.c.session))


def records(connection: Connection, kind: str, programme: str) -> list[Row]:
    """Records of a kind about the pairs of a programme, or what people of them did; oldest first.

    A record that was disputed counts for nothing.
    """
    of = select(TIE.c.mentee).where(TIE.c.programme == programme)
    people = of.union(select(TIE.c.mentor).where(TIE.c.programme == programme))
    ties = select(TIE.c.relationship).where(TIE.c.programme == programme)
    about = RECORD.c.relationship.in_(ties)
    if kind == "activity":
        about = RECORD.c.person.in_(people)
    query = select(RECORD).where(RECORD.c.kind == kind, about).order_by(RECORD.c.idx)
    return [row for row in rows_of(connection, query) if row["outcome"] != "disputed"]


def of_relationship(connection: Connection, name: str) -> list[Row]:
    """Every record about a relationship, oldest first."""
    query = select(RECORD).where(RECORD.c.relationship == name).order_by(RECORD.c.idx)
    return rows_of(connection, query)


def busy(connection: Connection, people: Iterable[str]) -> list[tuple[str, int]]:
    """When one of these people has something: start and minutes of sessions and workshops."""
    wanted = sorted(set(people))
    pairs = or_(TIE.c.mentor.in_(wanted), TIE.c.mentee.in_(wanted))
    with_them = (
        select(SESSION.c.start, SESSION.c.minutes)
        .join(TIE, TIE.c.relationship == SESSION.c.relationship)
        .where(pairs, SESSION.c.state != "cancelled")
    )
    places = select(ENROLMENT.c.workshop).where(
        ENROLMENT.c.person.in_(wanted), ENROLMENT.c.queued.is_(None)
    )
    taught = or_(WORKSHOP.c.leader.in_(wanted), WORKSHOP.c.workshop.in_(places))
    at_workshops = select(WORKSHOP.c.start, WORKSHOP.c.minutes).where(
        taught, WORKSHOP.c.start.is_not(None), WORKSHOP.c.state != "cancelled"
    )
    rows = [*connection.execute(with_them), *connection.execute(at_workshops)]
    return sorted((row.start, row.minutes) for row in rows)


def sittings(connection: Connection, programme: str) -> list[Row]:
    query = select(SITTING).where(SITTING.c.programme == programme)
    return rows_of(connection, query.order_by(SITTING.c.day, SITTING.c.series, SITTING.c.number))


def plan(connection: Connection, programme: str) -> Row | None:
    """The last version that was published."""
    query = select(PLAN).where(PLAN.c.programme == programme).order_by(PLAN.c.version.desc())
    return row_of(connection, query.limit(1))


def differences(connection: Connection, programme: str, version: int) -> list[Row]:
    query = select(DIFFERENCE).where(
        DIFFERENCE.c.programme == programme, DIFFERENCE.c.version == version
    )
    return rows_of(connection, query.order_by(DIFFERENCE.c.number))


def statements(connection: Connection, people: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """By person: under which commands they stated their hours, and from when; oldest first."""
    wanted = set(people)
    said: dict[str, list[tuple[str, str]]] = {person: [] for person in sorted(wanted)}
    for row in rows_of(connection, select(STATEMENT).order_by(STATEMENT.c.idx)):
        if row["person"] in wanted:
            said[row["person"]].append((row["command_id"], row["from_on"]))
    return said


def _spread(row: Row) -> Row:
    return {**row, "capacities": row["capacities"].split()}
