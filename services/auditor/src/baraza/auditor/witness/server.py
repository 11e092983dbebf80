"""The witness's door: HTTP of the standard library, with a bound for everything."""

import json
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore, Event, Lock
from time import monotonic
from typing import Any

from baraza.auditor.witness.request import BODY_MAX
from baraza.auditor.witness.store import StoreFailed
from baraza.auditor.witness.witness import Answer, Witness

CONNECTIONS_MAX = 32
SILENCE_SECONDS = 10.0
"""How long a connection may say nothing."""
WHOLE_SECONDS = 30.0
"""How long a connection may take from beginning to end, however it drips."""
END_SECONDS = 5.0
READING = "Baraza-Reading"
"""A rehearsal's own time, as entries write it."""

Said = Callable[[Mapping[str, Any]], None]


def say(line: Mapping[str, Any]) -> None:
    """One JSON line to standard output; a reader that went away hinders no answer."""
    try:
        print(json.JSONEncoder(ensure_ascii=False).encode(line), flush=True)
    except OSError:
        return


class Server(ThreadingHTTPServer):
    """Answers until `end`; `failed` says why where the store could not go on."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = CONNECTIONS_MAX

    def __init__(
        self, host: str, port: int, witness: Witness, *, rehearsal: bool = False, said: Said = say
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self.witness = witness
        self.rehearsal = rehearsal
        self.said = said
        self.failed = Event()
        self._room = BoundedSemaphore(CONNECTIONS_MAX)
        self._open: dict[socket.socket, float] = {}
        self._only = Lock()
        super().__init__((host, port), Handler)

    @property
    def url(self) -> str:
        host, port = self.server_address[:2]
        shown = f"[{host!s}]" if self.address_family == socket.AF_INET6 else str(host)
        return f"http://{shown}:{port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        """Beyond the bound a connection is closed unread: its asker comes again."""
        if not self._room.acquire(blocking=False):
            self.shutdown_request(request)
            return
        with self._only:
            self._open[request] = monotonic() + WHOLE_SECONDS
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            with self._only:
                self._open.pop(request, None)
            self._room.release()

    def service_actions(self) -> None:
        """Between two looks at the door: connections that took too long are ended."""
        now = monotonic()
        with self._only:
            late = [request for request, until in self._open.items() if until < now]
        for request in late:
            _shut(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke, or a store that did: in the latter case nobody is answered."""
        error = sys.exc_info()[1]
        if isinstance(error, StoreFailed):
            self.said({"alarm": "store_failed", "why": str(error)})
            self.failed.set()
        elif not isinstance(error, OSError):
            self.said({"alarm": "unexpected", "why": f"{type(error).__name__}: {error}"})

    def end(self) -> None:
        """Take nothing more, let what was begun come to its end, close the door."""
        self.shutdown()
        until = monotonic() + END_SECONDS
        pause = Event()
        while self._open and monotonic() < until:
            pause.wait(0.01)
        with self._only:
            left = list(self._open)
        for request in left:
            _shut(request)
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.0: one request for a connection."""

    server: Server
    timeout = SILENCE_SECONDS
    server_version = "baraza-witness"
    sys_version = ""

    def do_POST(self) -> None:
        if not self.path.endswith("/add-checkpoint"):
            return self._give(Answer(404))
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or len(length) > 9:
            return self._give(Answer(411))
        if int(length) > BODY_MAX:
            return self._give(Answer(413))
        body = self.rfile.read(int(length))
        at = self._at()
        if len(body) < int(length) or at is _WRONG:
            return self._give(Answer(400))
        return self._give(self.server.witness.add(body, at))

    def do_GET(self) -> None:
        *_, digest, last = ["", *self.path.split("/")]
        if last != "checkpoint":
            return self._give(Answer(404))
        return self._give(self.server.witness.latest(digest))

    def _at(self) -> Any:
        """The second that a rehearsal names; None: the witness's own clock. `_WRONG`: neither."""
        reading = self.headers.get(READING)
        if not self.server.rehearsal:
            return None if reading is None else _WRONG
        try:
            at = int(datetime.fromisoformat(reading or "").timestamp())
        except (ValueError, OverflowError):
            return _WRONG
        return at if at >= 0 else _WRONG

    def _give(self, answer: Answer) -> None:
        line = {
            "origin": answer.origin,
            "old": answer.old,
            "size": answer.size,
            "status": answer.status,
        }
        self.server.said({**line, "asked": "checkpoint"} if self.command == "GET" else line)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *_: Any) -> None:
        """The one JSON line says all."""


_WRONG = object()


def _shut(request: socket.socket) -> None:
    try:
        request.shutdown(socket.SHUT_RDWR)
    except OSError:
        return
