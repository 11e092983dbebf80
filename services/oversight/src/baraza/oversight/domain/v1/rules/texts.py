"""Oversight's own texts: written down by anybody who decides anything, adopted by a vote."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import text_digest
from baraza.oversight.domain.v1.standing import any_mandate
from baraza.oversight.domain.v1.state import State
from baraza.oversight.domain.v1.texts import well_formed
from baraza.oversight.messages import DraftRules, Fact, RulesDrafted


def draft_rules(state: State, command: DraftRules, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A body asks. 2. The machine could apply it. 3. A version is written once."""
    # 1.
    if wrong := any_mandate(state, asked):
        return wrong
    # 2.
    if not well_formed(command.kind, command.rules):
        return Refused("rules_malformed")
    # 3.
    digest = text_digest(
        command.kind,
        command.programme,
        command.version,
        command.rules,
        command.texts.exhibit if command.texts else None,
    )
    if digest in state.drafts:
        return Refused("already_done")
    if (command.kind, command.programme, command.version) in state.versions:
        return Refused("already_done")
    return [RulesDrafted(**command.model_dump(), digest=digest)]
