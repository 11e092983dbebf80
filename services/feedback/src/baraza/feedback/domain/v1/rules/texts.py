"""Instruments: the questions, how they compare with those before, and what they take up."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.comparability import map_fault, version_before, written_text
from baraza.feedback.domain.v1.instruments import Instruments, well_formed
from baraza.feedback.domain.v1.state import State
from baraza.feedback.messages import DraftRules, Fact, RulesDrafted
from baraza.forms.v1.drafting import draft


def draft_rules(state: State, command: DraftRules, asked: Asked) -> Sequence[Fact] | Refused:
    """1. The machine can apply it. 2. It says how every question kept compares with the version
    before. 3. The suggestions that it takes up are there, and open."""
    digest = draft(state.book, command, asked, _fault(state, command))
    if isinstance(digest, Refused):
        return digest
    return [RulesDrafted(**command.model_dump(), digest=digest)]


def _fault(state: State, command: DraftRules) -> Refused | None:
    # 1.
    if not well_formed(command.rules):
        return Refused("rules_malformed")
    # 2.
    new = Instruments.model_validate(command.rules)
    version = version_before(state.book, command.programme, command.version)
    before = written_text(state.book, command.programme, version) if version else None
    if wrong := map_fault(new, before):
        return wrong
    # 3.
    for id_ in new.suggestions_taken:
        one = state.suggestions.get(id_)
        if one is None or command.programme not in {None, one.programme}:
            return Refused("unknown_entity")
        if one.matter.outcome is not None:
            return Refused("wrong_state")
    return None
