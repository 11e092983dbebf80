"""The desk: holds what was folded, and decides about different entities side by side."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any, NoReturn

from baraza.decider import (
    Asked,
    Chain,
    Decider,
    Entry,
    Folded,
    Message,
    Refused,
    UnknownType,
    decision,
)
from baraza.decider.decision import dumped
from baraza.messaging.attesting import EVERY, Marks
from baraza.messaging.checks import NotGenuine
from baraza.messaging.ledger import PAGE, Kept, Ledger, Outdated, Receipt, VersionConflict
from baraza.messaging.parts import Listener
from baraza.messaging.problems import (
    Behind,
    CommandReused,
    Halted,
    LedgerRefused,
    LostRaces,
    Malformed,
)
from baraza.messaging.refusals import Refusals
from baraza.messaging.versions import Newer
from baraza.telemetry import logs, metrics, traces
from baraza.transparency import ask_digest, canonical, parse

TRIES = 8
EVENTS_MAX = 999
"""Of one decision (`ledger.md` 3.1)."""
TELL_SECONDS = 0.25
UNTOLD_MAX = 128
UNTOLD_SOME = 12
_SENT_AFTER = 3
"""Rounds of the loop after which a request has left this process."""


class Desk:
    """Decides commands of one service at the state it has folded, and folds what was recorded.

    - Two commands of one turn (mostly: about one entity) are decided one after the other, others
      side by side; each is guarded by its own versions, so that whichever read what has moved
      decides again, eight times at most.
    - A decision is folded whole, once, in the log's order, and before anyone is answered.
    - An entry that cannot be read halts the desk: it is never skipped.
    """

    def __init__(
        self,
        decider: Decider[Any, Any, Any, Any],
        ledger: Ledger,
        origin: str,
        *,
        listeners: Sequence[Listener] = (),
        at_once: Sequence[Listener] = (),
        check: Callable[[Sequence[Kept]], None] = lambda decision: None,
        counted: metrics.Metrics | None = None,
        attest_every: int = EVERY,
        newer: Sequence[Decider[Any, Any, Any, Any]] = (),
    ) -> None:
        """`newer` are later versions of the rules: each decides once the log has announced it.

        `check` sees each whole decision before it is folded, and raises if it is not genuine.

        `at_once` is told each decision as it is folded; `listeners` follow soon, many decisions
        at a time, and in any case before `told` returns.
        """
        self.decider = decider
        self.now: Folded[Any] = Folded(decider.initial)
        self.last: Kept | None = None  # the newest entry that was folded
        self.halted: str | None = None
        self.stands_still = asyncio.Event()  # set once it has halted
        self.marks = Marks(attest_every)
        self._newer = Newer(newer)
        self.hears = decider.hears.union(*(each.hears for each in newer))
        self._ledger = ledger
        self._origin = origin
        self._listeners = listeners
        self._at_once = at_once
        self._check = check
        self._metrics = counted or metrics.Metrics()
        self._done: dict[str, tuple[int, int]] = {}  # command id -> first index, count
        self._refusals = Refusals()
        self._parts: list[Kept] = []  # of the decision that is coming in
        self._untold: list[tuple[int, Entry]] = []
        self._telling: asyncio.TimerHandle | None = None
        self._folding = asyncio.Lock()
        self._moved = asyncio.Condition()
        self._turns: dict[str, tuple[asyncio.Lock, int]] = {}

    @property
    def position(self) -> int:
        """How many entries have been folded."""
        return self.now.basis

    def told(self) -> None:
        """Let the listeners follow up to the position: for whoever reads what they write."""
        self._fit()
        try:
            self._tell()
        except Exception as error:  # noqa: BLE001 - what did not follow may not be answered from
            self._halt("listener", self._untold[0][0], error)

    def close(self) -> None:
        """Tell nobody any more; what was not told is told again after the next start."""
        if self._telling is not None:
            self._telling.cancel()

    def done(self, command_id: str) -> bool:
        """Whether a decision with this id has been folded, a refusal too."""
        return command_id in self._done

    def judged(self, command: Message, asked: Asked) -> Sequence[Any] | Refused:
        """What the rules say of it now; nothing is recorded."""
        return self.decider.decide(self.now.state, as_read(command), asked)

    async def recorded(self, command_id: str) -> Receipt | None:
        """The decision with this id as it was recorded, where it has been folded."""
        if command_id not in self._done:
            return None
        first, count = self._done[command_id]
        entries = tuple(await self._ledger.entries(first, count))
        while len(entries) < count:  # a page may end early
            entries += tuple(await self._ledger.entries(first + len(entries), count - len(entries)))
        return Receipt(first, entries, replayed=True)

    def may_ask(self, asked: Asked) -> None:
        """Raises `TooManyAsks` where too many of this asker were refused."""
        self._refusals.check(asked.actor, asked.time)

    async def decide(
        self,
        command: Message,
        asked: Asked,
        chain: Chain | None = None,
        *,
        stands: Callable[[], None] = lambda: None,
    ) -> Receipt:
        """Decide, append, fold; what was recorded first under this id, if anything was.

        `stands` is called before each try, and raises where what the ask brings does not hold at
        the position any more. Raises `Malformed`, `LostRaces`, `TooManyAsks`, and what
        `Ledger.append` raises.
        """
        self._fit()
        if type(command) not in self.decider.commands.values():
            raise Malformed(f"{self.decider.name} takes no {type(command).__name__} yet")
        command = as_read(command)
        async with self._turn(command.turn):
            self.may_ask(asked)
            for _ in range(TRIES):
                stands()
                entries = self._decided(command, asked, chain)
                if earlier := await self.recorded(asked.id):
                    return _if_same(earlier, entries)
                try:
                    receipt = await self._appended(entries)
                except VersionConflict as lost:
                    self._metrics.count(metrics.CONFLICTS)
                    logs.log().info("a race was lost", entity=lost.entity, actual=lost.actual)
                    await self.catch_up()  # someone was first: fold that, decide again
                    continue
                except Outdated:
                    await self.catch_up()
                    continue
                # If we stopped here, the decision stands; a retry finds it in the log.
                await self.receive(receipt.entries)
                return receipt
        raise LostRaces(tries=TRIES)

    async def receive(self, kept: Sequence[Kept]) -> None:
        """Entries from anywhere: fold them in order, once; read what is missing between."""
        self._fit()
        async with self._folding:
            for one in kept:
                if one.index > self._next:
                    self._metrics.count(metrics.GAPS)
                    await self._fetch(one.index)
                if one.index == self._next:
                    self._take(one)
                elif one.index >= self.position:
                    self._again(one)
            await self._folded()

    async def catch_up(self, head: int | None = None) -> int:
        """Fold the log up to this size, or to the ledger's head; returns the position."""
        self._fit()
        size = (await self._ledger.head()).size if head is None else head
        if self.position < size:
            async with self._folding:
                await self._fetch(size)
        return self.position

    async def reach(self, position: int, *, seconds: float = 2.0) -> None:
        """Wait until so much has been folded and projected. Raises `Behind` after a bound."""
        try:
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait_for(lambda: self.position >= position)
        except TimeoutError:
            raise Behind(position=self.position, at_least=position) from None

    async def moved(self, *, seconds: float) -> None:
        """Wait until something has been folded, or so long."""
        try:
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait()
        except TimeoutError:
            pass

    @property
    def _next(self) -> int:
        return self.now.basis + len(self._parts)

    def _fit(self) -> None:
        if self.halted:
            raise Halted(self.halted, position=self.now.basis)

    @asynccontextmanager
    async def _turn(self, name: str) -> AsyncIterator[None]:
        """One at a time in one turn; a lock is kept while somebody wants it."""
        lock, waiting = self._turns.get(name, (asyncio.Lock(), 0))
        self._turns[name] = (lock, waiting + 1)
        try:
            async with lock:
                yield
        finally:
            lock, waiting = self._turns.pop(name)
            if waiting > 1:
                self._turns[name] = (lock, waiting - 1)

    async def _appended(self, entries: Sequence[Entry]) -> Receipt:
        """While the ledger is at work there is time to let rows follow."""
        append = asyncio.ensure_future(self._ledger.append(entries))
        try:
            if len(self._untold) >= UNTOLD_SOME:
                for _ in range(_SENT_AFTER):
                    await asyncio.sleep(0)
                self._tell_later()
            return await append
        finally:
            append.cancel()

    def _decided(self, command: Message, asked: Asked, chain: Chain | None) -> Sequence[Entry]:
        try:
            return decision(
                self.decider, self.now, command, asked, origin=self._origin, chain=chain
            )
        except KeyError as missing:
            if str(missing.args[0]).startswith("baraza."):
                raise LedgerRefused(f"the log holds no contract of {missing.args[0]}") from missing
            raise

    async def _fetch(self, until: int) -> None:
        """Read from the ledger up to this index, a page at a time."""
        while self._next < until:
            page = await self._ledger.entries(self._next, min(PAGE, until - self._next))
            if not page:
                raise Behind(position=self.position, at_least=until)
            with traces.linked("fold", [one.traceparent for one in page]):
                for one in page:
                    self._take(one)
                await self._folded()

    def _take(self, one: Kept) -> None:
        """The next entry in order; a whole decision is folded at once."""
        if one.index != self._next:
            raise Halted(f"entry {one.index} came where {self._next} was due")
        self._parts.append(one)
        if self._all_there():
            whole, self._parts = self._parts, []
            try:
                self._check(whole)
                self._fold(whole)
            except UnknownType as error:
                self._halt("unknown_type", whole[0].index, error)
            except Exception as error:  # noqa: BLE001 - whatever it is, it may not be skipped
                self._halt("corrupt", whole[0].index, error)

    def _all_there(self) -> bool:
        """Whether the decision that comes in is whole; entries of two are no decision."""
        first, last = self._parts[0].entry.document, self._parts[-1].entry.document
        count = first.get("eventcount")
        if type(count) is not int or not 0 < count <= EVENTS_MAX:
            self._halt("corrupt", self.now.basis, NotGenuine("it begins with no command"))
        elif last.get("commandid") != first.get("commandid"):
            self._halt("corrupt", self.now.basis, NotGenuine("entries of two decisions"))
        return len(self._parts) == count + 1

    def _again(self, one: Kept) -> None:
        """What is waiting to be folded came once more: where it is another, one is forged."""
        if self._parts[one.index - self.position].entry.digest != one.entry.digest:
            self._halt("corrupt", one.index, NotGenuine(f"two entries {one.index}"))

    def _fold(self, whole: Sequence[Kept]) -> None:
        folded = self.now
        for one in whole:
            folded = folded.learn(self.decider, one.entry)
            self._newer.learn(one.index, one.entry)
            if announced := self._newer.announced(one.entry):
                self.decider, state = announced
                folded = replace(folded, state=state)
                self.marks.forget()
            self.marks.passed(self.decider, folded, one.entry.time)
        command = whole[0].entry
        self.marks.done(command.id)
        if command.service == self.decider.service and whole[-1].entry.name == "CommandRefused":
            self._refusals.note(command.document["actor"], command.time)
        self._done[command.id] = (whole[0].index, len(whole))
        self.now, self.last = folded, whole[-1]
        told = [(one.index, one.entry) for one in whole]
        for listener in self._at_once:
            listener(told)
        self._untold += told

    async def _folded(self) -> None:
        """Wake whoever waits; the listeners follow in a moment, many decisions at a time.

        A transaction for each decision was a quarter of what an ask cost.
        """
        if len(self._untold) >= UNTOLD_MAX:
            self.told()
        elif self._untold and self._telling is None and self._listeners:
            self._telling = asyncio.get_running_loop().call_later(TELL_SECONDS, self._tell_later)
        self._metrics.gauge(metrics.POSITION, self.position)
        async with self._moved:
            self._moved.notify_all()

    def _tell_later(self) -> None:
        with suppress(Halted):
            self.told()

    def _tell(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            self._telling = None
        if self._untold:
            for listener in self._listeners:
                listener(self._untold)
            self._untold = []

    def halt(self, state: str, error: Exception) -> None:
        """Decide and fold nothing more: what was read cannot be right."""
        self.halted = state
        self.stands_still.set()
        logs.log().error("the desk halted", state=state, index=self.now.basis, error=error)

    def _halt(self, state: str, index: int, error: Exception) -> NoReturn:
        self.halt(state, error)
        raise Halted(f"{state} at entry {index}", index=index) from error


def _if_same(earlier: Receipt, entries: Sequence[Entry]) -> Receipt:
    """Another try of this ask was recorded while this one waited: the first answer counts.

    The ledger would say so too, but of a refusal: that has one version, which stands already.
    """
    if ask_digest(entries[0].document) != ask_digest(earlier.entries[0].entry.document):
        raise CommandReused
    return earlier


_SUBJECT = re.compile(r"[a-z][a-z0-9-]{0,31}\.[A-Za-z0-9_-]{1,64}")


def as_read(command: Message) -> Message:
    """The command as whoever reads its entry will see it, so that all decide about the same.

    A free member may hold what JSON writes as something else: 1.0 is read as 1, and names come in
    their canonical order. Raises `Malformed` where no entry can hold it.
    """
    if not _SUBJECT.fullmatch(command.subject):
        raise Malformed("this names nothing that an entry can be about")
    try:
        data = parse(canonical(dumped(command)))
    except ValueError:
        raise Malformed(
            "no entry holds fractions, integers of 2^53, or what lies so deep"
        ) from None
    return type(command).model_validate(data)
