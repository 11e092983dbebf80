"""A programme to schedule for: its bodies, texts, people and workshops, as facts and commands."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

from baraza.decider import Asked
from baraza.forms.v1 import heard
from baraza.forms.v1.book import text_digest
from baraza.scheduling.inbox import (
    PersonRegistered,
    RelationshipChanged,
    RelationshipEnded,
    RelationshipStarted,
    RoleGranted,
    StageEntered,
)
from baraza.scheduling.messages import (
    AnnounceWorkshop,
    AnswerOffer,
    BookSession,
    EnrolInWorkshop,
    HoldWorkshop,
    MakeRecord,
    OfferAnswered,
    OfferMade,
    OfferTeaching,
    ParticipantEnrolled,
    PlanSeries,
    PlanWorkshop,
    RecordMade,
    SessionBooked,
    WorkshopAnnounced,
    WorkshopHeld,
    WorkshopPlanned,
)
from given import START, Happened, by, happened

STARTER = Path(__file__).parents[1] / "deploy" / "starter" / "scheduling"
PILOT = "pilot-demo"
NOW = START + timedelta(days=1)
OPERATOR = "body.aff-pwu"
LEE, KAI, ANA, BOB, EVE = (f"p{n:032x}" for n in range(1, 6))
MONDAY = datetime(2027, 3, 15, 10, tzinfo=UTC)
"""A start at which nobody from west Africa to India minds."""


def starter(kind: str) -> dict[str, Any]:
    rules: dict[str, Any] = json.loads((STARTER / f"{kind}.json").read_bytes())
    return rules


CHARTER = {"kind": "pilot", "starts_on": "2027-02-01", "ends_on": "2028-01-31"}


def adopted(
    kind: str, rules: dict[str, Any], programme: str | None = PILOT
) -> list[heard.RulesDrafted | heard.RulesInForce]:
    """A text as it was drafted and then made the rule."""
    digest = text_digest(kind, programme, 1, rules, None)
    return [
        heard.RulesDrafted(kind=kind, programme=programme, version=1, digest=digest, rules=rules),
        heard.RulesInForce(
            kind=kind, programme=programme, version=1, digest=digest, from_on="2027-01-01"
        ),
    ]


def in_charge(body: str, *kinds: str, programme: str | None = None) -> list[heard.BookFact]:
    """A body and what it may decide."""
    return [
        heard.BodyRegistered(body=body, stakeholder_kind="affiliate", quorum=1),
        heard.MandateChanged(body=body, change="give", kinds=kinds, programme=programme),
    ]


BODIES = [
    *in_charge("aff-pwu", "operate", programme=PILOT),
    *in_charge("council", "rules", "select"),
]
TEXTS = [
    *adopted("charter", CHARTER),
    *adopted("formats", starter("formats"), None),
    *adopted("template", starter("template"), None),
    *adopted("inconvenience", starter("inconvenience"), None),
]


def person(who: str, hours_east: int = 0) -> PersonRegistered:
    return PersonRegistered(person=who, zone_band=hours_east)


PEOPLE = [person(LEE, 0), person(KAI, 3), person(ANA, -6), person(BOB, 6), person(EVE, 0)]


def trainer(who: str, ends_on: str | None = None) -> RoleGranted:
    return RoleGranted(
        role="trainer", person=who, programme=PILOT, starts_on="2027-01-01", ends_on=ends_on
    )


def staged(who: str) -> StageEntered:
    return StageEntered(person=who, programme=PILOT)


READY = (*BODIES, *TEXTS, *PEOPLE, trainer(LEE), trainer(KAI))
"""A programme that is approved and has people and trainers, but no workshop yet."""


def plan(name: str = "basics", **changes: Any) -> PlanWorkshop:
    return PlanWorkshop.model_validate(
        {
            "workshop": name,
            "programme": PILOT,
            "purpose": "skills",
            "format": "seminar",
            "capacities": ("governance",),
            "language": "en",
            "venue_kind": "online",
            "minutes": 120,
            "window_from": "2027-03-15",
            "window_until": "2027-03-26",
            "places": 2,
            "host": "aff-pwu",
        }
        | changes
    )


def planned(name: str = "basics", **changes: Any) -> WorkshopPlanned:
    return WorkshopPlanned(**dict(plan(name, **changes)))


def offer(name: str = "basics", who: str = LEE) -> OfferTeaching:
    return OfferTeaching(workshop=name, person=who)


def offered(name: str = "basics", who: str = LEE) -> OfferMade:
    return OfferMade(workshop=name, person=who, answer_by=START + timedelta(days=14))


def answer(
    said: Literal["accept", "decline"] = "accept", name: str = "basics", who: str = LEE
) -> AnswerOffer:
    return AnswerOffer(workshop=name, person=who, answer=said)


def led(name: str = "basics", who: str = LEE, **changes: Any) -> list[Any]:
    """Planned, and with a leader."""
    accepted = OfferAnswered(**dict(answer("accept", name, who)))
    return [planned(name, **changes), offered(name, who), accepted]


def announce(start: datetime, name: str = "basics") -> AnnounceWorkshop:
    return AnnounceWorkshop(workshop=name, start=start, tzdata="2026f")


def announced(
    name: str = "basics", start: datetime = MONDAY, leader: str = LEE, places: int = 2
) -> WorkshopAnnounced:
    return WorkshopAnnounced(
        workshop=name,
        programme=PILOT,
        purpose="skills",
        host="aff-pwu",
        leader=leader,
        start=start,
        minutes=120,
        tzdata="2026f",
        places=places,
        bands=(),
        worst=0,
    )


def running(
    name: str = "basics", start: datetime = MONDAY, leader: str = LEE, **changes: Any
) -> list[Any]:
    """Announced, with a leader and a time."""
    purpose = changes.get("purpose", "skills")
    fact = announced(name, start, leader, changes.get("places", 2))
    return [*led(name, leader, **changes), fact.model_copy(update={"purpose": purpose})]


def enrol(who: str, name: str = "basics") -> EnrolInWorkshop:
    return EnrolInWorkshop(workshop=name, person=who)


def enrolled(who: str, name: str = "basics") -> ParticipantEnrolled:
    return ParticipantEnrolled(workshop=name, person=who)


def record(
    who: str,
    state: str = "present",
    name: str = "basics",
    id: str = "r1",  # noqa: A002
) -> MakeRecord:
    minutes = 120 if state in {"present", "late"} else 0
    return MakeRecord.model_validate(
        {
            "kind": "attendance",
            "record": id,
            "person": who,
            "workshop": name,
            "state": state,
            "minutes": minutes,
        }
    )


def recorded(who: str, state: str = "present", name: str = "basics", id: str = "r1") -> RecordMade:  # noqa: A002
    return RecordMade(**dict(record(who, state, name, id)))


def hold(name: str = "basics") -> HoldWorkshop:
    return HoldWorkshop(workshop=name)


def held(name: str = "basics", leader: str = LEE, attended: int = 1) -> WorkshopHeld:
    return WorkshopHeld(
        workshop=name, programme=PILOT, purpose="skills", leader=leader, attended=attended
    )


def series(**changes: Any) -> PlanSeries:
    return PlanSeries.model_validate(
        {
            "series": "s1",
            "programme": PILOT,
            "template": "skills_workshop",
            "every_months": 3,
            "first": "2027-06-01",
            "last": "2028-01-31",
        }
        | changes
    )


def operator(at: datetime = NOW) -> Asked:
    return by(OPERATOR, "operate", at=at)


def myself(who: str, at: datetime = NOW) -> Asked:
    return by(f"person.{who}", at=at)


def leader(at: datetime, who: str = LEE) -> Asked:
    return by(f"person.{who}", "leader", at=at)


def own(acting_as: str, at: datetime = NOW) -> Asked:
    """The service asks itself."""
    return by("service.scheduling", acting_as, at=at)


# --- pairs ---------------------------------------------------------------------------------

TIED = "t1"
FIRST_WEEK = datetime(2027, 4, 5, tzinfo=UTC)
TIED_AT = datetime(2027, 4, 2, 12, tzinfo=UTC)
STAGES = {"mentoring": {"check_in_every_weeks": 6}}
"""As much of a stage set as scheduling reads."""


def tie(
    name: str = TIED, mentor: str = LEE, mentee: str = ANA, ends_on: str | None = "2027-10-04"
) -> Happened:
    """Two people whom matching has brought together."""
    fact = RelationshipStarted(
        relationship=name, programme=PILOT, mentor=mentor, mentee=mentee, ends_on=ends_on
    )
    return happened(fact, time=TIED_AT)


def changed(change: str, until: str | None = None, **more: Any) -> Happened:
    """A pause, its end, or a later last day, as matching says it."""
    said = {"relationship": TIED, "change": change, "until": until, "complete": True, **more}
    return happened(RelationshipChanged.model_validate(said), time=TIED_AT)


def parted(at: datetime, name: str = TIED) -> Happened:
    return happened(RelationshipEnded(relationship=name), time=at)


def book(*starts: datetime, **changes: Any) -> BookSession:
    """Sessions as the engine would have found them, at no cost to either."""
    none = (0,) * len(starts)
    return BookSession.model_validate(
        {
            "relationship": TIED,
            "first_week": FIRST_WEEK,
            "every_weeks": 1,
            "sessions": 30,
            "minutes": 60,
            "starts": starts,
            "mentor_points": none,
            "mentee_points": none,
            "tzdata": "2026f",
        }
        | changes
    )


def booked(start: datetime, session: str = "s1", number: int = 1, **changes: Any) -> SessionBooked:
    return SessionBooked.model_validate(
        {
            "session": session,
            "relationship": TIED,
            "programme": PILOT,
            "mentor": LEE,
            "mentee": ANA,
            "number": number,
            "start": start,
            "minutes": 60,
            "mentor_points": 0,
            "mentee_points": 0,
            "tzdata": "2026f",
        }
        | changes
    )


def met(session: str = "s1", state: str = "held", id: str = "m1", **changes: Any) -> MakeRecord:  # noqa: A002
    """One of the pair says whether a session was held."""
    return MakeRecord.model_validate(
        {
            "kind": "session",
            "record": id,
            "person": ANA,
            "session": session,
            "state": state,
            "minutes": 60 if state == "held" else 0,
            "venue_kind": "online",
            "format": "one_to_one",
        }
        | changes
    )


def asked_after(number: int, id: str = "c1", **changes: Any) -> MakeRecord:  # noqa: A002
    """An operator says how a pair is doing."""
    return MakeRecord.model_validate(
        {
            "kind": "check_in",
            "record": id,
            "person": ANA,
            "relationship": TIED,
            "number": number,
            "state": "going_well",
        }
        | changes
    )


def did(who: str = ANA, id: str = "a1", **changes: Any) -> MakeRecord:  # noqa: A002
    """Somebody says what they did."""
    return MakeRecord.model_validate(
        {
            "kind": "activity",
            "record": id,
            "person": who,
            "venue_kind": "on_wiki",
            "activity_kind": "edit",
            "project": "wikipedia",
        }
        | changes
    )
