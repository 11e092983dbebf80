"""A witness that serves: opened, watched for logs that fall silent, and ended."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread

from baraza.auditor.source import Unreadable
from baraza.auditor.witness import keys
from baraza.auditor.witness.server import Said, Server, say
from baraza.auditor.witness.steps import killer
from baraza.auditor.witness.store import Store, StoreFailed
from baraza.auditor.witness.witness import Witness
from baraza.transparency.notes import Verifier

STALE_SECONDS = 7_200
"""A log of which no checkpoint came for so long is reported (`ledger.md` P7)."""
LOOK_SECONDS = 60.0
BROKEN_EXIT = 70


@dataclass(frozen=True)
class Wish:
    """What a witness is started with."""

    host: str
    port: int
    key: Path
    logs: Sequence[str]
    store: Path
    rehearsal: bool = False
    """Take the time from each request; for a log that lives in virtual time."""
    address: Path | None = None
    """Where to write the address once it is known."""
    leashed: bool = False
    """End when standard input closes."""


class Serving:
    """A witness with its door open; `failed` is set where it cannot go on."""

    def __init__(
        self,
        wish: Wish,
        *,
        said: Said = say,
        now: Callable[[], int] = lambda: int(time.time()),  # noqa: TID251 - a body's own clock
    ) -> None:
        """Raises `Unreadable` with what is wrong with key, store or address."""
        self._wish, self._said, self._now = wish, said, now
        signer = keys.read(wish.key)
        try:
            self._store = Store(wish.store, rehearsal=wish.rehearsal)
        except StoreFailed as failed:
            raise Unreadable(str(failed)) from None
        logs = [Verifier.from_vkey(log) for log in wish.logs]
        step = killer(os.environ.get("BARAZA_KILL_AT", ""))
        self._witness = Witness(signer, logs, self._store, now=now, step=step)
        self._since = now()
        self._alarmed: dict[str, int] = {}
        try:
            self.server = Server(
                wish.host, wish.port, self._witness, rehearsal=wish.rehearsal, said=said
            )
        except OSError as taken:
            self._store.close()
            raise Unreadable(f"{wish.host}:{wish.port}: {taken.strerror or taken}") from None
        self._thread = Thread(target=self.server.serve_forever, args=(0.2,), name="witness")
        self._thread.start()
        try:
            if wish.address:
                _write(wish.address, f"{self.server.url}\n")
        except OSError as failed:
            self.end()
            raise Unreadable(f"{wish.address}: {failed.strerror}") from None
        self._said({"serving": self.server.url, "witness": signer.vkey})

    @property
    def failed(self) -> Event:
        return self.server.failed

    def look(self) -> None:
        """Report each log that has been silent for too long, and again with every such time."""
        if self._wish.rehearsal:
            return  # its time moves when it is asked
        now = self._now()
        for origin in self._witness.origins:
            held = self._witness.seen(origin)
            silent = now - max(held.at, self._since if not held.note else 0)
            times = silent // STALE_SECONDS
            if times > self._alarmed.get(origin, 0):
                self._said(
                    {"alarm": "stale", "origin": origin, "size": held.size, "age_seconds": silent}
                )
            self._alarmed[origin] = max(times, 0)

    def end(self) -> None:
        self.server.end()
        self._thread.join()
        self._store.close()


def serve(wish: Wish) -> None:
    """Until SIGTERM or Ctrl-C; a store that failed ends the process at once."""
    over = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: over.set())
    serving = Serving(wish)
    if wish.leashed:
        Thread(target=_until_closed, args=(over,), daemon=True).start()
    Thread(target=_until_failed, args=(serving.failed,), daemon=True).start()
    while not over.wait(LOOK_SECONDS):
        serving.look()
    serving.end()


def _until_closed(over: Event) -> None:
    while os.read(0, 4_096):
        pass
    over.set()


def _until_failed(failed: Event) -> None:
    """At once, without a reply: only the next start can say what the disk holds."""
    failed.wait()
    sys.stderr.write("the witness ends: its store could not be written\n")
    sys.stderr.flush()
    os._exit(BROKEN_EXIT)


def _write(path: Path, text: str) -> None:
    """Whole or not at all: somebody waits for it."""
    beside = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.new")
    beside.write_text(text)
    beside.replace(path)
