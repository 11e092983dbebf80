"""Which versions of rules may never change again: `python contracts/frozen.py EXPORT` adds to them.

`frozen.toml` names each version that a log under the system clock has announced. A rehearsal binds
nobody: its versions are not taken.
"""

import sys
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

import generate

from baraza.auditor.log import Log
from baraza.auditor.source import Folder
from baraza.auditor.sources import source_digest
from baraza.decider import Entry
from baraza.transparency import Leaf

TABLE = generate.ROOT / "frozen.toml"


def promised(table: Path = TABLE) -> dict[str, str]:
    """Decider -> the digest of its source when it was announced."""
    found: dict[str, str] = tomllib.loads(table.read_text(encoding="utf-8"))["deciders"]
    return found


def broken(promises: Mapping[str, str]) -> list[str]:
    """A sentence for each version that is not what it was."""
    return [
        f"{decider} is frozen with the source {digest}, and is {source_digest(decider)} here: "
        "put its files back as they were, and write the next version beside it"
        for decider, digest in sorted(promises.items())
        if source_digest(decider) != digest
    ]


def announced(entries: Iterable[Entry]) -> dict[str, str]:
    """What a log has announced; nothing, where it is a rehearsal."""
    found: dict[str, str] = {}
    for entry in entries:
        if entry.type == "baraza.event.ledger.LogFounded.v1" and entry.data["clock"] != "system":
            return {}
        if entry.type == "baraza.event.ledger.DeciderRegistered.v1":
            found[entry.data["decider"]] = entry.data["source_sha256"]
    return found


def add(promises: Mapping[str, str], table: Path = TABLE) -> list[str]:
    """Write down what is new; a sentence for each that is promised with other source already."""
    kept = promised(table)
    wrong = [
        f"{decider} is frozen with the source {kept[decider]}, and this log announced {digest}"
        for decider, digest in sorted(promises.items())
        if kept.get(decider, digest) != digest
    ]
    if not wrong:
        head = table.read_text(encoding="utf-8").partition("[deciders]")[0]
        lines = (
            f'"{name}" = "{digest}"\n' for name, digest in sorted({**promises, **kept}.items())
        )
        table.write_text(f"{head}[deciders]\n{''.join(lines)}", encoding="utf-8")
    return wrong


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python contracts/frozen.py EXPORT")
        return 2
    leaves = Log.open(Folder(Path(arguments[0]))).leaves()
    new = announced(Entry.read(Leaf.parse(leaf).wire) for _, leaf in leaves)
    if not new:
        print("a rehearsal binds nobody: nothing was added")
        return 1
    wrong = [*add(new), *broken(promised())]
    for sentence in wrong:
        print(sentence)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
