"""Files of a folder into values; what cannot be read becomes faults, never an exception."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from json import JSONDecodeError
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from baraza.console.programme.charter import Programme
from baraza.console.programme.faults import Faults, Said
from baraza.console.programme.located import Located, locate

CHARTER = "programme.json"
LARGEST = 64 << 20
NEEDED = frozenset({"affiliates.csv", "people.csv", "bodies.csv", "seats.csv"})
"""Tables that say nothing where they have no line; the others may be empty."""

Row = TypeVar("Row", bound=BaseModel)


@dataclass(frozen=True)
class Line(Generic[Row]):
    """A row and where it stands."""

    number: int
    value: Row


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A file's rows that could be read, and the order of its columns."""

    file: str
    columns: tuple[str, ...]
    lines: tuple[Line[Row], ...]
    cells: tuple[Mapping[str, str], ...] | None = None
    """All rows as they stand, those with faults too; None: the file could not be read at all."""

    @property
    def values(self) -> tuple[Row, ...]:
        return tuple(line.value for line in self.lines)

    def names(self, column: str) -> frozenset[str] | None:
        """What other files may refer to; None where nobody can tell.

        A row with a fault in another cell is there all the same: one fault is told once, not
        again by everything that refers to it.
        """
        return None if self.cells is None else frozenset(row[column] for row in self.cells)

    def fault(
        self, faults: Faults, line: Line[Row], column: str, found: object, expected: str
    ) -> None:
        place = self.columns.index(column) + 1 if column in self.columns else 1
        faults.add(self.file, line.number, place, column, found, expected)


@dataclass(frozen=True)
class Charter:
    """The charter where it could be read, with the places of its members."""

    value: Programme | None
    located: Located

    def fault(
        self, faults: Faults, path: Sequence[str | int], found: object, expected: str
    ) -> None:
        line, column = self.located.place(tuple(path))
        faults.add(CHARTER, line, column, ".".join(map(str, path)), found, expected)


def read_bytes(folder: Path, name: str, faults: Faults) -> bytes | None:
    """A file's bytes; None, with a fault, where there are none to read."""
    path = folder / name
    try:
        if path.stat().st_size > LARGEST:
            faults.add(name, 1, 1, "", Said("a file too large"), f"at most {LARGEST >> 20} MB")
            return None
        return path.read_bytes()
    except FileNotFoundError:
        faults.add(name, 1, 1, "", Said("no such file"), "a file of the programme's folder")
    except OSError as error:
        faults.add(name, 1, 1, "", Said(error.strerror), "a file that can be read")
    return None


def _text(name: str, data: bytes, faults: Faults) -> str | None:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line, column = before.count(b"\n") + 1, error.start - (before.rfind(b"\n") + 1) + 1
        faults.add(
            name, line, column, "", Said(f"the byte 0x{data[error.start]:02x}"), "text in UTF-8"
        )
        return None


def read_charter(data: bytes | None, faults: Faults) -> Charter:
    """`programme.json`, with every fault of form at its line and column."""
    text = _text(CHARTER, data, faults) if data is not None else None
    if text is None:
        return Charter(None, Located())
    try:
        located = locate(text)
    except JSONDecodeError as error:
        found = text[error.pos : error.pos + 1]
        faults.add(CHARTER, error.lineno, error.colno, "", found, f"JSON ({error.msg})")
        return Charter(None, Located())
    for path, (line, column) in located.repeated:
        name = ".".join(map(str, path))
        faults.add(CHARTER, line, column, name, Said("the member twice"), "each member once")
    try:
        return Charter(Programme.model_validate(located.value), located)
    except ValidationError as error:
        charter = Charter(None, located)
        for detail in error.errors():
            path = tuple(part for part in detail["loc"] if part != "[key]")
            charter.fault(faults, path, _found(detail), _expected(detail))
        return charter


def read_table(name: str, data: bytes | None, row: type[Row], faults: Faults) -> Table[Row]:
    """A table, with every fault of form at its line and column."""
    columns = tuple(row.model_fields)
    text = _text(name, data, faults) if data is not None else None
    if text is None:
        return Table(name, columns, ())
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        rows = _numbered(reader)
    except csv.Error as error:
        faults.add(name, reader.line_num, 1, "", Said(error), "a line of a CSV file (RFC 4180)")
        return Table(name, columns, ())
    header = tuple(rows[0][1]) if rows else ()
    if not _fitting(name, header, columns, faults):
        return Table(name, columns, ())
    lines, whole = [], []
    for number, cells in rows[1:]:
        if len(cells) != len(header):
            found = Said(f"{len(cells)} cell{'s' if len(cells) > 1 else ''}")
            faults.add(name, number, 1, "", found, f"{len(header)}")
            continue
        stands = {key: cell.strip() for key, cell in zip(header, cells, strict=True)}
        whole.append(stands)
        value = _row(name, number, stands, header, row, faults)
        if value is not None:
            lines.append(Line(number, value))
    if not rows[1:] and name in NEEDED:
        faults.add(name, 1, 1, "", Said("no lines below the header"), "one at least")
        return Table(name, header, ())
    return Table(name, header, tuple(lines), tuple(whole))


def _numbered(reader: Any) -> list[tuple[int, list[str]]]:
    """Rows with the line each begins on; empty lines say nothing."""
    rows, began = [], 1
    for cells in reader:
        if cells:
            rows.append((began, cells))
        began = reader.line_num + 1
    return rows


def _fitting(name: str, header: tuple[str, ...], columns: tuple[str, ...], faults: Faults) -> bool:
    before = len(faults.found)
    if not set(header) & set(columns):
        found = ",".join(header)
        expected = f"the columns {', '.join(columns)}, with commas between them"
        faults.add(name, 1, 1, "", found, expected)
        return False
    for column in columns:
        if column not in header:
            faults.add(
                name, 1, 1, column, Said("no such column"), f"the columns {', '.join(columns)}"
            )
    for place, column in enumerate(header, 1):
        if column not in columns:
            faults.add(name, 1, place, column, column, "one of " + ", ".join(columns))
        elif column in header[: place - 1]:
            faults.add(name, 1, place, column, Said("the column twice"), "each column once")
    return len(faults.found) == before


def _row(
    name: str,
    number: int,
    cells: Mapping[str, str],
    header: tuple[str, ...],
    row: type[Row],
    faults: Faults,
) -> Row | None:
    try:
        return row.model_validate(cells)
    except ValidationError as error:
        for detail in error.errors():
            column = str(detail["loc"][0]) if detail["loc"] else ""
            place = header.index(column) + 1 if column in header else 1
            found = cells.get(column, detail["input"])
            faults.add(name, number, place, column, found, _expected(detail))
        return None


def _found(detail: ErrorDetails) -> object:
    match detail["type"]:
        case "missing":
            return None
        case "extra_forbidden":
            return str(detail["loc"][-1])
        case _:
            value = detail["input"]
            if isinstance(value, dict):
                return Said("an object")
            return Said("a list") if isinstance(value, list) else value


def _expected(detail: ErrorDetails) -> str:
    match detail["type"]:
        case "missing":
            return f"the member {detail['loc'][-1]}"
        case "extra_forbidden":
            return "no member of this name"
        case "expected":
            return detail["msg"]
        case _:
            return detail["msg"].replace("Input should be ", "")
