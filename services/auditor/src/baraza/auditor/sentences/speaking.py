"""Templates of sentences, and how a value of the log is said in words.

A template names members of an entry's data in braces; what stands in square brackets is left out
where one of its members is missing, or none, zero or false. Nothing here raises for data that are
not as they should be: a forged log is told like any other.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from baraza.auditor.sentences.names import Names, harmless

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
LISTED = 15
"""Values of a list that are said one by one."""
LONGEST = 160
"""Characters of one value; the entry has the whole."""
_BODIES = frozenset({"body", "addressee", "funder", "to_body", "approvals"})
_ORGANISATIONS = frozenset({"organisation", "host"})
_MEMBER = re.compile(r"\{(\w+)\}")
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{3}Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CODE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)+")


def spoken(template: str, data: Mapping[str, Any], names: Names) -> str:
    """The sentence of a template about some data."""

    def told(member: re.Match[str]) -> str:
        name = member[1]
        return said(name, data[name], names, data) if name in data else "(not said)"

    def kept(part: re.Match[str]) -> str:
        there = all(data.get(name) for name in _MEMBER.findall(part[1]))
        return part[1] if there else ""

    return _MEMBER.sub(told, _OPTIONAL.sub(kept, template))


def said(name: str, value: Any, names: Names, beside: Mapping[str, Any] | None = None) -> str:
    """The value of one member in words."""
    if name in _BODIES and isinstance(value, str):
        return names.body(value)
    if name in _ORGANISATIONS and isinstance(value, str):
        return names.organisation(value)
    if name.endswith("_minor") and type(value) is int:
        currency = (beside or {}).get("currency") or names.currency
        return money(value, currency if isinstance(currency, str) else "")
    if isinstance(value, list) and name in _BODIES:
        return _listed([said(name, one, names) for one in value])
    return plain(value, names)


def plain(value: Any, names: Names) -> str:
    """A value whose member's name says nothing about it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}" if abs(value) < 2**53 else "a number beyond all bounds"
        case str():
            return _text(value, names)
        case None:
            return "nothing"
        case list():
            return _listed([plain(one, names) for one in value])
        case Mapping():
            return _mapped(value, names)
        case _:
            return names.short(str(value))[:LONGEST]


def money(minor: int, currency: str) -> str:
    """Minor units as people write them; currencies with other than two digits are rare."""
    digits = _DIGITS.get(currency, 2)
    whole, part = divmod(abs(minor), 10**digits)
    cents = f".{part:0{digits}d}" if digits else ""
    return f"{'-' if minor < 0 else ''}{whole:,}{cents} {currency}".rstrip()


_NONE = ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV")
_THREE = ("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND")
_DIGITS = {
    **dict.fromkeys((*_NONE, "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(_THREE, 3),
}
"""ISO 4217: the currencies whose minor unit is no hundredth."""


def day(text: str) -> str:
    """A date or an instant of the log as a day: `9 April 2027`; any other text as it stands."""
    try:
        on = date.fromisoformat(text[:10])
    except ValueError:
        return text[:40]
    return f"{on.day} {MONTHS[on.month - 1]} {on.year}"


def moment(text: str) -> str:
    """An instant of the log: `9 April 2027, 20:00 UTC`."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text[:40]
    return f"{day(text)}, {at:%H:%M} UTC"


def _text(value: str, names: Names) -> str:
    if _INSTANT.fullmatch(value):
        return moment(value)
    if _DAY.fullmatch(value):
        return day(value)
    if _CODE.fullmatch(value):
        return value.replace("_", " ")
    text = names.short(value.removeprefix("person."))
    return text if len(text) <= LONGEST else text[:LONGEST] + " ..."


def _listed(texts: list[str]) -> str:
    if not texts:
        return "none"
    more = f" and {len(texts) - LISTED} more" if len(texts) > LISTED else ""
    return ", ".join(texts[:LISTED]) + more


def _mapped(value: Mapping[str, Any], names: Names) -> str:
    match value:
        case {"commit": _} if len(value) == 1:
            return "(a personal value, not in the log)"
        case {"exhibit": str(digest)}:
            return f"the file exhibit/{digest[:16]}"
        case {"account": "line", "line": line}:
            return f"the line {plain(line, names)}"
        case {"account": account, "line": line}:
            return f"{_ACCOUNTS.get(str(account), str(account))} of the line {plain(line, names)}"
        case {"account": account}:
            return _ACCOUNTS.get(str(account), str(account)[:40])
        case {"en": str(text)}:
            return harmless(text)[:LONGEST]
        case _:
            return _listed([f"{_code(name)} {plain(one, names)}" for name, one in value.items()])


_ACCOUNTS = {
    "allocation": "the allocation",
    "reserved": "what is reserved",
    "spent": "what is spent",
    "next_period": "the next period",
}


def _code(name: Any) -> str:
    return harmless(str(name)).replace("_", " ")
