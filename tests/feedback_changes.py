"""How an instrument changes: suggestions, the second version, figures over both."""

import copy
from datetime import datetime, timedelta
from typing import Any

from baraza.decider import Asked, FieldCommitment, Seen, uuid7_of
from baraza.feedback import inbox
from baraza.feedback.domain import CURRENT
from baraza.feedback.messages import (
    CollectionOpened,
    DecideMatter,
    DraftRules,
    OpenMatter,
    PublishEvaluation,
    ReachDeadline,
    RulesDrafted,
    SupportMatter,
)
from baraza.forms.v1 import heard
from baraza.forms.v1.book import text_digest
from feedback_story import (
    HELD,
    LEADER,
    MARKS,
    SECRET,
    STORY,
    TEXT,
    P,
    answer,
    issue,
    myself,
    there,
    voice,
)
from given import Given, by, given

RAISED = HELD + timedelta(days=1)
COUNCIL = by("body.council", "instruments", at=RAISED)
COORD = by("body.aff-pwu", "operate", at=HELD + timedelta(days=60))
PEOPLE = [f"p{n:032x}" for n in range(50, 60)]
KEPT = {code: code for code in MARKS}


def suggest(matter: str = "m1", **more: Any) -> OpenMatter:
    told = {
        "kind": "suggestion",
        "matter": matter,
        "programme": P,
        "instrument": "workshop",
        "version": 1,
        "questions": ("could_take_part",),
        "text": SECRET,
    }
    return OpenMatter.model_validate(told | more)


def support(person: str, matter: str = "m1") -> SupportMatter:
    return SupportMatter(kind="suggestion", matter=matter, person=person)


def decline(matter: str = "m1", text: FieldCommitment | None = None) -> DecideMatter:
    return DecideMatter(
        kind="suggestion", matter=matter, outcome="declined", ground="too_long", text=text
    )


def leader(at: datetime = RAISED) -> Asked:
    return myself(LEADER, at=at)


def mentor(person: str, role: str = "mentor", programme: str = P) -> inbox.RoleGranted:
    return inbox.RoleGranted(role=role, person=person, programme=programme)


def raised(*matters: str) -> Given:
    """The leader of the workshop that was held has raised these."""
    story = given(CURRENT, *STORY)
    for matter in matters or ("m1",):
        story = story.when(suggest(matter), leader()).after
    return story


def second(taken: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """The rules of version 2: a question more for workshops, every kept one compared."""
    rules = copy.deepcopy(TEXT)
    for instrument in rules["instruments"].values():
        instrument["comparable"] = {q["code"]: q["code"] for q in instrument["questions"]}
    new = {"code": "met_somebody_new", "level": "community", "scale": [0, 100]}
    rules["instruments"]["workshop"]["questions"].append(new)
    return {**rules, "suggestions_taken": list(taken), **more}


def drafts(rules: dict[str, Any], version: int = 2) -> DraftRules:
    return DraftRules(kind="instrument", programme=P, version=version, rules=rules)


def adopted(rules: dict[str, Any], version: int = 2) -> tuple[RulesDrafted, heard.RulesInForce]:
    digest = text_digest("instrument", P, version, rules, None)
    fact = RulesDrafted(kind="instrument", programme=P, version=version, rules=rules, digest=digest)
    return fact, heard.RulesInForce(
        kind="instrument", programme=P, version=version, digest=digest, from_on="2027-05-24"
    )


def goes_on(story: Given, *facts: Any, at: datetime = RAISED) -> Given:
    """The story with these facts after it, all at this time."""
    state = story.state
    for k, fact in enumerate(facts, story.position):
        id_ = f"{uuid7_of(at, k.to_bytes(10, 'big'))}.1"
        subject = str(getattr(fact, "subject", f"workshop.w{k}"))
        state = CURRENT.evolve(state, fact, Seen(k, id_, subject, at))
    return Given(CURRENT, state, story.position + len(facts))


def collected(
    story: Given, workshop: str, marks: list[dict[str, int]], at: datetime = HELD
) -> Given:
    """A workshop is held, each of so many answers, and the collection is closed."""
    people = PEOPLE[: len(marks)]
    held = inbox.WorkshopHeld(workshop=workshop, programme=P, leader=LEADER)
    story = goes_on(story, *(there(p, workshop=workshop) for p in people), held, at=at)
    step = next(s for s in story.state.pending.values() if s.about == f"workshop.{workshop}")
    outcome = story.when(step.ask, by("service.feedback", "pm", at=at))
    opened: CollectionOpened = outcome.facts[0]
    story = outcome.after
    for n, (person, said) in enumerate(zip(people, marks, strict=True)):
        story = story.when(issue(person, opened.collection), myself(person, at=at)).after
        story = story.when(answer(said, opened.collection), voice(f"v0000{n}", at)).after
    due = ReachDeadline(about=opened.subject, what="collection_closes", at=opened.closes)
    return story.when(due, by("service.feedback", "clock", at=opened.closes)).after


def evaluate(version: int = 1, **more: Any) -> PublishEvaluation:
    told = {
        "evaluation": "e1",
        "programme": P,
        "instrument": "workshop",
        "version": version,
        "level": "person",
        "limits": "small_numbers",
    }
    return PublishEvaluation.model_validate(told | more)
