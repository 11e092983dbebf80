"""What people do in a year, in facts: stages, workshops, sessions, barriers, collaborations."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from baraza.registration import inbox
from baraza.registration import messages as m
from enrolling import HIDDEN, PROGRAMME, adopted, begun, person, pid, rules_of
from given import Happened, happened

TRACK = "leadership"
SOME_DAY = datetime(2027, 6, 1, 15, tzinfo=UTC)
STAGES: list[dict[str, Any]] = [
    {"stage": "identified", "enter": "selected"},
    {"stage": "foundations", "exit": {"workshops_attended_min": 1, "feedback_given_min": 1}},
    {
        "stage": "mentored",
        "exit": {"sessions_held_min": 2, "mentoring_minutes_min": 100, "feedback_given_min": 2},
    },
    {"stage": "leading", "exit": {"collaborations_confirmed_min": 1}},
]


def stages(
    version: int = 1, leadership: list[dict[str, Any]] | None = None, **more: Any
) -> list[Happened]:
    """A stage set in force."""
    tracks = {TRACK: leadership or STAGES, **more}
    rules = rules_of("stage_set", stages=tracks, enters={"participant": [TRACK]})
    return adopted("stage_set", rules, version=version)


def year(*more: Any, without: str = "stage_set") -> list[Any]:
    """A programme with these stages and two workshops; then these."""
    return begun(*stages(), person(1), person(2, "asia"), *WORKSHOPS, *more, without=without)


def entered(
    stage: str = "foundations", who: int = 1, track: str = TRACK, version: int = 1
) -> m.StageEntered:
    names = [str(one["stage"]) for one in STAGES]
    number = names.index(stage) if stage in names else 0
    return m.StageEntered(
        person=pid(who),
        programme=PROGRAMME,
        track=track,
        stage=stage,
        number=number,
        stage_set=version,
    )


def announced(name: str, start: datetime, purpose: str = "skills") -> list[Any]:
    return [
        inbox.WorkshopPlanned(workshop=name, language="en"),
        inbox.WorkshopAnnounced(workshop=name, programme=PROGRAMME, purpose=purpose, start=start),
    ]


WORKSHOPS = [
    *announced("w1", SOME_DAY - timedelta(days=20)),
    *announced("w2", SOME_DAY + timedelta(days=20)),
    *announced("training", SOME_DAY - timedelta(days=40), "mentor_training"),
]


def enrolled(workshop: str = "w1", who: int = 1) -> inbox.ParticipantEnrolled:
    return inbox.ParticipantEnrolled(workshop=workshop, person=pid(who))


def attended(workshop: str = "w1", who: int = 1, state: str = "present") -> inbox.RecordMade:
    return inbox.RecordMade(
        kind="attendance",
        record=f"a-{workshop}-{who}",
        person=pid(who),
        workshop=workshop,
        state=state,
        minutes=120,
    )


def settled(record: str, outcome: str, kind: str = "attendance", who: int = 1) -> Any:
    return inbox.RecordSettled(kind=kind, record=record, person=pid(who), outcome=outcome)


def collection(name: str) -> inbox.CollectionOpened:
    return inbox.CollectionOpened(collection=name, programme=PROGRAMME)


def feedback(name: str = "c1", who: int = 1) -> list[Any]:
    return [collection(name), inbox.VoiceIssued(collection=name, person=pid(who))]


def pair(mentee: int = 1, mentor: int = 2, name: str = "") -> inbox.RelationshipStarted:
    return inbox.RelationshipStarted(
        relationship=name or f"rel{mentee}",
        programme=PROGRAMME,
        mentor=pid(mentor),
        mentee=pid(mentee),
    )


def booked(number: int, start: datetime = SOME_DAY, mentee: int = 1) -> inbox.SessionBooked:
    return inbox.SessionBooked(
        session=f"s{number}",
        relationship=f"rel{mentee}",
        programme=PROGRAMME,
        mentee=pid(mentee),
        start=start,
    )


def told(number: int, minutes: int = 60, state: str = "held", mentee: int = 1) -> inbox.RecordMade:
    return inbox.RecordMade(
        kind="session",
        record=f"h{number}",
        person=pid(mentee),
        session=f"s{number}",
        state=state,
        minutes=minutes,
        relationship=f"rel{mentee}",
        programme=PROGRAMME,
        mentor=pid(2),
        mentee=pid(mentee),
    )


def held(number: int, minutes: int = 60, how: str = "confirmed", mentee: int = 1) -> list[Any]:
    return [
        told(number, minutes, mentee=mentee),
        settled(f"h{number}", how, "session", mentee),
    ]


def collaboration(who: int = 1, other: int = 2, record: str = "col1") -> m.RecordMade:
    return m.RecordMade(
        kind="collaboration",
        record=record,
        person=pid(who),
        other=pid(other),
        collaboration_kind="event",
        programme=PROGRAMME,
        text=HIDDEN,
        made_by=f"person.{pid(who)}",
    )


def said_of(
    made: m.RecordMade,
    outcome: Literal["confirmed", "disputed", "accepted", "rejected", "withdrawn"],
) -> m.RecordSettled:
    kind: Any = made.kind
    return m.RecordSettled(
        kind=kind, record=made.record, person=made.person, outcome=outcome, other=made.other
    )


def barrier(
    who: int = 1, starts_on: str = "2027-06-01", ends_on: str = "2027-08-31", record: str = "b1"
) -> m.RecordMade:
    return m.RecordMade(
        kind="barrier",
        record=record,
        person=pid(who),
        barrier_kind="connectivity",
        starts_on=starts_on,
        ends_on=ends_on,
        note=HIDDEN,
        made_by=f"person.{pid(who)}",
    )


def at(day: datetime, fact: Any) -> Happened:
    return happened(fact, time=day)
