"""Oversight's own texts: who may decide what, by when, and what calls for a look."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.drafting import draft
from baraza.oversight.domain.v1.state import State
from baraza.oversight.domain.v1.texts import well_formed
from baraza.oversight.messages import DraftRules, Fact, RulesDrafted


def draft_rules(state: State, command: DraftRules, asked: Asked) -> Sequence[Fact] | Refused:
    good = well_formed(command.kind, command.rules)
    digest = draft(state.book, command, asked, None if good else Refused("rules_malformed"))
    if isinstance(digest, Refused):
        return digest
    return [RulesDrafted(**command.model_dump(), digest=digest)]
