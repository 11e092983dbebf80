"""Whether a proven result is of the round that a log tells of (`matching.md` 9, step 13).

The certificate proves an answer to a question; here the question is held against the log: sealed
before chance existed, drawn by the chance that was announced, with scores and exclusions that
follow from the rules and from who entered. The first that does not hold ends the run.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.rounded_chance import COMMITTED, REVEALED
from baraza.auditor.rounded_checks import ABOUT, CHECKS, Missing, Round, Told, named_exhibit
from baraza.auditor.rounded_rules import Unfolded, derived
from baraza.auditor.scan import read_entry
from baraza.auditor.source import Damage
from baraza.decider import Entry
from baraza.matching.domain.explaining import Exclusions
from baraza.matching.domain.v1.certificate import Instance, Rejected
from baraza.matching.domain.v1.policy import question
from baraza.transparency import Frontier, leaf_hash

FACTS = ("RoundAnnounced", "RoundFrozen", "BeaconRecorded", "RoundSettled", "RoundVoided")


def rounded(log: Log, instance: bytes, result: bytes, findings: Findings) -> Mapping[str, Any]:
    """Where the round stands in the log. What does not hold is a finding `reason_20` to `_25`.

    A check that lacks something is a finding of exit 3, and the others are made. The result was
    verified before. Raises `Damage` where the log cannot be read.
    """
    return _held(_of(log, instance, result), findings)


@dataclass(frozen=True)
class Exhibited:
    """The two exhibits of a frozen round, the codes of its exclusions derived from the log."""

    scores: bytes
    exclusions: Exclusions


def exhibited(log: Log, instance: bytes, result: bytes, findings: Findings) -> Exhibited | None:
    """From the log itself; None, with findings, where the round is not as the log tells it."""
    return examined(log, instance, result, findings)[1]


def examined(
    log: Log, instance: bytes, result: bytes, findings: Findings
) -> tuple[Mapping[str, Any], Exhibited | None]:
    """Both of the above at once."""
    round_, mine = _of(log, instance, result), Findings()
    held = _held(round_, mine)
    for one in mine.listed:
        findings.add(one.check, one.code, one.detail, index=one.index, exit_=one.exit)
    freeze, frozen = round_.told.freeze, round_.told.data("RoundFrozen")
    if mine.exit or freeze is None:
        return held, None
    scores, exclusions = (
        round_.exhibit(f"{named_exhibit(frozen, name)}") for name in ("scores", "exclusions")
    )
    return held, Exhibited(scores, derived(log, freeze, round_.asked, exclusions))


def _of(log: Log, instance: bytes, result: bytes) -> Round:
    asked = question(instance)
    return Round(log, instance, result, asked, _read(log, asked))


def _held(round_: Round, findings: Findings) -> Mapping[str, Any]:
    told, left = round_.told, dict[str, None]()
    for check in CHECKS:
        try:
            check(round_)
        except Rejected as why:
            at = told.index(ABOUT[why.reason])
            findings.add("", f"reason_{why.reason}", why.text, index=at)
            return {"reason": why.reason}
        except (Missing, Unfolded) as missing:
            left[str(missing)] = None
    for detail in left:
        findings.add("", "round_unchecked", detail, exit_=UNCHECKED)
    return {"log": {fact: told.index(fact) for fact in FACTS}, "size": round_.log.size}


def _read(log: Log, asked: Instance) -> Told:
    """One reading of the whole log. Raises `Damage`, where its root is not the checkpoint's too."""
    told, frontier = Told(), Frontier()
    size = asked.document["lottery"]["checkpoint_size"]
    about = f"matching.round.{asked.document['round']}"
    command: Entry | None = None
    for index, leaf in log.leaves():
        if index == size:
            told.root = frontier.root()
        frontier = frontier.append(leaf_hash(leaf))
        entry = read_entry(index, leaf)
        if entry.kind == "command":
            command = entry
        elif (entry.service, entry.name) == ("ledger", "LogFounded"):
            told.clock = entry.data.get("clock")
        elif entry.entity == about and entry.name in (COMMITTED, REVEALED):
            told.chance.append((index, entry))
        elif entry.entity == about and entry.name in FACTS and entry.name not in told.facts:
            told.facts[entry.name] = index, entry
            told.freeze = command if entry.name == "RoundFrozen" else told.freeze
    if size == log.size:
        told.root = frontier.root()
    if frontier.root() != log.checkpoint.root:
        raise Damage("checkpoint", "the entries have another root")
    return told
