"""What `matched` says to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.sentences import day
from baraza.auditor.words.found import found

FEW = 12
"""Pairs that are told one by one; of more, a line each."""
_HOW = {
    "round": "by the round",
    "hand": "by hand, beside the round",
    "rematch": "from the waiting list of the round",
    "backup": "as the backup, of the round",
    "appeal": "after an appeal that was upheld, of the round",
}
_WITHOUT = {
    "no_candidate": "no mentor was permitted to them by the rules",
    "shortage": "too many mentees for the places that were permitted to them",
    "left": "they had left before the outcome",
    "place_lost": "the place was lost after the inputs were sealed",
    "outranked": "every mentor whom they could have preferred others",
}


def paired(told: Mapping[str, Any]) -> Iterator[str]:
    if "relationships" in told:
        rows, alone = told["relationships"], told["unmatched"]
        yield _asked(told, len(rows))
        for row in rows:
            yield from _one(row) if len(rows) <= FEW else [_line(row)]
        yield from (_offer(row) for row in told["offers"] if told["person"])
        for row in alone:
            yield from _without(row) if told["person"] else [_alone(row)]
        yield from (line for one in told["rounds"] for line in _round(one))
        if len(rows) > FEW or (alone and not told["person"]):
            yield "--person tells all of one, and --json of every one: why, and what proves it."
        yield f"All of it read from a log of {told['size']:,} entries with the root {told['root']}."
        yield "Whose checkpoint that is, `verify` says."
    yield from found(told)


def _asked(told: Mapping[str, Any], count: int) -> str:
    when = f" at the end of {day(told['at'])}" if told["at"] else ""
    known = told["as_recorded"]
    heard = "" if known is None else f", as the log told it up to entry {known}"
    whose = f" of {told['person']}" if told["person"] else ""
    what = "pair" if count == 1 else "pairs"
    return f"{count} {what}{whose}{when}{heard}."


def _one(row: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield f"{row['mentor']} mentors {row['mentee']}: {_time(row)}."
    ground = f" ({row['proposed_for']})" if row["proposed_for"] else ""
    how = _HOW.get(row["origin"], row["origin"])
    yield f"  They were put together {how} {row['round']}{ground}."
    yield from (f"  {sentence}" for sentence in row["says"])
    ended = "" if row["indexes"]["ended"] is None else f", ended {row['indexes']['ended']}"
    said = ", ".join(map(str, row["entries"]))
    proposed, started = row["indexes"]["proposed"], row["indexes"]["started"]
    yield f"  Entries: proposed {proposed}, started {started}{ended}; all: {said}."
    yield f"  {'Proven.' if row['proven'] else 'NOT PROVEN.'} To prove it yourself:"
    yield from (f"    {command}" for command in row["prove"].values())


def _time(row: Mapping[str, Any]) -> str:
    since = f"since {day(row['started_at'])}"
    if row["ended_at"]:
        return f"{since}, until {day(row['ended_at'])} ({row['state']}, {row['ground']})"
    back = f" until {day(row['paused_until'])}" if row["paused_until"] else ""
    return f"{since}, {row['state']}{back}, to end on {day(row['ends_on'])}"


def _line(row: Mapping[str, Any]) -> str:
    score, proven = row["score"], "proven" if row["proven"] else "NOT PROVEN"
    return (
        f"{row['indexes']['started']:>7}  {row['mentor']} mentors {row['mentee']}: {_time(row)}; "
        f"{_HOW.get(row['origin'], row['origin'])} {row['round']}, score {score}; {proven}"
    )


def _offer(row: Mapping[str, Any]) -> str:
    entries = ", ".join(map(str, row["entries"]))
    return (
        f"{row['mentor']} was proposed to {row['mentee']} {_HOW.get(row['origin'], '')} "
        f"{row['round']}: {row['state']} (entries {entries})."
    )


def _alone(row: Mapping[str, Any]) -> str:
    said = {True: "; comes out again", False: "; DOES NOT COME OUT AGAIN"}.get(row["confirmed"], "")
    why = _WITHOUT.get(row["reason"], row["reason"])
    return f"{row['index']:>7}  {row['mentee']} had no mentor in {row['round']}: {why}{said}"


def _without(row: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    yield _alone(row).strip()
    yield "  To prove it yourself:"
    yield from (f"    {command}" for command in row["prove"].values())


def _round(one: Mapping[str, Any]) -> Iterator[str]:
    yield ""
    at = one["log"]
    if one["verified"]:
        best = "the one best answer" if one["policy"] == "best" else "what its rule promises"
        names = ("RoundFrozen", "BeaconRecorded", "RoundSettled")
        sealed, drawn, settled = (at.get(name) for name in names)
        yield f"Round {one['round']}: verified now, its result is {best} to its question."
        where = f"Sealed at entry {sealed}, its chance at {drawn}, settled at {settled}"
        yield f"  {where}; {_count(one)}."
    elif "RoundSettled" in at:
        yield f"Round {one['round']}: NOT VERIFIED, see below; settled at {at['RoundSettled']}."
    else:
        yield f"Round {one['round']}: the log has not settled it."
    if "RoundVoided" in at:
        yield f"  It was made void at entry {at['RoundVoided']}: what it offered was withdrawn."
    if one["prove"]:
        yield f"    {one['prove']}"


def _count(one: Mapping[str, Any]) -> str:
    matched = one["matched"]
    return f"{matched} {'mentee was' if matched == 1 else 'mentees were'} matched"
