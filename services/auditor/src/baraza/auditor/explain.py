"""Why one decision came out as it did: who asked, what it rested on, what it led from."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baraza.auditor.deciders import deciders
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.named import named_digests
from baraza.auditor.replay import Replay, Replayed
from baraza.auditor.scan import Reader, Resting, entries
from baraza.decider import Entry
from baraza.transparency import BadHand, BadNote, Hand, exhibits_of, guards_of, parse_note

_IN_FORCE = "baraza.event.oversight.RulesInForce.v1"


class NotThere(Exception):
    """No decision of this log is the one asked for."""


@dataclass(frozen=True)
class Decision:
    """A command with its events, as they stand in the log."""

    first: int
    command: Entry
    events: Sequence[Entry]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (self.command, *self.events)

    @property
    def evidence(self) -> Sequence[str]:
        return sorted(exhibits_of(self.command.document))


@dataclass
class _Known:
    """What one reading of the log brings together for all explanations."""

    asked_for: list[Decision] = field(default_factory=list)
    causes: dict[str, str | None] = field(default_factory=dict)  # command id -> what made it asked
    adopted: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)  # RulesInForce
    resting: Resting = field(default_factory=Resting)


def explain(log: Log, findings: Findings, *, index: int) -> Mapping[str, Any]:
    """The decision that holds this entry; raises `NotThere`."""
    if not 0 <= index < log.size:
        raise NotThere(f"the log has the entries 0 to {log.size - 1}")
    known = _read(log, lambda decision: decision.first <= index <= _last(decision))
    told = _told(log, known, findings)
    if not told:
        raise NotThere(f"no whole decision holds entry {index}")
    return {"index": index, **told[0]}


def explain_person(log: Log, findings: Findings, *, person: str) -> Mapping[str, Any]:
    """Every decision that names this pseudonym."""
    names = re.compile(rb"(?<![0-9A-Za-z])" + person.encode() + rb"(?![0-9A-Za-z])")
    known = _read(log, lambda decision: any(names.search(e.wire) for e in decision.entries))
    told = _told(log, known, findings)
    return {
        "person": person,
        "decisions": [{"index": one["decision"]["first"], **one} for one in told],
    }


def _read(log: Log, is_asked_for: Callable[[Decision], bool]) -> _Known:
    known = _Known()
    for decision in _decisions(log):
        command = decision.command
        known.causes[command.id] = command.document.get("causationid")
        known.adopted += [
            (decision.first + k, event.data)
            for k, event in enumerate(decision.events, 1)
            if event.type == _IN_FORCE
        ]
        if is_asked_for(decision):
            known.asked_for.append(decision)
            document = command.document
            if document["basis"] <= decision.first:
                known.resting.put(document["decider"], document["basis"], decision.first)
    return known


def _decisions(log: Log) -> Iterator[Decision]:
    reading = entries(log)
    for first, command in reading:
        if command.kind == "command":
            count = command.document["eventcount"]
            events = tuple(entry for _, (_, entry) in zip(range(count), reading, strict=False))
            yield Decision(first, command, events)


def _told(log: Log, known: _Known, findings: Findings) -> Sequence[dict[str, Any]]:
    only = frozenset(decision.first for decision in known.asked_for)
    origin = log.checkpoint.origin
    rules, resting = deciders(known.resting.commands), known.resting
    replay = Replay(log, Reader(log), resting, rules, findings, origin=origin, only=only)
    replayed = replay.run()
    return [_one(log, known, decision, replayed) for decision in known.asked_for]


def _one(log: Log, known: _Known, decision: Decision, replayed: Replayed) -> dict[str, Any]:
    document = decision.command.document
    return {
        "standing": "recorded",
        "decision": {
            "first": decision.first,
            "count": len(decision.entries),
            "command": document,
            "events": [event.document for event in decision.events],
        },
        "actor": document["actor"],
        "actingas": document["actingas"],
        "via": document.get("via"),
        "hand": _hand(log, decision),
        "decider": document["decider"],
        "basis": document["basis"],
        "guards": [
            {"entity": entity, "version": version}
            for entity, version in guards_of(document).items()
        ],
        "rules": _rules(known, decision),
        "causes": _causes(known, decision),
        "exhibits": decision.evidence,
        "replayed": replayed.outcomes.get(decision.first, "unverifiable"),
    }


def _last(decision: Decision) -> int:
    return decision.first + len(decision.events)


def _hand(log: Log, decision: Decision) -> str | None:
    """The body whose own note stands for the ask; None: it is the operator's word.

    Whether the note is good is for `verify` to say.
    """
    named = set().union(*(named_digests(entry.data) for entry in decision.entries))
    for digest in set(decision.evidence) - named:
        try:
            note = parse_note(log.exhibit(digest) or b"")
            Hand.parse(note.text)
        except (BadNote, BadHand):
            continue
        return note.signatures[0][0].rpartition("/")[2]
    return None


def _rules(known: _Known, decision: Decision) -> list[dict[str, Any]]:
    """The adoptions, before the basis, of the texts that the decision names.

    A decision names a text as `<kind>.<version>`, as a refusal does, by its digest, or as a
    member `<kind>_version`.
    """
    words = set().union(*(set(_words(entry.data)) for entry in decision.entries))
    basis = decision.command.document["basis"]
    found: dict[tuple[Any, Any, Any], dict[str, Any]] = {}
    for index, text in known.adopted:
        rule = f"{text.get('kind')}.{text.get('version')}"
        if index < basis and (rule in words or text.get("digest") in words):
            key = (text.get("kind"), text.get("programme"), text.get("version"))
            found[key] = {"index": index, "rule": rule, "programme": text.get("programme")}
    return list(found.values())


def _words(data: Any) -> Iterator[str]:
    """Every string in some data, and each `<kind>_version` as the rule that it names."""
    if isinstance(data, Mapping):
        for name, value in data.items():
            yield from _words(value)
            if name.endswith("_version") and isinstance(value, int):
                yield f"{name.removesuffix('_version')}.{value}"
    elif isinstance(data, list):
        for value in data:
            yield from _words(value)
    elif isinstance(data, str):
        yield data


def _causes(known: _Known, decision: Decision) -> list[str]:
    """From what made this be asked, back to the first command of the chain."""
    chain: list[str] = []
    cause = decision.command.document.get("causationid")
    while cause is not None and cause not in chain:
        chain.append(cause)
        command, event, _ = cause.partition(".")
        if event:
            chain.append(command)
        cause = known.causes.get(command)
    return chain
