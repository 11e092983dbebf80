"""Registration's texts, each of the shape that its kind has."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.drafting import draft
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.texts import fault
from baraza.registration.messages import DraftRules, Fact, RulesDrafted


def draft_rules(state: State, command: DraftRules, asked: Asked) -> Sequence[Fact] | Refused:
    code = fault(command.kind, command.rules, state.book)
    digest = draft(state.book, command, asked, Refused(code) if code else None)
    return digest if isinstance(digest, Refused) else [said(RulesDrafted, command, digest=digest)]
