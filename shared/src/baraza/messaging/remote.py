"""The ledger over NATS: signs a service's entries, and asks again while the answer is `same`."""

import asyncio
from base64 import b64decode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from nats.aio.client import Client as Nats

from baraza.decider import Entry
from baraza.messaging import reading, subjects
from baraza.messaging.broker import AWAY
from baraza.messaging.jsons import from_json, to_json
from baraza.messaging.ledger import (
    PAGE,
    Busy,
    CommandReused,
    DeadlineExceeded,
    Head,
    Kept,
    LedgerRefused,
    LedgerUnavailable,
    LogHalted,
    Outdated,
    Receipt,
    VersionConflict,
)
from baraza.messaging.pen import Pen
from baraza.messaging.problems import Malformed
from baraza.telemetry import metrics, traces
from baraza.telemetry.steps import Step
from baraza.transparency import BadNote, KeyRing, Signer, open_note, producer_note
from baraza.transparency import Receipt as Promise

TRIES = 8
CHUNK = 524_288
_FIRST_PAUSE = 0.1


class RemoteLedger:
    """The ledger as one service reaches it. Its word counts only under the ledger's key."""

    def __init__(
        self,
        nats: Nats,
        service: str,
        signer: Signer | Pen,
        *,
        ring: Callable[[], KeyRing],
        counted: metrics.Metrics | None = None,
        step: Step = lambda _: None,
    ) -> None:
        """`ring` gives the keys that the log has announced as far as it was read."""
        self._nats = nats
        self._service = service
        self._signer = signer.signer if isinstance(signer, Pen) else lambda _: signer
        self._ring = ring
        self._metrics = counted or metrics.Metrics()
        self._step = step

    async def append(self, entries: Sequence[Entry], *, within: float = 5.0) -> Receipt:
        signer = self._signer(self._ring())
        notes = [producer_note(entry.wire, signer).decode() for entry in entries]
        body = to_json({"v": 1, "entries": notes})
        self._step("service.before_append")
        with traces.caused(f"append {self._service}"):
            reply = await self._same(subjects.append(self._service), body, within=within + 1)
        promise = self._promise(reply)
        if reply["replayed"]:
            return Receipt(
                promise.first, await self._all(promise.first, promise.count), True, reply["receipt"]
            )
        kept = tuple(
            _kept_note(promise, k, reading.entry(entry.wire), note)
            for k, (entry, note) in enumerate(zip(entries, notes, strict=True))
        )
        return Receipt(promise.first, kept, note=reply["receipt"])

    async def entries(self, first: int, count: int = PAGE) -> Sequence[Kept]:
        reply = await self._query("entries", {"first": first, "count": min(count, PAGE)})
        return [
            Kept(
                index=one["index"],
                entry=reading.entry(one["wire"].encode()),
                recorded_at=one["at"],
                key=one["key"],
                signature=one["sig"],
                traceparent=one.get("traceparent"),
            )
            for one in reply["entries"]
        ]

    async def head(self) -> Head:
        reply = await self._query("head", {})
        return Head(reply["size"], reply.get("recorded_at") or 0)

    async def receipt(self, command_id: str) -> tuple[int, int] | None:
        reply = await self._query("receipt", {"command_id": command_id})
        return None if reply["first"] is None else (reply["first"], reply["count"])

    async def put_exhibit(self, body: bytes) -> str:
        """In order, at most 512 KiB at a time; what the ledger has already is not sent again."""
        digest = sha256(body).hexdigest()
        subject = subjects.exhibit(self._service)
        have = (await self._same(subject, b"", headers=_chunk(digest, 0, 0)))["have"]
        while have < len(body):
            part = body[have : have + CHUNK]
            headers = _chunk(digest, have, len(body))
            have = (await self._same(subject, part, headers=headers))["have"]
        return digest

    async def exhibit(self, digest: str) -> bytes:
        body = b""
        while True:
            reply = await self._query("exhibit", {"sha256": digest, "offset": len(body)})
            part = b64decode(reply["data"])
            body += part
            if len(body) >= reply["size"] or not part:
                break
        if sha256(body).hexdigest() != digest:
            raise LedgerRefused(f"exhibit {digest} came with another digest")
        return body

    async def _all(self, first: int, count: int) -> tuple[Kept, ...]:
        kept: tuple[Kept, ...] = ()
        while len(kept) < count:
            kept += tuple(await self.entries(first + len(kept), count - len(kept)))
        return kept

    def _promise(self, reply: Mapping[str, Any]) -> Promise:
        """The receipt, if a key of the ledger's signed it that counts at its index."""
        ring = self._ring()
        name = f"{ring.origin}/ledger"
        known = [key.verifier for (of, _), key in ring.held.items() if of == name]
        try:
            opened = open_note(reply["receipt"].encode(), known)
        except BadNote as other:  # it may have come to another key a moment ago: ask again
            raise LedgerUnavailable("its receipt is under no key that is known here") from other
        promise = Promise.parse(opened.text)
        if not any(ring.valid(by.name, by.key_id, promise.first) for by in opened.verified):
            raise LedgerUnavailable("its receipt is under a key that was revoked")
        return promise

    async def _query(self, name: str, params: Mapping[str, Any]) -> Mapping[str, Any]:
        return await self._same(subjects.query("ledger", name), to_json(params))

    async def _same(
        self,
        subject: str,
        body: bytes,
        *,
        within: float = 5.0,
        headers: Mapping[str, str] | None = None,
    ) -> Mapping[str, Any]:
        """Send the same bytes until there is an answer; eight times at most, then give up."""
        pause = _FIRST_PAUSE
        for last in [False] * (TRIES - 1) + [True]:
            try:
                sent = {**(headers or {}), **traces.carried()}
                answer = await self._nats.request(subject, body, timeout=within, headers=sent)
                return _read(answer.data)
            except (Busy, DeadlineExceeded):
                if last:
                    raise
            except AWAY as error:
                if last:
                    raise LedgerUnavailable(type(error).__name__) from error
            self._metrics.count(metrics.RETRIES)
            await asyncio.sleep(pause)
            pause *= 2
        raise LedgerUnavailable


def _read(data: bytes) -> Mapping[str, Any]:
    reply: dict[str, Any] = from_json(data)
    if reply.get("ok"):
        return reply
    error = reply.get("error") or {"code": reply["type"], "message": reply["detail"]}
    code, details = error["code"], error.get("details") or {}
    match code:
        case "version_conflict":
            raise VersionConflict(details["entity"], details["expected"], details["actual"])
        case "basis_too_old" | "clock_skew":
            raise Outdated(code)
        case "command_reused":
            raise CommandReused
        case "busy":
            raise Busy
        case "deadline_exceeded":
            raise DeadlineExceeded
        case "log_halted":
            raise LogHalted
        case "too_large":
            raise Malformed("larger than an entry may be: its substance belongs into an exhibit")
        case _:
            why = details.get("why")
            raise LedgerRefused(f"{code}: {why or error.get('message', '')}")


def _kept_note(promise: Promise, k: int, entry: Entry, note: str) -> Kept:
    _, key, signature = note.rstrip("\n").rpartition("\n")[2].split(" ")
    return Kept(
        index=promise.first + k,
        entry=entry,
        recorded_at=promise.recorded_at,
        key=key,
        signature=signature,
        own=True,
    )


def _chunk(digest: str, offset: int, length: int) -> dict[str, str]:
    return {
        "Baraza-Exhibit": digest,
        "Baraza-Offset": str(offset),
        "Baraza-Length": str(length),
    }
