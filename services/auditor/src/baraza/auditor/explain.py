"""Why one decision came out as it did: who asked by which right, what was known, what followed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baraza.auditor.adopted import Adopted
from baraza.auditor.chain import Chain
from baraza.auditor.deciders import deciders
from baraza.auditor.decisions import Decision, decisions, named_in
from baraza.auditor.findings import Findings
from baraza.auditor.hands import Hands
from baraza.auditor.log import Log
from baraza.auditor.matched import answer, cited
from baraza.auditor.replay import Replay, Replayed
from baraza.auditor.rights import Rights
from baraza.auditor.scan import Reader, Resting
from baraza.auditor.sentences import Names, acting, asked_for, fact, who
from baraza.auditor.stands import stands
from baraza.transparency import guards_of
from baraza.transparency.standing import Standing


class NotThere(Exception):
    """No decision of this log is the one asked for."""


@dataclass
class _Known:
    """What one reading of the log brings together for all explanations."""

    asked_for: list[Decision] = field(default_factory=list)
    adopted: Adopted = field(default_factory=Adopted)
    resting: Resting = field(default_factory=Resting)
    names: Names = field(default_factory=Names)
    hands: Hands = field(default_factory=Hands)
    standing: Standing | None = None

    def __post_init__(self) -> None:
        self.chain = Chain(self.names)
        self.rights = Rights(self.adopted, self.names)

    def see(self, decision: Decision) -> None:
        self.hands.see(decision)
        self.chain.see(decision)
        self.adopted.see(decision)
        self.rights.see(decision)
        for event in decision.events:
            self.names.see(event)


def explain(
    log: Log, findings: Findings, *, index: int, policy: bytes | None = None, now: int = 0
) -> Mapping[str, Any]:
    """The decision that holds this entry; raises `NotThere`.

    Its standing is verified under the policy; without one it is what the folder says of itself.
    """
    if not 0 <= index < log.size:
        raise NotThere(f"the log has the entries 0 to {log.size - 1}")
    known = _read(log, lambda decision: decision.first <= index <= decision.last)
    known.standing = stands(log, findings, policy, now) if policy else None
    told = _told(log, known, findings, index)
    if not told:
        raise NotThere(f"no whole decision holds entry {index}")
    return {"index": index, **told[0]}


def explain_person(
    log: Log, findings: Findings, *, person: str, policy: bytes | None = None, now: int = 0
) -> Mapping[str, Any]:
    """Every decision that names this pseudonym, in order; `path` says it in short."""
    names = re.compile(rb"(?<![0-9A-Za-z])" + person.encode() + rb"(?![0-9A-Za-z])")
    known = _read(log, lambda decision: any(names.search(e.wire) for e in decision.entries))
    known.standing = stands(log, findings, policy, now) if policy else None
    told = _told(log, known, findings)
    return {
        "person": person,
        "path": [_step(decision, names, known.names) for decision in known.asked_for],
        "decisions": [{"index": one["decision"]["first"], **one} for one in told],
    }


def _read(log: Log, is_asked_for: Callable[[Decision], bool]) -> _Known:
    known = _Known()
    for decision in decisions(log):
        known.see(decision)
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
        _one(log, known, decision, replayed, findings, decision.first if index is None else index)
        for decision in known.asked_for
    ]


def _one(
    log: Log,
    known: _Known,
    decision: Decision,
    replayed: Replayed,
    findings: Findings,
    index: int,
) -> dict[str, Any]:
    document = decision.command.document
    chain = known.chain
    answered = _answer(chain, decision, index)
    return {
        **_standing(known, decision.last),
        "says": _says(decision, known.names),
        "mandate": known.rights.of(decision),
        "decision": {
            "first": decision.first,
            "count": len(decision.entries),
            "command": document,
            "events": [event.document for event in decision.events],
        },
        "actor": document["actor"],
        "actingas": document["actingas"],
        "via": document.get("via"),
        "hand": known.hands.of(log, decision, findings),
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


def _standing(known: _Known, last: int) -> dict[str, Any]:
    """Of the whole decision. That is recorded which stands in the folder; more takes a policy."""
    if known.standing is None:
        return {"standing": "recorded", "verified": False}
    told = known.standing.of(last)
    verified = known.standing.root != b""
    return {**{name: told[name] for name in told if name != "index"}, "verified": verified}


def _says(decision: Decision, names: Names) -> dict[str, Any]:
    """The decision as sentences: who asked for what, and each fact."""
    document = decision.command.document
    return {
        "who": who(document["actor"], names),
        "as": acting(document["actingas"], names),
        "asked_for": asked_for(decision.command, names),
        "facts": [{"index": index, "says": fact(event, names)} for index, event in decision.facts],
    }


def _step(decision: Decision, names: re.Pattern[bytes], known: Names) -> dict[str, Any]:
    """One line of a person's path: what was asked, and the facts that name them."""
    return {
        **decision.brief(known),
        "about": [
            {"index": index, "fact": event.name, "data": event.data, "says": fact(event, known)}
            for index, event in decision.facts
            if names.search(event.wire)
        ],
    }
