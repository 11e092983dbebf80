"""The rule set: written down by anybody who decides anything, adopted by a vote elsewhere."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import text_digest
from baraza.matching.domain.v1.certificate import canonical
from baraza.matching.domain.v1.rule_set import BadRuleSet, read_rule_set
from baraza.matching.domain.v1.state import State
from baraza.matching.domain.v1.who import any_mandate
from baraza.matching.messages import DraftRules, Fact, RulesDrafted

LONGEST = 24 * 1024


def draft_rules(state: State, command: DraftRules, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A body asks. 2. The machine can apply it. 3. A version is written once."""
    # 1.
    if wrong := any_mandate(state.book, asked):
        return wrong
    # 2.
    try:
        read_rule_set(command.rules)
    except BadRuleSet as bad:
        return Refused("rules_malformed" if bad.code == "malformed" else bad.code)
    if len(canonical(command.rules)) > LONGEST:
        return Refused("rules_malformed", numbers={"bytes_max": LONGEST})
    # 3.
    if (command.programme or "", command.version) in state.drafted:
        return Refused("already_done")
    texts = command.texts.exhibit if command.texts else None
    digest = text_digest(command.kind, command.programme, command.version, command.rules, texts)
    return [RulesDrafted(**command.model_dump(), digest=digest)]
