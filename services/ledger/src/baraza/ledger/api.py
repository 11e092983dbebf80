"""What the ledger answers on the bus: bytes in, bytes out (`ledger.md` 4).

Appends, exhibits and queries speak the ledger's own JSON, `{"ok": ...}`; turns and the question
whether it is ready are those of every service.
"""

import asyncio
import json
import re
from base64 import b64encode
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from baraza.decider import instant
from baraza.ledger import checkpoints, cosignatures, exhibits, tables
from baraza.ledger.append import Ledger, LedgerStopped, Rejected, drafting
from baraza.ledger.append.answers import Answers
from baraza.ledger.append.rebuild import peaks
from baraza.messaging.problems import Malformed, Trouble, Unexpected, UnknownQuery
from baraza.messaging.replies import Answer, Ready, Turned
from baraza.messaging.subjects import READING
from baraza.telemetry import logs, traces
from baraza.transparency.leaf import Leaf
from baraza.transparency.tree import Frontier

PAGE = 500
REPLY_MAX = 700_000
RECENT_MAX = 2_000
INLINE_MAX = 65_536
"""Larger requests are checked beside the loop, so that small ones need not wait."""
LOOK_AGAIN = timedelta(days=1)
"""When a turn may find again that the log has grown enough for a checkpoint."""

to_json = TypeAdapter(Any).dump_json
_DIGEST = re.compile("[0-9a-f]{64}")
_NO_PARAMS = (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)
"""What comes of parameters that nobody looked at before; numbers beyond a database's too."""

Headers = Mapping[str, str]


class Silent(Exception):
    """There is no answer to give: the ledger stands still, and the caller will ask again."""


class Api:
    """One ledger's answers."""

    def __init__(
        self,
        ledger: Ledger,
        *,
        turn: Callable[[datetime], int],
        export: Callable[[], tuple[int, str]],
    ) -> None:
        """`turn` does what is due at a reading; `export` brings the files up to date."""
        self._ledger = ledger
        self._turn = turn
        self._export = export
        self._pages = Pages()
        self._answers = Answers()
        self._queries: Mapping[str, Callable[[Connection, Mapping[str, Any]], Any]] = {
            "checkpoint": self._checkpoint,
            "draft": self._draft,
            "entries": self._entries,
            "exhibit": self._exhibit,
            "keys": self._keys,
            "receipt": self._receipt,
            "root": self._root,
        }

    async def append(self, service: str, data: bytes, headers: Headers) -> bytes:
        """Answer after the commit, never before. Raises `Silent` where nobody can know."""
        with traces.received(f"record {service}", headers):
            traceparent = traces.carried().get("traceparent")
            try:
                if len(data) > INLINE_MAX:
                    prepare = self._ledger.prepare
                    prepared = await asyncio.to_thread(prepare, data, service, traceparent)
                else:
                    prepared = self._ledger.prepare(data, service, traceparent)
                taken = await self._answers.of(self._ledger.submit(prepared))
            except Rejected as no:
                logs.log().info("an append was rejected", code=no.code, service=service)
                return to_json(no.reply)
            except LedgerStopped:
                raise Silent from None
        return to_json(taken.reply)

    async def exhibit(self, data: bytes, headers: Headers) -> bytes:
        """One part of an upload."""
        try:
            digest = headers["Baraza-Exhibit"]
            offset, length = int(headers["Baraza-Offset"]), int(headers["Baraza-Length"])
        except (KeyError, ValueError):
            return to_json(Rejected("malformed", why="bad_request").reply)
        if not _DIGEST.fullmatch(digest) or offset < 0 or length < 0:
            return to_json(Rejected("malformed", why="bad_request").reply)
        at = self._ledger.now()
        try:
            have = await asyncio.wrap_future(
                self._ledger.write(lambda c: _staged(c, digest, offset, length, data, at))
            )
        except exhibits.TooLarge:
            return to_json(Rejected("too_large", limit=exhibits.SIZE_MAX).reply)
        except LedgerStopped:
            raise Silent from None
        if have is None:
            return to_json(Rejected("digest_mismatch", digest=digest).reply)
        return to_json({"ok": True, "have": have})

    async def query(self, name: str, data: bytes) -> bytes:
        """A question about the log as it stands."""
        standing = self._ledger.standing
        if name == "ready":
            return Ready(position=standing.size).model_dump_json().encode()
        if name == "head":
            return to_json({"ok": True, "size": standing.size, "recorded_at": standing.recorded_at})
        query = self._queries.get(name)
        if query is None:
            return _problem(UnknownQuery(name))
        try:
            params = json.loads(data or b"{}")
            answer = await asyncio.to_thread(self._read, query, params)
            return answer if isinstance(answer, bytes) else to_json(answer)
        except _NO_PARAMS:
            return _problem(Malformed(f"{name} does not take these parameters"))

    async def ask(self, name: str, headers: Headers) -> bytes:
        """A turn, or the files; whoever asks is told when it cannot be done."""
        try:
            return await self._asked(name, headers)
        except Exception as error:  # noqa: BLE001 - whatever it was, silence would not say so
            logs.log().error("an ask failed", name=name, error=error)
            return _problem(Unexpected(f"{name} failed with {type(error).__name__}"))

    async def _asked(self, name: str, headers: Headers) -> bytes:
        if name == "Turn":
            try:
                reading = instant(headers[READING])
            except (KeyError, ValueError):
                return _problem(Malformed(f"a turn names its {READING}"))
            performed = await asyncio.to_thread(self._turn, reading)
            position = self._ledger.standing.size
            return (
                Turned(
                    performed=performed,
                    position=position,
                    next_at=reading + LOOK_AGAIN,
                    hears=frozenset(),
                )
                .model_dump_json()
                .encode()
            )
        if name == "Export":
            size, folder = await asyncio.to_thread(self._export)
            return to_json({"ok": True, "size": size, "dir": folder})
        return _problem(UnknownQuery(name))

    def _read(
        self, query: Callable[[Connection, Mapping[str, Any]], Any], params: Mapping[str, Any]
    ) -> Any:
        with self._ledger.reader.connect() as connection:
            return query(connection, params)

    def _entries(self, connection: Connection, params: Mapping[str, Any]) -> bytes:
        """As many as fit into a message; at least one where there is one."""
        first, count = int(params["first"]), min(int(params.get("count", PAGE)), PAGE)
        size = self._ledger.standing.size
        last = min(first + count, size)
        entries: list[bytes] = []
        room = REPLY_MAX
        for one in self._pages.between(connection, max(first, 0), last):
            room -= len(one) + 1
            if room < 0 and entries:
                break
            entries.append(one)
        return b'{"ok":true,"size":%d,"entries":[%b]}' % (size, b",".join(entries))

    def _exhibit(self, connection: Connection, params: Mapping[str, Any]) -> Any:
        body = exhibits.body(connection, str(params["sha256"]))
        if body is None:
            return Rejected("exhibit_missing", digests=[params["sha256"]]).reply
        offset = int(params.get("offset", 0))
        part = body[offset : offset + exhibits.PART_MAX]
        return {"ok": True, "size": len(body), "data": b64encode(part).decode()}

    def _receipt(self, connection: Connection, params: Mapping[str, Any]) -> Any:
        table = tables.decision.c
        row = connection.execute(
            select(table.first_idx, table.count, table.receipt).where(
                table.command_id == str(params["command_id"])
            )
        ).first()
        if row is None:
            return {"ok": True, "first": None}
        return {"ok": True, "first": row.first_idx, "count": row.count, "receipt": row.receipt}

    def _root(self, connection: Connection, params: Mapping[str, Any]) -> Any:
        """The tree's root at an earlier size, whichever sizes were signed; services ask it too."""
        size, now = int(params["size"]), self._ledger.standing.size
        if not 0 <= size <= now:
            raise ValueError(size)
        root = Frontier(size, tuple(peaks(connection, size))).root().hex()
        return Answer(position=now, answer={"size": size, "root": root}).model_dump()

    def _checkpoint(self, connection: Connection, _: Mapping[str, Any]) -> Any:
        signed = checkpoints.latest(connection)
        if signed is None:
            return {"ok": True, "size": 0, "note": None}
        note = cosignatures.whole(connection, signed.note, signed.size)
        return {"ok": True, "size": signed.size, "note": note}

    def _keys(self, _: Connection, __: Mapping[str, Any]) -> Any:
        return {"ok": True, **drafting.told(self._ledger.standing.ring)}

    def _draft(self, _: Connection, params: Mapping[str, Any]) -> Any:
        """A decision that the root key would have to sign, as it would be recorded now."""
        named = (str(params["command"]), params["data"], str(params["id"]))
        entries = drafting.draft(self._ledger, *named)
        return {"ok": True, "entries": [entry.wire.decode() for entry in entries]}


