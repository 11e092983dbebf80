"""An unreliable bus: what becomes of each message follows from the seed and from the message."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from baraza.decider import Entry
from baraza.messaging.ledger import PAGE, Head, Kept, LedgerUnavailable, Receipt
from baraza.messaging.memory import MemoryLedger


@dataclass(frozen=True)
class Faults:
    """How often in a thousand a message meets what; seconds are those of the loop."""

    lost: int = 0
    reply_lost: int = 0
    repeated: int = 0  # while the first is still being worked on
    late: int = 0  # once more, long after it was answered
    slow: int = 0  # the asker does not wait for the answer
    falls: int = 0  # whoever is asked stops in the middle, and starts again from nothing
    append_lost: int = 0  # before or after it was stored
    short_pages: int = 0
    feed_lost: int = 0
    feed_repeated: int = 0
    delay: int = 0  # milliseconds, the most of one way


RELIABLE = Faults()
UNRELIABLE = Faults(
    lost=20,
    reply_lost=20,
    repeated=30,
    late=30,
    slow=10,
    falls=8,
    append_lost=15,
    short_pages=200,
    feed_lost=100,
    feed_repeated=100,
    delay=400,
)


class Chance:
    """Draws by name: one more message somewhere changes the lot of no other."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def number(self, below: int, *what: object) -> int:
        named = "\n".join(map(str, (self._seed, *what)))
        return int.from_bytes(sha256(named.encode()).digest()[:8], "big") % below

    def one_of(self, some: Sequence[object], *what: object) -> object:
        return some[self.number(len(some), *what)]

    def falls_on(self, in_thousand: int, *what: object) -> bool:
        return self.number(1000, *what) < in_thousand


@dataclass
class Roads:
    """Chance and faults together: how long a way takes, and who never arrives."""

    chance: Chance
    faults: Faults
    met: dict[str, int]

    def meets(self, fault: str, *what: object) -> bool:
        """Whether this message meets that fault; each is counted."""
        met = self.chance.falls_on(getattr(self.faults, fault), fault, *what)
        self.met[fault] = self.met.get(fault, 0) + met
        return met

    def seconds(self, *what: object) -> float:
        most = self.faults.delay
        return self.chance.number(most + 1, "delay", *what) / 1000

    async def way(self, *what: object) -> None:
        """One way of a message. On a road without delays nobody else gets between."""
        if self.faults.delay:
            await asyncio.sleep(self.seconds(*what))


Spread = Callable[[Sequence[Kept]], None]


class Reach:
    """The ledger as one life of a service reaches it: over roads that fail."""

    def __init__(self, log: MemoryLedger, roads: Roads, life: str, spread: Spread) -> None:
        self._log = log
        self._roads = roads
        self._life = life
        self._spread = spread
        self._ways = 0

    async def append(self, entries: Sequence[Entry], *, within: float = 5.0) -> Receipt:
        await self._way("append")
        if self._roads.meets("append_lost", "before", self._life, self._ways):
            raise LedgerUnavailable("lost before it was stored")
        receipt = await self._log.append(entries, within=within)
        if not receipt.replayed:
            self._spread(receipt.entries)
        await self._way("receipt")
        if self._roads.meets("append_lost", "after", self._life, self._ways):
            raise LedgerUnavailable("stored, and the receipt was lost")
        return receipt

    async def entries(self, first: int, count: int = PAGE) -> Sequence[Kept]:
        await self._way("entries")
        if self._roads.meets("short_pages", self._life, self._ways):
            count = 1 + self._roads.chance.number(count, "page", self._life, self._ways)
        return await self._log.entries(first, count)

    async def head(self) -> Head:
        await self._way("head")
        return await self._log.head()

    async def receipt(self, command_id: str) -> tuple[int, int] | None:
        return await self._log.receipt(command_id)

    async def put_exhibit(self, body: bytes) -> str:
        return await self._log.put_exhibit(body)

    async def exhibit(self, digest: str) -> bytes:
        return await self._log.exhibit(digest)

    async def _way(self, what: str) -> None:
        self._ways += 1
        await self._roads.way(what, self._life, self._ways)


class Unheard(Exception):
    """Nobody answered: the message was lost, or its answer, or whoever was asked fell."""


@dataclass(frozen=True)
class Request:
    """One message to a service."""

    service: str
    subject: str
    body: bytes
    headers: dict[str, str]

    @property
    def is_turn(self) -> bool:
        return self.subject.endswith(".Turn")


TRIES = 40
PATIENCE = 60.0
LONG_AFTER = 120_000  # milliseconds


class Bus:
    """Carries requests to `deliver`; an asker asks the same again until it is answered."""

    def __init__(
        self,
        roads: Roads,
        deliver: Callable[[Request], Awaitable[bytes]],
        fall: Callable[[str], Awaitable[None]],
    ) -> None:
        self._roads = roads
        self._deliver = deliver
        self._fall = fall
        self._sent = 0
        self._later: set[asyncio.Task[None]] = set()

    async def request(self, request: Request, attempt: int) -> bytes:
        """One attempt. Raises `Unheard`."""
        self._sent += 1
        lot = (request.subject, self._sent, attempt)
        roads = self._roads
        await roads.way("to", *lot)
        if roads.meets("lost", *lot):
            raise Unheard
        if roads.meets("falls", *lot):
            self._soon(roads.seconds("fall", *lot), self._fall(request.service))
        if roads.meets("repeated", *lot):
            self._soon(0.0, self._again(request))
        within = PATIENCE if not roads.meets("slow", *lot) else roads.seconds("slow", *lot)
        try:
            async with asyncio.timeout(within):
                reply = await self._deliver(request)
        except TimeoutError:
            raise Unheard from None
        await roads.way("back", *lot)
        if roads.meets("reply_lost", *lot):
            raise Unheard
        if b'"problem"' not in reply[:40] and not request.is_turn and roads.meets("late", *lot):
            self._soon(roads.chance.number(LONG_AFTER, "late", *lot) / 1000, self._again(request))
        return reply

    async def settle(self) -> None:
        """Wait until nothing is on its way any more."""
        while self._later:
            await asyncio.gather(*self._later)

    async def _again(self, request: Request) -> None:
        """A repeated message, whose answer nobody waits for."""
        try:
            await self._deliver(request)
        except Unheard:
            return

    def _soon(self, seconds: float, work: Awaitable[None]) -> None:
        async def later() -> None:
            await asyncio.sleep(seconds)
            await work

        task = asyncio.get_running_loop().create_task(later())
        self._later.add(task)
        task.add_done_callback(self._later.discard)
