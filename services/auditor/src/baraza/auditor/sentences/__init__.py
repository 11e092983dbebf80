"""Entries of the log as sentences that somebody reads who knows nothing of its messages.

Every fact and every command has a sentence of its own in `facts.txt` and `asks.txt`; what is newer
than this auditor is told by the words of its name and its short members. The sentence is a help to
read, and proves nothing: the entry is what was decided.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from baraza.auditor.reasons import SENTENCES
from baraza.auditor.sentences.names import Names, harmless
from baraza.auditor.sentences.speaking import day, moment, money, plain, spoken

if TYPE_CHECKING:  # it brings pydantic, which those who only verify need not have
    from baraza.decider import Entry

__all__ = [
    "Names",
    "acting",
    "asked_for",
    "begun",
    "day",
    "fact",
    "harmless",
    "moment",
    "money",
    "plain",
    "refused",
    "templates",
    "who",
]

REFUSAL = "CommandRefused"
_CAPITAL = re.compile("(?<=[a-z0-9])(?=[A-Z])")
_SHORT = 40


def fact(event: Entry, names: Names) -> str:
    """What an event says, whatever its data are."""
    if event.name == REFUSAL:
        return refused(event.data, names)
    facts = templates("facts.txt")
    name = f"{event.service}.{event.name}"
    changed = facts.get(f"{name}/{event.data.get('change')}")
    template = changed or facts.get(name) or facts.get(event.name)
    if template is None:
        return _generic(event, names)
    return begun(spoken(template, event.data, names))


def asked_for(command: Entry, names: Names) -> str:
    """What a command asks for, after the words "asked to"."""
    asks = templates("asks.txt")
    template = asks.get(f"{command.service}.{command.name}") or asks.get(command.name)
    return spoken(template, command.data, names) if template else f"do this: {_words(command.name)}"


def refused(data: Mapping[str, Any], names: Names) -> str:
    """Why a command could not stand."""
    reason = plain(data.get("reason"), names)
    numbers = data.get("numbers")
    told = f" ({plain(numbers, names)})" if isinstance(numbers, Mapping) and numbers else ""
    why = SENTENCES.get(str(data.get("reason")), "")
    by = plain(data.get("rule"), names)
    return f"Refused: {reason}{told}. {why} By the rule {by}.".replace("  ", " ")


def who(actor: str, names: Names) -> str:
    """Who asked, as a reader may call them."""
    kind, _, id_ = actor.partition(".")
    match kind:
        case "body" if id_ == "founders":
            return "the founders"
        case "body":
            return names.body(id_)
        case "service":
            return f"the service {id_} by itself"
        case "voice":
            return "somebody whom nobody can name"
        case _:
            return names.short(id_)


def acting(acting_as: str, names: Names) -> str:
    """In which role, after a comma; empty where it adds nothing."""
    if acting_as.startswith("seat."):
        return f"holding the seat {names.short(acting_as[5:])}"
    return _ACTING.get(acting_as, f"as {names.short(acting_as).replace('_', ' ')}")


_ACTING = {
    "self": "for themselves",
    "pm": "as the rules foresee it",
    "clock": "because its time had come",
    "seat": "through a seat",
    "founders": "at the founding",
    "operate": "under its mandate to operate",
    "mandate": "under its mandate to give mandates",
    "leader": "as the leader of it",
    "external": "as an external professional",
    "relay": "as the rules foresee it",
}


@cache
def templates(file: str) -> Mapping[str, str]:
    """The sentences of a file of this room, by name."""
    lines = resources.files(__name__).joinpath(file).read_text(encoding="utf-8").splitlines()
    rows = (line.partition(": ") for line in lines if line and not line.startswith("#"))
    return {name: sentence for name, _, sentence in rows}


def _generic(event: Entry, names: Names) -> str:
    shown = [
        f"{name.replace('_', ' ')} {plain(value, names)}"
        for name, value in event.data.items()
        if isinstance(value, str | int) and len(str(value)) <= _SHORT
    ]
    return f"{_words(event.name).capitalize()}{': ' if shown else ''}{', '.join(shown)}."


def _words(name: str) -> str:
    return _CAPITAL.sub(" ", harmless(name)).lower()


def begun(sentence: str) -> str:
    """A sentence begins with a capital, unless it begins with a code or a pseudonym."""
    return sentence[:1].upper() + sentence[1:] if sentence.startswith(_OPENINGS) else sentence


_OPENINGS = ("the ", "somebody ")
