"""Who was matched with whom, folded from the facts of a log, on both of its axes of time.

This is the auditor's own fold: it uses nothing of the rows from which matching answers, and gives
the same rows (`who_with_whom`), each with the entries that it rests on.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from baraza.auditor.log import Log
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.recorded import recorded
from baraza.decider import Entry

_OURS = re.compile(rb"baraza\.event\.(matching\.|registration\.RoleChanged\.)")
_OF_ROUND = ("RoundAnnounced", "RoundFrozen", "BeaconRecorded", "RoundSettled", "RoundVoided")
_AWAY = ("paused", "resting")
"""States of a mentor's role in which their pairs pause with them."""
Row = dict[str, Any]
Two = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """What had happened by the end of a day, in entries up to an index."""

    day: str | None = None
    index: int | None = None

    def counts(self, index: int, entry: Entry) -> bool:
        happened = self.day is None or entry.document["time"][:10] <= self.day
        return happened and (self.index is None or index <= self.index)


@dataclass
class Pairs:
    """What a view of the log tells of rounds, offers and relationships; mentor before mentee."""

    known: Known = field(default_factory=Known)
    rounds: dict[str, dict[str, tuple[int, Entry]]] = field(default_factory=dict)
    """Of each round the first fact of each name, whatever the view: proof has no date."""
    offers: dict[Two, Row] = field(default_factory=dict)
    """The last of two people; those that became a relationship are among them."""
    relationships: dict[str, Row] = field(default_factory=dict)
    unmatched: list[Row] = field(default_factory=list)
    roles: dict[str, list[Two]] = field(default_factory=dict)
    """By mentor: programme, empty for all of them, and state, as they changed."""

    def see(self, index: int, entry: Entry) -> None:
        """Any fact; those of no concern are passed over."""
        ours = entry.service == "matching"
        if ours and entry.name in _OF_ROUND:
            facts = self.rounds.setdefault(entry.data["round"], {})
            facts.setdefault(entry.name, (index, entry))
        if not self.known.counts(index, entry):
            return
        if ours:
            self._count(index, entry)
        elif entry.name == "RoleChanged" and entry.data["role"] == "mentor":
            change = entry.data.get("programme") or "", entry.data["to"]
            self.roles.setdefault(entry.data["person"], []).append(change)

    def of(self, person: str | None) -> list[Row]:
        """Relationships in the order in which they began; on a day, those who are a pair then."""
        return [
            self._standing(row)
            for row in self.relationships.values()
            if (person is None or person in (row["mentor"], row["mentee"]))
            and (self.known.day is None or row["ended_at"] is None)
        ]

    def offers_of(self, person: str | None) -> list[Row]:
        """Places that were put to two people who did not become a pair by it, oldest first."""
        found = [
            row
            for two, row in self.offers.items()
            if row["relationship"] is None and (person is None or person in two)
        ]
        return sorted(found, key=lambda row: row["entries"][0])

    def unmatched_of(self, person: str | None) -> list[Row]:
        return [row for row in self.unmatched if person in (None, row["mentee"])]

    def people(self) -> set[str]:
        two = {one for pair in self.offers for one in pair}
        return two | {row["mentee"] for row in self.unmatched}

    def _standing(self, row: Row) -> Row:
        """As it stands at the end: one that has not ended may be paused, or pause with its mentor.

        A pause is over on its day; without a day asked for, what the two said last stands.
        """
        if row["ended_at"] is not None:
            return {**row, "paused_until": None}
        until, day = row["paused_until"], self.known.day
        paused = until if until is not None and (day is None or day < until) else None
        said = [to for of, to in self.roles.get(row["mentor"], ()) if of in ("", row["programme"])]
        away = bool(said) and said[-1] in _AWAY
        state = "paused" if paused is not None or away else row["state"]
        return {**row, "paused_until": paused, "state": state}

    def _count(self, index: int, entry: Entry) -> None:  # a case for each fact
        data, at = entry.data, entry.document["time"]
        match entry.name:
            case "PairProposed":
                self.offers[_two(data)] = _offer(index, at, data)
            case "OfferAnswered":
                offer = self._said(index, data)
                side = "mentor" if data["person"] == data["mentor"] else "mentee"
                answer = None if data["answer"] == "undo" else data["answer"]
                offer[f"{side}_answer"] = answer
            case "OfferEnded":
                self._said(index, data)["state"] = data["how"]
            case "RelationshipStarted":
                self._started(index, at, data)
            case "MenteeUnmatched":
                said = {name: data.get(name) for name in ("round", "reason", "shortage")}
                self.unmatched.append({"mentee": data["person"], "at": at, "index": index, **said})
            case _:
                row = self.relationships.get(str(data.get("relationship")))
                if row is not None:
                    _goes_on(row, index, entry)

    def _said(self, index: int, data: Mapping[str, Any]) -> Row:
        offer = self.offers.setdefault(_two(data), _offer(index, "", data))
        offer["entries"].append(index)
        return offer

    def _started(self, index: int, at: str, data: Mapping[str, Any]) -> None:
        offer = self.offers.setdefault(_two(data), _offer(index, at, data))
        offer["relationship"] = data["relationship"]
        self.relationships[data["relationship"]] = {
            "relationship": data["relationship"],
            "round": data["round"],
            "programme": data["programme"],
            "mentor": data["mentor"],
            "mentee": data["mentee"],
            "origin": offer["origin"],
            "proposed_for": offer["proposed_for"],
            "score": offer["score"],
            "started_at": at,
            "ended_at": None,
            "ends_on": data["ends_on"],
            "state": "live",
            "paused_until": None,
            "ground": None,
            "indexes": {"proposed": offer["entries"][0], "started": index, "ended": None},
            "entries": [*offer["entries"], index],
        }


def pairs(log: Log, known: Known, progress: Progress = no_progress) -> Pairs:
    """One reading of the whole log; raises `Damage`."""
    found = Pairs(known)
    for one in recorded(log, progress=progress):
        if _OURS.search(one.leaf):
            entry = one.entry
            if entry.kind == "event":
                found.see(one.index, entry)
    return found


def _goes_on(row: Row, index: int, entry: Entry) -> None:
    row["entries"].append(index)
    match entry.name:
        case "ClosureBegun":
            row["state"] = "closing"
        case "RelationshipChanged" if entry.data["complete"]:
            until = entry.data.get("until")
            name = "ends_on" if entry.data["change"] == "extend" else "paused_until"
            row[name] = until
        case "RelationshipEnded":
            row["state"], row["ground"] = entry.data["how"], entry.data["ground"]
            row["ended_at"] = entry.document["time"]
            row["indexes"] = {**row["indexes"], "ended": index}
        case _:
            pass


def _offer(index: int, at: str, data: Mapping[str, Any]) -> Row:
    return {
        "mentor": data["mentor"],
        "mentee": data["mentee"],
        "round": data.get("round"),
        "origin": data.get("origin"),
        "proposed_for": data.get("ground"),
        "score": data.get("score"),
        "at": at,
        "mentor_answer": None,
        "mentee_answer": None,
        "state": "proposed",
        "relationship": None,
        "entries": [index],
    }


def _two(data: Mapping[str, Any]) -> Two:
    return data["mentor"], data["mentee"]
