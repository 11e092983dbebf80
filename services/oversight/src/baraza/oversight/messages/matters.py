"""Matters: somebody raises something, somebody named answers and decides in time."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator

from baraza.decider import Code, FieldCommitment, Pseudonym, Tier
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import BodyId, ProgrammeId

MatterKind = Literal["appeal", "inquiry", "finding", "risk"]
Entries = tuple[Annotated[int, Field(ge=0)], ...]
"""Entries of the log, by index."""
Degree = Annotated[int, Field(ge=1, le=5)]
_MEMBERS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "appeal": (frozenset({"about", "appeal_ground"}), frozenset()),
    "inquiry": (frozenset({"addressee"}), frozenset({"programme", "entries"})),
    "finding": (
        frozenset({"addressee", "severity", "rule"}),
        frozenset({"programme", "entries"}),
    ),
    "risk": (frozenset({"risk_kind", "likelihood", "weight"}), frozenset({"programme"})),
}
"""What a kind of matter has to say beside its text, and what it may."""


class OpenMatter(forms.OpenMatter):
    """Appeal against a decision about oneself, ask a body a question, find that something went
    against a rule, or tell of a risk."""

    kind: MatterKind
    text: FieldCommitment
    about: Annotated[int, Field(ge=0)] | None = None
    """Index of the entry appealed against."""
    appeal_ground: Code | None = None
    programme: ProgrammeId | None = None
    addressee: BodyId | None = None
    """Who has to answer an inquiry or finding; of other matters it follows from mandates."""
    entries: Entries = ()
    severity: Literal["low", "medium", "high"] | None = None
    rule: Code | None = None
    """What was found broken: the code of a text or refusal."""
    risk_kind: Code | None = None
    likelihood: Degree | None = None
    weight: Degree | None = None

    @model_validator(mode="after")
    def _of_its_kind(self) -> Self:
        required, allowed = _MEMBERS[self.kind]
        particular = set(OpenMatter.model_fields) - {"kind", "matter", "text"}
        told = {name for name in particular if getattr(self, name) not in (None, ())}
        if not required <= told <= required | allowed:
            wrong = sorted((required - told) | (told - required - allowed))
            raise ValueError(f"{self.kind}: {', '.join(wrong)}")
        return self

    @property
    def turn(self) -> str:
        """One appeal about one decision; of other matters there may be many."""
        return self.subject if self.about is None else f"{self.kind} about {self.about}"


class MatterOpened(forms.MatterOpened):
    kind: MatterKind
    text: FieldCommitment
    programme: ProgrammeId | None = None
    person: Pseudonym | None = None
    body: BodyId | None = None
    """Who opened it: a person for themselves, or a body."""
    about: int | None = None
    entries: Entries = ()
    severity: Literal["low", "medium", "high"] | None = None
    rule: Code | None = None
    risk_kind: Code | None = None
    likelihood: int | None = None
    weight: int | None = None


class AnswerMatter(forms.AnswerMatter):
    kind: MatterKind
    entries: Entries = ()


class MatterAnswered(forms.MatterAnswered):
    kind: MatterKind
    entries: Entries = ()


class DecideMatter(forms.DecideMatter):
    kind: MatterKind
    entries: Entries = ()
    """Where a finding was remedied."""


class MatterDecided(forms.MatterDecided):
    tier: ClassVar[Tier] = "world"
    kind: MatterKind
    about: int | None = None
    entries: Entries = ()


class MatterOverdue(forms.MatterOverdue):
    kind: MatterKind
