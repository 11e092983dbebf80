"""V2: entries make the leaf hashes, these the tiles, these the root; nothing is missing."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from baraza.auditor.findings import Findings
from baraza.auditor.log import WIDTH, Log
from baraza.auditor.source import BUNDLE_MAX, TILE_MAX, Damage
from baraza.transparency import (
    BadBundle,
    Frontier,
    entries_path,
    leaf_hash,
    root_of,
    tile_path,
    unbundle,
)

_PLACE = re.compile(r"tile/(entries|[0-9]|[1-5][0-9])/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]+))?")
_DIGEST = re.compile(r"exhibit/[0-9a-f]{64}")


class Tree:
    """The tree as its leaves come, beside the tiles that the export shows."""

    def __init__(
        self, log: Log, findings: Findings, at_size: Callable[[Frontier], None] | None = None
    ) -> None:
        self._log = log
        self._findings = findings
        self._at_size = at_size  # told of the tree after each entry
        self._pending: defaultdict[int, list[bytes]] = defaultdict(list)
        self._done: defaultdict[int, int] = defaultdict(int)  # full tiles, by level
        self.frontier = Frontier()

    def hashes(self, n: int, leaves: list[bytes]) -> list[bytes]:
        """The hashes of a bundle's leaves, each compared with its place in the tile."""
        path, shown = self._tile(0, n, self._log.width(n))
        hashes = [leaf_hash(leaf) for leaf in leaves]
        if shown == b"".join(hashes):
            return hashes
        for at, hash_ in enumerate(hashes):
            if shown is not None and shown[at * 32 : at * 32 + 32] != hash_:
                detail = f"the entry's hash is not the one in {path}"
                self._findings.add("V2", "leaf_hash", detail, index=n * WIDTH + at)
        return hashes

    def told(self, n: int) -> list[bytes]:
        """The leaf hashes that tile n of level 0 says, where the leaves are not shown."""
        _, data = self._tile(0, n, self._log.width(n))
        return [data[at : at + 32] for at in range(0, len(data) & ~31, 32)] if data else []

    def grow(self, hashes: Iterable[bytes]) -> None:
        """The tree with these leaf hashes behind those before."""
        for hash_ in hashes:
            self.frontier = self.frontier.append(hash_)
            if self._at_size:
                self._at_size(self.frontier)
            self._push(0, hash_, compare=False)

    def finish(self, *, whole: bool) -> None:
        """The partial tiles, the root, and what lies there without a right to."""
        for level in sorted(self._pending):
            if level and self._pending[level]:
                self._compare(level, self._done[level], self._pending[level])
        if whole and self.frontier.root() != self._log.checkpoint.root:
            detail = "the entries do not make the root of the checkpoint"
            self._findings.add("V2", "root", detail)
        for path in self._log.source.names("tile"):
            self._stray(path)
        for path in self._log.source.names("exhibit"):
            if not _DIGEST.fullmatch(path):
                self._findings.add("V2", "superfluous", f"{path}: no exhibit has this name")

    def alone(self) -> None:
        """Beside bundles there are no files of the other tier."""
        if self._log.source.has("shown") or self._log.source.has("leaf"):
            self._findings.add("V2", "two_tiers", "bundles beside the files of the world tier")

    def _push(self, level: int, hash_: bytes, *, compare: bool = True) -> None:
        pending = self._pending[level]
        pending.append(hash_)
        if len(pending) == WIDTH:
            if compare:
                self._compare(level, self._done[level], pending)
            self._done[level] += 1
            self._pending[level] = []
            self._push(level + 1, root_of(pending))

    def _compare(self, level: int, n: int, hashes: list[bytes]) -> None:
        path, shown = self._tile(level, n, len(hashes))
        if shown is None:
            return
        for at, hash_ in enumerate(hashes):
            if shown[at * 32 : at * 32 + 32] != hash_:
                first = (n * WIDTH + at) * WIDTH**level
                detail = f"{path}: hash {at} is not that of entries {first} and following"
                self._findings.add("V2", "tile_hash", detail, index=first)

    def _tile(self, level: int, n: int, width: int) -> tuple[str, bytes | None]:
        """A tile's bytes within the size; None, and a finding, where it is missing or cut."""
        path = tile_path(level, n, width)
        try:
            data = self._log.source.read(path, TILE_MAX)
            exact = data is not None
            if data is None and width < WIDTH:  # the full tile may have come since
                data = self._log.source.read(tile_path(level, n), TILE_MAX)
        except Damage as damage:
            self._findings.add("V2", "tile_length", str(damage), index=_first(level, n))
            return path, None
        if data is None:
            self._findings.add("V2", "missing", f"{path}: missing", index=_first(level, n))
            return path, None
        if len(data) < 32 * width or (exact and len(data) != 32 * width):
            detail = f"{path}: {len(data)} bytes, not {32 * width}"
            self._findings.add("V2", "tile_length", detail, index=_first(level, n))
        return path, data[: 32 * width]

    def _stray(self, path: str) -> None:
        """A file among the tiles is one of this size, an older part of one, or beyond the size."""
        if path.rpartition("/")[2].startswith("."):
            return  # a file that was being written
        place = _PLACE.fullmatch(path)
        if place is None:
            self._findings.add("V2", "superfluous", f"{path}: no tile has this name")
            return
        level = 0 if place[1] == "entries" else int(place[1])
        n, width = int(place[2].replace("x", "").replace("/", "")), int(place[3] or WIDTH)
        name = entries_path if place[1] == "entries" else lambda n, w: tile_path(level, n, w)
        if not 1 <= width <= WIDTH or path != name(n, width):
            self._findings.add("V2", "superfluous", f"{path}: no tile has this name")
            return
        within = min(WIDTH, self._log.size // WIDTH**level - n * WIDTH)
        if width < within and not self._is_part(path, name(n, within), width):
            detail = f"{path}: not the beginning of {name(n, within)}"
            self._findings.add("V2", "stale_part", detail, index=_first(level, n))

    def _is_part(self, part: str, whole: str, width: int) -> bool:
        try:
            some = self._log.source.read(part, BUNDLE_MAX) or b""
            all_ = self._log.source.read(whole, BUNDLE_MAX)
            if all_ is None:
                return True  # told already
            if not part.startswith("tile/entries/"):
                return some == all_[: 32 * width]
            return len(unbundle(some)) == width and all_.startswith(some)
        except (BadBundle, Damage):
            return False


def _first(level: int, n: int) -> int:
    """The first entry that a tile is about."""
    return int(n * WIDTH ** (level + 1))
