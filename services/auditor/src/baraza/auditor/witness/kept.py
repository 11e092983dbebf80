"""What a witness has refused, given out as evidence files (`ledger.md` 6.6)."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from baraza.auditor.evidence import Evidence, refused_checkpoint
from baraza.auditor.source import Unreadable
from baraza.auditor.witness.store import Refused
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import strict_base64
from baraza.transparency.standing import second


@dataclass(frozen=True)
class Kept:
    """One refused checkpoint, and what the witness held of that log."""

    refused: Refused

    @property
    def held(self) -> Checkpoint | None:
        text = self.refused.held.rpartition("\n\n")[0]
        return Checkpoint.parse(f"{text}\n") if text else None

    @property
    def convicts(self) -> bool:
        """Whether the two notes need nothing else: two trees of one size."""
        return self.held is not None and self.held.size == self.refused.size

    @property
    def evidence(self) -> Evidence:
        """Raises `Unreadable` where there is no second checkpoint to lay beside it."""
        if self.held is None:
            raise Unreadable("nothing of that log was cosigned here, so nothing contradicts it")
        proof = [strict_base64(line) for line in self.refused.proof]
        return refused_checkpoint(self.refused.note.encode(), self.refused.held.encode(), proof)

    def as_json(self, number: int) -> Mapping[str, Any]:
        return {
            "number": number,
            "origin": self.refused.origin,
            "size": self.refused.size,
            "held_size": self.held.size if self.held else 0,
            "at": second(self.refused.at),
            "convicts": self.convicts,
        }


def kept(store: Path) -> list[Kept]:
    """All that was refused, the oldest first; the file is only read, while a witness serves too."""
    if not store.is_file():
        raise Unreadable(f"{store}: no such file")
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=5)) as database:
            rows = database.execute(
                "SELECT origin, size, note, held, proof, at FROM refused ORDER BY at, origin, size"
            ).fetchall()
    except sqlite3.Error as error:
        raise Unreadable(f"{store}: {error}") from None
    return [
        Kept(Refused(origin, size, note, held, tuple(proof.split()), at))
        for origin, size, note, held, proof, at in rows
    ]
