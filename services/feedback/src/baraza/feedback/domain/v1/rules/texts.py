"""Instruments: the questions, and how long people have to answer them."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.instruments import well_formed
from baraza.feedback.domain.v1.state import State
from baraza.feedback.messages import DraftRules, Fact, RulesDrafted
from baraza.forms.v1.drafting import draft


def draft_rules(state: State, command: DraftRules, asked: Asked) -> Sequence[Fact] | Refused:
    good = well_formed(command.rules)
    digest = draft(state.book, command, asked, None if good else Refused("rules_malformed"))
    if isinstance(digest, Refused):
        return digest
    return [RulesDrafted(**command.model_dump(), digest=digest)]
