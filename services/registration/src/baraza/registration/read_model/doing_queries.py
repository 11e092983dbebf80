"""From the rows about what people do, to answers."""

from sqlalchemy import Connection, Select, Table, select

from baraza.registration.read_model.doing_tables import (
    ACT,
    ASSESSMENT,
    BARRIER,
    COLLABORATION,
    OCCASION,
    SITTING,
    STAGE_SET,
    TIE,
    WAY,
)
from baraza.registration.read_model.queries import Row
from baraza.registration.read_model.tables import PERSON


def ways(connection: Connection, programme: str | None, person: str | None) -> list[Row]:
    """Every stage that was entered, in the order in which it was."""
    query = _of(select(WAY), WAY, programme, person)
    return _rows(connection, query.order_by(WAY.c.entered_idx, WAY.c.track))


def acts(connection: Connection, person: str) -> list[Row]:
    """What counts now."""
    query = _of(select(ACT), ACT, None, person).where(ACT.c.state == "counted")
    return _rows(connection, query.order_by(ACT.c.idx))


def stage_sets(connection: Connection) -> list[Row]:
    """Those that are or were in force, oldest first."""
    query = select(STAGE_SET).where(STAGE_SET.c.in_force_idx.is_not(None))
    return _rows(connection, query.order_by(STAGE_SET.c.in_force_idx))


def occasions(connection: Connection, person: str) -> list[Row]:
    """What was open to somebody, with the time of what it is about, the end of the relationship
    on which it hangs, and its language."""
    workshop = OCCASION.c.about == "workshop." + SITTING.c.workshop
    query = (
        select(
            OCCASION.c.about,
            OCCASION.c.programme,
            OCCASION.c.idx,
            OCCASION.c.start,
            SITTING.c.start.label("sitting"),
            SITTING.c.language,
            TIE.c.ended_at,
        )
        .select_from(OCCASION)
        .outerjoin(SITTING, workshop)
        .outerjoin(TIE, TIE.c.relationship == OCCASION.c.tie)
        .where(OCCASION.c.person == person)
    )
    rows = _rows(connection, query.order_by(OCCASION.c.idx, OCCASION.c.about))
    return [{**row, "start": row["start"] or row["sitting"]} for row in rows]


def barriers(connection: Connection, person: str) -> list[Row]:
    return _rows(connection, _of(select(BARRIER), BARRIER, None, person).order_by(BARRIER.c.record))


def assessments(connection: Connection, person: str) -> list[Row]:
    query = _of(select(ASSESSMENT), ASSESSMENT, None, person)
    return _rows(connection, query.order_by(ASSESSMENT.c.idx))


def collaborations(connection: Connection, programme: str | None) -> list[Row]:
    query = _of(select(COLLABORATION), COLLABORATION, programme, None)
    return _rows(connection, query.order_by(COLLABORATION.c.idx))


def ties(connection: Connection, programme: str | None) -> list[Row]:
    """Relationships, oldest first, each with the regions of both."""
    mentor, mentee = PERSON.alias("mentor_row"), PERSON.alias("mentee_row")
    query = (
        select(TIE, mentor.c.region.label("mentor_region"), mentee.c.region.label("mentee_region"))
        .outerjoin(mentor, mentor.c.person == TIE.c.mentor)
        .outerjoin(mentee, mentee.c.person == TIE.c.mentee)
        .order_by(TIE.c.idx)
    )
    return _rows(connection, _of(query, TIE, programme, None))


def _of(
    query: Select[tuple[object, ...]], table: Table, programme: str | None, person: str | None
) -> Select[tuple[object, ...]]:
    if programme is not None:
        query = query.where(table.c.programme == programme)
    return query if person is None else query.where(table.c.person == person)


def _rows(connection: Connection, query: Select[tuple[object, ...]]) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]
