"""Whom a round left without a mentor: what they were told, and whether it comes out again.

The rules of matching said why; here it is shown from the files by other means: mentor by mentor
who was excluded by what, a shortage as a set that is counted, and what was lost after the inputs
were sealed from the facts before the release (`matching.md` 10).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.pairs_proven import Proven, proven
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.released import Release, States, releases
from baraza.auditor.shortages import (
    Places,
    Why,
    left,
    no_candidate,
    outranked,
    place_lost,
    shortage,
)

Row = dict[str, Any]


def unmatched(
    log: Log, findings: Findings, *, progress: Progress = no_progress
) -> Mapping[str, Any]:
    """By round, in the order of release, one row for each mentee who was told that there is none.

    A reason that does not come out again is a finding `reason_differs`, one that rests on what is
    not here `reason_unchecked`; a mentee of the question who was told nothing, or two things,
    `not_told_once`; a round whose answer or question does not hold has its numbered reason. Raises
    `Damage` and `Unfolded`.
    """
    found = releases(log, progress)
    states = States(log, found)
    rounds = []
    for id_, told in found.rounds.items():
        by = proven(log, found.pairs, id_, findings)
        places = Places.read(log, by.told)
        rows = [*_rows(told, places, by, states)]
        _tell(rows, findings)
        if places is not None:
            _once(id_, told, places, findings)
        rounds.append(_round(by, told, places, rows))
    return {
        "size": log.size,
        "root": log.checkpoint.root.hex(),
        "rounds": rounds,
        "unmatched": sum(len(one["unmatched"]) for one in rounds),
        "confirmed": sum(one["confirmed"] for one in rounds),
    }


def _round(
    by: Proven, told: Sequence[Release], places: Places | None, rows: list[Row]
) -> dict[str, Any]:
    reasons = sorted({row["reason"] for row in rows})
    return {
        "round": by.told["round"],
        "verified": by.told["verified"],
        "mentees": None if places is None else len(places.candidates),
        "proposed": sum(len(release.proposed) for release in told),
        "reasons": {code: sum(row["reason"] == code for row in rows) for code in reasons},
        "unmatched": rows,
        "confirmed": sum(row["confirmed"] is True for row in rows),
    }


def _rows(
    told: Sequence[Release], places: Places | None, by: Proven, states: States
) -> Iterator[Row]:
    for release in told:
        for index, data in release.without:
            again, why = _again(data, places, by, states.before(release), release)
            yield {
                "mentee": data["person"],
                "index": index,
                "reason": data["reason"],
                "confirmed": again,
                "why": why,
            }


def _again(
    data: Mapping[str, Any], places: Places | None, by: Proven, state: Any, release: Release
) -> Why:
    """None: the round was not proven, or this reason is not known here."""
    mentee = data["person"]
    if places is None:
        return None, {}
    if mentee not in places.candidates:
        return False, {}
    match data["reason"]:
        case "no_candidate":
            return no_candidate(places, mentee, by)
        case "shortage":
            return shortage(places, mentee, data.get("shortage"))
        case "outranked":
            return outranked(places, mentee, by)
        case "left":
            return left(state, places.round, mentee)
        case "place_lost":
            return place_lost(places, mentee, state, release)
        case _:
            return None, {}


def _tell(rows: Sequence[Row], findings: Findings) -> None:
    for row in rows:
        said = f"{row['mentee']} was told {row['reason']}"
        if row["confirmed"] is False:
            detail = f"{said}, which does not come out again"
            findings.add("", "reason_differs", detail, index=row["index"])
        elif row["confirmed"] is None:
            detail = f"{said}; what that rests on is not here, or was not proven"
            findings.add("", "reason_unchecked", detail, index=row["index"], exit_=UNCHECKED)


def _once(id_: str, told: Sequence[Release], places: Places, findings: Findings) -> None:
    """Everybody of the question was put to a mentor or told why not, and not both.

    A release that is not over has told the first of them only.
    """
    heard = dict.fromkeys(places.candidates, 0)
    for mentee in _heard(told):
        heard[mentee] = heard.get(mentee, 0) + 1
    over = any(release.over for release in told)
    for mentee, count in heard.items():
        if count > 1 or (over and count == 0):
            detail = f"round {id_}: {mentee} was told {count} times what came of it"
            findings.add("", "not_told_once", detail)


def _heard(told: Sequence[Release]) -> Iterator[str]:
    for release in told:
        yield from (mentee for mentee, _ in release.proposed)
        yield from (str(data["person"]) for _, data in release.without)
