"""The releases of a log: what each decision told to whom, and what matching knew before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from baraza.auditor.deciders import deciders
from baraza.auditor.log import Log
from baraza.auditor.pairs import Pairs
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.recorded import recorded
from baraza.auditor.rounded_rules import Unfolded
from baraza.auditor.scan import entries
from baraza.decider import Entry, evolved

_LOOKED_AT = (b"baraza.event.matching.", b"baraza.command.matching.")
AFTER_THE_FREEZE = frozenset({"left", "place_lost"})
"""Reasons that rest on what became known once the inputs were sealed."""


@dataclass
class Release:
    """One decision of a release: who was put to whom, who was told why not."""

    round: str
    decider: str
    basis: int
    at: datetime
    over: bool = False
    proposed: list[tuple[str, str]] = field(default_factory=list)
    """Mentee and mentor."""
    without: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)
    """Index and data of each `MenteeUnmatched`."""


@dataclass
class Releases:
    """`rounds` in the order in which their first outcomes were released."""

    pairs: Pairs = field(default_factory=Pairs)
    rounds: dict[str, list[Release]] = field(default_factory=dict)


def releases(log: Log, progress: Progress = no_progress) -> Releases:
    """One reading of the whole log; raises `Damage`."""
    found = Releases()
    release: Release | None = None
    for one in recorded(log, progress=progress):
        if not any(name in one.leaf for name in _LOOKED_AT):
            continue
        entry = one.entry
        if entry.service != "matching":
            continue
        if entry.kind == "command":
            release = _begun(entry)
            continue
        found.pairs.see(one.index, entry)
        if release is not None:
            _told(found, release, one.index, entry)
    return found


def _begun(command: Entry) -> Release | None:
    if command.name != "ReleaseOutcomes":
        return None
    document = command.document
    settlement = str(command.data.get("settlement"))
    return Release(settlement, document["decider"], document["basis"], command.time)


def _told(found: Releases, release: Release, index: int, fact: Entry) -> None:
    match fact.name:
        case "PairProposed":
            release.proposed.append((str(fact.data["mentee"]), str(fact.data["mentor"])))
        case "MenteeUnmatched":
            release.without.append((index, fact.data))
        case "OutcomesReleased":
            release.over = True
        case _:
            return
    told = found.rounds.setdefault(release.round, [])
    if not told or told[-1] is not release:
        told.append(release)


class States:
    """What matching knew before a release, folded only where a reason rests on it."""

    def __init__(self, log: Log, found: Releases) -> None:
        wanted = [
            release
            for told in found.rounds.values()
            for release in told
            if any(data["reason"] in AFTER_THE_FREEZE for _, data in release.without)
        ]
        self._kept: dict[tuple[str, int], Any] = {}
        for name in dict.fromkeys(release.decider for release in wanted):
            bases = {release.basis for release in wanted if release.decider == name}
            for basis, state in _folded(log, name, bases):
                self._kept[name, basis] = state

    def before(self, release: Release) -> Any:
        """None: this release of the auditor cannot fold to it."""
        return self._kept.get((release.decider, release.basis))


def _folded(log: Log, name: str, bases: set[int]) -> Iterator[tuple[int, Any]]:
    decider = deciders(["matching"]).get(name)
    if decider is None:
        return
    state = decider.initial
    for index, entry in entries(log, max(bases)):
        if index in bases:
            yield index, state
        if entry.kind == "event":
            try:
                state = evolved(decider, state, entry, index)
            except Exception as broken:  # noqa: BLE001 - whatever a fact does to rules, it is told
                raise Unfolded(f"{name} cannot go on at entry {index}: {broken}") from None
    yield max(bases), state
