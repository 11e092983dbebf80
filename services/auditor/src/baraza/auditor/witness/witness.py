"""The witness itself: what it answers to a request, whatever door that came by."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from baraza.auditor.witness.request import AddCheckpoint, BadRequest
from baraza.auditor.witness.steps import Step
from baraza.auditor.witness.store import Held, Store, StoreFull
from baraza.transparency.notes import (
    BadNote,
    Signer,
    Verifier,
    open_note,
    parse_note,
)
from baraza.transparency.tree import check_consistency

PATIENCE_SECONDS = 5.0
"""How long a request waits for the one before it, of the same log."""


@dataclass(frozen=True)
class Answer:
    """What goes back, and what the witness notes of the request."""

    status: int
    body: bytes = b""
    media: str = "text/plain; charset=utf-8"
    origin: str | None = None
    old: int | None = None
    size: int | None = None


class Witness:
    """Cosigns the largest tree of each configured log, and never one that does not extend it.

    The new tree is on the disk before the answer: after any crash it is asked to sign nothing
    older and nothing else. Raises `StoreFailed` where the disk failed; then nobody is answered.
    """

    def __init__(
        self,
        signer: Signer,
        logs: Iterable[Verifier],
        store: Store,
        *,
        now: Callable[[], int],
        step: Step = lambda _: None,
    ) -> None:
        """`now` in seconds since 1970; `logs`: the keys of each log, several of one if rotated."""
        self._signer = signer
        self._store = store
        self._now = now
        self._step = step
        self._logs: dict[str, list[Verifier]] = {}
        for log in logs:
            self._logs.setdefault(log.name, []).append(log)
        self._one: Mapping[str, Lock] = {origin: Lock() for origin in self._logs}
        self._by_digest = {sha256(name.encode()).hexdigest(): name for name in self._logs}

    @property
    def origins(self) -> Iterable[str]:
        return self._logs.keys()

    def seen(self, origin: str) -> Held:
        """The newest tree of a log that was cosigned here."""
        return self._store.held(origin)

    def latest(self, digest: str) -> Answer:
        """The newest note by the hex SHA-256 of the log's name."""
        origin = self._by_digest.get(digest)
        held = self._store.held(origin) if origin else Held()
        if not held.note:
            return Answer(404, origin=origin)
        return Answer(200, held.note.encode(), origin=origin, size=held.size)

    def add(self, body: bytes, at: int | None = None) -> Answer:
        """The first of the answers of 6.6 that applies; `at`: a rehearsal's own second."""
        try:
            asked = AddCheckpoint.parse(body)
        except BadRequest:
            return Answer(400)
        one = self._one.get(asked.checkpoint.origin)
        if one is None:
            return _answer(asked, 404)
        if not one.acquire(timeout=PATIENCE_SECONDS):
            return _answer(asked, 503)
        try:
            return self._judged(asked, self._now() if at is None else at)
        except StoreFull:
            return _answer(asked, 503)
        finally:
            one.release()

    def _judged(self, asked: AddCheckpoint, at: int) -> Answer:
        checkpoint = asked.checkpoint
        try:
            opened = open_note(asked.note, self._logs[checkpoint.origin])
        except BadNote:
            return _answer(asked, 403)
        if asked.old > checkpoint.size:
            return _answer(asked, 400)
        held = self._store.held(checkpoint.origin)
        if asked.old != held.size:
            return _conflict(asked, held.size)
        signed = _signed(asked.note, opened.verified)
        if not check_consistency(
            held.size, checkpoint.size, held.root, checkpoint.root, asked.proof
        ):
            # It is evidence, so it is on the disk too before anybody is told.
            self._store.refuse(checkpoint, signed, held=held, proof=asked.proof, at=at)
            return _answer(asked, 422)
        line = self._signer.signature_line(checkpoint.text, seconds=at)
        self._step("witness.before_store")
        # Stopped here, nothing was promised: the log asks again with the old size.
        if not self._store.advance(checkpoint, held=held, note=signed + line, at=at):
            return _conflict(asked, self._store.held(checkpoint.origin).size)
        self._step("witness.after_store")
        # Stopped here, the log is told 409 and this size, and asks again from there.
        return _answer(asked, 200, line.encode())


def _signed(note: bytes, by: Iterable[Verifier]) -> str:
    """The note with the log's own verified lines, and no other."""
    known = {(verifier.name, verifier.key_id): verifier for verifier in by}
    whole = parse_note(note)
    _, _, lines = note.decode().rpartition("\n\n")
    kept = [
        f"{line}\n"
        for line, (name, key_id, _) in zip(lines.splitlines(), whole.signatures, strict=True)
        if (name, key_id) in known
    ]
    return f"{whole.text}\n{''.join(kept)}"


def _conflict(asked: AddCheckpoint, size: int) -> Answer:
    return _answer(asked, 409, b"%d\n" % size, "text/x.tlog.size")


def _answer(
    asked: AddCheckpoint, status: int, body: bytes = b"", media: str = Answer.media
) -> Answer:
    checkpoint = asked.checkpoint
    return Answer(status, body, media, checkpoint.origin, asked.old, checkpoint.size)
