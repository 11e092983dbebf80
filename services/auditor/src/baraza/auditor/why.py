"""Why a mentee has this mentor, or not that one, or none (`matching.md` 10).

All of it follows from the numbers that prove the result, so nothing is solved again. What another
input would have changed takes an engine: `baraza match what-if` and `baraza match figures`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from baraza.auditor.best import best
from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.rounded import exhibited
from baraza.auditor.source import Unreadable
from baraza.matching.domain.explaining import (
    Exclusions,
    Parts,
    Solved,
    Worth,
    chosen,
    floors_below,
    subsidies,
    why_none_of,
    why_not,
    without,
)
from baraza.matching.domain.explaining import sentences as say
from baraza.matching.domain.v1.certificate import Rejected, strict


@dataclass(frozen=True)
class Files:
    """What an explanation is made from; the exhibits only where they are given."""

    instance: bytes
    result: bytes
    scores: bytes | None = None
    exclusions: bytes | None = None
    log: Log | None = None  # which holds both exhibits, and tells the rule of each exclusion


def why(files: Files, mentee: str, mentor: str | None, findings: Findings) -> Mapping[str, Any]:
    """The explanation, as an object and as sentences.

    The result is verified first: one that is not the unique best is a finding, and explains
    nothing; so is an exhibit that is not of this round. Raises `Unreadable` for an unknown id.
    """
    proven = best(files.instance, files.result, findings)
    if proven["reason"] is not None:
        return {}
    if proven["policy"] != "best":
        detail = (
            f"prices explain answers that were chosen by points; this one is {proven['policy']}"
        )
        findings.add("", "not_explained", detail, exit_=UNCHECKED)
        return {}
    solved = Solved.read(files.instance, files.result)
    given = _exhibits(files, solved, findings)
    if given is None:
        return {}
    parts, excluded = given
    who = _known(solved.mentees, mentee, "mentee")
    if mentor is None:
        about, says = _of_mentee(solved, who, parts, excluded)
    else:
        whom = _known(solved.mentors, mentor, "mentor")
        about, says = _of_pair(solved, who, whom, parts, excluded)
    group, said = _of_group(solved, who, strict(files.result)["floor_proofs"])
    return {"mentee": mentee, "mentor": mentor, **about, "group": group, "says": [*says, *said]}


def _exhibits(
    files: Files, solved: Solved, findings: Findings
) -> tuple[Parts | None, Exclusions | None] | None:
    """As far as they are given; None, with a finding, where one is not of this round."""
    scores, excluded = files.scores, None
    if files.log is not None:
        found = exhibited(files.log, files.instance, files.result, findings)
        if found is None:
            return None
        scores, excluded = found.scores, found.exclusions
    try:
        if files.exclusions and excluded is None:
            excluded = Exclusions.read(solved.asked, files.exclusions)
        return Parts.read(solved.asked, scores) if scores else None, excluded
    except Rejected as wrong:
        findings.add("", f"reason_{wrong.reason}", wrong.text)
        return None


def _of_mentee(
    solved: Solved, who: int, parts: Parts | None, excluded: Exclusions | None
) -> tuple[dict[str, Any], Iterator[str]]:
    """Everything that there is to say: the mentor with all others, or why there is none."""
    found = chosen(solved, who, parts)
    if found is not None:
        others = why_none_of(solved, who)
        told = {"chosen": as_json(found), "others": as_json(others)}
        return told, iter([*say.why_chosen(found), *map(say.why_not_that, others)])
    none = without(solved, who, excluded)
    return {"without": as_json(none)}, say.why_without(none) if none else iter(())


def _of_pair(
    solved: Solved, who: int, whom: int, parts: Parts | None, excluded: Exclusions | None
) -> tuple[dict[str, Any], Iterator[str]]:
    found = chosen(solved, who, parts)
    if found is not None and solved.held[who] == whom:
        return {"chosen": as_json(found)}, say.why_chosen(found)
    told = why_not(solved, who, whom, excluded)
    return {"not_that": as_json(told)}, iter([say.why_not_that(told)])


def _of_group(
    solved: Solved, who: int, proofs: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, Any], list[str]]:
    """Of the mentee's group: why its floor is no higher, and what it needed for it."""
    label = solved.asked.groups[solved.asked.mentees[who].group]
    below = [told for told in floors_below(solved, proofs) if told.group == label]
    price = subsidies(solved)[label]
    says = [f"{label}: {say.why_floor(told)}" for told in below]
    if price != Worth(0, 0, 0):
        says.append(say.subsidy(label, price))
    return {"label": label, "below": as_json(below), "subsidy": as_json(price)}, says


def _known(ids: Mapping[str, int], wanted: str, what: str) -> int:
    if wanted not in ids:
        raise Unreadable(f"the instance has no {what} {wanted}")
    return ids[wanted]


def as_json(value: Any) -> Any:
    """Plain values; the draw of a composite is text, as in the files, for it may exceed 2^53."""
    if isinstance(value, Worth):
        return {"matched": value.matched, "points": value.points, "draw": str(value.draw)}
    if is_dataclass(value):
        return {one.name: as_json(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {key: as_json(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return value
