"""The tier for the world of a log that lies in a folder, made as anybody could make it."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Collection
from pathlib import Path
from typing import Any

from baraza.auditor.log import Log
from baraza.auditor.source import Folder
from baraza.transparency import Leaf
from baraza.transparency.world import Shown, is_shown
from forge import put

FOR_WORLD = b'{"type":"object","x-baraza-tier":"world"}'


def document(leaf: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(Leaf.parse(leaf).wire)
    return read


def schema_of(folder: Path, one: dict[str, Any]) -> Any:
    digest = urlsafe_b64decode(one["dataschema"].partition(";")[2] + "=").hex()
    file = folder / "exhibit" / digest
    return json.loads(file.read_bytes()) if file.exists() else None


def world_of(
    bodies: Path, to: Path, *, also: Collection[int] = (), but: Collection[int] = ()
) -> Path:
    """The leaves that both rules show, `also` others, `but` not these."""
    shown = set()
    for index, leaf in Log.open(Folder(bodies)).leaves():
        one = document(leaf)
        if index in also or (is_shown(one, schema_of(bodies, one)) and index not in but):
            shown.add(index)
            put(to / "leaf" / str(index), leaf)
            for digest in one.get("exhibits", "").split():
                put(to / "exhibit" / digest, (bodies / "exhibit" / digest).read_bytes())
    for file in (bodies / "tile").rglob("*"):
        if file.is_file() and "entries" not in file.parts:
            put(to / file.relative_to(bodies), file.read_bytes())
    size = Log.open(Folder(bodies)).size
    put(to / "shown", Shown.of(size, sorted(shown)).text.encode())
    for name in ("policy", "checkpoint"):
        put(to / name, (bodies / name).read_bytes())
    return to
