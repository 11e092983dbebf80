"""Records: one side says what happened, another confirms or disputes."""

from collections.abc import Mapping
from typing import Literal

from pydantic import model_validator

from baraza.decider import Code, FieldCommitment, Message, Pseudonym
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import Day, ProgrammeId
from baraza.registration.messages.words import Actor, PostKind

RecordKind = Literal["post", "barrier", "collaboration", "contact"]

REQUIRED: Mapping[str, frozenset[str]] = {
    "post": frozenset({"post_kind", "organisation", "title", "starts_on", "source"}),
    "barrier": frozenset({"barrier_kind", "starts_on", "ends_on", "note"}),
    "collaboration": frozenset({"other", "collaboration_kind", "programme", "text"}),
    "contact": frozenset({"channel", "note"}),
}
ALLOWED: Mapping[str, frozenset[str]] = {**REQUIRED, "post": REQUIRED["post"] | {"ends_on"}}
PARTICULAR = frozenset().union(*ALLOWED.values())


class Told(Message):
    """What is told of a record, by its kind; a member of another kind is malformed."""

    kind: RecordKind
    post_kind: PostKind | None = None
    organisation: FieldCommitment | None = None
    title: FieldCommitment | None = None
    source: FieldCommitment | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    barrier_kind: Code | None = None
    note: FieldCommitment | None = None
    other: Pseudonym | None = None
    """The other party of a collaboration: who confirms it."""
    collaboration_kind: Code | None = None
    programme: ProgrammeId | None = None
    text: FieldCommitment | None = None
    channel: Code | None = None

    @model_validator(mode="after")
    def _of_its_kind(self) -> "Told":
        told = frozenset(name for name in PARTICULAR if getattr(self, name) is not None)
        if not REQUIRED[self.kind] <= told <= ALLOWED[self.kind]:
            raise ValueError(f"a {self.kind} tells {sorted(REQUIRED[self.kind])}")
        return self


class MakeRecord(Told, forms.MakeRecord):
    """Say what somebody held, was kept by, did together with another; or that one was in touch.

    A post: held where (personal), of which kind, from when to when. A barrier: what keeps
    somebody from taking part, and for how long. A collaboration: with whom, of which kind. A
    contact: by which channel somebody who stepped down was reached.
    """


class RecordMade(Told, forms.RecordMade):
    made_by: Actor
    """Whoever makes a record does not settle it."""


class SettleRecord(forms.SettleRecord):
    kind: Literal["post", "barrier", "collaboration"]
    outcome: Literal["verified", "accepted", "confirmed", "disputed", "rejected", "withdrawn"]


class RecordSettled(forms.RecordSettled):
    kind: Literal["post", "barrier", "collaboration"]
    outcome: Literal["verified", "accepted", "confirmed", "disputed", "rejected", "withdrawn"]
    other: Pseudonym | None = None
    """The other party of a collaboration."""
