"""The one key of a witness: type 0x04, mode 0600, never made over another (`ledger.md` 6.3)."""

import os
from pathlib import Path
from secrets import token_bytes

from baraza.auditor.source import Unreadable, read_file
from baraza.transparency.notes import COSIGNATURE, BadKey, Signer, Verifier

_KEY_MAX = 4_096


class BadName(ValueError):
    """No key can bear this name. Write one without space and plus, such as witness.example/us."""


def make(name: str, path: Path) -> str:
    """A new key in a new file; its vkey, which others put into their policies.

    Raises `BadName`, and `Unreadable` where the file is there already or cannot be made.
    """
    signer = Signer(name, token_bytes(32), COSIGNATURE)
    try:
        Verifier.from_vkey(signer.vkey)
    except BadKey:
        raise BadName(f"{name!r} names no key: write one without space and plus") from None
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except OSError as failed:
        raise Unreadable(f"{path}: {failed.strerror}") from failed
    with os.fdopen(descriptor, "w") as file:
        file.write(signer.private_note() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return signer.vkey


def read(path: Path) -> Signer:
    """The witness's key; raises `Unreadable` where the file holds none."""
    try:
        signer = Signer.from_private(read_file(path, _KEY_MAX).decode())
    except (BadKey, UnicodeDecodeError) as bad:
        raise Unreadable(f"{path}: {bad}") from None
    if signer.kind != COSIGNATURE:
        raise Unreadable(f"{path}: this key is of another kind, not a witness's (0x04)")
    return signer
