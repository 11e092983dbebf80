"""The log of record: one writer, one order, one commit for all that waits (`ledger.md` 5)."""

import fcntl
import json
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from baraza.ledger import exhibits, tables
from baraza.ledger.append.errors import LedgerStopped, Rejected
from baraza.ledger.append.group import Group, Taken
from baraza.ledger.append.rebuild import rebuild_entities, stand
from baraza.ledger.append.request import Door, Prepared, Standing
from baraza.ledger.append.steps import Step
from baraza.ledger.schemas import Schemas
from baraza.transparency.notes import Signer

QUEUE_MAX = 4_096
GROUP_DECISIONS = 256
GROUP_ENTRIES = 2_048
_BACK_MAX_MS = 1_000
_JUMP_MAX_MS = 3_600_000

T = TypeVar("T")


class Locked(Exception):
    """Another ledger is running on these files. Stop it first."""


class Damaged(Exception):
    """The tables do not agree with one another. Restore the database from a backup."""


class _Asked:
    """A decision in the queue."""

    def __init__(self, prepared: Prepared) -> None:
        self.prepared = prepared
        self.future: Future[Taken] = Future()


class _Write(Generic[T]):
    """Anything else that one transaction of the writer does."""

    def __init__(self, does: Callable[[Connection], T]) -> None:
        self.does = does
        self.future: Future[T] = Future()


