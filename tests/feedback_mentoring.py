"""A year of sessions told in facts: pairs that meet, and the points at which mentees are asked."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from baraza.decider import Asked
from baraza.feedback import inbox
from baraza.feedback.domain import CURRENT
from baraza.feedback.messages import CollectionOpened, ReachDeadline
from baraza.forms.v1 import heard
from feedback_story import ADOPTED, P
from given import START, Given, Happened, by, given, happened

STAGES = "33" * 32
_RULES: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "deploy/starter/registration/stage_set.json").read_text()
)
POINTS = (
    heard.RulesDrafted(
        kind="stage_set",
        programme=P,
        version=1,
        digest=STAGES,
        rules={**_RULES, "feedback_after_sessions": [1, 6, 12]},
    ),
    heard.RulesInForce(
        kind="stage_set", programme=P, version=1, digest=STAGES, from_on="2027-01-04"
    ),
)
MENTEES = [f"p{n:032x}" for n in range(100, 110)]
MET = START + timedelta(days=20)
JUNE = datetime.fromisoformat("2027-06-01T00:00:00+00:00")


def pair(mentee: str) -> inbox.RelationshipStarted:
    return inbox.RelationshipStarted(relationship=f"r-{mentee}", programme=P, mentee=mentee)


def session(mentee: str, number: int = 1, state: str = "held") -> inbox.RecordMade:
    return inbox.RecordMade(
        kind="session",
        record=f"s{number}-{mentee}",
        person=mentee,
        relationship=f"r-{mentee}",
        state=state,
    )


def settled(mentee: str, number: int = 1, outcome: str = "confirmed") -> inbox.RecordSettled:
    return inbox.RecordSettled(kind="session", record=f"s{number}-{mentee}", outcome=outcome)


def met(mentee: str, number: int = 1, at: datetime = MET) -> list[Happened]:
    """A session as both tell it."""
    return [happened(session(mentee, number), time=at), happened(settled(mentee, number), time=at)]


def months(*mentees: str, at: datetime = JUNE - timedelta(days=9)) -> Given:
    """These have met once in May, and wait."""
    pairs = [pair(mentee) for mentee in mentees]
    told = [fact for mentee in mentees for fact in met(mentee, at=at)]
    return given(CURRENT, *ADOPTED, *POINTS, *pairs, *told)


def clock(at: datetime) -> Asked:
    return by("service.feedback", "clock", at=at)


def opens(point: int = 1, at: datetime = JUNE) -> ReachDeadline:
    about = f"mentoring.{P}-{point}-{at:%Y%m}"
    return ReachDeadline(about=about, what="collection_opens", at=at)


def asked_in_june(*mentees: str) -> tuple[CollectionOpened, Given]:
    outcome = months(*mentees).when(opens(), clock(JUNE))
    return outcome.facts[0], outcome.after
