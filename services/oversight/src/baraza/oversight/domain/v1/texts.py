"""Oversight's own texts, as the machine reads them."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from baraza.decider import Code
from baraza.forms.v1.book import Text
from baraza.forms.v1.messages import BodyId
from baraza.oversight.messages import MandateKind, StakeholderKind

Act = Literal[
    "ProposeResolution", "AnswerObjection", "VoteOnResolution", "OpenEnvelope", "MoveMoney",
    "CloseEnvelope", "OpenMatter", "AnswerMatter", "DecideMatter", "RecordLook",
]  # fmt: skip
"""What a seat may be asked to sign; withdrawing a matter is deciding it."""
ACTS: frozenset[str] = frozenset(get_args(Act))
Days = Annotated[int, Field(ge=0, le=3660)]


class Table(BaseModel):
    """A closed piece of a text; numbers are integers and nothing is guessed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Adoption(Table):
    """Who adopts texts of a kind."""

    mandate: MandateKind = "rules"
    """One approving body holds it."""
    kinds_min: Annotated[int, Field(strict=True, ge=1, le=5)] = 2
    """So many kinds of stakeholders approve,"""
    one_of: tuple[StakeholderKind, ...] = ("affiliate", "community")
    """of which at least one is of these."""
    proposer_alone: bool = False
    """Instead of all that: whoever proposes it."""


class Approval(Table):
    """Who lets something be done that is no text."""

    mandate: MandateKind
    """One approving body holds it,"""
    level: StakeholderKind | None = None
    """and is of this kind."""


class Authority(Table):
    """The authority table: kind of text to mandate and approvals (R38)."""

    texts: dict[Code, Adoption]
    others: Adoption = Adoption()
    effects: dict[Literal["mandate", "allocate", "approve", "conclude"], Approval] = {}
    """Whose approval an effect needs; where it is not told, as in the starter's table."""
    reserved: tuple[MandateKind, ...] = ("found", "programme", "allocate", "conclude")
    """Kinds of mandate that stay at WMF level."""
    consultation_days_min: Annotated[int, Field(strict=True, ge=0, le=365)] = 1
    """Lists that change mandates only may be voted on at once."""
    hands: dict[Act, tuple[BodyId, ...]] = {}
    """Acts that a body signs with its own key (`ledger.md` 3.4): those of the bodies named, or of
    every body where none is."""

    def demands_hand(self, act: str, body: str) -> bool:
        """May this body act so only by its own hand?"""
        bodies = next((bodies for name, bodies in self.hands.items() if name == act), None)
        return bodies is not None and (not bodies or body in bodies)

    def adoption(self, kind: str) -> Adoption:
        return self.texts.get(kind, self.others)


class MatterDays(Table):
    open_days: Annotated[Days, Field(strict=True)] | None = None
    """How long after an act a matter about it may be opened, where it is about one."""
    decide_days: Annotated[Days, Field(strict=True)]
    answer_days: Annotated[Days, Field(strict=True)] | None = None


class Deadlines(Table):
    """By when matters may be opened and must be answered and decided, a row each."""

    matters: dict[Code, MatterDays]


class Alert(Table):
    """What is unusual: so many facts of a kind, or refusals of a code, within so many days."""

    fact: str | None = None
    refusal: Code | None = None
    count_min: Annotated[int, Field(strict=True, ge=1)] = 1
    within_days: Annotated[Days, Field(strict=True)] = 30


class AlertRules(Table):
    alerts: dict[Code, Alert]


TEXTS: dict[str, type[Table]] = {
    "authority": Authority,
    "deadlines": Deadlines,
    "alert_rules": AlertRules,
}


def well_formed(kind: str, rules: object) -> bool:
    """Can the machine apply this text?"""
    try:
        TEXTS[kind].model_validate(rules)
    except ValidationError:
        return False
    return True


def authority(text: Text | None) -> Authority:
    """The authority table of a text in force; without one, what its fields say by themselves."""
    return Authority.model_validate(text.rules) if text else Authority(texts={})
