"""What a reader checks of every entry before it folds it (`ledger.md` 8.2, 8.3)."""

from collections import OrderedDict
from collections.abc import Sequence

from baraza.messaging.ledger import Kept
from baraza.transparency import (
    BadLeaf,
    Checkpoint,
    Frontier,
    KeyRing,
    Leaf,
    entitled,
    leaf_from_message,
    leaf_hash,
    open_note,
)

REMEMBERED = 4096


class NotGenuine(Exception):
    """An entry is not what its producer signed, or the log is not the one read before."""


class Genuine:
    """Follows one log: the keys it announces, and its tree.

    1. The leaf can be made again, and its index is the place where it stands. 2. A key that was
    valid there signed it. 3. That key may sign entries of this kind. 4. Each checkpoint of the
    ledger names the tree that was followed here.

    A rehearsal's keys all follow from a seed that anybody can work out from its folder: there a
    signature is left to the ledger, which takes no entry without it, and to the auditor.
    """

    def __init__(self, origin: str, *, rehearsed: bool = False) -> None:
        self._origin = origin
        self._rehearsed = rehearsed
        self._frontier = Frontier(0, ())
        self._roots: OrderedDict[int, Frontier] = OrderedDict()  # at ends of decisions
        self._announced: dict[int, bytes] = {}  # of checkpoints that are still ahead
        self.ring = KeyRing(origin)

    def check(self, decision: Sequence[Kept]) -> None:
        """The next whole decision of the log. Raises `NotGenuine`; nothing is learned then."""
        ring, frontier = self.ring, self._frontier
        for kept in decision:
            leaf = _leaf(kept)
            # The founding is signed by the root key that it names itself.
            if kept.index == 0:
                ring = ring.learn(0, kept.entry.document)
            self._check_signature(ring, leaf, kept)
            ring = ring.learn(kept.index, kept.entry.document)
            frontier = frontier.append(leaf_hash(leaf.bytes))
        self._check_root(frontier)
        self.ring, self._frontier = ring, frontier
        self._roots[frontier.size] = frontier
        if len(self._roots) > REMEMBERED:
            self._roots.popitem(last=False)

    def announced(self, note: bytes) -> None:
        """A checkpoint was published. Raises `NotGenuine` where it names another tree."""
        checkpoint = Checkpoint.parse(open_note(note, self.ring.log_verifiers()).text)
        # 4.
        if checkpoint.size in self._roots:
            _same(self._roots[checkpoint.size], checkpoint.root)
        elif self._within(checkpoint.size):
            raise NotGenuine(f"the checkpoint of size {checkpoint.size} cuts a decision")
        elif self._announced.get(checkpoint.size, checkpoint.root) != checkpoint.root:
            raise NotGenuine(f"two checkpoints of size {checkpoint.size}")
        elif checkpoint.size > self._frontier.size and len(self._announced) < REMEMBERED:
            self._announced[checkpoint.size] = checkpoint.root

    def _within(self, size: int) -> bool:
        """Whether this size was followed and remembered, and was the end of no decision."""
        return bool(self._roots) and next(iter(self._roots)) < size < self._frontier.size

    def _check_root(self, frontier: Frontier) -> None:
        root = self._announced.pop(frontier.size, None)
        if root is not None:
            _same(frontier, root)

    def _check_signature(self, ring: KeyRing, leaf: Leaf, kept: Kept) -> None:
        note = leaf.producer
        # 2.
        verifier = ring.valid(note.key_name, note.key_id, kept.index)
        if verifier is None:
            raise NotGenuine(f"entry {kept.index}: no valid key {note.key_name}")
        if not (kept.own or self._rehearsed or note.signed_by(verifier)):
            raise NotGenuine(f"entry {kept.index}: bad signature")
        # 3.
        if not entitled(note.key_name, self._origin, kept.entry.document):
            raise NotGenuine(f"entry {kept.index}: {note.key_name} may not sign it")


def _leaf(kept: Kept) -> Leaf:
    # 1.
    headers = {
        "Baraza-Index": str(kept.index),
        "Baraza-At": str(kept.recorded_at),
        "Baraza-Key": kept.key,
        "Baraza-Sig": kept.signature,
    }
    try:
        return leaf_from_message(kept.entry.wire, headers)
    except BadLeaf as error:
        raise NotGenuine(f"entry {kept.index}: {error}") from error


def _same(frontier: Frontier, root: bytes) -> None:
    if frontier.root() != root:
        raise NotGenuine(f"the checkpoint of size {frontier.size} is of another log")
