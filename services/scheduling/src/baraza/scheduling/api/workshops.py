"""What is asked about workshops, plans, certificates and shared hours."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from baraza.decider import written
from baraza.messaging.parts import Query
from baraza.privacy import Vault
from baraza.projection import Projector
from baraza.scheduling import engine, read_model
from baraza.scheduling.api.forms import (
    AttendanceAnswer,
    CalendarAnswer,
    CertificatesAnswer,
    Event,
    PersonOf,
    PlanAnswer,
    ProgrammeOf,
    SharedHoursAnswer,
    SharedHoursOf,
    WorkshopAnswer,
    WorkshopOf,
)
from baraza.scheduling.vault import hours_of

ANSWERS: Mapping[str, type[BaseModel]] = {
    "workshop": WorkshopAnswer,
    "calendar": CalendarAnswer,
    "attendance": AttendanceAnswer,
    "plan": PlanAnswer,
    "certificates": CertificatesAnswer,
    "shared_hours": SharedHoursAnswer,
}


def queries(projector: Projector, vault: Vault, origin: str) -> dict[str, Query]:
    """Each question by its name."""

    def workshop(asked: WorkshopOf) -> WorkshopAnswer | None:
        """When it is, who leads it, what the hour costs each zone band, who comes."""
        name = asked.workshop
        with projector.reading() as connection:
            row = read_model.workshop(connection, name)
            bands = read_model.bands(connection, name)
            enrolments = read_model.enrolments(connection, name)
        if row is None:
            return None
        return WorkshopAnswer.model_validate({**row, "bands": bands, "enrolments": enrolments})

    def calendar(asked: ProgrammeOf) -> CalendarAnswer:
        """Everything that a programme has announced or plans, with names that never change."""
        programme = asked.programme
        with projector.reading() as connection:
            workshops = read_model.workshops(connection, programme)
            sittings = read_model.sittings(connection, programme)
        events = [_of_workshop(row, origin) for row in workshops]
        return CalendarAnswer(events=events + [_of_sitting(row, origin) for row in sittings])

    def attendance(asked: WorkshopOf) -> AttendanceAnswer:
        """Who was at a workshop, as recorded and settled."""
        name = asked.workshop
        with projector.reading() as connection:
            rows = read_model.attendance(connection, name)
        return AttendanceAnswer.model_validate({"workshop": name, "records": rows})

    def plan(asked: ProgrammeOf) -> PlanAnswer | None:
        """The last version of a programme's plan, and how it differs from the one before."""
        programme = asked.programme
        with projector.reading() as connection:
            row = read_model.plan(connection, programme)
            if row is None:
                return None
            rows = read_model.differences(connection, programme, row["version"])
        return PlanAnswer.model_validate({**row, "differences": rows})

    def certificates(asked: PersonOf) -> CertificatesAnswer:
        """What a person has completed, with the entries that show it."""
        person = asked.person
        with projector.reading() as connection:
            rows = read_model.certificates(connection, person)
        return CertificatesAnswer.model_validate({"person": person, "certificates": rows})

    def shared_hours(asked: SharedHoursOf) -> SharedHoursAnswer:
        """How many quarter-hours a week each mentee and mentor have in common, at the least."""
        with projector.reading() as connection:
            said = read_model.statements(connection, (*asked.mentees, *asked.mentors))
        bits = {
            person: engine.hours_by_week(hours_of(vault, person, statements), asked.weeks)
            for person, statements in said.items()
        }
        mentees, mentors = ([bits[p] for p in side] for side in (asked.mentees, asked.mentors))
        return SharedHoursAnswer(hours=engine.shared_hours(mentees, mentors))

    return {
        "workshop": workshop,
        "calendar": calendar,
        "attendance": attendance,
        "plan": plan,
        "certificates": certificates,
        "shared_hours": shared_hours,
    }


def _of_workshop(row: Mapping[str, Any], origin: str) -> Event:
    starts, ends = row["window_from"], row["window_until"]
    status = "TENTATIVE"
    if row["start"] is not None:
        end = datetime.fromisoformat(row["start"]) + timedelta(minutes=row["minutes"])
        starts, ends, status = row["start"], written(end), "CONFIRMED"
    if row["state"] == "cancelled":
        status = "CANCELLED"
    return Event(
        uid=f"{row['workshop']}@{origin}",
        what=row["workshop"],
        status=status,
        starts=starts,
        ends=ends,
        said_at=row["said_at"],
    )


def _of_sitting(row: Mapping[str, Any], origin: str) -> Event:
    return Event(
        uid=f"{row['series']}-{row['number']}@{origin}",
        what=row["template"],
        status="TENTATIVE",
        starts=row["day"],
        ends=row["day"],
        said_at=row["said_at"],
    )
