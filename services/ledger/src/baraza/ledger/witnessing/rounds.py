"""All witnesses at once, each in a thread of its own: the newest checkpoint is all they are asked.

A silent witness delays nobody: not the ledger, not the other witnesses. What a new checkpoint
overtakes is not asked any more.
"""

import threading
from base64 import b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from time import monotonic
from typing import Any, Final

from sqlalchemy import select

from baraza.decider import written
from baraza.ledger import cosignatures, tables
from baraza.ledger.append import Ledger, LedgerStopped
from baraza.ledger.checkpoints import Signed
from baraza.ledger.witnessing.asking import Silent, post, verified
from baraza.ledger.witnessing.proof import consistency_proof
from baraza.messaging.subjects import READING
from baraza.telemetry import logs
from baraza.transparency.checkpoint import number
from baraza.transparency.policy import Policy, Witness

ASK_SECONDS = 5.0
FRESH_SECONDS = 3_600.0
RETRY_SECONDS = 10.0
RETRY_REHEARSED = 0.5
TOGETHER_SECONDS = 0.05
"""So long the first cosignature of a checkpoint waits for the others before it is shown."""
_WAIT = 60.0

COSIGNED: Final = "cosigned"
SILENT: Final = "silent"
REFUSED: Final = "refused"
AHEAD: Final = "ahead"


