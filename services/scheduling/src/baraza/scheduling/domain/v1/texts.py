"""The texts that scheduling applies: what shape each kind must have, and how it is read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from baraza.forms.v1.book import Book, in_force
from baraza.scheduling.domain.v1.fairness import read_inconvenience

_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")
_HEX = frozenset("0123456789abcdef")
_LONG = 300


def well_formed(kind: str, rules: Mapping[str, Any]) -> bool:
    """Does a draft say what the machine can apply?"""
    match kind:
        case "formats":
            return set(rules) == {"formats"} and _codes(rules["formats"])
        case "template":
            return set(rules) == {"templates"} and _templates(rules["templates"])
        case "inconvenience":
            return read_inconvenience(rules) is not None
        case "holidays":
            return set(rules) == {"source", "version", "dates"} and _holidays(rules)
        case "first_trainers":
            return set(rules) == {"trainers"} and _each(rules["trainers"], _pseudonym)
        case _:
            return False


@dataclass(frozen=True)
class Charter:
    """What scheduling needs of a programme's charter, which registration drafts."""

    kind: str
    starts_on: date
    ends_on: date
    rule: str

    def holds(self, first: date, last: date) -> bool:
        """Do these days lie within the programme?"""
        return self.starts_on <= first and last <= self.ends_on


def charter_of(book: Book, programme: str, at: datetime) -> Charter | None:
    """The charter in force; None where there is none, or it does not say what is needed."""
    text = in_force(book, "charter", programme, at)
    if text is None:
        return None
    kind, first, last = (text.rules.get(name) for name in ("kind", "starts_on", "ends_on"))
    if not (isinstance(kind, str) and _day(first) and _day(last)):
        return None
    return Charter(kind, date.fromisoformat(str(first)), date.fromisoformat(str(last)), text.rule)


def _templates(value: Any) -> bool:
    """Each has its audience, capacities, format and materials; lineage ends somewhere."""
    if not isinstance(value, dict) or not all(_code(code) for code in value):
        return False
    return all(_template(template) for template in value.values()) and all(
        _lineage_ends(value, code) for code in value
    )


def _template(value: Any) -> bool:
    if not isinstance(value, dict):
        return False
    needed = {"audience", "capacities", "format", "materials"}
    return (
        needed <= set(value) <= needed | {"made_from"}
        and _code(value["audience"])
        and _codes(value["capacities"])
        and _code(value["format"])
        and _each(value["materials"], _material)
        and _code(value.get("made_from", value["format"]))
    )


def _lineage_ends(templates: Mapping[str, Any], code: str) -> bool:
    met = {code}
    while earlier := templates[code].get("made_from"):
        if earlier in met or earlier not in templates:
            return False
        met.add(earlier)
        code = earlier
    return True


def _material(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and set(value) == {"link", "licence", "language"}
        and all(isinstance(text, str) and 0 < len(text) < _LONG for text in value.values())
    )


def _holidays(rules: Mapping[str, Any]) -> bool:
    dates = rules["dates"]
    return (
        isinstance(rules["source"], str)
        and isinstance(rules["version"], str)
        and isinstance(dates, dict)
        and all(_each(days, _day) for days in dates.values())
    )


def _each(value: Any, holds: Any) -> bool:
    """A list of which each is so, none of them twice."""
    if not isinstance(value, list | tuple) or not all(holds(item) for item in value):
        return False
    return all(item not in value[:k] for k, item in enumerate(value))


def _codes(value: Any) -> bool:
    return _each(value, _code)


def _code(value: Any) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= 64
        and value[0].isalpha()
        and set(value) <= _LETTERS
    )


def _pseudonym(value: Any) -> bool:
    return (
        isinstance(value, str)
        and value.startswith("p")
        and 5 <= len(value) - 1 <= 32
        and set(value[1:]) <= _HEX
    )


def _day(value: Any) -> bool:
    if not isinstance(value, str) or len(value) != 10 or value[4] + value[7] != "--":
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True
