"""Tiles and entry bundles of tlog-tiles: the log as plain files (`ledger.md` 6.2)."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator

from baraza.transparency.tree import consistency_by, inclusion_by, node_hash, root_of

WIDTH = 256
_KEPT = 64  # tiles


class BadBundle(ValueError):
    """The bytes are no entry bundle; `leaves` are those before the cut."""

    def __init__(self, message: str, leaves: list[bytes]) -> None:
        super().__init__(message)
        self.leaves = leaves


class FalseTile(ValueError):
    """A tile is missing or cut off, or the signed root does not stand above it."""

    def __init__(self, path: str, why: str, first: int) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why
        self.first = first  # the first entry that it is about


class TileTree:
    """The tree of a signed root, read from its tiles as far as a question needs.

    Promised: each hash that is given lies under the root, however the tiles were come by; a
    question reads a number of tiles that grows with the logarithm of the size. Not promised: that
    tiles which no question needed are there. Each method may raise `FalseTile`.
    """

    def __init__(self, size: int, root: bytes, read: Callable[[str], bytes | None]) -> None:
        self.size = size
        self._root = root
        self._read = read
        self._tiles: OrderedDict[tuple[int, int], tuple[bytes, ...]] = OrderedDict()
        self._edge: dict[int, tuple[bytes, ...]] | None = None

    def leaf_hash(self, index: int) -> bytes:
        return self.root_over(index, index + 1)

    def inclusion(self, index: int) -> tuple[bytes, ...]:
        """The path from a leaf to the root; raises `IndexError` beyond the size."""
        return inclusion_by(self.root_over, self.size, index)

    def consistency(self, old: int) -> tuple[bytes, ...]:
        """The proof that the tree began with that of `old` leaves; raises `IndexError`."""
        return consistency_by(self.root_over, self.size, old)

    def root_over(self, first: int, end: int) -> bytes:
        """The root over leaves that are a part of the tree as inclusion and consistency see it."""
        width = end - first
        if width < 1 or end > self.size:
            return root_of(())
        if width & (width - 1):
            k = first + (1 << (width.bit_length() - 1))
            return node_hash(self.root_over(first, k), self.root_over(k, end))
        level, below = divmod(width.bit_length() - 1, 8)
        n, at = divmod(first >> 8 * level, WIDTH)
        return root_of(self._tile(level, n)[at : at + (1 << below)])

    def _tile(self, level: int, n: int) -> tuple[bytes, ...]:
        if self._edge is None:
            self._edge = self._read_edge()
        if n == self.size >> 8 * (level + 1):
            return self._edge[level]
        tile = self._tiles.get((level, n))
        if tile is None:
            tile = self._tiles[level, n] = self._hashes(level, n, WIDTH)
            above, at = divmod(n, WIDTH)
            if root_of(tile) != self._tile(level + 1, above)[at]:
                raise self._false(level, n, WIDTH, "not what the tile above it says")
            if len(self._tiles) > _KEPT:
                self._tiles.popitem(last=False)
        return tile

    def _read_edge(self) -> dict[int, tuple[bytes, ...]]:
        """The partial tiles: all that the root is made of directly, and so what proves them."""
        edge, root, level = {}, b"", 0
        while full := self.size >> 8 * level:
            n, width = divmod(full, WIDTH)
            tile = edge[level] = self._hashes(level, n, width) if width else ()
            while width:  # complete subtrees, the smallest first
                peak = root_of(tile[width & (width - 1) : width])
                root = node_hash(peak, root) if root else peak
                width &= width - 1
            level += 1
        if (root or root_of(())) != self._root:
            raise FalseTile("tile", "the tiles do not make the root of the checkpoint", 0)
        return edge

    def _hashes(self, level: int, n: int, width: int) -> tuple[bytes, ...]:
        data = self._read(tile_path(level, n, width))
        exact = data is not None
        if data is None and width < WIDTH:  # the full tile may have come since
            data = self._read(tile_path(level, n))
        if data is None:
            raise self._false(level, n, width, "missing")
        if len(data) < 32 * width or (exact and len(data) != 32 * width):
            raise self._false(level, n, width, f"{len(data)} bytes, not {32 * width}")
        return tuple(data[at : at + 32] for at in range(0, 32 * width, 32))

    @staticmethod
    def _false(level: int, n: int, width: int, why: str) -> FalseTile:
        return FalseTile(tile_path(level, n, width), why, n << 8 * (level + 1))


def tile_path(level: int, n: int, width: int = WIDTH) -> str:
    """Where hash tile n of a level lies: `tile/0/x001/x234/067`, partial ones under `.p/`."""
    return f"tile/{level}/{_number(n)}{_partial(width)}"


def entries_path(n: int, width: int = WIDTH) -> str:
    """Where entry bundle n lies; n and width are those of the level 0 tile."""
    return f"tile/entries/{_number(n)}{_partial(width)}"


def tiles_of_size(size: int) -> Iterator[tuple[int, int, int]]:
    """Level, number and width of each hash tile of a log of this size; the lowest level first."""
    level = 0
    while size:
        full, width = divmod(size, WIDTH)
        yield from ((level, n, WIDTH) for n in range(full))
        if width:
            yield level, full, width
        level, size = level + 1, full


def bundle(leaves: Iterable[bytes]) -> bytes:
    """Leaves one after the other, each after its length in two bytes."""
    return b"".join(len(leaf).to_bytes(2, "big") + leaf for leaf in leaves)


def unbundle(data: bytes) -> list[bytes]:
    """The inverse of `bundle`; there is room for 256 leaves."""
    leaves: list[bytes] = []
    at = 0
    while at < len(data):
        if len(leaves) == WIDTH:
            raise BadBundle(f"more than {WIDTH} leaves in the bundle", leaves)
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data):
            raise BadBundle(f"leaf {len(leaves)} of the bundle is cut off", leaves)
        leaves.append(data[at + 2 : end])
        at = end
    return leaves


def _number(n: int) -> str:
    groups = [f"{n % 1000:03d}"]
    while n := n // 1000:
        groups.insert(0, f"x{n % 1000:03d}")
    return "/".join(groups)


def _partial(width: int) -> str:
    if not 1 <= width <= WIDTH:
        raise ValueError(f"a tile holds 1 to {WIDTH} hashes")
    return "" if width == WIDTH else f".p/{width}"