class Witnessing:
    """Asks for cosignatures, keeps those that verify, and tells when there are new ones."""

    def __init__(
        self,
        ledger: Ledger,
        bodies: Policy,
        *,
        shown: Callable[[int], None],
        rehearsed: bool = False,
        seconds: float = ASK_SECONDS,
        fresh: float = FRESH_SECONDS,
    ) -> None:
        """`shown` gets the size of a checkpoint that has new cosignatures."""
        self.ledger = ledger
        self.rehearsed = rehearsed
        self.seconds = seconds
        self.fresh = fresh
        self._shown = shown
        self.changed = threading.Condition()
        self.newest: Signed | None = None
        self.over = False
        self._arrived = 0
        asked = [witness for witness in bodies.witnesses if witness.url]
        self._askers = [_Asker(self, witness) for witness in asked]
        self._shower = threading.Thread(target=self._show, name="ledger-cosigned", daemon=True)
        for thread in (*self._askers, self._shower):
            thread.start()

    def ask(self, signed: Signed) -> None:
        """Have this checkpoint cosigned; returns at once."""
        with self.changed:
            if self.newest is None or signed.size >= self.newest.size:
                self.newest = signed
                self.changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Until every witness has answered to the newest checkpoint, or so long; whether all did.

        `shown` has been told of all that came when this returns True.
        """
        with self.changed:
            return self.changed.wait_for(self._settled, seconds)

    def told(self) -> Mapping[str, Mapping[str, Any]]:
        """How each witness stands, by its name in the policy."""
        return {
            asker.witness.name: {"state": asker.state, "size": asker.known}
            for asker in self._askers
        }

    def close(self) -> None:
        """Ask nobody any more; a request on its way ends by its own bound."""
        with self.changed:
            self.over = True
            self.changed.notify_all()
        for thread in (*self._askers, self._shower):
            thread.join(1.0)

    def arrived(self, size: int) -> None:
        with self.changed:
            self._arrived = max(self._arrived, size)
            self.changed.notify_all()

    def _settled(self) -> bool:
        return not self._arrived and all(asker.settled for asker in self._askers)

    def _show(self) -> None:
        """What comes together is shown together."""
        while True:
            with self.changed:
                self.changed.wait_for(lambda: self._arrived or self.over)
                if self.over:
                    return
                self.changed.wait_for(
                    lambda: self.over or all(asker.settled for asker in self._askers),
                    TOGETHER_SECONDS,
                )
                size, self._arrived = self._arrived, -1
            try:
                self._shown(size)
            except Exception as error:  # noqa: BLE001 - the next cosignature shows it again
                logs.log().error("cosignatures could not be shown", error=error)
            with self.changed:
                self._arrived = max(self._arrived, 0)
                self.changed.notify_all()


class _Asker(threading.Thread):
    """One witness and what it knows."""

    def __init__(self, all_: Witnessing, witness: Witness) -> None:
        super().__init__(name=f"witness-{witness.name}", daemon=True)
        self.witness = witness
        self.state: str | None = None
        self._all = all_
        self._last: Signed | None = None
        """The checkpoint that it was last asked about, whatever it said."""
        self._at = monotonic()
        with all_.ledger.reader.connect() as connection:
            self.known = cosignatures.known(connection, witness.verifier)

    @property
    def settled(self) -> bool:
        """Whether asking again about the newest checkpoint would bring nothing."""
        newest = self._all.newest
        return newest is None or (self._last is newest and self.state != SILENT)

    def run(self) -> None:
        while (signed := self._next()) is not None:
            try:
                state, why = self._asked(signed)
            except LedgerStopped:
                return
            except Silent as silent:
                state, why = SILENT, str(silent)
            except Exception as error:  # noqa: BLE001 - one witness's trouble is not the ledger's
                state, why = SILENT, f"{type(error).__name__}: {error}"
            self._note(state, why, signed)
            with self._all.changed:
                self.state, self._last, self._at = state, signed, monotonic()
                self._all.changed.notify_all()

    def _next(self) -> Signed | None:
        """The newest checkpoint, when it is time to ask about it; None: never again."""
        with self._all.changed:
            while not self._all.over:
                if self._all.newest is not None and self._all.newest is not self._last:
                    return self._all.newest
                pause = self._pause()
                left = None if pause is None else self._at + pause - monotonic()
                if left is not None and left <= 0:
                    return self._all.newest
                self._all.changed.wait(left)
            return None

    def _pause(self) -> float | None:
        """Until the same checkpoint is asked about again; None: it is not."""
        if self._all.newest is None:
            return None
        if self.state == SILENT:
            return RETRY_REHEARSED if self._all.rehearsed else RETRY_SECONDS
        return None if self._all.rehearsed else self._all.fresh

    def _asked(self, signed: Signed) -> tuple[str, str]:
        """Ask, and once more from the size that it names; what came of it, and why."""
        old = min(self.known, signed.size)
        status, answer = self._post(signed, old)
        if status == 409:
            self.known = _size(answer)
            if self.known > signed.size:
                return AHEAD, f"it has seen {self.known} entries, the log has {signed.size}"
            status, answer = self._post(signed, self.known)
        if status == 409:
            raise Silent("its size moved meanwhile")
        if status != 200:
            return REFUSED, f"it answered {status}"
        found = verified(signed.checkpoint, answer, self.witness.verifier, now=self._now(signed))
        self._all.ledger.write(lambda c: cosignatures.store(c, found)).result(_WAIT)
        self.known = signed.size
        self._all.arrived(signed.size)
        return COSIGNED, ""

    def _post(self, signed: Signed, old: int) -> tuple[int, bytes]:
        with self._all.ledger.reader.connect() as connection:
            proof = consistency_proof(connection, old, signed.size)
        lines = "".join(f"{b64encode(hash_).decode()}\n" for hash_ in proof)
        body = f"old {old}\n{lines}\n{signed.note}".encode()
        headers = {"Content-Type": "text/plain; charset=utf-8"}
        if self._all.rehearsed:
            at = datetime.fromtimestamp(self._now(signed), UTC)
            headers[READING] = written(at)
        url = self.witness.url or ""
        return post(url, body, headers=headers, seconds=self._all.seconds)

    def _now(self, signed: Signed) -> int:
        """A rehearsed log's now is the time of its newest entry."""
        if not self._all.rehearsed:
            return self._all.ledger.now() // 1_000
        entry = tables.entry.c
        with self._all.ledger.reader.connect() as connection:
            at = connection.execute(
                select(entry.recorded_at).where(entry.idx == signed.size - 1)
            ).scalar_one()
        return int(at) // 1_000

    def _note(self, state: str, why: str, signed: Signed) -> None:
        """A change is told once; what may be a fork is put down as a fault too."""
        if state == self.state:
            return
        told = {"witness": self.witness.name, "size": signed.size, "why": why}
        if state == COSIGNED:
            logs.log().info("a witness cosigned", witness=self.witness.name, size=signed.size)
            return
        logs.log().warning("a witness did not cosign", state=state, **told)
        if state != SILENT:
            self._all.ledger.note_fault(f"witness_{state}", told)


def _size(answer: bytes) -> int:
    try:
        return number(answer.decode("ascii").removesuffix("\n"))
    except ValueError:
        raise Silent("its answer names no size") from None
