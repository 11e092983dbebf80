"""The exported files, read with bounds and by names that were computed, never found in them."""

from collections.abc import Iterator
from pathlib import Path

TILE_MAX = 8_192
BUNDLE_MAX = 256 * 33_202
EXHIBIT_MAX = 16 << 20
NOTE_MAX = 1 << 20


class Unreadable(Exception):
    """There is nothing to read at this place. Give the folder of an export."""


class Damage(Exception):
    """A file of the export is missing or is not what its place says."""

    def __init__(self, file: str, why: str, index: int | None = None) -> None:
        super().__init__(f"{file}: {why}")
        self.file = file
        self.why = why
        self.index = index  # of the entry at which it is seen


class Folder:
    """An export in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self._root = root
        if not root.is_dir():
            raise Unreadable(f"{root}: no such folder")

    def read(self, path: str, most: int) -> bytes | None:
        """The bytes of a file, or None where there is none."""
        try:
            with (self._root / path).open("rb") as file:
                data = file.read(most + 1)
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
        """Every file under a folder of the export, in order."""
        files = (path for path in (self._root / folder).rglob("*") if not path.is_dir())
        for file in sorted(files):
            yield file.relative_to(self._root).as_posix()


def read_file(path: Path, most: int = NOTE_MAX) -> bytes:
    """A file that the asker named: a policy, a receipt, an older checkpoint."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except OSError as failed:
        raise Unreadable(f"{path}: {failed.strerror}") from failed
