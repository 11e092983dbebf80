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

    def workshop(params: dict[str, Any]) -> WorkshopAnswer | None:
        """When it is, who leads it, what the hour costs each zone band, who comes."""
        name = WorkshopOf.model_validate(params).workshop
        with projector.reading() as connection:
            row = read_model.workshop(connection, name)
            bands = read_model.bands(connection, name)
            enrolments = read_model.enrolments(connection, name)
        if row is None:
            return None
        return WorkshopAnswer.model_validate({**row, "bands": bands, "enrolments": enrolments})

    def calendar(params: dict[str, Any]) -> CalendarAnswer:
        """Everything that a programme has announced or plans, with names that never change."""
        programme = ProgrammeOf.model_validate(params).programme
        with projector.reading() as connection:
            workshops = read_model.workshops(connection, programme)
            sittings = read_model.sittings(connection, programme)
        events = [_of_workshop(row, origin) for row in workshops]
        return CalendarAnswer(events=events + [_of_sitting(row, origin) for row in sittings])

    def attendance(params: dict[str, Any]) -> AttendanceAnswer:
        """Who was at a workshop, as recorded and settled."""
        name = WorkshopOf.model_validate(params).workshop
        with projector.reading() as connection:
            rows = read_model.attendance(connection, name)
        return AttendanceAnswer.model_validate({"workshop": name, "records": rows})

    def plan(params: dict[str, Any]) -> PlanAnswer | None:
        """The last version of a programme's plan, and how it differs from the one before."""
        programme = ProgrammeOf.model_validate(params).programme
        with projector.reading() as connection:
            row = read_model.plan(connection, programme)
            if row is None:
                return None
            rows = read_model.differences(connection, programme, row["version"])
        return PlanAnswer.model_validate({**row, "differences": rows})

    def certificates(params: dict[str, Any]) -> CertificatesAnswer:
        """What a person has completed, with the entries that show it."""
        person = PersonOf.model_validate(params).person
        with projector.reading() as connection:
            rows = read_model.certificates(connection, person)
        return CertificatesAnswer.model_validate({"person": person, "certificates": rows})

    def shared_hours(params: dict[str, Any]) -> SharedHoursAnswer:
        """How many quarter-hours a week each mentee and mentor have in common, at the least."""
        asked = SharedHoursOf.model_validate(params)
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
    uid, start = f"{row['workshop']}@{origin}", row["start"]
    what, said_at = row["workshop"], row["said_at"]
    if start is None:
        first, last = row["window_from"], row["window_until"]
        return Event(
            uid=uid, what=what, status="TENTATIVE", starts=first, ends=last, said_at=said_at
        )
    end = written(datetime.fromisoformat(start) + timedelta(minutes=row["minutes"]))
    status = "CANCELLED" if row["state"] == "cancelled" else "CONFIRMED"
    return Event(uid=uid, what=what, status=status, starts=start, ends=end, said_at=said_at)


def _of_sitting(row: Mapping[str, Any], origin: str) -> Event:
    return Event(
        uid=f"{row['series']}-{row['number']}@{origin}",
        what=row["template"],
        status="TENTATIVE",
        starts=row["day"],
        ends=row["day"],
        said_at=row["said_at"],
    )
