"""What an export is to whoever reads it: files under names that are known, with bounds."""

import re
from collections.abc import Iterator
from typing import ClassVar, Protocol

TILE_MAX = 8_192
BUNDLE_MAX = 256 * 33_202
LEAF_MAX = 33_200
EXHIBIT_MAX = 16 << 20
NOTE_MAX = 1 << 20
SHOWN_MAX = 16 << 20

_NAME = re.compile(
    r"checkpoint|policy|shown|leaf/(?:0|[1-9][0-9]{0,18})|exhibit/[0-9a-f]{64}"
    r"|tile/(?:entries|[0-9]{1,2})/(?:x[0-9]{3}/){0,6}[0-9]{3}(?:\.p/[0-9]{1,3})?"
)


class Unreadable(Exception):
    """There is nothing to read at this place. Give the folder or the address of an export."""


class Misused(Exception):
    """What was asked for cannot be meant. Ask otherwise, as the sentence says."""


class Damage(Exception):
    """A file of the export is missing or is not what its place says."""

    code = "damage"

    def __init__(self, file: str, why: str, index: int | None = None) -> None:
        super().__init__(f"{file}: {why}")
        self.file = file
        self.why = why
        self.index = index  # of the entry at which it is seen


class Misgiven(Damage):
    """A file that the asker gave is not what it was given as: nothing is said of any log.

    `code` is one of `words.found.GIVEN`, which says what it should have been.
    """

    def __init__(self, file: str, why: str, code: str) -> None:
        super().__init__(file, why)
        self.code = code


class Source(Protocol):
    """An export, wherever it lies.

    Promised: `read` gives at most so many bytes, raises `Damage` where there are more, and takes
    the names of an export alone (`ledger.md` 10); `Unreadable` says that the place itself fails.
    """

    lists: ClassVar[bool]
    """Whether `names` can tell what else lies there."""

    def read(self, path: str, most: int) -> bytes | None:
        """The bytes of a file, or None where there is none."""
        ...

    def has(self, path: str) -> bool:
        """Whether there is such a file; of a folder too, where the source lists."""
        ...

    def names(self, folder: str) -> Iterator[str]:
        """Every file under a folder of the export, in order; none where it cannot list."""
        ...


def checked_name(path: str) -> str:
    """The name of a file that an export may hold; raises `Damage` for any other."""
    if _NAME.fullmatch(path) is None:
        raise Damage(path[:100], "no file of an export has this name")
    return path
