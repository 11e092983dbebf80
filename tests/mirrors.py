"""An export behind an address: an honest server, and one with a malice for some of its files."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any

Malice = Callable[["Mirror"], bool]
"""Answers a request in a way of its own and gives true, or leaves it to the honest server."""


class Mirror(SimpleHTTPRequestHandler):
    """The folder as it is, unless a malice answers before; each request is noted."""

    malice: Malice = staticmethod(lambda _mirror: False)
    asked: list[str]
    connections: list[int]
    stop: Event

    def setup(self) -> None:
        super().setup()
        self.connections.append(1)

    def do_GET(self) -> None:
        self.asked.append(self.path)
        try:
            if not self.malice(self):
                super().do_GET()
        except ConnectionError:
            self.close_connection = True  # the reader had enough

    def do_HEAD(self) -> None:
        try:
            if not self.malice(self):
                super().do_HEAD()
        except ConnectionError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as the base has it
        """Nobody reads it."""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> bool:
        self.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        return True


class Patient(ThreadingHTTPServer):
    """A server to which a reader that hangs up is no error."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Served:
    """Where a mirror listens, and what it was asked for."""

    def __init__(self, address: str, kind: type[Mirror]) -> None:
        self.address = address
        self.asked = kind.asked
        self.connections = kind.connections


@contextmanager
def mirror(folder: Path, malice: Malice | None = None, *, version: str = "1.1") -> Iterator[Served]:
    """The folder under an address of this machine, until the end of the block."""
    stop = Event()
    members: dict[str, Any] = {"asked": [], "connections": [], "stop": stop}
    members["protocol_version"] = f"HTTP/{version}"
    if malice:
        members["malice"] = staticmethod(malice)
    kind: Any = type("OneMirror", (Mirror,), members)
    server = Patient(("127.0.0.1", 0), partial(kind, directory=str(folder)))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.server_port}/", kind)
    finally:
        stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


def for_file(path: str, malice: Malice) -> Malice:
    """The malice for one file of the export, and honesty for the others."""
    return lambda asked: asked.path == f"/{path}" and malice(asked)
