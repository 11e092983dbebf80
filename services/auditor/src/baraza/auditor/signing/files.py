"""Files of a body: its key, kept from others, and what it hands over, whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes

from baraza.auditor.source import Unreadable, place_of, read_file
from baraza.auditor.source_base import Misgiven
from baraza.transparency import BadHand, BadKey, Signer, body_of_key


def made_key(name: str, place: Path) -> Signer:
    """A new key of a body, of chance, in a new file that only its owner may read.

    Raises `BadHand` where the name is no body's, `Unreadable` where the file is there already or
    cannot be written: a key is never written over.
    """
    origin, _, _ = name.rpartition("/")
    if not origin:
        raise BadHand(f"{name} names no body: write <origin>/body.<id>")
    body_of_key(origin, name)
    signer = Signer(name, token_bytes(32))
    _write(place, signer.private_note() + "\n", new=True)
    return signer


def read_key(place: Path) -> Signer:
    """Raises `Misgiven` where the file holds no key."""
    try:
        return Signer.from_private(read_file(place).decode().strip())
    except (BadKey, UnicodeDecodeError) as bad:
        raise Misgiven(str(place), f"no private key ({bad})", "bad_key") from None


def others_may_read(place: Path) -> bool:
    return bool(place.stat().st_mode & 0o077)


def write(place: Path, text: str) -> None:
    """Replaces what was there, once the whole of it lies on the disk; a link is followed."""
    place = place_of(place)
    beside = place.with_name(f"{place.name}.new")
    with suppress(FileNotFoundError):
        beside.unlink()
    _write(beside, text, new=True)
    try:
        beside.replace(place)
    except OSError as failed:
        beside.unlink()
        raise Unreadable(f"{place}: {failed.strerror}") from failed


def _write(place: Path, text: str, *, new: bool) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC | (os.O_EXCL if new else os.O_TRUNC)
    try:
        with os.fdopen(os.open(place, flags, 0o600), "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise Unreadable(f"{place} is there already, and is not written over") from None
    except OSError as failed:
        raise Unreadable(f"{place}: {failed.strerror}") from failed
