"""The rule set, and who may not be paired."""

from typing import ClassVar, Literal

from baraza.decider import EntityId, FieldCommitment, Message, Pseudonym
from baraza.forms.v1 import messages as forms


class DraftRules(forms.DraftRules):
    kind: Literal["rule_set"]


class RulesDrafted(forms.RulesDrafted):
    kind: Literal["rule_set"]


# --- who may not be paired -----------------------------------------------------------------


class ExcludePair(Message):
    """Say that one will not, or may not, be paired with somebody; whom stays in the vault."""

    makes: ClassVar[str | None] = "exclusion"

    exclusion: EntityId
    person: Pseudonym
    rule: Literal["conflict", "blocked", "prior"]
    other: FieldCommitment
    """The other person's pseudonym."""

    @property
    def subject(self) -> str:
        return f"exclusion.{self.exclusion}"


class PairExcluded(ExcludePair):
    pass
