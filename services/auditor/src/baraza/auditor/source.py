"""The exported files, read with bounds and by names that were computed, never found in them."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from stat import S_ISREG
from typing import ClassVar

from baraza.auditor.source_base import (
    BUNDLE_MAX,
    EXHIBIT_MAX,
    LEAF_MAX,
    NOTE_MAX,
    SHOWN_MAX,
    TILE_MAX,
    Damage,
    Misused,
    Source,
    Unreadable,
    checked_name,
)

__all__ = [
    "BUNDLE_MAX",
    "EXHIBIT_MAX",
    "LEAF_MAX",
    "NOTE_MAX",
    "SHOWN_MAX",
    "TILE_MAX",
    "Damage",
    "Folder",
    "Misused",
    "Source",
    "Unreadable",
    "opened",
    "place_of",
    "read_file",
    "write_file",
]


def opened(address: str | Path) -> Source:
    """The export in a folder, or under an http(s) address; raises `Unreadable`."""
    if "://" not in str(address):
        return Folder(Path(address))
    from baraza.auditor.source_web import Web  # who reads a folder needs no network

    return Web(str(address))


class Folder:
    """An export in a folder of this machine."""

    lists: ClassVar[bool] = True

    def __init__(self, root: str | Path) -> None:
        self._root = Path(root)
        if not self._root.is_dir():
            raise Unreadable(f"{root}: no such folder")

    def read(self, path: str, most: int) -> bytes | None:
        try:
            data = _read(self._root / checked_name(path), most)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        except OSError as failed:
            raise Unreadable(f"{path}: {failed.strerror}") from failed
        if len(data) > most:
            raise Damage(path, f"larger than {most} bytes")
        return data

    def has(self, path: str) -> bool:
        return (self._root / path).exists()

    def names(self, folder: str) -> Iterator[str]:
        files = (path for path in (self._root / folder).rglob("*") if not path.is_dir())
        for file in sorted(files):
            yield file.relative_to(self._root).as_posix()


def read_file(path: Path, most: int = NOTE_MAX) -> bytes:
    """A file that the asker named: a policy, a receipt, an older checkpoint."""
    try:
        data = _read(path, most)
    except OSError as failed:
        raise Unreadable(f"{path}: {failed.strerror}") from failed
    if len(data) > most:
        raise Damage(str(path), f"larger than {most} bytes")
    return data


def write_file(path: Path, data: bytes) -> None:
    """A file that the asker named: whole, or not there; raises `Unreadable` where it cannot be.

    A link is followed; what is there and is no regular file is left alone.
    """
    place = place_of(path)
    beside = place.with_name(f".{place.name}.{os.getpid()}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(place)
    except OSError as failed:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise Unreadable(f"{path}: cannot be written: {failed.strerror}") from failed


def place_of(path: Path) -> Path:
    """Where a file of this name comes to lie, behind every link.

    Raises `Unreadable` where a device, a pipe or a folder is there: a name put over it would take
    it away from all who use it.
    """
    try:
        place = path.resolve()
        taken = place.exists() and not place.is_file()
    except (OSError, RuntimeError) as failed:  # links that lead back to themselves are the latter
        raise Unreadable(f"{path}: cannot be written: {failed}") from None
    if taken:
        raise Unreadable(f"{path}: cannot be written: it is there, and is no regular file")
    return place


def _read(path: Path, most: int) -> bytes:
    """Up to one byte more than `most`; a pipe or a device is no file, and is not waited for."""
    with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:  # noqa: PTH123
        if not S_ISREG(os.fstat(file.fileno()).st_mode):
            raise FileNotFoundError(2, "not a file", str(path))
        return file.read(most + 1)
