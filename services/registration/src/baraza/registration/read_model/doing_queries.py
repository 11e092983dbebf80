"""From the rows about what people do, to answers."""

from sqlalchemy import Connection, select

from baraza.projection import Row, rows_of, where
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
from baraza.registration.read_model.tables import PERSON


def ways(connection: Connection, programme: str | None, person: str | None) -> list[Row]:
    """Every stage that was entered, in the order in which it was."""
    query = where(where(select(WAY), WAY.c.programme, programme), WAY.c.person, person)
    return rows_of(connection, query.order_by(WAY.c.entered_idx, WAY.c.track))


def acts(connection: Connection, person: str) -> list[Row]:
    """What counts now."""
    query = select(ACT).where(ACT.c.person == person, ACT.c.state == "counted")
    return rows_of(connection, query.order_by(ACT.c.idx))


def stage_sets(connection: Connection) -> list[Row]:
    """Those that are or were in force, oldest first."""
    query = select(STAGE_SET).where(STAGE_SET.c.in_force_idx.is_not(None))
    return rows_of(connection, query.order_by(STAGE_SET.c.in_force_idx))


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
    rows = rows_of(connection, query.order_by(OCCASION.c.idx, OCCASION.c.about))
    return [{**row, "start": row["start"] or row["sitting"]} for row in rows]


def barriers(connection: Connection, person: str) -> list[Row]:
    query = select(BARRIER).where(BARRIER.c.person == person)
    return rows_of(connection, query.order_by(BARRIER.c.record))


def assessments(connection: Connection, person: str) -> list[Row]:
    query = select(ASSESSMENT).where(ASSESSMENT.c.person == person)
    return rows_of(connection, query.order_by(ASSESSMENT.c.idx))


def collaborations(connection: Connection, programme: str | None) -> list[Row]:
    query = where(select(COLLABORATION), COLLABORATION.c.programme, programme)
    return rows_of(connection, query.order_by(COLLABORATION.c.idx))


def ties(connection: Connection, programme: str | None) -> list[Row]:
    """Relationships, oldest first, each with the regions of both."""
    mentor, mentee = PERSON.alias("mentor_row"), PERSON.alias("mentee_row")
    query = (
        select(TIE, mentor.c.region.label("mentor_region"), mentee.c.region.label("mentee_region"))
        .outerjoin(mentor, mentor.c.person == TIE.c.mentor)
        .outerjoin(mentee, mentee.c.person == TIE.c.mentee)
        .order_by(TIE.c.idx)
    )
    return rows_of(connection, where(query, TIE.c.programme, programme))
