"""From rows to what lies ahead: what falls due, what is wanted, what is offered."""

from sqlalchemy import Connection, func, select

from baraza.projection import Row, rows_of, where
from baraza.registration.read_model.doing_tables import WAY, WISH
from baraza.registration.read_model.leaving_tables import OPEN_ROLE, ROLE
from baraza.registration.read_model.tables import INTAKE, OFFER, PERSON, POST


def wishes(connection: Connection, role: str, programme: str | None) -> list[Row]:
    """What those who hold this role named when they applied for it, with where they are."""
    query = (
        select(WISH.c.capacity, WISH.c.person, PERSON.c.region, PERSON.c.languages)
        .join(INTAKE, INTAKE.c.intake == WISH.c.intake)
        .join(ROLE, (ROLE.c.person == WISH.c.person) & (ROLE.c.programme == INTAKE.c.programme))
        .join(PERSON, PERSON.c.person == WISH.c.person)
        .where(INTAKE.c.role == role, ROLE.c.role == role, ROLE.c.state != "ended")
        .distinct()
    )
    return rows_of(connection, where(query, INTAKE.c.programme, programme))


def open_count(connection: Connection, programme: str | None) -> int:
    """Open roles that nobody fills."""
    query = select(func.count()).select_from(OPEN_ROLE).where(OPEN_ROLE.c.filled_by.is_(None))
    own = where(query, OPEN_ROLE.c.programme, programme)
    return connection.execute(own).scalar_one()


def terms_ending(connection: Connection, first: str, last: str) -> int:
    """Verified posts whose term ends between these days."""
    query = (
        select(func.count())
        .select_from(POST)
        .where(POST.c.outcome == "verified", POST.c.ends_on >= first, POST.c.ends_on <= last)
    )
    return connection.execute(query).scalar_one()


def deadlines(connection: Connection) -> list[Row]:
    """What somebody has to answer or finish in time, and intakes that will close."""
    offers = select(OFFER).where(OFFER.c.answer.is_(None), OFFER.c.ended.is_(None))
    intakes = select(INTAKE).where(INTAKE.c.applications.is_(None))
    longer = select(WAY).where(WAY.c.completed_at.is_(None), WAY.c.until.is_not(None))
    found = [
        _due(row["answer_by"], "answer", row["kind"], row["offer"], row["person"])
        for row in rows_of(connection, offers)
    ]
    found += [
        _due(row["closes"], "closes", "intake", row["intake"])
        for row in rows_of(connection, intakes)
    ]
    found += [
        _due(row["until"], "completes", "stage", row["stage"], row["person"])
        for row in rows_of(connection, longer)
    ]
    return sorted(found, key=lambda row: (row["at"], row["kind"], row["about"]))


def _due(at: str, what: str, kind: str, about: str, person: str | None = None) -> Row:
    return {"at": at, "what": what, "kind": kind, "about": about, "person": person}
