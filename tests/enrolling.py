"""A programme as far as its intakes, in facts: what registration's tests begin with."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel

from baraza.decider import ExhibitRef, FieldCommitment, made_id
from baraza.forms.v1 import heard
from baraza.forms.v1.book import text_digest
from baraza.forms.v1.settlement import rehearsal_randomness
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1.intakes import order_of
from baraza.registration.domain.v1.selection import document
from given import Given, Happened, by, happened

STARTER = Path(__file__).parents[1] / "deploy" / "starter" / "registration"
PROGRAMME = "pilot-demo"
OPENS = datetime(2027, 2, 1, 10, tzinfo=UTC)
CLOSES = datetime(2027, 2, 27, tzinfo=UTC)
PULSE = CLOSES + timedelta(hours=2)
SETTLED = PULSE + timedelta(days=6)
INTAKE, MENTORS = "i-participants", "i-mentors"
HIDDEN = FieldCommitment(commit="ab" * 32)
NAMED = ExhibitRef(exhibit="22" * 32, size=2)


PostKind = Literal["board", "advisory_board", "community"]
Answer = Literal["accept", "decline", "undo"]


def pid(number: int) -> str:
    return f"p{number:032x}"


def operator(at: datetime = OPENS) -> Any:
    return by("body.ops", "operate", at=at)


def oneself(person: str, at: datetime = OPENS, **more: Any) -> Any:
    return by(f"person.{person}", at=at, **more)


def clock(at: datetime) -> Any:
    return by("service.registration", "clock", at=at)


def pm(at: datetime) -> Any:
    return by("service.registration", "pm", at=at)


def council(at: datetime) -> Any:
    return by(f"person.{pid(900)}", "seat.council-1", at=at)


def rules_of(text: str, /, **own: Any) -> dict[str, Any]:
    """A text of the starter set with what a programme adds to it."""
    general: dict[str, Any] = json.loads((STARTER / f"{text}.json").read_text())
    return {**general, **OWN.get(text, {}), **own}


OWN: dict[str, dict[str, Any]] = {
    "charter": {
        "kind": "pilot",
        "name": {"en": "Pilot", "fr": "Pilote"},
        "languages": ["en", "fr"],
        "owner": "wmf",
        "delivery": "affiliate_run",
        "tracks": ["leadership", "mentoring"],
        "announced_on": "2027-01-25",
        "starts_on": "2027-02-01",
        "ends_on": "2028-01-31",
        "currency": "USD",
        "money_lines": ["workshops"],
    },
    "stage_set": {
        "stages": {"leadership": [{"stage": "identified", "enter": "selected"}]},
        "persistence": {"per_mille_min": 600, "unreasonable_hours": ["22:00", "07:00"]},
        "mentoring": {
            "session_minutes": 60, "every_weeks": 2, "months": 6, "check_in_every_weeks": 6,
        },
        "feedback_after_sessions": [1, 6, 12],
    },
    "terms": {"languages": ["en", "fr"]},
    "definitions": {"small_cell": 5},
}  # fmt: skip


def adopted(
    kind: str, rules: dict[str, Any], *, version: int = 1, programme: str | None = PROGRAMME
) -> list[Happened]:
    """Drafted, and in force from the year's beginning."""
    digest = text_digest(kind, programme, version, rules, None)
    text: dict[str, Any] = {"kind": kind, "programme": programme, "version": version}
    text["digest"] = digest
    return [
        happened(heard.RulesDrafted(**text, rules=rules)),
        happened(heard.RulesInForce(**text, from_on="2027-01-01")),
    ]


def mandate(body: str, *kinds: str, **more: Any) -> heard.MandateChanged:
    return heard.MandateChanged(body=body, change=more.pop("change", "give"), kinds=kinds, **more)


BODIES = [
    inbox.LogFounded(clock="virtual"),
    heard.BodyRegistered(body="wmf", stakeholder_kind="wmf", quorum=1),
    mandate("wmf", "programme", "allocate"),
    mandate("wmf", "oversee", interim=True),
    heard.BodyRegistered(body="council", stakeholder_kind="affiliate", quorum=1),
    heard.SeatGranted(body="council", seat="council-1", person=pid(900)),
    mandate("council", "rules", "select"),
    heard.BodyRegistered(body="ops", stakeholder_kind="affiliate", quorum=1),
    mandate("ops", "operate"),
]


