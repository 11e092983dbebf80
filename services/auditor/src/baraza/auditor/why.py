"""Why a mentee has this mentor, or not that one, or none (`matching.md` 10).

All of it follows from the numbers that prove the result, so nothing is solved again. What another
input would have changed takes an engine: `baraza match what-if` and `baraza match figures`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baraza.auditor.best import best
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.rounded import exhibited
from baraza.auditor.source import Unreadable
from baraza.auditor.why_after import after
from baraza.matching.domain.explaining import Answered, Exclusions, Parts
from baraza.matching.domain.explaining.told import answered, of_group, of_mentee, of_pair
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

    The result is verified first: one that is not what its policy promises is a finding, and
    explains nothing; so is an exhibit that is not of this round. Raises `Unreadable` for an unknown
    id.
    """
    proven = best(files.instance, files.result, findings)
    if proven["reason"] is not None:
        return {}
    solved = answered(files.instance, files.result)
    given = _exhibits(files, solved, findings)
    if given is None:
        return {}
    parts, excluded = given
    who = _known(solved.mentees, mentee, "mentee")
    if mentor is None:
        about, says = of_mentee(solved, who, parts, excluded)
    else:
        whom = _known(solved.mentors, mentor, "mentor")
        about, says = of_pair(solved, who, whom, parts, excluded)
    group, said = of_group(solved, who, strict(files.result).get("floor_proofs", ()))
    if files.log is not None:
        about["after"], later = after(files.log, solved, mentee, mentor)
        said = [*said, *later]
    return {"mentee": mentee, "mentor": mentor, **about, "group": group, "says": [*says, *said]}


def _exhibits(
    files: Files, solved: Answered, findings: Findings
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


def _known(ids: Mapping[str, int], wanted: str, what: str) -> int:
    if wanted not in ids:
        raise Unreadable(f"the instance has no {what} {wanted}")
    return ids[wanted]