class Pages:
    """Entries as a reply names them; the newest are at hand, since every service asks for them."""

    def __init__(self) -> None:
        self._recent: OrderedDict[int, bytes] = OrderedDict()
        self._only = Lock()

    def between(self, connection: Connection, first: int, last: int) -> Iterator[bytes]:
        """Those from `first` to before `last`, which are all committed."""
        with self._only:
            held = [self._recent.get(index) for index in range(first, last)]
        for index, one in enumerate(held, first):
            if one is None:
                yield from self._read(connection, index, last)
                return
            yield one

    def _read(self, connection: Connection, first: int, last: int) -> Iterator[bytes]:
        entry = tables.entry.c
        rows = connection.execute(
            select(entry.idx, entry.recorded_at, entry.leaf, entry.traceparent)
            .where(entry.idx >= first, entry.idx < last)
            .order_by(entry.idx)
        )
        for index, at, data, traceparent in rows:
            one = _entry(index, at, data, traceparent)
            with self._only:
                self._recent[index] = one
                if len(self._recent) > RECENT_MAX:
                    self._recent.popitem(last=False)
            yield one


def _entry(index: int, at: int, data: bytes, traceparent: str | None) -> bytes:
    leaf = Leaf.parse(data)
    one = {
        "index": index,
        "at": at,
        "key": leaf.key_name,
        "sig": leaf.signature,
        "wire": leaf.wire.decode(),
    }
    return to_json({**one, "traceparent": traceparent} if traceparent else one)


def _staged(
    connection: Connection, digest: str, offset: int, length: int, part: bytes, at: int
) -> int | None:
    """How many bytes are there now; None: they were others, and are dropped with this commit."""
    try:
        return exhibits.put(connection, digest, offset, length, part, at)
    except exhibits.DigestMismatch:
        return None


def _problem(trouble: Trouble) -> bytes:
    return trouble.problem(logs.trace_id()).model_dump_json().encode()
