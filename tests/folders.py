"""Programme folders for tests: the default pilot, cut down or changed, written as files."""

import csv
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

PILOT = Path(__file__).parent.parent / "deploy" / "pilot"
Row = dict[str, str]


def rows(name: str, folder: Path = PILOT) -> list[Row]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_rows(folder: Path, name: str, lines: list[Row], columns: list[str]) -> None:
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def small(
    folder: Path,
    *,
    mentees: int = 14,
    mentors: int = 12,
    happenings: bool = True,
    charter: Callable[[dict[str, Any]], None] = lambda programme: None,
) -> Path:
    """A programme of the same form with few people: whoever decides, some mentees and mentors."""
    folder.mkdir(parents=True, exist_ok=True)
    keep = _kept(mentees, mentors)
    programme = json.loads((PILOT / "programme.json").read_text(encoding="utf-8"))
    charter(programme)
    (folder / "programme.json").write_text(
        json.dumps(programme, ensure_ascii=False, indent=1), encoding="utf-8"
    )
    for name in ("bodies.csv", "seats.csv"):
        (folder / name).write_bytes((PILOT / name).read_bytes())
    for name in ("people.csv", "role_terms.csv", "contact_limits.csv", "happenings.csv"):
        if name != "happenings.csv" or happenings:
            lines = rows(name)
            write_rows(folder, name, [r for r in lines if _refs(r) <= keep], list(lines[0]))
    affiliates = rows("affiliates.csv")
    named = _affiliates(folder)
    here = [row for row in affiliates if row["affiliate_id"] in named]
    write_rows(folder, "affiliates.csv", here, list(affiliates[0]))
    return folder


def shift(folder: Path, days: int) -> Path:
    """The same programme at other dates: every day that a file of the folder names, moved."""

    def moved(day: re.Match[str]) -> str:
        return (date.fromisoformat(day[0]) + timedelta(days=days)).isoformat()

    for file in folder.iterdir():
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(r"\b20[0-9]{2}-[0-9]{2}-[0-9]{2}", moved, text), encoding="utf-8")
    return folder


def without(folder: Path, *roles: str) -> Path:
    """The same without those who have one of these roles alone, and all that is told of them."""
    gone = {row["person_ref"] for row in rows("people.csv", folder) if row["roles"] in roles}
    for name in ("people.csv", "role_terms.csv", "contact_limits.csv", "happenings.csv"):
        lines = rows(name, folder)
        columns = (folder / name).read_text(encoding="utf-8").splitlines()[0].split(",")
        write_rows(folder, name, [row for row in lines if not _refs(row) & gone], columns)
    return folder


def _affiliates(folder: Path) -> set[str]:
    """Those that the people of the folder, their terms, or the charter name."""
    written = "".join(
        (folder / name).read_text(encoding="utf-8")
        for name in ("programme.json", "people.csv", "role_terms.csv")
    )
    return set(re.findall(r"\baff-[a-z0-9-]+", written))


NOT_PLAYED = {"reports_incident_sealed", "sample_is_drawn", "time_rules_change"}


def _kept(mentees: int, mentors: int) -> set[str]:
    """Whoever decides, teaches, or comes back; of the others those of whom something is told."""
    people = rows("people.csv")
    named = _named() | set().union(*(_refs(row) for row in rows("contact_limits.csv")[:2]))
    keep: set[str] = set()
    for role, count in (("mentee", mentees), ("mentor", mentors), ("veteran", 4)):
        having = [p["person_ref"] for p in people if role in p["roles"].split(";")]
        first = [ref for ref in having if ref in named]
        others = [ref for ref in having if ref not in named][:: max(1, len(having) // count)]
        keep |= set((first + others)[:count])
    return keep | {
        p["person_ref"]
        for p in people
        if {"seat_holder", "seminar_leader", "external_professional"} & set(p["roles"].split(";"))
    }


def _named() -> set[str]:
    """Those of the first happening of each kind and outcome that a year plays."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows("happenings.csv"):
        if row["what"] not in NOT_PLAYED:
            first.setdefault((row["what"], row["detail"]), row)
    return set().union(*map(_refs, first.values()))


def _refs(row: Row) -> set[str]:
    columns = ("person_ref", "other_ref", "from_person", "to_person")
    return {row[column] for column in columns if row.get(column)}
