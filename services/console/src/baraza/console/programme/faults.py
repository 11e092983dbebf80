"""What is wrong with a folder: where, what was found, what was expected."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, order=True)
class Fault:
    """One fault. `column` counts from 1: cells of a table, characters of a JSON line."""

    file: str
    line: int
    column: int
    field: str
    """The cell's column by name, or the member's path."""
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}:{self.column}"
        named = f" ({self.field})" if self.field else ""
        return f"{where}{named}: found {self.found}; expected {self.expected}"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class FaultyFolder(Exception):
    """The folder cannot be lived. Correct what is listed and run `baraza check` again."""

    @property
    def count(self) -> str:
        """How many, in words of a sentence."""
        return f"{len(self.faults):,} fault{'s' if len(self.faults) != 1 else ''}"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Faults:
    """A list that grows while a folder is read; nothing stops at the first."""

    found: list[Fault] = field(default_factory=list)

    def add(
        self, file: str, line: int, column: int, name: str, found: object, expected: str
    ) -> None:
        self.found.append(Fault(file, line, column, name, shown(found), expected))


class Said(str):
    """A description of what was found, where it is no value of the file."""

    __slots__ = ()


def shown(value: object) -> str:
    """A value as a reader of the file knows it, cut where it is long."""
    if value is None or value == "":
        return "nothing"
    quoted = isinstance(value, str) and not isinstance(value, Said)
    text = f'"{value}"' if quoted else str(value)
    return text if len(text) <= 80 else text[:77] + "..."
