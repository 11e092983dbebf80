"""Who was matched with whom, since when, why, and prove it: the answer as people read it."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from shlex import join
from typing import Any

from baraza.console import official
from baraza.console.export import checkpoint_of
from baraza.console.home import Home
from baraza.transparency.standing import Standing, words

ANSWERS = ("matching", "who_with_whom")
_HEADS = (
    *("mentee", "mentor", "since", "state", "round", "why", "entry", "standing"),
    "prove it from the files",
)


def with_proofs(answer: Mapping[str, Any], home: Home) -> dict[str, Any]:
    """The same answer; each relationship says where it began and how that is proved."""
    rows = answer.get("relationships", [])
    stands = official.standing(home)
    return {
        **answer,
        "relationships": [{**row, **_proof(row, home.export, stands)} for row in rows],
    }


def table(answer: Mapping[str, Any], home: Home) -> Iterator[str]:
    """A line for each relationship, in columns, the command that proves it last."""
    rows = with_proofs(answer, home)["relationships"]
    if not rows:
        yield "Nobody is matched with anybody: no relationship is known as it was asked for."
        return
    cells = [_HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[k]) for line in cells) for k in range(len(_HEADS))]
    for line in cells:
        padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(padded).rstrip()
    signed = checkpoint_of(home.export)
    size = signed.size if signed else 0
    if any(row["entry"] is not None and row["entry"] >= size for row in rows):
        yield f"The files in {home.export} reach entry {size - 1} only: run `baraza export` first."


def _cells(row: Mapping[str, Any]) -> Sequence[str]:
    return (
        str(row["mentee"]),
        str(row["mentor"]),
        str(row["started_at"])[:10],
        _state(row),
        str(row["round"]),
        _why(row),
        "" if row["entry"] is None else str(row["entry"]),
        "" if row["standing"] is None else words(row["standing"]),
        row["prove"] or "",
    )


def _state(row: Mapping[str, Any]) -> str:
    """With the day of its end, where it has ended."""
    ended = row.get("ended_at")
    state = str(row.get("state") or "started")
    return f"{state} {str(ended)[:10]}" if ended else state


def _why(row: Mapping[str, Any]) -> str:
    """How they were brought together, and how well they fit."""
    how = {"round": "best of the round", "hand": "by hand", "rematch": "matched again"}
    return f"{how.get(str(row['origin']), row['origin'])}, score {row['score']}"


def _proof(row: Mapping[str, Any], export: Path, stands: Standing) -> dict[str, Any]:
    index = (row.get("indexes") or {}).get("started", row.get("started_idx"))
    told = ("baraza-audit", "matched", str(export), "--person", str(row["mentee"]))
    return {
        "entry": index,
        "standing": None if index is None else stands.of(index),
        "prove": None if index is None else join(told),
    }
