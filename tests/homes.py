"""What lies in a house's home, read beside it while it runs or when it has ended."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from baraza.console.home import Home


def size(home: Home) -> int:
    """How many entries the ledger has committed, read beside it."""
    return int(_last(home, "SELECT size FROM head") or 0)


def last_day(home: Home) -> str:
    """The day of the last entry that the ledger has committed, read beside it."""
    leaf = _last(home, "SELECT leaf FROM entry ORDER BY idx DESC LIMIT 1")
    return str(_document(leaf)["time"])[:10] if leaf else ""


def _last(home: Home, words: str) -> Any:
    try:
        with closing(_reading(home.ledger)) as database:
            rows = database.execute(words).fetchall()
    except (sqlite3.Error, ValueError):
        return None  # it is not there yet
    return rows[0][0] if rows else None


def leaves(home: Home) -> list[bytes]:
    """Every entry's exact bytes, in order."""
    with closing(_reading(home.ledger)) as database:
        return [leaf for (leaf,) in database.execute("SELECT leaf FROM entry ORDER BY idx")]


def entries(home: Home) -> list[dict[str, Any]]:
    """Every entry's document, in order."""
    return [_document(leaf) for leaf in leaves(home)]


def vault_bytes(home: Home, person: str) -> frozenset[bytes]:
    """A person's key, salts and values, as they lie in the vaults."""
    kept: set[bytes] = set()
    for file in home.path.glob("*/vault.db"):
        with closing(_reading(file)) as database:
            for words in (
                "SELECT salt FROM vault WHERE person = ?",
                "SELECT value FROM vault WHERE person = ?",
                "SELECT key FROM person WHERE pseudonym = ?",
            ):
                kept |= {bytes(one) for (one,) in database.execute(words, (person,))}
    return frozenset(kept)


def _document(leaf: bytes) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(leaf.split(b"\n", 4)[3])
    return document


def traceparents(home: Home) -> list[str | None]:
    """What the ledger keeps beside each entry, in order."""
    with closing(_reading(home.ledger)) as database:
        return [at for (at,) in database.execute("SELECT traceparent FROM entry ORDER BY idx")]


def _reading(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)