def texts(*without: str) -> list[Happened]:
    kinds = ("charter", "stage_set", "terms", "criteria", "pools", "definitions")
    return [fact for kind in kinds if kind not in without for fact in adopted(kind, rules_of(kind))]


def workshop(name: str, purpose: str = "skills") -> inbox.WorkshopAnnounced:
    return inbox.WorkshopAnnounced(workshop=name, programme=PROGRAMME, purpose=purpose)


APPROVED = inbox.ProgrammeDecided(programme=PROGRAMME, charter=1)
ANNOUNCED = m.ProgrammeAnnounced(programme=PROGRAMME, places=2)
MONEY = inbox.EnvelopeOpened(envelope="e1", programme=PROGRAMME)


def person(number: int, region: str | None = "africa") -> m.PersonRegistered:
    return m.PersonRegistered(
        person=pid(number),
        account=HIDDEN,
        name=HIDDEN,
        contact=HIDDEN,
        zone=HIDDEN,
        zone_band=0,
        region=region,
        languages=("en",),
        source="people_csv",
    )


def post(
    number: int,
    who: int,
    kind: PostKind = "board",
    starts_on: str = "2025-07-01",
    ends_on: str | None = None,
) -> m.RecordMade:
    return m.RecordMade(
        kind="post",
        record=f"r{number}",
        person=pid(who),
        post_kind=kind,
        organisation=HIDDEN,
        title=HIDDEN,
        starts_on=starts_on,
        ends_on=ends_on,
        source=HIDDEN,
        made_by=f"person.{pid(who)}",
    )


def verified(made: m.RecordMade) -> list[BaseModel]:
    outcome = m.RecordSettled(
        kind="post", record=made.record, person=made.person, outcome="verified"
    )
    return [made, outcome]


def intake(
    id_: str = INTAKE, role: str = "participant", places: int = 2, **more: Any
) -> m.IntakeAnnounced:
    return m.IntakeAnnounced(
        **{
            "intake": id_,
            "programme": PROGRAMME,
            "role": role,
            "places": places,
            "opens": OPENS,
            "closes": CLOSES,
            "appeal_days": 7,
            "beacon": "rehearsal/1",
            "pulse": 1,
            "pulse_at": PULSE,
            **more,
        }
    )


def application(
    who: int, id_: str = INTAKE, pool: str = "open_call", hours: int = 6
) -> m.ApplicationSubmitted:
    return m.ApplicationSubmitted(
        intake=id_,
        person=pid(who),
        pool=pool,
        capacities=("governance",),
        hours_per_month=hours,
        motivation=HIDDEN,
    )


def screening(
    who: int, motivation: int, id_: str = INTAKE, words: int = 100
) -> m.ScreeningRecorded:
    marks = {"working_language": words, "motivation": motivation, "hours": 50}
    return m.ScreeningRecorded(intake=id_, person=pid(who), marks=marks, note=HIDDEN)


def closed(number: int, id_: str = INTAKE) -> m.IntakeClosed:
    return m.IntakeClosed(intake=id_, applications=number, digest="00" * 32)


def begun(*more: BaseModel | Happened | Sequence[Any], without: str = "") -> list[Any]:
    """Bodies, texts, an approved and announced programme; then these."""
    history: list[Any] = [*BODIES, *texts(without), APPROVED, MONEY, ANNOUNCED]
    for fact in more:
        history.extend(fact if isinstance(fact, list | tuple) else [fact])
    return history


def place(who: int, id_: str = INTAKE) -> str:
    """The id of the one place that a person can be offered in an intake."""
    return made_id(f"{id_}{pid(who)}", "place", 1)


def settle(history: Given, id_: str = INTAKE, **other: Any) -> m.SettleSelection:
    """What the body that selects would ask, with the outcome that the rule makes too."""
    cycle = history.state.intakes[id_]
    randomness = rehearsal_randomness(id_, cycle.pulse)
    order = order_of(cycle, randomness)
    outcome = document(id_, cycle.criteria_version, randomness, order)
    named = ExhibitRef(exhibit=sha256(outcome).hexdigest(), size=len(outcome))
    data = {"intake": id_, "pulse": cycle.pulse, "randomness": randomness, "outcome": named}
    return m.SettleSelection(**{**data, **other})
