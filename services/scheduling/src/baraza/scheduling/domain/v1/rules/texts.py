"""Scheduling's texts, each of the shape that its kind has."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.drafting import draft
from baraza.scheduling.domain.v1.state import Timetable
from baraza.scheduling.domain.v1.texts import well_formed
from baraza.scheduling.messages import DraftRules, Fact, RulesDrafted


def draft_rules(table: Timetable, command: DraftRules, asked: Asked) -> Sequence[Fact] | Refused:
    good = well_formed(command.kind, command.rules)
    digest = draft(table.book, command, asked, None if good else Refused("rules_malformed"))
    if isinstance(digest, Refused):
        return digest
    return [RulesDrafted(**command.model_dump(), digest=digest)]
