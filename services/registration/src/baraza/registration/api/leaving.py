"""Who holds which role, who left and came back, what is lacking, who was forgotten."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Connection

from baraza.messaging.parts import Query
from baraza.projection import Projector
from baraza.registration import read_model
from baraza.registration.api.forms import AnyProgramme, PersonOf
from baraza.registration.api.leaving_forms import (
    ErasureStatusAnswer,
    Filled,
    GapsAnswer,
    MentorAnywhereAnswer,
    MentorRosterAnswer,
    PathAnswer,
    RoleHistoryAnswer,
    RolesFilledAnswer,
    Veteran,
    VeteranQueueAnswer,
    VeteransOn,
)

Row = Mapping[str, Any]


ANSWERS: Mapping[str, type[BaseModel]] = {
    "veteran_queue": VeteranQueueAnswer,
    "roles_filled": RolesFilledAnswer,
    "role_history": RoleHistoryAnswer,
    "mentor_roster": MentorRosterAnswer,
    "is_mentor_anywhere": MentorAnywhereAnswer,
    "recruitment_gaps": GapsAnswer,
    "erasure_status": ErasureStatusAnswer,
    "path": PathAnswer,
}


def queries(projector: Projector) -> dict[str, Query]:
    return {**_of_all(projector), **_of_one(projector)}


def _of_all(projector: Projector) -> dict[str, Query]:
    """Of everybody whom it concerns."""

    def veteran_queue(asked: VeteransOn) -> VeteranQueueAnswer:
        """Everybody who left a post or role, and what became of the offer (R32)."""
        on = asked.on
        with projector.reading() as connection:
            veterans = _veterans(connection, on)
        counts = Counter(one.state for one in veterans)
        return VeteranQueueAnswer(counts=dict(sorted(counts.items())), veterans=veterans)

    def roles_filled(asked: AnyProgramme) -> RolesFilledAnswer:
        """Open roles that were declared, and which of them are filled (R14)."""
        name = asked.programme
        with projector.reading() as connection:
            rows = read_model.open_roles(connection, name)
        declared = Counter(row["organisation_kind"] for row in rows)
        filled = Counter(row["organisation_kind"] for row in rows if row["filled_by"])
        kinds = {k: Filled(declared=declared[k], filled=filled[k]) for k in sorted(declared)}
        return RolesFilledAnswer.model_validate({"kinds": kinds, "open_roles": rows})

    def mentor_roster(asked: AnyProgramme) -> MentorRosterAnswer:
        """Everybody who is or was a mentor, with the state of the role (R22)."""
        name = asked.programme
        with projector.reading() as connection:
            rows = read_model.roster(connection, "mentor", name)
        return MentorRosterAnswer.model_validate({"mentors": rows})

    def recruitment_gaps(asked: AnyProgramme) -> GapsAnswer:
        """Capacities that more people want than offer, and who filled them (R44)."""
        name = asked.programme
        with projector.reading() as connection:
            return GapsAnswer.model_validate({"gaps": read_model.gaps(connection, name)})

    return {
        "veteran_queue": veteran_queue,
        "roles_filled": roles_filled,
        "mentor_roster": mentor_roster,
        "recruitment_gaps": recruitment_gaps,
    }


def _of_one(projector: Projector) -> dict[str, Query]:
    """Of one person."""

    def role_history(asked: PersonOf) -> RoleHistoryAnswer:
        """Posts that a person held, with their state, roles, and what was offered after (R33)."""
        who = asked.person
        with projector.reading() as connection:
            posts = read_model.posts(connection, who)
            roles = read_model.roles(connection, who)
            offers = read_model.veterans(connection, who)
        posts = [{**row, "state": row["outcome"] or "claimed"} for row in posts]
        offered = [{**row, "state": _state(row), "offered_on": _day(row)} for row in offers]
        return RoleHistoryAnswer.model_validate(
            {"person": who, "posts": posts, "roles": roles, "veteran_offers": offered}
        )

    def is_mentor_anywhere(asked: PersonOf) -> MentorAnywhereAnswer:
        """Whether somebody is a mentor now, in whatever programme."""
        who = asked.person
        with projector.reading() as connection:
            rows = read_model.roles(connection, who)
        held = [r["programme"] for r in rows if (r["role"], r["ended_at"]) == ("mentor", None)]
        return MentorAnywhereAnswer(person=who, mentor=bool(held), programmes=held)

    def erasure_status(asked: PersonOf) -> ErasureStatusAnswer | None:
        """Which services have forgotten somebody who asked for it."""
        who = asked.person
        with projector.reading() as connection:
            row = read_model.erasure(connection, who)
        return ErasureStatusAnswer.model_validate(row) if row else None

    def path(asked: PersonOf) -> PathAnswer:
        """One person's way in one list, from the first nomination on (R27)."""
        who = asked.person
        with projector.reading() as connection:
            steps = read_model.path(connection, who)
        return PathAnswer.model_validate({"person": who, "steps": steps})

    return {
        "role_history": role_history,
        "is_mentor_anywhere": is_mentor_anywhere,
        "erasure_status": erasure_status,
        "path": path,
    }


def _veterans(connection: Connection, on: str | None) -> list[Veteran]:
    rows = read_model.veterans(connection)
    contacts = read_model.contacts(connection)
    last = {row["person"]: row["made_at"][:10] for row in contacts}
    days = [row["made_at"][:10] for row in contacts]
    days += [str(t)[:10] for r in rows for t in (r["offered_at"], r["answered_at"]) if t]
    until = on or max(days, default="1970-01-01")
    return [_veteran(row, last.get(row["person"], ""), until) for row in rows]


def _veteran(row: Row, contact: str, until: str) -> Veteran:
    answered = str(row["answered_at"])[:10] if row["answered_at"] else None
    last = max(contact, answered or "") or _day(row)
    return Veteran.model_validate(
        {
            **row,
            "state": _state(row),
            "late": row["ended"] == "expired" and row["answer"] == "accept",
            "offered_on": _day(row),
            "answered_on": answered,
            "last_contact_on": last,
            "days_since_contact": (date.fromisoformat(until) - date.fromisoformat(last)).days,
        }
    )


def _day(row: Row) -> str:
    return str(row["offered_at"])[:10]


def _state(row: Row) -> str:
    if row["answer"] == "accept":
        return "returned"
    how = row["ended"]
    return "offered" if how is None else "silent" if how == "expired" else str(how)
