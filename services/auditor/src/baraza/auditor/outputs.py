"""Files that a command writes where it is told to: never over what it did not write itself."""

from collections.abc import Callable
from pathlib import Path

from baraza.auditor.source import Misused, Unreadable, place_of

Known = Callable[[bytes], bool]
"""Whether a file that begins with these bytes was written by the same command."""

_HEAD = 4_096


def free(path: Path, known: Known, *exports: str) -> None:
    """Asked before any work. Raises `Misused` where the place lies within one of the exports.

    Raises `Unreadable` where a file is there that no earlier run of the command wrote: a policy, a
    kept checkpoint or a ledger is worth more than what would stand in its place. An empty file
    may be written to.
    """
    place = place_of(path)
    for export in exports:
        if "://" not in export and place.is_relative_to(Path(export).resolve()):
            raise Misused(f"{path} lies in {export}, which is evidence; name a file outside it")
    try:
        with place.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError:
        return
    except OSError as failed:
        raise Unreadable(f"{path}: cannot be written: {failed.strerror}") from failed
    if head and not known(head):
        raise Unreadable(
            f"{path}: is there already and is not of an earlier run, so it is not written over; "
            "name another file"
        )


def evidence(head: bytes) -> bool:
    from baraza.auditor.evidence import FIRST_LINE

    return head.startswith(f"{FIRST_LINE}\n".encode())


def proof(head: bytes) -> bool:
    from baraza.transparency.proof import FIRST_LINE

    return head.startswith(f"{FIRST_LINE}\n".encode())


def page(head: bytes) -> bool:
    return head.startswith(b"<!DOCTYPE html>\n") and b'content="baraza-audit report"' in head


def tables(head: bytes) -> bool:
    """By the number that `sql` writes into the head: another SQLite file may be a ledger."""
    from baraza.auditor.sql import APPLICATION

    return head.startswith(b"SQLite format 3\0") and head[68:72] == APPLICATION.to_bytes(4, "big")
