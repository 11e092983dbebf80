"""What `unmatched` says to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.words.found import found


def unmatched(told: Mapping[str, Any]) -> Iterator[str]:
    for one in told["rounds"]:
        yield from _round(one)
    yield f"{told['unmatched']} unmatched, {told['confirmed']} confirmed."
    yield f"All of it read from a log of {told['size']:,} entries with the root {told['root']}."
    yield from found(told)


def _round(one: Mapping[str, Any]) -> Iterator[str]:
    reasons = ", ".join(f"{code.replace('_', ' ')} {n}" for code, n in one["reasons"].items())
    proven = "proven" if one["verified"] else "NOT PROVEN"
    yield (
        f"Round {one['round']} ({proven}): {one['mentees']} mentees, {one['proposed']} put to a "
        f"mentor, {len(one['unmatched'])} not{': ' if reasons else ''}{reasons}."
    )
    for row in one["unmatched"]:
        again = {True: "confirmed", False: "DOES NOT COME OUT AGAIN", None: "not checked"}
        yield f"{row['index']:>7}  {row['mentee']}: {_why(row)}; {again[row['confirmed']]}"
    yield ""


def _why(row: Mapping[str, Any]) -> str:
    why = row["why"]
    match row["reason"]:
        case "no_candidate" if "excluded" in why:
            by = ", ".join(f"{code} {count}" for code, count in why["excluded"].items())
            return f"no mentor is permitted to them: excluded by {by}"
        case "shortage" if "places" in why:
            return (
                f"these {len(why['mentees'])} mentees have only {why['places']} places among the "
                f"{len(why['mentors'])} mentors permitted to them"
            )
        case "left":
            return "they had left before the outcome"
        case "place_lost" if "mentor" in why:
            return f"the place with {why['mentor']} was lost after the inputs were sealed"
        case "outranked" if "full" in why:
            return f"all {len(why['full'])} mentors permitted to them preferred others"
        case other:
            return str(other).replace("_", " ")
