"""How relationships ended, and where and why before their time."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select

from baraza.matching.read_model.cells import shown
from baraza.matching.read_model.relationships import relationships
from baraza.matching.read_model.tables import PERSON
from baraza.projection import Row, rows_of

PER_MILLE = 1000


def premature_closure(connection: Connection, programme: str | None = None) -> dict[str, Any]:
    """In all, and by ground, by the mentee's region and by round; small cells are hidden."""
    every = relationships(connection, programme)
    ended = [row for row in every if row["ended_at"] is not None]
    early = [row for row in ended if row["how"] == "premature"]
    regions = {row["person"]: row["region"] for row in rows_of(connection, select(PERSON))}
    grounds = Counter(row["ground"] for row in early)
    hows = Counter(row["how"] for row in ended)
    return {
        "started": len(every),
        "live": len(every) - len(ended),
        "ended": {how: hows[how] for how in sorted(hows)},
        "grounds": {
            ground: cell and cell[0]
            for ground, cell in shown({one: (n, n) for one, n in grounds.items()}).items()
        },
        "regions": _by(ended, lambda row: regions.get(row["mentee"]) or "none"),
        "rounds": _by(ended, lambda row: str(row["round"])),
        "talks_held": sum(row["talk_held"] for row in ended),
        "rematches_wanted": sum(row["rematch"] for row in ended),
        "premature_per_mille": _rate(len(early), len(ended)),
    }


def _by(ended: list[Row], group_of: Callable[[Row], str]) -> list[Row]:
    """Of those that have ended in each group, those that ended before their time."""
    whole = Counter(map(group_of, ended))
    early = Counter(group_of(row) for row in ended if row["how"] == "premature")
    table = shown({group: (early[group], whole[group]) for group in whole})
    return [
        {
            "group": group,
            "ended": cell and cell[1],
            "premature": cell and cell[0],
            "per_mille": cell and _rate(*cell),
        }
        for group, cell in table.items()
    ]


def _rate(count: int, of: int) -> int | None:
    return PER_MILLE * count // of if of else None
