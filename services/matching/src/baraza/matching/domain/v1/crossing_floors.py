"""Floors of a rule set on groups that may overlap: who stands in one is said by coarse facts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baraza.matching.domain.v1.steps import ascending_ids

COARSE = frozenset({"region", "language", "affiliate_kind"})  # dimensions that name nobody


@dataclass(frozen=True)
class CrossingFloor:
    """Of those whom every fact fits, so many per mille at least are to be matched."""

    id: str
    where: tuple[tuple[str, str], ...]  # dimension and value, ascending
    per_mille: int

    def holds(self, label: Callable[[str], str]) -> bool:
        """Whether a mentee with these labels stands in it."""
        return all(label(dimension) == value for dimension, value in self.where)

    def floor(self, members: int) -> int:
        """Rounded down, as every floor is."""
        return self.per_mille * members // 1000


def read_floors(rows: Sequence[Mapping[str, Any]]) -> tuple[CrossingFloor, ...]:
    """Ascending by id. Raises ValueError, KeyError or TypeError for other rows."""
    floors = sorted(map(_floor, rows), key=lambda one: one.id)
    ascending_ids([{"id": floor.id} for floor in floors])
    return tuple(floors)


def personal(floors: Sequence[CrossingFloor]) -> str | None:
    """A dimension on which no floor may rest; with a rate of 0 too, for members are listed."""
    named = (dimension for floor in floors for dimension, _ in floor.where)
    return next((dimension for dimension in named if dimension not in COARSE), None)


def _floor(row: Mapping[str, Any]) -> CrossingFloor:
    where, per_mille = row["where"], row["per_mille"]
    if row.keys() != {"id", "where", "per_mille"} or type(row["id"]) is not str or not where:
        raise ValueError("a crossing floor has id, where and per_mille")
    if type(per_mille) is not int or not 0 <= per_mille <= 1000:
        raise ValueError("a rate from 0 to 1000")
    if not all(type(value) is str and value for value in where.values()):
        raise ValueError("a dimension has one value")
    return CrossingFloor(row["id"], tuple(sorted(where.items())), per_mille)
