"""A workshop that was held, and the texts by which people are asked about it."""

import json
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from baraza.decider import Asked, FieldCommitment
from baraza.feedback import inbox
from baraza.feedback.domain import CURRENT
from baraza.feedback.messages import (
    CollectionOpened,
    DraftRules,
    IssueVoice,
    OpenCollection,
    RecordAnswer,
    RulesDrafted,
    SubmitLeaderReport,
    VoiceIssued,
)
from baraza.forms.v1 import heard
from baraza.forms.v1.book import text_digest
from given import Given, by, folded, given, happened

STARTER = Path(__file__).parents[1] / "deploy" / "starter" / "feedback" / "instrument.json"
TEXT: dict[str, Any] = json.loads(STARTER.read_text())
P = "pilot-demo"
ADA, ALAN, GRACE, LEADER = (f"p{n:032x}" for n in (1, 2, 3, 4))
SECRET = FieldCommitment(commit="00" * 32)
HELD = datetime(2027, 3, 20, 18, tzinfo=UTC)
DIGEST = text_digest("instrument", P, 1, TEXT, None)

DRAFT = DraftRules(kind="instrument", programme=P, version=1, rules=TEXT)
DRAFTED = RulesDrafted(kind="instrument", programme=P, version=1, rules=TEXT, digest=DIGEST)
BODIES = (
    heard.BodyRegistered(body="council", stakeholder_kind="affiliate", quorum=1),
    heard.MandateChanged(body="council", change="give", kinds=("instruments",)),
    heard.BodyRegistered(body="aff-pwu", stakeholder_kind="affiliate", quorum=1),
    heard.MandateChanged(body="aff-pwu", change="give", kinds=("operate",), programme=P),
)
ADOPTED = (
    *BODIES,
    DRAFTED,
    heard.RulesInForce(
        kind="instrument", programme=P, version=1, digest=DIGEST, from_on="2027-01-25"
    ),
)


def there(person: str, state: str = "present", workshop: str = "basics") -> inbox.RecordMade:
    record = f"{workshop}-{person[-4:]}"
    return inbox.RecordMade(
        kind="attendance", record=record, workshop=workshop, person=person, state=state
    )


ATTENDED = (there(ADA), there(ALAN, "late"), there(GRACE, "absent"))
WAS_HELD = happened(
    inbox.WorkshopHeld(workshop="basics", programme=P, leader=LEADER),
    subject="workshop.basics",
    time=HELD,
)
STORY = (*ADOPTED, *ATTENDED, WAS_HELD)

PM = by("service.feedback", "pm", at=HELD)
OPEN = OpenCollection(collection="c1", programme=P, instrument="workshop", about="workshop.basics")
OPENED = CollectionOpened.model_validate(
    OPEN.model_dump()
    | {
        "version": 1,
        "eligible": 2,
        "eligible_digest": sha256(f'["{ADA}","{ALAN}"]'.encode()).hexdigest(),
        "closes": HELD + timedelta(days=14),
    }
)
MARKS = {question["code"]: 80 for question in TEXT["instruments"]["workshop"]["questions"]}
REPORT_MARKS = {
    question["code"]: 70 for question in TEXT["instruments"]["leader-report"]["questions"]
}


def voice(alias: str, at: datetime = HELD) -> Asked:
    return by(f"voice.{alias}", at=at)


def myself(person: str, at: datetime = HELD) -> Asked:
    return by(f"person.{person}", at=at)


def issue(person: str, collection: str = "c1") -> IssueVoice:
    return IssueVoice(collection=collection, person=person, token=SECRET)


def issued(person: str) -> VoiceIssued:
    return VoiceIssued.model_validate(issue(person).model_dump())


def answer(marks: dict[str, int] | None = None, collection: str = "c1") -> RecordAnswer:
    return RecordAnswer(collection=collection, marks=MARKS if marks is None else marks)


def report(person: str = LEADER, **marks: int) -> SubmitLeaderReport:
    return SubmitLeaderReport(
        workshop="basics", person=person, marks={**REPORT_MARKS, **marks}, text=SECRET
    )


def opened() -> Given:
    """The collection after the workshop is open."""
    return given(CURRENT, *STORY).when(OPEN, PM).after


def state(*facts: Any) -> Any:
    return folded(CURRENT, *facts)
