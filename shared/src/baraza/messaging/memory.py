"""The ledger's twin in memory: the same promises, and it can be told to break."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from baraza.decider import Entry
from baraza.messaging.ledger import (
    PAGE,
    CommandReused,
    Head,
    Kept,
    LedgerRefused,
    LedgerUnavailable,
    Outdated,
    Receipt,
    VersionConflict,
)
from baraza.transparency import (
    BadDecision,
    BadEnvelope,
    ask_digest,
    check_decision,
    check_envelope,
    exhibits_of,
    guards_of,
)

BASIS_LAG_MAX = 10_000


class MemoryLedger:
    """Keeps a log as long as the process lives. Nobody signs; all else is checked."""

    def __init__(self) -> None:
        self._kept: list[Kept] = []
        self._decisions: dict[str, tuple[int, int, str]] = {}  # id -> first, count, ask digest
        self._versions: dict[str, int] = {}
        self._exhibits: dict[str, bytes] = {}
        self._boundaries = {0}
        self._fail_before = self._fail_after = 0

    def fail(self, *, before: int = 0, after: int = 0) -> None:
        """The next appends fail: so many before anything is stored, then so many after it was."""
        self._fail_before, self._fail_after = before, after

    async def append(self, entries: Sequence[Entry], *, within: float = 5.0) -> Receipt:
        await asyncio.sleep(0)  # whoever asks at the same time gets between, as on a real bus
        if self._fail_before:
            self._fail_before -= 1
            raise LedgerUnavailable("told to fail before storing")
        receipt = self._stored(entries)
        if self._fail_after:
            self._fail_after -= 1
            raise LedgerUnavailable("told to fail after storing")
        return receipt

    async def entries(self, first: int, count: int = PAGE) -> Sequence[Kept]:
        return self._kept[first : first + min(count, PAGE)]

    async def head(self) -> Head:
        return Head(len(self._kept), self._kept[-1].recorded_at if self._kept else 0)

    async def receipt(self, command_id: str) -> tuple[int, int] | None:
        found = self._decisions.get(command_id)
        return found and found[:2]

    async def put_exhibit(self, body: bytes) -> str:
        digest = sha256(body).hexdigest()
        self._exhibits[digest] = body
        return digest

    async def exhibit(self, digest: str) -> bytes:
        try:
            return self._exhibits[digest]
        except KeyError:
            raise LedgerRefused(f"no exhibit {digest}") from None

    def _stored(self, entries: Sequence[Entry]) -> Receipt:
        """The checks of `ledger.md` 4.2, in their order, as far as they need no key or schema."""
        documents = [entry.document for entry in entries]
        # 1. and 6.
        try:
            for document in documents:
                check_envelope(document)
            check_decision(documents, [entry.digest for entry in entries])
        except (BadEnvelope, BadDecision) as error:
            raise LedgerRefused(str(error)) from error
        command = documents[0]
        # 8.
        digest = ask_digest(command)
        if known := self._decisions.get(command["id"]):
            first, count, first_digest = known
            if digest != first_digest:
                raise CommandReused(command["id"])
            return Receipt(first, tuple(self._kept[first : first + count]), replayed=True)
        # 9.
        self._check_basis(command["basis"])
        # 10.
        versions = self._check_versions(command, documents[1:])
        # 11.
        missing = exhibits_of(command) - self._exhibits.keys()
        if missing:
            raise LedgerRefused(f"exhibits missing: {' '.join(sorted(missing))}")
        return self._insert(entries, digest, versions)

    def _check_basis(self, basis: int) -> None:
        if basis > len(self._kept) or basis not in self._boundaries:
            raise LedgerRefused(f"bad basis {basis}")
        if basis < len(self._kept) - BASIS_LAG_MAX:
            raise Outdated(f"basis {basis} of {len(self._kept)}")

    def _check_versions(self, command: Any, events: Sequence[Any]) -> dict[str, int]:
        for entity, expected in guards_of(command).items():
            actual = self._versions.get(entity, 0)
            if expected != actual:
                raise VersionConflict(entity, expected, actual)
        written: dict[str, int] = {}
        for event in events:
            entity = Entry(event).entity
            actual = written.get(entity, self._versions.get(entity, 0))
            if event["entityversion"] != actual + 1:
                raise VersionConflict(entity, event["entityversion"] - 1, actual)
            written[entity] = actual + 1
        return written

    def _insert(self, entries: Sequence[Entry], digest: str, versions: dict[str, int]) -> Receipt:
        first = len(self._kept)
        before = self._kept[-1].recorded_at if self._kept else 0
        at = max(before, int(entries[0].time.timestamp() * 1000))
        kept = tuple(Kept(first + k, Entry.read(entry.wire), at) for k, entry in enumerate(entries))
        self._kept.extend(kept)
        self._versions.update(versions)
        self._decisions[entries[0].id] = (first, len(kept), digest)
        self._boundaries.add(len(self._kept))
        return Receipt(first, kept)
