"""Tiles and entry bundles of tlog-tiles: the log as plain files (`ledger.md` 6.2)."""

from collections.abc import Iterable, Iterator

WIDTH = 256


class BadBundle(ValueError):
    """The bytes are no entry bundle; `leaves` are those before the cut."""

    def __init__(self, message: str, leaves: list[bytes]) -> None:
        super().__init__(message)
        self.leaves = leaves


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
    """The inverse of `bundle`."""
    leaves: list[bytes] = []
    at = 0
    while at < len(data):
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
