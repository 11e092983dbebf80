"""The rule set in force, as the book has it and as plain values; and the charter it serves."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from baraza.forms.v1.book import Book, Text, in_force
from baraza.matching.domain.v1.rule_set import RuleSet, read_rule_set

KIND = "rule_set"
CHARTER = "charter"
READ = frozenset({KIND, CHARTER})
"""Kinds of texts that are read here; whatever else is drafted elsewhere is passed over."""


def adopted(book: Book, programme: str, at: datetime) -> tuple[Text, RuleSet] | None:
    """The programme's own rule set, else the general one; None: none is in force."""
    text = in_force(book, KIND, programme, at)
    return None if text is None else (text, read_rule_set(text.rules))


def other_floors(book: Book, programme: str, rules: RuleSet, at: datetime) -> Text | None:
    """The charter whose targets are not the floors of these rules. None: they are, or no charter
    is in force here (R1).

    A target of 0 is no floor; so is a group that is not named. A floor on several dimensions at
    once is beyond a charter's words, and no concern of it. What else the charter says is
    registration's to read.
    """
    charter = in_force(book, CHARTER, programme, at)
    if charter is None:
        return None
    return None if _targets(charter.rules) == _floors(rules) else charter


def _floors(rules: RuleSet) -> dict[tuple[str, str], int]:
    rates = zip(rules.groups, rules.floors_per_mille, strict=True)
    crossing = {
        floor.where[0]: floor.per_mille
        for floor in rules.crossing
        if len(floor.where) == 1 and floor.per_mille
    }
    return {(rules.groups_by, group): rate for group, rate in rates if rate} | crossing


def _targets(charter: Mapping[str, Any]) -> dict[tuple[str, str], int]:
    return {
        (dimension, group): rate
        for dimension, rates in charter.get("targets", {}).items()
        for group, rate in rates.items()
        if rate
    }
