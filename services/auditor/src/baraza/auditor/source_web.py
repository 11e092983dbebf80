"""An export under an http(s) address, read as from a stranger who may wish us ill.

A mirror needs no trust: what it gives is proven under a signed root or it is damage. So it is only
kept from costing much: each file has a bound of bytes and of time, the whole reading has one, no
redirect is followed, nothing is unpacked, and no name comes from what was read.
"""

import os
import time
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import ClassVar, Final
from urllib.parse import urlsplit

from baraza.auditor.source_base import SHOWN_MAX, Damage, Unreadable, checked_name
from baraza.auditor.source_wire import GONE, TooMuch, Wire, connection

_KEPT_BYTES: Final = 32 << 20
_NOT_THERE = (404, 410)
_NO_HEAD = (405, 501)
_CHUNK = 1 << 16


@dataclass(frozen=True)
class Bounds:
    """Seconds: for one answer of the network, for one file, and for everything."""

    step: float = 10
    file: float = 120
    whole: float = 3_600


class Web:
    """An export under an address; each file is fetched once, as far as memory is allowed for it."""

    lists: ClassVar[bool] = False

    def __init__(self, address: str, bounds: Bounds = Bounds()) -> None:
        self._address = address.rstrip("/") + "/"
        self._bounds = bounds
        self._end = time.monotonic() + bounds.whole
        self._wire, self._open, self._path = _wire(self._address)
        self._owner = os.getpid()
        self._kept: OrderedDict[str, bytes | None] = OrderedDict()
        self._kept_bytes = 0
        self._checkpoint: bytes | None = None
        weakref.finalize(self, self._open.close)

    def read(self, path: str, most: int) -> bytes | None:
        checked_name(path)
        if path == "checkpoint" and self._checkpoint is not None:
            return self._checkpoint  # one reading is about one checkpoint
        if path in self._kept:
            self._kept.move_to_end(path)
            kept = self._kept[path]
            if kept is not None and len(kept) > most:
                raise Damage(path, f"larger than {most} bytes")
            return kept
        data = self._fetched(path, most)
        if path == "checkpoint":
            self._checkpoint = data
        else:
            self._keep(path, data)
        return data

    def has(self, path: str) -> bool:
        """Of a file; what an address answers for a folder says nothing."""
        try:
            checked_name(path)
        except Damage:
            return False
        if path in self._kept:
            return self._kept[path] is not None
        with self._answered("HEAD", path, 0) as response:
            if response.status not in _NO_HEAD:
                return self._is_there(response, path)
        return self.read(path, SHOWN_MAX) is not None

    def names(self, folder: str) -> Iterator[str]:
        """None: HTTP lists no folder."""
        return iter(())

    def _fetched(self, path: str, most: int) -> bytes | None:
        with self._answered("GET", path, most) as response:
            return self._body(response, path, most)

    @contextmanager
    def _answered(self, method: str, path: str, most: int) -> Iterator[HTTPResponse]:
        """An answer, whose body is yet to come; what nobody reads of it is not waited for."""
        try:
            response = self._answer(method, path, most)
            try:
                yield response
            finally:
                if not response.isclosed():
                    response.close()
                    self._open.close()
        except TooMuch:
            self._open.close()
            raise Damage(path, f"larger than {most} bytes") from None
        except (OSError, HTTPException, ValueError) as failed:
            self._open.close()
            raise self._unreadable(path, f"{type(failed).__name__}: {failed}") from None

    def _body(self, response: HTTPResponse, path: str, most: int) -> bytes | None:
        if not self._is_there(response, path):
            return None
        length = response.getheader("Content-Length")
        if length is not None and length.isdecimal() and int(length[:20]) > most:
            raise TooMuch
        data = bytearray()
        while chunk := response.read(min(_CHUNK, most + 1 - len(data))):
            data += chunk
            if len(data) > most:
                raise TooMuch
        if length is not None and length.isdecimal() and len(data) != int(length):
            raise self._unreadable(path, f"cut off after {len(data)} bytes")
        return bytes(data)

    def _is_there(self, response: HTTPResponse, path: str) -> bool:
        """Raises `Unreadable` where the answer is neither the file as it is, nor that it is not."""
        if response.status in _NOT_THERE:
            return False
        if 300 <= response.status < 400:
            raise self._unreadable(path, "sends us elsewhere, where we do not go")
        if response.status != 200:
            raise self._unreadable(path, f"answers {response.status}")
        encoding = response.getheader("Content-Encoding", "identity")
        if encoding.strip().lower() not in {"", "identity"}:
            raise self._unreadable(path, f"comes packed ({encoding[:40]}), as nobody asked for")
        return True

    def _answer(self, method: str, path: str, most: int) -> HTTPResponse:
        """The head of an answer. A connection that has waited too long may be gone: once anew."""
        if self._owner != os.getpid():  # a process of its own has a connection of its own
            self._wire, self._open, _ = _wire(self._address)
            self._owner = os.getpid()
        again = self._open.sock is not None
        self._wire.begin(self._bounds.step, min(self._end, self._file_end), 2 * most)
        try:
            return self._asked(method, path)
        except GONE:
            self._open.close()
            if not again:
                raise
        self._wire.begin(self._bounds.step, min(self._end, self._file_end), 2 * most)
        return self._asked(method, path)

    def _asked(self, method: str, path: str) -> HTTPResponse:
        headers = {"Accept-Encoding": "identity", "User-Agent": "baraza-audit"}
        self._open.request(method, self._path + path, headers=headers)
        try:
            return self._open.getresponse()
        except TooMuch:
            raise HTTPException("the head of the answer does not end") from None

    @property
    def _file_end(self) -> float:
        return time.monotonic() + self._bounds.file

    def _keep(self, path: str, data: bytes | None) -> None:
        self._kept[path] = data
        self._kept_bytes += len(data or b"") + len(path)
        while self._kept_bytes > _KEPT_BYTES:
            old, was = self._kept.popitem(last=False)
            self._kept_bytes -= len(was or b"") + len(old)

    def _unreadable(self, path: str, why: str) -> Unreadable:
        return Unreadable(f"{self._address}{path}: {why}")


def _wire(address: str) -> tuple[Wire, HTTPConnection, str]:
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as bad:
        raise Unreadable(f"{address}: {bad}") from None
    plain = parts.query or parts.fragment or parts.username is not None
    if parts.scheme not in {"http", "https"} or not host or plain:
        raise Unreadable(f"{address}: not an address such as https://log.example/2027/")
    if not address.isascii() or any(char <= " " for char in address):
        raise Unreadable(f"{address}: an address has no such characters")
    wire = Wire()
    return wire, connection(parts.scheme, host, port, wire), parts.path
