"""The rule set in force, as the book has it and as plain values."""

from datetime import datetime

from baraza.forms.v1.book import Book, Text, in_force
from baraza.matching.domain.v1.rule_set import RuleSet, read_rule_set

KIND = "rule_set"


def adopted(book: Book, programme: str, at: datetime) -> tuple[Text, RuleSet] | None:
    """The programme's own rule set, else the general one; None: none is in force."""
    text = in_force(book, KIND, programme, at)
    return None if text is None else (text, read_rule_set(text.rules))
