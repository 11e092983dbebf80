"""Texts: written down by any body that decides anything, adopted by a vote elsewhere."""

import rfc8785

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import Book, any_mandate, text_digest
from baraza.forms.v1.messages import DraftRules

LONGEST = 24 * 1024
"""Bytes of a text's inline rules, canonical: an entry holds 32 KB in all."""


def draft(book: Book, command: DraftRules, asked: Asked, fault: Refused | None) -> str | Refused:
    """The digest by which a resolution may name the text, or why it cannot be written down.

    `fault` is what the text's owner finds wrong with its rules: a text that the machine could not
    apply is never drafted, so no rule ever meets one.

    1. A body asks. 2. The machine can apply it. 3. A version is written once.
    """
    # 1.
    if wrong := any_mandate(book, asked):
        return wrong
    # 2.
    if fault is not None:
        return fault
    if len(rfc8785.dumps(command.rules)) > LONGEST:
        return Refused("rules_malformed", numbers={"bytes_max": LONGEST})
    # 3.
    if (command.kind, command.programme, command.version) in book.written:
        return Refused("already_done")
    texts = command.texts.exhibit if command.texts else None
    return text_digest(command.kind, command.programme, command.version, command.rules, texts)
