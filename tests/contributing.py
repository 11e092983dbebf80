"""Three bodies that make the chance of a round together, in a story of matching."""

from hashlib import sha256
from typing import Any

from baraza.forms.v1 import heard
from baraza.matching import messages as m
from baraza.matching.domain.v1.contributions import COMMIT_REVEAL, commitment
from pairings import (
    OPERATOR,
    READY,
    ROUND,
    Story,
    announce,
    enter,
    mentor_role,
    registered,
    staged,
    who,
)

NAMES = ("e0", "e1", "e2", "m0", "m1")
BODIES = ("council", "friends", "ops")
REGISTERED = tuple(
    heard.BodyRegistered(body=body, stakeholder_kind="affiliate", quorum=1)
    for body in BODIES
    if body != "ops"
)


def contribution(body: str) -> str:
    """What a body keeps to itself until it reveals it."""
    return sha256(f"chance of {body}".encode()).hexdigest()


def announced(**changes: Any) -> m.AnnounceRound:
    said = {"beacon": COMMIT_REVEAL, "contributors": BODIES}
    return announce(**{**said, **changes})


def commit(body: str, **changes: Any) -> m.CommitChance:
    digest = commitment(ROUND, body, contribution(body))
    return m.CommitChance.model_validate(
        {"round": ROUND, "body": body, "digest": digest, **changes}
    )


def reveal(body: str, **changes: Any) -> m.RevealChance:
    said = {"round": ROUND, "body": body, "contribution": contribution(body)}
    return m.RevealChance.model_validate({**said, **changes})


def contributed(*bodies: str) -> Story:
    """A round of three mentees and two mentors, to which these bodies have committed."""
    told = Story(*READY, *REGISTERED)
    for name in NAMES:
        told.hear(registered(who(name)))
        told.hear(staged(who(name)) if name[0] == "e" else mentor_role(who(name)))
    told.ask(announced(), OPERATOR, "operate")
    for name in NAMES:
        told.ask(enter(who(name), "mentee" if name[0] == "e" else "mentor"))
    for body in bodies:
        told.ask(commit(body), f"body.{body}", "self")
    return told
