"""One person's way through the programme, in all services, in the order of the log (R27)."""

import re
from collections.abc import Mapping
from typing import Any

from baraza.auditor.log import Log
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.recorded import recorded
from baraza.auditor.sentences import REFUSAL, Names, asked_for, fact
from baraza.decider import Entry

WHOLE = 33
"""Characters of a pseudonym that is not short."""
_NAMING = re.compile(rb"baraza\.event\.(oversight|registration)\.(Body|Organisation)Registered")
_CURRENCY = b'"currency"'


class Nobody(Exception):
    """No single person of this log is meant. Give the pseudonym whole."""


def path(log: Log, *, person: str, progress: Progress = no_progress) -> Mapping[str, Any]:
    """Every fact that names this pseudonym, and every refusal of what they or others asked of it.

    The first characters do where one pseudonym alone begins with them. Raises `Nobody`. Every leaf
    is read once, and those alone are parsed that name somebody who is meant.
    """
    names = Names()
    begins = re.compile(rb"(?<![0-9A-Za-z])" + person.encode() + rb"[0-9a-f]{0,32}(?![0-9A-Za-z])")
    steps: dict[str, list[dict[str, Any]]] = {}
    asked: tuple[Entry, set[str]] | None = None  # a command that names them, until its first event
    for one in recorded(log, progress=progress):
        found = {match.decode() for match in begins.findall(one.leaf)}
        if not (found or asked or _NAMING.search(one.leaf) or _CURRENCY in one.leaf):
            continue
        entry = one.entry
        if entry.kind == "command":
            asked = (entry, found) if found else None
            continue
        names.see(entry)
        refused = asked if entry.name == REFUSAL else None
        for who in found | (refused[1] if refused else set()):
            steps.setdefault(who, []).append(_step(one.index, one.recorded_at, entry, names))
            if refused:
                steps[who][-1]["asked_for"] = asked_for(refused[0], names)
        asked = None
    who = _meant(person, steps)
    return {"person": who, "size": log.size, "steps": steps.get(who, [])}


def _meant(person: str, steps: Mapping[str, Any]) -> str:
    if person in steps:
        return person
    whole = [one for one in steps if len(one) == WHOLE] or list(steps)
    if len(whole) > 1:
        raise Nobody(f"{len(whole)} pseudonyms begin with {person}: give more of it")
    if not whole:
        raise Nobody(f"no fact of the log names {person}")
    return whole[0]


def _step(index: int, recorded_at: int, entry: Entry, names: Names) -> dict[str, Any]:
    return {
        "index": index,
        "at": entry.document["time"],
        "recorded_at": recorded_at,
        "service": entry.service,
        "fact": entry.name,
        "subject": entry.subject,
        "says": fact(entry, names),
    }
