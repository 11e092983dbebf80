"""The log of an export: its checkpoint, its leaves in order, its exhibits."""

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from baraza.auditor.source import (
    BUNDLE_MAX,
    EXHIBIT_MAX,
    LEAF_MAX,
    NOTE_MAX,
    SHOWN_MAX,
    TILE_MAX,
    Damage,
    Source,
    Unreadable,
)
from baraza.transparency import (
    BadBundle,
    BadCheckpoint,
    BadNote,
    Checkpoint,
    TileTree,
    entries_path,
    parse_note,
    unbundle,
)
from baraza.transparency.world import BadShown, Shown

WIDTH = 256
_KEPT = 16  # bundles
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass
class Log:
    """What the checkpoint covers, and nothing beyond it."""

    source: Source
    note: bytes
    checkpoint: Checkpoint
    _bundles: OrderedDict[int, list[bytes]] = field(default_factory=OrderedDict)

    @classmethod
    def open(cls, source: Source) -> "Log":
        """Reads the checkpoint; its signatures are not verified here."""
        note = source.read("checkpoint", NOTE_MAX)
        if note is None:
            raise Unreadable("no checkpoint: no export lies here")
        try:
            checkpoint = Checkpoint.parse(parse_note(note).text)
        except (BadNote, BadCheckpoint) as bad:
            raise Damage("checkpoint", str(bad)) from None
        return cls(source, note, checkpoint)

    @property
    def size(self) -> int:
        return self.checkpoint.size

    @property
    def bundles(self) -> int:
        """How many bundles hold the leaves of this size."""
        return -(-self.size // WIDTH)

    @property
    def has_bundles(self) -> bool:
        """Whether a listing shows each of them; of a size that is only claimed, it does not."""
        names = (entries_path(n, self.width(n)) for n in range(self.bundles))
        return self.source.lists and all(map(self.source.has, names))

    def width(self, n: int) -> int:
        """How many leaves bundle n has within the size."""
        return min(WIDTH, self.size - n * WIDTH)

    def bundle(self, n: int) -> tuple[str, list[bytes], Damage | None]:
        """Where bundle n lies, its leaves within the size, and what is wrong with it.

        Where a bundle is cut off, the leaves before the cut are given too.
        """
        width = self.width(n)
        path = entries_path(n, width)
        data = self.source.read(path, BUNDLE_MAX)
        exact = data is not None
        if data is None and width < WIDTH:  # the full bundle may have come since
            data = self.source.read(entries_path(n), BUNDLE_MAX)
        if data is None:
            return path, [], Damage(path, "missing")
        try:
            leaves = unbundle(data)
        except BadBundle as bad:
            return path, bad.leaves[:width], Damage(path, str(bad))
        if len(leaves) < width or (exact and len(leaves) != width):
            return path, leaves[:width], Damage(path, f"{len(leaves)} leaves, not {width}")
        return path, leaves[:width], None

    def leaf(self, index: int) -> bytes:
        """The bytes of one leaf; raises `Damage`."""
        if self.is_world:
            return self.shown_leaf(index)
        n, at = divmod(index, WIDTH)
        leaves = self._bundles.get(n)
        if leaves is None:
            _, leaves, damage = self.bundle(n)
            if damage:
                raise damage
            self._bundles[n] = leaves
            if len(self._bundles) > _KEPT:
                self._bundles.popitem(last=False)
        return leaves[at]

    def leaves(self, last: int | None = None) -> Iterator[tuple[int, bytes]]:
        """The leaves from 0 up to but not including `last`, in order; raises `Damage`."""
        last = self.size if last is None else min(last, self.size)
        for n in range(-(-last // WIDTH)):
            _, leaves, damage = self.bundle(n)
            if damage:
                raise damage
            yield from enumerate(leaves[: last - n * WIDTH], n * WIDTH)

    @cached_property
    def is_world(self) -> bool:
        """Whether this is the tier for the world: a list of what is shown, and no bundles."""
        if not self.source.has("shown"):
            return False
        if self.source.lists:
            return not self.source.has("tile/entries")
        first = (entries_path(0, self.width(0)), entries_path(0)) if self.size else ()
        return not any(self.source.has(path) for path in first)

    def shown(self) -> Shown:
        """Which entries that tier shows, as far as the checkpoint reaches; raises `Damage`."""
        data = self.source.read("shown", SHOWN_MAX)
        if data is None:
            raise Damage("shown", "missing")
        try:
            shown = Shown.parse(data)
        except BadShown as bad:
            raise Damage("shown", str(bad)) from None
        if shown.size < self.size:
            raise Damage("shown", f"of size {shown.size}, where the checkpoint has {self.size}")
        return shown.below(self.size)

    def shown_leaf(self, index: int) -> bytes:
        """The bytes of an entry that is shown; raises `Damage`."""
        data = self.source.read(f"leaf/{index}", LEAF_MAX)
        if data is None:
            raise Damage(f"leaf/{index}", "missing", index)
        return data

    @cached_property
    def tree(self) -> TileTree:
        """The tree of the checkpoint's root, from the tiles."""
        read = self.source.read
        return TileTree(self.size, self.checkpoint.root, lambda path: read(path, TILE_MAX))

    def exhibit(self, digest: str) -> bytes | None:
        """The bytes filed under a digest, not yet compared with it; under no digest is nothing."""
        if _DIGEST.fullmatch(digest) is None:
            return None
        return self.source.read(f"exhibit/{digest}", EXHIBIT_MAX)
