"""What bodies and organisations are called, so that a sentence can name them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # it brings pydantic, which those who only verify need not have
    from baraza.decider import Entry


_NAMED = ("BodyRegistered", "OrganisationRegistered", "EnvelopeOpened", "AllocationChanged")
_LONG = re.compile(r"(?<![0-9A-Za-z])([pv]?[0-9a-f]{32,64})(?![0-9A-Za-z])")
_UNSPEAKABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_LONGEST = 80


def harmless(text: str) -> str:
    """Without characters that steer a terminal or turn the direction of what follows."""
    return _UNSPEAKABLE.sub("\ufffd", text)


class Names:
    """Filled from the facts that give names; before that, an id stands for itself.

    `whole` keeps pseudonyms and digests as they are; else each is cut to its first `length`
    characters, which `see_pseudonyms` makes long enough to tell all people of a log apart.
    """

    def __init__(self, *, whole: bool = True) -> None:
        self.whole = whole
        self.length = 8
        self.currency = ""
        self._bodies: dict[str, str] = {}
        self._organisations: dict[str, str] = {}

    def see(self, event: Entry) -> None:
        if event.name not in _NAMED:
            return
        data = event.data
        match event.name:
            case "BodyRegistered":
                self._bodies[str(data.get("body"))] = _name(data)
            case "OrganisationRegistered":
                self._organisations[str(data.get("organisation"))] = _name(data)
            case _ if isinstance(data.get("currency"), str):
                self.currency = data["currency"]
            case _:
                pass

    def see_pseudonyms(self, pseudonyms: Iterable[str]) -> None:
        """Lengthens what is shown of each until no two look alike."""
        known = set(pseudonyms)
        while self.length < 33 and len({one[: self.length] for one in known}) < len(known):
            self.length += 1

    def body(self, id_: str) -> str:
        return self._called(id_, self._bodies.get(id_) or self._organisations.get(id_))

    def organisation(self, id_: str) -> str:
        return self._called(id_, self._organisations.get(id_) or self._bodies.get(id_))

    def short(self, text: str) -> str:
        """A text with its pseudonyms, ids and digests cut, if they are to be."""
        if not self.whole:
            text = _LONG.sub(lambda long: long[1][: self.length], text)
        return harmless(text)

    def _called(self, id_: str, name: str | None) -> str:
        id_ = self.short(id_)[:_LONGEST]
        return f"{name} ({id_})" if name else id_


def _name(data: Mapping[str, Any]) -> str:
    """The English name, else the first one given."""
    given = data.get("names")
    if not isinstance(given, Mapping) or not given:
        return ""
    name = given.get("en") or next(iter(given.values()))
    return harmless(name)[:_LONGEST] if isinstance(name, str) else ""
