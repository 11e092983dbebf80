"""Texts: a body writes down what a resolution may then make the rule."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import Book, body_of, text_digest
from baraza.scheduling.domain.v1.state import Timetable
from baraza.scheduling.domain.v1.texts import well_formed
from baraza.scheduling.messages import DraftRules, Fact, RulesDrafted

BYTES_MOST = 24 * 1024


def draft_rules(table: Timetable, command: DraftRules, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A body with some mandate asks. 2. A new version. 3. Of the shape its kind has."""
    # 1.
    if wrong := _may_draft(table.book, asked, command.programme):
        return wrong
    # 2.
    last = table.drafted.get((command.kind, command.programme), 0)
    if command.version <= last:
        return Refused("already_done", numbers={"version": last})
    # 3.
    if not well_formed(command.kind, command.rules):
        return Refused("rules_malformed")
    if len(command.model_dump_json(include={"rules"}).encode()) > BYTES_MOST:
        return Refused("rules_malformed", numbers={"bytes_most": BYTES_MOST})
    texts = command.texts.exhibit if command.texts else None
    digest = text_digest(command.kind, command.programme, command.version, command.rules, texts)
    return [RulesDrafted(**dict(command), digest=digest)]


def _may_draft(book: Book, asked: Asked, programme: str | None) -> Refused | None:
    """Any mandate will do: a draft binds nobody until it is adopted."""
    body = body_of(book, asked)
    mandates = [
        mandate
        for (holder, _), mandate in book.mandates.items()
        if holder == body and mandate.programme in {None, programme}
    ]
    if not mandates:
        return Refused("no_mandate")
    return Refused("mandate_ended") if all(mandate.ended for mandate in mandates) else None
