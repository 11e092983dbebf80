"""Small changes to a programme's folder, so that one thing is wrong with it."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from baraza.console import programme
from baraza.console.programme import Fault, FaultyFolder

Edit = Callable[[Path], None]


def faults_of(folder: Path) -> tuple[Fault, ...]:
    """What is wrong with the folder; none: it can be lived."""
    try:
        programme.read(folder)
    except FaultyFolder as faulty:
        return faulty.faults
    return ()


def cell(file: str, line: int, column: str, value: str) -> Edit:
    """Put a value into one cell; line 1 is the header."""

    def edit(folder: Path) -> None:
        path = folder / file
        with path.open(newline="") as lines:
            rows = list(csv.reader(lines))
        rows[line - 1][rows[0].index(column)] = value
        with path.open("w", newline="") as lines:
            csv.writer(lines).writerows(rows)

    return edit


def member(path: str, value: Any) -> Edit:
    """Put a value into the charter."""

    def edit(folder: Path) -> None:
        file = folder / "programme.json"
        charter = json.loads(file.read_text())
        inner = charter
        *outer, last = [int(part) if part.isdigit() else part for part in path.split(".")]
        for part in outer:
            inner = inner[part]
        if value is None:
            del inner[last]
        else:
            inner[last] = value
        file.write_text(json.dumps(charter, indent=1))

    return edit


def text(file: str, old: str, new: str) -> Edit:
    def edit(folder: Path) -> None:
        path = folder / file
        path.write_text(path.read_text().replace(old, new, 1))

    return edit


def also(*edits: Edit) -> Edit:
    """All of these, in order."""

    def edit(folder: Path) -> None:
        for each in edits:
            each(folder)

    return edit