class Ledger:
    """The one order of all entries.

    - What a receipt was given for is in the log, for ever, after any crash.
    - A decision is stored whole or not at all; what is refused writes nothing.
    - Where a write may have failed, nobody gets a receipt and `die` is called: the disk is asked
      again only by the next start.
    """

    def __init__(
        self,
        url: str,
        *,
        origin: str,
        signer: Signer,
        now: Callable[[], int],
        monotonic: Callable[[], float],
        die: Callable[[str], None],
        lock: Path | None = None,
        step: Step = lambda _: None,
        committed: Callable[[int], None] = lambda _: None,
        rehearsed: bool = False,
    ) -> None:
        """`rehearsed`: a commit need not outlive a loss of power, where the log is a rehearsal."""
        self.origin = origin
        self.signer = signer
        self.now = now
        self.committed = committed
        self._monotonic = monotonic
        self._die = die
        self._step = step
        self._lock = _locked(lock) if lock else None
        self._engine = tables.writing(url)
        self.reader: Engine = tables.reading(url)
        self.schemas = Schemas(self.exhibit)
        self.door = Door(origin, self.schemas, now, monotonic)
        self.halted: str | None = None
        try:
            self._epoch, self.standing, self._peaks = self._open()
        except BaseException:
            self._let_go()
            raise
        self._rehearsed = rehearsed and self.standing.clock != "system"
        self._clock_seen: tuple[int, float] | None = None
        self._queue: SimpleQueue[_Asked | _Write[Any] | None] = SimpleQueue()
        self._current: list[_Asked] = []
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    # --- asking

    def prepare(self, payload: bytes, service: str, traceparent: str | None = None) -> Prepared:
        """Checks that need no queue; raises `Rejected`. What was not authorised is noted."""
        try:
            return self.door.prepare(payload, service, self.standing, traceparent)
        except Rejected as no:
            if no.code == "unauthorised":
                self.note_fault(no.code, no.details)
            raise

    def submit(self, prepared: Prepared) -> "Future[Taken]":
        """Wait for the commit; the future fails with `Rejected` or `LedgerStopped`."""
        asked = _Asked(prepared)
        if self.halted is not None:
            asked.future.set_exception(Rejected("log_halted", why=self.halted))
        elif self._queue.qsize() >= QUEUE_MAX:
            asked.future.set_exception(Rejected("busy", retry_after_ms=1_000))
        else:
            self._put(asked)
        return asked.future

    def write(self, does: Callable[[Connection], T]) -> "Future[T]":
        """Do something else in a transaction of the one writer."""
        task = _Write(does)
        self._put(task)
        return task.future

    def note_fault(self, code: str, details: dict[str, Any]) -> None:
        """A row in the local table of faults; not part of the record."""
        row = {"at": self.now(), "code": code, "details": _json(details)}
        self.write(lambda connection: connection.execute(insert(tables.fault), row))

    def halt(self, why: str) -> None:
        """Append nothing until an operator has looked at it."""
        if self.halted is None:
            self.halted = why
            self.note_fault("log_halted", {"why": why})

    def end(self, why: str) -> None:
        """Die as when a write of its own has failed: one beside it may be half done."""
        self._stopped = True
        self._die(why)

    def exhibit(self, digest: str) -> bytes | None:
        with self.reader.connect() as connection:
            return exhibits.body(connection, digest)

    def close(self) -> None:
        """Finish what waits, then let go of the files."""
        self._stopped = True
        self._queue.put(None)
        self._thread.join()
        self._let_go()

    def _let_go(self) -> None:
        self._engine.dispose()
        self.reader.dispose()
        if self._lock is not None:
            self._lock.close()

    # --- opening

    def _open(self) -> tuple[int, Standing, list[bytes]]:
        tables.prepare(self._engine)
        with self._engine.begin() as connection:
            head = connection.execute(select(tables.head)).one()
            last = connection.execute(select(func.max(tables.entry.c.idx))).scalar()
            count = connection.execute(select(func.count()).select_from(tables.entry)).scalar_one()
            size = 0 if last is None else last + 1
            if not head.size == size == count:
                raise Damaged(f"head says {head.size}, entries are {count} up to {last}")
            rebuild_entities(connection)
            standing, peaks = stand(connection, head.size, head.recorded_at)
            moved = connection.execute(
                update(tables.head)
                .where(tables.head.c.one == 1, tables.head.c.epoch == head.epoch)
                .values(epoch=head.epoch + 1)
            )
            if moved.rowcount != 1:
                raise Locked
        return head.epoch + 1, standing, peaks

    # --- writing

    def _put(self, job: "_Asked | _Write[Any]") -> None:
        if self._stopped:
            job.future.set_exception(LedgerStopped())
            return
        self._queue.put(job)

    def _run(self) -> None:
        with self._engine.connect() as connection:
            if self._rehearsed:
                tables.spare_the_disk(connection)
            self._write_all(connection)

    def _write_all(self, connection: Connection) -> None:
        """Until told to end: one connection for the writer's whole life."""
        held: _Asked | _Write[Any] | None = None
        while True:
            job = held or self._queue.get()
            held = None
            if job is None:
                return
            try:
                if isinstance(job, _Write):
                    self._do(connection, job)
                else:
                    group, held, ended = self._gather(job)
                    self._commit(connection, group)
                    if ended:
                        return
            except BaseException as error:  # noqa: BLE001 - whatever it was, nothing is known now
                self._stop(job, error)
                return

    def _gather(self, first: _Asked) -> "tuple[list[_Asked], _Write[Any] | None, bool]":
        """What waits already, in order; never waiting for more."""
        group, entries = [first], len(first.prepared.notes)
        while len(group) < GROUP_DECISIONS and entries < GROUP_ENTRIES:
            try:
                job = self._queue.get_nowait()
            except Empty:
                break
            if job is None:
                return group, None, True
            if isinstance(job, _Write):
                return group, job, False
            group.append(job)
            entries += len(job.prepared.notes)
        return group, None, False

    def _commit(self, connection: Connection, jobs: list[_Asked]) -> None:
        """One transaction, then all replies. A refused decision does not hinder the others."""
        self._current = jobs
        if self.halted is not None:
            self._refuse(jobs, self.halted)
            return
        try:
            group, answers = self._judge(connection, jobs)
        except SQLAlchemyError as error:
            connection.rollback()
            if not disk_full(error):
                raise
            # Nothing was written, and nothing can be until there is space.
            self.halted = "disk_full"
            self._refuse(jobs, self.halted)
            return
        self._step("ledger.before_commit")
        connection.commit()
        # Stopped here, the decisions are stored and nobody knows: a retry gets the first receipt.
        self._step("ledger.after_commit")
        grown = group.standing.size > self.standing.size
        self.standing, self._peaks = group.standing, group.peaks
        if grown:
            self.committed(self.standing.size)
        self._answer(jobs, answers)

    def _judge(
        self, connection: Connection, jobs: list[_Asked]
    ) -> tuple[Group, list[Taken | Rejected]]:
        waiting = [job.prepared for job in jobs]
        group = Group(connection, self.standing, self._peaks, self.signer, self.origin, waiting)
        answers: list[Taken | Rejected] = []
        for asked in waiting:
            try:
                answers.append(self._take(group, asked))
            except Rejected as no:
                answers.append(no)
        if not group.store(self._epoch):
            raise Locked("another writer has moved the head")
        return group, answers

    def _take(self, group: Group, asked: Prepared) -> Taken:
        founding = asked.command["type"] == "baraza.command.ledger.FoundLog.v1"
        virtual = group.standing.virtual or (
            founding and asked.command["data"].get("clock") == "virtual"
        )
        # In a rehearsed log the time of the decision is all that `recorded_at` depends on.
        now = asked.time if virtual else self.now()
        monotonic = self._monotonic()
        if not virtual:
            self._watch_clock(group.standing, now, monotonic)
        return group.take(asked, now, monotonic)

    def _watch_clock(self, standing: Standing, now: int, monotonic: float) -> None:
        """A clock that steps back or jumps ahead is a fault; order is the index all the same."""
        back = standing.recorded_at - now
        if back > _BACK_MAX_MS:
            self.note_fault("clock_stepped_back", {"ms": back})
        if self._clock_seen is not None:
            then, mark = self._clock_seen
            ahead = now - then - int((monotonic - mark) * 1000)
            if ahead > _JUMP_MAX_MS:
                self.note_fault("clock_jumped_ahead", {"ms": ahead})
        self._clock_seen = now, monotonic

    def _answer(self, jobs: list[_Asked], answers: list[Taken | Rejected]) -> None:
        for job, answer in zip(jobs, answers, strict=True):
            if isinstance(answer, Rejected):
                if answer.code in {"unauthorised", "command_reused", "basis_ahead"}:
                    self.note_fault(answer.code, answer.details)
                job.future.set_exception(answer)
            else:
                job.future.set_result(answer)

    def _refuse(self, jobs: list[_Asked], why: str) -> None:
        for job in jobs:
            job.future.set_exception(Rejected("log_halted", why=why))

    def _do(self, connection: Connection, job: "_Write[Any]") -> None:
        self._current = []
        try:
            result = job.does(connection)
        except SQLAlchemyError:
            raise
        except Exception as error:  # noqa: BLE001 - it is the caller's to judge
            connection.rollback()
            job.future.set_exception(error)
            return
        connection.commit()
        job.future.set_result(result)

    def _stop(self, job: "_Asked | _Write[Any]", error: BaseException) -> None:
        """Nobody gets a receipt: what the disk holds, only the next start can say."""
        self._stopped = True
        self._die(f"{type(error).__name__}: {error}")
        waiting: list[_Asked | _Write[Any]] = [job, *self._current]
        while not self._queue.empty():
            left = self._queue.get_nowait()
            waiting += [left] if left is not None else []
        for one in waiting:
            if not one.future.done():
                one.future.set_exception(LedgerStopped())


def _locked(path: Path) -> Any:
    """Held for the life of the process: two ledgers never write the same files."""
    path.parent.mkdir(parents=True, exist_ok=True)
    file = path.open("a")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise Locked from None
    return file


def disk_full(error: SQLAlchemyError) -> bool:
    """Whether nothing was written for lack of space, and anything may be once there is some."""
    origin = getattr(error, "orig", None)
    return getattr(origin, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def _json(details: dict[str, Any]) -> str:
    return json.JSONEncoder(sort_keys=True, default=str).encode(details)
