"""A connection whose every answer has a bound of time and of bytes, its head included.

`http.client` waits for each piece of an answer anew, and believes what a chunk says of its length;
a server that sends one byte every nine seconds would never end. So both are counted below it.
"""

import io
import socket
import ssl
import time
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any

_HEAD = 1 << 16  # bytes that a head, and the lengths of chunks, may add
GONE = (ConnectionError, HTTPException, ssl.SSLEOFError, ssl.SSLZeroReturnError)
"""How a connection that has waited too long says that nobody is there any more."""


class TooMuch(Exception):
    """More bytes came than were asked for."""


class Wire:
    """What is left of the time and the bytes of the answer that is awaited."""

    def __init__(self) -> None:
        self._step, self._end, self._bytes = 0.0, 0.0, 0

    def begin(self, step: float, end: float, most: int) -> None:
        self._step, self._end, self._bytes = step, end, most + _HEAD

    def seconds(self) -> float:
        """How long to wait for the next piece; raises `TimeoutError` where no time is left."""
        left = min(self._step, self._end - time.monotonic())
        if left <= 0:
            raise TimeoutError("no time is left")
        return left

    def count(self, size: int) -> int:
        self._bytes -= size
        if self._bytes < 0:
            raise TooMuch
        return size


def connection(scheme: str, host: str, port: int | None, wire: Wire) -> HTTPConnection:
    """Not yet made; it is made, and made again, when it is asked for something."""
    if scheme == "https":
        return _Secure(host, port, wire)
    return _Plain(host, port, wire)


class _Plain(HTTPConnection):
    def __init__(self, host: str, port: int | None, wire: Wire) -> None:
        super().__init__(host, port)
        self._wire = wire

    def connect(self) -> None:
        self.timeout = self._wire.seconds()
        super().connect()
        self.sock = _Bounded(self.sock, self._wire)


class _Secure(HTTPSConnection):
    def __init__(self, host: str, port: int | None, wire: Wire) -> None:
        super().__init__(host, port, context=ssl.create_default_context())
        self._wire = wire

    def connect(self) -> None:
        self.timeout = self._wire.seconds()
        super().connect()
        self.sock = _Bounded(self.sock, self._wire)


class _Bounded:
    """As much of a socket as `http.client` uses."""

    def __init__(self, sock: socket.socket, wire: Wire) -> None:
        self._sock = sock
        self._wire = wire

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(self._wire.seconds())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Raw(self._sock, self._wire))

    def close(self) -> None:
        self._sock.close()


class _Raw(io.RawIOBase):
    """The bytes that come, counted; it keeps the socket open as long as it is read."""

    def __init__(self, sock: socket.socket, wire: Wire) -> None:
        self._sock, self._wire = sock, wire
        self._file: Any = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._wire.seconds())
        return self._wire.count(self._file.readinto(buffer))

    def close(self) -> None:
        self._file.close()
        super().close()
