"""Witnesses for tests: keys of the vectors, logs of decimal numbers, a served one on any port."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from baraza.auditor.witness.serving import Serving, Wish
from baraza.auditor.witness.store import Store
from baraza.auditor.witness.witness import Witness
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import Signer
from baraza.transparency.tree import consistency, leaf_hash, root_of

VECTORS = Path(__file__).parent / "vectors"
KEYS = json.loads((VECTORS / "keys.json").read_text())
ORIGIN = "baraza.example/2027"
LOG = Signer.from_private(KEYS[ORIGIN]["private_key"])
COUNCIL = Signer.from_private(KEYS["witness.example/council"]["private_key"])
AT = 1_804_064_642


@dataclass(frozen=True)
class Grown:
    """A log of so many leaves, or another history of it from some index on."""

    size: int
    other_from: int | None = None
    log: Signer = LOG

    @property
    def hashes(self) -> list[bytes]:
        return [
            leaf_hash(
                b"%d%s"
                % (i, b"" if self.other_from is None or i < self.other_from else b" otherwise")
            )
            for i in range(self.size)
        ]

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint(self.log.name, self.size, root_of(self.hashes))

    @property
    def note(self) -> str:
        return self.log.sign(self.checkpoint.text)

    def request(self, old: int, *, proof: Sequence[bytes] | None = None) -> bytes:
        """What the log would send to a witness that has seen `old`."""
        found = consistency(self.hashes, min(old, self.size)) if proof is None else proof
        lines = "".join(f"{b64encode(hash_).decode()}\n" for hash_ in found)
        return f"old {old}\n{lines}\n{self.note}".encode()


@contextmanager
def witness(
    path: Path,
    *,
    now: Callable[[], int] = lambda: AT,
    step: Callable[[str], None] = lambda _: None,
    by: Signer = COUNCIL,
) -> Iterator[Witness]:
    """The council's witness on this file."""
    store = Store(path)
    try:
        yield Witness(by, [LOG.verifier], store, now=now, step=step)
    finally:
        store.close()


@dataclass
class Served:
    """A witness behind HTTP, and every line that it has noted."""

    serving: Serving
    said: list[Mapping[str, Any]]

    @property
    def url(self) -> str:
        return self.serving.server.url

    def post(
        self, body: bytes, headers: Mapping[str, str] | None = None, path: str = "/add-checkpoint"
    ) -> tuple[int, bytes, str]:
        return self._asked("POST", path, body, headers or {})

    def get(self, path: str) -> tuple[int, bytes, str]:
        return self._asked("GET", path, None, {})

    def _asked(
        self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes, str]:
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            connection.request(method, path, body, dict(headers))
            answer: HTTPResponse = connection.getresponse()
            return answer.status, answer.read(), answer.headers["Content-Type"]
        finally:
            connection.close()


@contextmanager
def served(
    folder: Path,
    *,
    by: Signer = COUNCIL,
    log: Signer = LOG,
    rehearsal: bool = False,
    now: Callable[[], int] = lambda: AT,
    port: int = 0,
) -> Iterator[Served]:
    """A witness on 127.0.0.1; its store stays in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "key").write_text(by.private_note() + "\n")
    said: list[Mapping[str, Any]] = []
    wish = Wish(
        "127.0.0.1", port, folder / "key", [log.vkey], folder / "store.db", rehearsal=rehearsal
    )
    one = Served(Serving(wish, said=said.append, now=now), said)
    try:
        yield one
    finally:
        one.serving.end()
