"""The rule set: which pairs are possible, and what each is worth."""

from collections.abc import Mapping, Sequence
from typing import Any

from baraza.decider import Asked, Refused
from baraza.forms.v1.drafting import draft
from baraza.matching.domain.v1.rule_set import BadRuleSet, read_rule_set
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import DraftRules, Fact, RulesDrafted


def draft_rules(state: State, command: DraftRules, asked: Asked) -> Sequence[Fact] | Refused:
    digest = draft(state.book, command, asked, _fault(command.rules))
    if isinstance(digest, Refused):
        return digest
    return [RulesDrafted(**command.model_dump(), digest=digest)]


def _fault(rules: Mapping[str, Any]) -> Refused | None:
    try:
        read_rule_set(rules)
    except BadRuleSet as bad:
        return Refused("rules_malformed") if bad.code == "malformed" else Refused(bad.code)
    return None
