"""Evidence at hand: exhibits by digest, read from the ledger once."""

from collections import OrderedDict
from collections.abc import Mapping

from baraza.decider import Message
from baraza.decider.decision import dumped, named_exhibits
from baraza.messaging.ledger import Ledger

BYTES_MAX = 64 << 20


class Exhibits:
    """A cache of at most 64 MiB over the ledger's exhibits, the oldest used given up first."""

    def __init__(self, ledger: Ledger, most: int = BYTES_MAX) -> None:
        self._ledger = ledger
        self._most = most
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    async def get(self, digest: str) -> bytes:
        """The bytes under this digest."""
        if digest not in self._held:
            self._hold(digest, await self._ledger.exhibit(digest))
        self._held.move_to_end(digest)
        return self._held[digest]

    async def put(self, body: bytes) -> str:
        """Store evidence at the ledger; returns its digest."""
        digest = await self._ledger.put_exhibit(body)
        if digest not in self._held:
            self._hold(digest, body)
        return digest

    async def named(self, command: Message) -> Mapping[str, bytes]:
        """All that a command names, by digest: what its rule may look at."""
        return {
            digest: await self.get(digest) for digest in sorted(named_exhibits(dumped(command)))
        }

    def _hold(self, digest: str, body: bytes) -> None:
        self._held[digest] = body
        self._size += len(body)
        while self._size > self._most and len(self._held) > 1:
            self._size -= len(self._held.popitem(last=False)[1])
