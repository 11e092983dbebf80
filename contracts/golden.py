"""Examples of every entry type: `python contracts/golden.py EXPORT` adds those that are missing.

They are taken from the log of an export; what happens in no ordinary year is decided on a small
history of its own (`rare.py`). What lies in `golden/` is never edited: every version ever
published is parsed there for ever, and folds to the digests of `corpus.py`, which are written too.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import corpus
import generate
import rare

from baraza.auditor.log import Log
from baraza.auditor.source import Folder
from baraza.decider import Entry, entry_type
from baraza.transparency import Leaf

GOLDEN = corpus.GOLDEN
LONGEST = 16_000  # characters of an example that a person would still read


def types() -> list[str]:
    """Every type that an entry of a log made by this code may have."""
    return [
        entry_type(kind, service, message.__name__, message.v)
        for service in generate.SERVICES
        for kind, message in generate.messages(service)
    ]


def lived(export: Path) -> Iterator[Entry]:
    """The entries of an export, in order."""
    for _, leaf in Log.open(Folder(export)).leaves():
        yield Entry.read(Leaf.parse(leaf).wire)


def widest(entries: Iterable[Entry]) -> dict[str, Entry]:
    """Of each type the first entry that says most, unless it is too long to be read."""
    found: dict[str, Entry] = {}
    for entry in entries:
        best = found.get(entry.type)
        if best is None or (_says(entry) > _says(best) and len(entry.wire) <= LONGEST):
            found[entry.type] = entry
    return found


def add(entries: Mapping[str, Entry]) -> list[str]:
    """Write an example of each type that has none, and say which could not be had."""
    lacking = []
    for type_ in types():
        path = GOLDEN / type_ / "1.json"
        if any(path.parent.glob("*.json")):
            continue
        if type_ not in entries:
            lacking.append(type_)
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        document = dict(entries[type_].document)
        text = json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False)
        path.write_text(text + "\n", encoding="utf-8")
    return lacking


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python contracts/golden.py EXPORT")
        return 2
    lacking = add(widest([*lived(Path(arguments[0])), *rare.entries()]))
    corpus.write()
    for type_ in lacking:
        print(f"{type_} is neither in this log nor among the rare ones")
    return 1 if lacking else 0


def _says(entry: Entry) -> tuple[int, int]:
    """How many members an entry has, its data's first."""
    data: Mapping[str, Any] = entry.data
    return len(data), len(entry.document)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
