"""Which key may append what (`ledger.md` 4.2, checks 2 to 4 and 7)."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from baraza.transparency.envelope import entitled, service_of
from baraza.transparency.keys import KeyRing
from baraza.transparency.leaf import ProducerNote

Why = Literal["unknown_key", "revoked_key", "bad_signature", "not_entitled", "wrong_log"]
Document = Mapping[str, Any]


class Unauthorised(Exception):
    """The key does not stand for these entries in this log."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def check_source(
    ring: KeyRing,
    origin: str,
    service: str,
    notes: Sequence[ProducerNote],
    documents: Sequence[Document],
) -> None:
    """2. One log and one service: that of the subject, of each source, type and key name."""
    for document in documents:
        log, _, source = document["source"].removeprefix("//").rpartition("/")
        if log != origin:
            raise Unauthorised("wrong_log")
        if source != service or service_of(document) != service:
            raise Unauthorised("not_entitled")
    names = {note.key_name for note in notes}
    allowed = {f"{origin}/{service}"} | ({f"{origin}/root"} if service == "ledger" else set())
    if len(names) != 1 or not names <= allowed:
        held = all((note.key_name, note.key_id) in ring.held for note in notes)
        raise Unauthorised("not_entitled" if held else "unknown_key")


def check_signatures(ring: KeyRing, notes: Sequence[ProducerNote], first: int) -> None:
    """3. Each key is known and not revoked at its entry's index, and its signature is good."""
    for index, note in enumerate(notes, first):
        verifier = ring.valid(note.key_name, note.key_id, index)
        if verifier is None:
            raise Unauthorised(ring.why(note.key_name, note.key_id, index) or "unknown_key")
        if not note.signed_by(verifier):
            raise Unauthorised("bad_signature")


def check_entitled(
    origin: str, notes: Sequence[ProducerNote], documents: Sequence[Document]
) -> None:
    """4. A key signs the types of its own service; keys and founding are the root's."""
    for note, document in zip(notes, documents, strict=True):
        if not entitled(note.key_name, origin, document):
            raise Unauthorised("not_entitled")


def check_again(ring: KeyRing, notes: Sequence[ProducerNote], first: int) -> None:
    """7. Between the queue and the commit a key may have been revoked."""
    for index, note in enumerate(notes, first):
        if why := ring.why(note.key_name, note.key_id, index):
            raise Unauthorised(why)
