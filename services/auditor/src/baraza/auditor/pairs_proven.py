"""The proof of each round that a pair came of, and what the stored numbers say of each pair.

The certificate proves the round's answer to be the one best answer; the log shows that its question
was sealed before its chance existed and follows from the rules (`matching.md` 9). Only then do the
numbers explain anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from baraza.auditor.best import GAP, best
from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.pairs import Pairs, Row
from baraza.auditor.rounded import examined
from baraza.auditor.rounded_checks import named_exhibit
from baraza.matching.domain.explaining import Answered, Exclusions, Parts, Solved, kept, without
from baraza.matching.domain.explaining.ordered import Ordered, passed
from baraza.matching.domain.explaining.sentences import why_kept
from baraza.matching.domain.explaining.told import answered, as_json, of_pair
from baraza.matching.domain.v1.certificate import Rejected

_TOTALS = ("matched", "welfare", "floors", "instance", "result")


@dataclass(frozen=True)
class Proven:
    """A round of which everything holds, as far as `told` says."""

    told: Mapping[str, Any]
    solved: Answered | None = None  # None: nothing is explained
    parts: Parts | None = None
    exclusions: Exclusions | None = None


def proven(log: Log, pairs: Pairs, round_: str, findings: Findings) -> Proven:
    """The round verified now, twice: its answer by the certificate, its question by the log."""
    facts = pairs.rounds.get(round_, {})
    told = {"round": round_, "verified": False, "log": {k: at for k, (at, _) in facts.items()}}
    settled = facts.get("RoundSettled")
    files = [_file(log, settled[1].data, name, findings) for name in _FILES] if settled else []
    if len(files) != len(_FILES) or None in files:
        return Proven(told)
    instance, result = (body or b"" for body in files)
    mine = Findings()
    told |= {name: named_exhibit(settled[1].data, name) for name in _FILES} if settled else {}
    proof = best(instance, result, mine)
    told |= {"policy": proof["policy"], "reason": proof["reason"]}
    if proof["reason"] is not None:
        return _ended(told, mine, findings, round_)
    told |= {name: proof[name] for name in _TOTALS[:3] if name in proof}
    held, exhibits = examined(log, instance, result, mine)
    if "reason" in held or any(one.code != GAP for one in mine.listed):
        return _ended({**told, "reason": held.get("reason")}, mine, findings, round_)
    solved = answered(instance, result)
    try:
        parts = Parts.read(solved.asked, exhibits.scores) if exhibits else None
    except Rejected as wrong:
        mine.add("", f"reason_{wrong.reason}", wrong.text)
        return _ended({**told, "reason": wrong.reason}, mine, findings, round_)
    excluded = exhibits.exclusions if exhibits else None
    _tell(mine, findings, round_)
    return Proven({**told, "verified": True}, solved, parts, excluded)


_FILES = ("instance", "result")
_FROM_THE_ANSWER = ("no_candidate", "shortage", "outranked")


def explained(by: Proven, row: Row) -> dict[str, Any]:
    """Why these two, in the numbers of their round; and whether its result says so.

    Of a pair that came after the round it tells what the round would have lost by it.
    """
    solved, mentor, mentee = by.solved, row["mentor"], row["mentee"]
    if solved is None or mentee not in solved.mentees or mentor not in solved.mentors:
        return {"why": None, "says": [], "of_result": None, "points": None}
    who, whom = solved.mentees[mentee], solved.mentors[mentor]
    why, says = of_pair(solved, who, whom, by.parts, by.exclusions)
    if row["origin"] != "round":
        prices = kept(solved, mentee, mentor)
        why, says = {**why, "kept": as_json(prices)}, iter([*says, why_kept(prices)])
    is_candidate = whom in solved.asked.mentees[who].mentors
    return {
        "why": why,
        "says": [*says],
        "of_result": solved.held[who] == whom,
        "points": solved.score(who, whom) if is_candidate else None,
    }


def confirmed(by: Proven, row: Row) -> bool | None:
    """Whether the reason and the shortage set of an unmatched mentee come out again.

    None: the reason rests on what happened after the freeze, or nothing can be explained.
    """
    solved = by.solved
    if solved is None or row["reason"] not in _FROM_THE_ANSWER:
        return None
    if row["mentee"] not in solved.mentees:
        return False
    mentee = solved.mentees[row["mentee"]]
    if isinstance(solved, Ordered):
        ranked = passed(solved, mentee, by.exclusions)
        return ranked is not None and ranked.reason == row["reason"]
    none = without(solved, mentee, by.exclusions) if isinstance(solved, Solved) else None
    if none is None or none.reason != row["reason"]:
        return False
    return none.digest is None or none.digest == f"sha256:{row['shortage']}"


def _ended(told: Mapping[str, Any], mine: Findings, findings: Findings, round_: str) -> Proven:
    _tell(mine, findings, round_)
    return Proven(told)


def _tell(mine: Findings, findings: Findings, round_: str) -> None:
    """What was found of one round, said as found of it."""
    for one in mine.listed:
        detail = f"round {round_}: {one.detail}"
        findings.add(one.check, one.code, detail, index=one.index, exit_=one.exit)


def _file(log: Log, settled: Mapping[str, Any], name: str, findings: Findings) -> bytes | None:
    digest = str(named_exhibit(settled, name))
    body = log.exhibit(digest)
    if body is None:
        detail = f"the export does not hold the exhibit {digest}, the {name} of a round"
        findings.add("", "exhibit_missing", detail, exit_=UNCHECKED)
    elif sha256(body).hexdigest() != digest:
        findings.add("", "exhibit_differs", f"exhibit/{digest}: the bytes have another digest")
        return None
    return body
