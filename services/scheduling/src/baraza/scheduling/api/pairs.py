"""What is asked about pairs: sessions, check-ins, free time, and who certified whom."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel

from baraza.decider import written
from baraza.messaging.parts import Query
from baraza.privacy import Vault
from baraza.projection import Projector
from baraza.scheduling import engine, read_model
from baraza.scheduling.api.forms import PersonOf, ProgrammeOf
from baraza.scheduling.api.pair_forms import (
    CertificateAnswer,
    CertificateOf,
    ChainAnswer,
    FormatComparisonAnswer,
    FormatRow,
    FreeSlotsAnswer,
    FreeSlotsOf,
    SessionLogAnswer,
    SessionLogOf,
    VenueRow,
    VenueShareAnswer,
)
from baraza.scheduling.domain.v1 import slots
from baraza.scheduling.domain.v1.common import places
from baraza.scheduling.domain.v1.taken import bits_of
from baraza.scheduling.vault import hours_of

Row = Mapping[str, Any]


ANSWERS: Mapping[str, type[BaseModel]] = {
    "session_log": SessionLogAnswer,
    "venue_share": VenueShareAnswer,
    "format_comparison": FormatComparisonAnswer,
    "certificate": CertificateAnswer,
    "certification_chain": ChainAnswer,
    "free_slots": FreeSlotsAnswer,
}


def queries(projector: Projector, vault: Vault) -> dict[str, Query]:
    """Each question by its name."""

    def session_log(asked: SessionLogOf) -> SessionLogAnswer:
        """The sessions of a pair or a programme by start, and how often a pair was asked after."""
        with projector.reading() as connection:
            rows = read_model.sessions(connection, asked.relationship, asked.programme)
            told = read_model.of_relationship(connection, asked.relationship or "")
        check_ins = [row for row in told if row["kind"] == "check_in"]
        return SessionLogAnswer.model_validate({"sessions": rows, "check_ins": check_ins})

    def venue_share(asked: ProgrammeOf) -> VenueShareAnswer:
        """Where pairs of a programme met, and people of it were active: on wiki or off."""
        programme = asked.programme
        with projector.reading() as connection:
            sessions = read_model.records(connection, "session", programme)
            activities = read_model.records(connection, "activity", programme)
        return VenueShareAnswer(programme=programme, venues=_venues(sessions, activities))

    def format_comparison(asked: ProgrammeOf) -> FormatComparisonAnswer:
        """How often each format was used, and how often it came about."""
        programme = asked.programme
        with projector.reading() as connection:
            sessions = read_model.records(connection, "session", programme)
            workshops = read_model.workshops(connection, programme)
        return FormatComparisonAnswer(programme=programme, formats=_formats(sessions, workshops))

    def certificate(asked: CertificateOf) -> CertificateAnswer | None:
        """What a certificate says, and where it stands in the log."""
        name = asked.certificate
        with projector.reading() as connection:
            row = read_model.certificate(connection, name)
        return None if row is None else CertificateAnswer.model_validate(row)

    def certification_chain(asked: PersonOf) -> ChainAnswer:
        """On whose word it rests that somebody may teach."""
        person = asked.person
        with projector.reading() as connection:
            rows = read_model.certification_chain(connection, person)
        return ChainAnswer.model_validate({"person": person, "certificates": rows})

    def free_slots(asked: FreeSlotsOf) -> FreeSlotsAnswer | None:
        """When in a week both of a pair could begin, with nothing else in the way.

        For the two of the pair; nobody learns from it who of them cannot.
        """
        with projector.reading() as connection:
            tie = read_model.tie(connection, asked.relationship)
            if tie is None:
                return None
            pair = (tie["mentor"], tie["mentee"])
            said = read_model.statements(connection, pair)
            spans = [_span(*row) for row in read_model.busy(connection, pair)]
        week = slots.quarter_of(asked.week)
        free = ~bits_of(spans, week)
        for person in pair:
            free &= engine.hours_by_week(hours_of(vault, person, said[person]), [asked.week])[0]
        possible = slots.starts(free, asked.minutes // 15)
        starts = [written(slots.time_of(week + place)) for place in places(possible)]
        return FreeSlotsAnswer(relationship=asked.relationship, starts=starts)

    return {
        "session_log": session_log,
        "venue_share": venue_share,
        "format_comparison": format_comparison,
        "certificate": certificate,
        "certification_chain": certification_chain,
        "free_slots": free_slots,
    }


def _venues(sessions: Iterable[Row], activities: Iterable[Row]) -> list[VenueRow]:
    held = [row for row in sessions if row["state"] == "held"]
    met, active = _count(held, "venue_kind"), _count(activities, "venue_kind")
    minutes = _count(held, "venue_kind", "minutes")
    return [
        VenueRow(venue_kind=v, sessions=met[v], minutes=minutes[v], activities=active[v])
        for v in sorted({*met, *active})
    ]


def _formats(sessions: Sequence[Row], workshops: Sequence[Row]) -> list[FormatRow]:
    held, missed = ([r for r in sessions if r["state"] == s] for s in ("held", "missed"))
    taught = [row for row in workshops if row["state"] == "held"]
    minutes, attended = _count(held, "format", "minutes"), _count(taught, "format", "attended")
    times_held, times_missed = _count(held, "format"), _count(missed, "format")
    times_taught = _count(taught, "format")
    return [
        FormatRow(
            format=name,
            sessions_held=times_held[name],
            sessions_missed=times_missed[name],
            minutes=minutes[name],
            workshops_held=times_taught[name],
            attended=attended[name],
        )
        for name in sorted({row["format"] for row in (*sessions, *taught)})
    ]


def _count(rows: Iterable[Row], by: str, what: str | None = None) -> Counter[str]:
    """How many rows there are of each, or the sum of what they say."""
    counted: Counter[str] = Counter()
    for row in rows:
        counted[row[by]] += 1 if what is None else row[what] or 0
    return counted


def _span(start: str, minutes: int) -> tuple[int, int]:
    first = datetime.fromisoformat(start)
    return slots.quarter_of(first), slots.quarter_of(first + timedelta(minutes=minutes))
