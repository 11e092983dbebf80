"""Instruments: written down by anybody who decides anything, adopted by a vote."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.instruments import well_formed
from baraza.feedback.domain.v1.state import State
from baraza.feedback.messages import DraftRules, Fact, RulesDrafted
from baraza.forms.v1.book import body_of, text_digest


def draft_rules(state: State, command: DraftRules, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A body asks that may decide anything at all. 2. The machine could apply it. 3. Once."""
    # 1.
    if wrong := _any_mandate(state, asked):
        return wrong
    # 2.
    if not well_formed(command.rules):
        return Refused("rules_malformed")
    # 3.
    digest = text_digest(
        command.kind,
        command.programme,
        command.version,
        command.rules,
        command.texts.exhibit if command.texts else None,
    )
    adopted = state.book.adopted.get((command.kind, command.programme), ())
    if digest in state.book.drafts or command.version in {text.version for text in adopted}:
        return Refused("already_done")
    return [RulesDrafted(**command.model_dump(), digest=digest)]


def _any_mandate(state: State, asked: Asked) -> Refused | None:
    body, mandates = body_of(state.book, asked), state.book.mandates
    own = [mandates[key] for key in mandates if key[0] == body]
    if not own:
        return Refused("no_mandate")
    return Refused("mandate_ended") if all(mandate.ended for mandate in own) else None
