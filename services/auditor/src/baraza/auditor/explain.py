"""Why one decision came out as it did: who asked, what it rested on, what it led from."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baraza.auditor.adopted import Adopted
from baraza.auditor.chain import Chain
from baraza.auditor.deciders import deciders
from baraza.auditor.decisions import Decision, decisions, named_in
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.matched import answer, cited
from baraza.auditor.named import named_digests
from baraza.auditor.replay import Replay, Replayed
from baraza.auditor.scan import Reader, Resting
from baraza.transparency import BadHand, BadNote, Hand, guards_of, parse_note


class NotThere(Exception):
    """No decision of this log is the one asked for."""


@dataclass
class _Known:
    """What one reading of the log brings together for all explanations."""

    asked_for: list[Decision] = field(default_factory=list)
    chain: Chain = field(default_factory=Chain)
    adopted: Adopted = field(default_factory=Adopted)
    resting: Resting = field(default_factory=Resting)


def explain(log: Log, findings: Findings, *, index: int) -> Mapping[str, Any]:
    """The decision that holds this entry; raises `NotThere`."""
    if not 0 <= index < log.size:
        raise NotThere(f"the log has the entries 0 to {log.size - 1}")
    known = _read(log, lambda decision: decision.first <= index <= decision.last)
    told = _told(log, known, findings, index)
    if not told:
        raise NotThere(f"no whole decision holds entry {index}")
    return {"index": index, **told[0]}


def explain_person(log: Log, findings: Findings, *, person: str) -> Mapping[str, Any]:
    """Every decision that names this pseudonym, in order; `path` says it in short."""
    names = re.compile(rb"(?<![0-9A-Za-z])" + person.encode() + rb"(?![0-9A-Za-z])")
    known = _read(log, lambda decision: any(names.search(e.wire) for e in decision.entries))
    told = _told(log, known, findings)
    return {
        "person": person,
        "path": [_step(decision, names) for decision in known.asked_for],
        "decisions": [{"index": one["decision"]["first"], **one} for one in told],
    }


def _read(log: Log, is_asked_for: Callable[[Decision], bool]) -> _Known:
    known = _Known()
    for decision in decisions(log):
        known.chain.see(decision)
        known.adopted.see(decision)
        if is_asked_for(decision):
            known.asked_for.append(decision)
            document = decision.command.document
            if document["basis"] <= decision.first:
                known.resting.put(document["decider"], document["basis"], decision.first)
    return known


def _told(
    log: Log, known: _Known, findings: Findings, index: int | None = None
) -> Sequence[dict[str, Any]]:
    only = frozenset(decision.first for decision in known.asked_for)
    origin = log.checkpoint.origin
    rules, resting = deciders(known.resting.commands), known.resting
    replay = Replay(log, Reader(log), resting, rules, findings, origin=origin, only=only)
    replayed = replay.run()
    return [
        _one(log, known, decision, replayed, decision.first if index is None else index)
        for decision in known.asked_for
    ]


def _one(
    log: Log, known: _Known, decision: Decision, replayed: Replayed, index: int
) -> dict[str, Any]:
    document = decision.command.document
    chain = known.chain
    answered = _answer(chain, decision, index)
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
            {"entity": entity, "version": version, "index": chain.made(entity, version)}
            for entity, version in guards_of(document).items()
        ],
        "answer": answered,
        "rules": known.adopted.of(decision, *cited(chain, answered)),
        "causes": chain.causes(decision),
        "upstream": chain.upstream(decision),
        "downstream": chain.downstream(decision, index),
        "exhibits": decision.evidence,
        "replayed": replayed.outcomes.get(decision.first, "unverifiable"),
    }


def _answer(chain: Chain, decision: Decision, index: int) -> Mapping[str, Any] | None:
    """Of the fact that was asked about; of the whole decision, if only one of its facts has one."""
    asked = dict(decision.facts).get(index)
    if asked is not None:
        return answer(chain, asked)
    found = [told for _, fact in decision.facts if (told := answer(chain, fact))]
    return found[-1] if found and len({_who(told) for told in found}) == 1 else None


def _who(told: Mapping[str, Any]) -> tuple[Any, ...]:
    return named_in(told, "mentor", "mentee", "round")


def _step(decision: Decision, names: re.Pattern[bytes]) -> dict[str, Any]:
    """One line of a person's path: what was asked, and the facts that name them."""
    return {
        **decision.brief(),
        "about": [
            {"index": index, "fact": event.name, "data": event.data}
            for index, event in decision.facts
            if names.search(event.wire)
        ],
    }


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
