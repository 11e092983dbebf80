"""Who was put to a mentee after their round, and what the round's own prices say of it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from baraza.auditor.log import Log
from baraza.auditor.scan import entries
from baraza.matching.domain.explaining import Answered, Kept, kept
from baraza.matching.domain.explaining import sentences as say
from baraza.matching.domain.explaining.told import as_json

_HOW = {
    "rematch": "from the waiting order",
    "hand": "by hand",
    "backup": "as the backup",
    "appeal": "after an appeal that was upheld",
}


def after(
    log: Log, solved: Answered, mentee: str, mentor: str | None
) -> tuple[Sequence[Mapping[str, Any]], Iterator[str]]:
    """Each proposal in this round that the round did not make, oldest first; and in sentences.

    Raises `Damage` where an entry of the log cannot be read.
    """
    found = list(_proposed(log, solved.asked.document["round"], mentee, mentor))
    told = [(at, data, kept(solved, mentee, str(data["mentor"]))) for at, data in found]
    rows = [
        {"index": at, "origin": data["origin"], "ground": data.get("ground"), **as_json(prices)}
        for at, data, prices in told
    ]
    return rows, (said for one in told for said in _said(*one))


def _proposed(
    log: Log, round_: str, mentee: str, mentor: str | None
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for index, entry in entries(log):
        if (entry.kind, entry.service, entry.name) != ("event", "matching", "PairProposed"):
            continue
        data = entry.data
        theirs = data.get("mentee") == mentee and mentor in {None, data.get("mentor")}
        if theirs and data.get("round") == round_ and data.get("origin") != "round":
            yield index, data


def _said(at: int, data: Mapping[str, Any], prices: Kept) -> Iterator[str]:
    origin = str(data["origin"])
    why = f", ground: {data['ground']}" if data.get("ground") else ""
    yield (
        f"After the round, {prices.mentor} was put to {prices.mentee} "
        f"{_HOW.get(origin, origin)}{why} (entry {at})."
    )
    yield say.why_kept(prices)
