"""One request to one witness: bounded in time and size, its answer believed only if it verifies."""

import socket
from collections.abc import Mapping, Sequence
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from threading import Timer
from time import monotonic
from urllib.parse import urlsplit

from baraza.ledger.cosignatures import Cosignature
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import BadNote, Verifier, cosigned_at, parse_note

ANSWER_MAX = 65_536
AHEAD_SECONDS = 300
"""A cosignature that is further in the future would make every reader doubt the checkpoint."""


class Silent(Exception):
    """The witness gave no answer in time, or none that is one of this protocol."""


def post(url: str, body: bytes, *, headers: Mapping[str, str], seconds: float) -> tuple[int, bytes]:
    """Status and body; all of it within so many seconds, however slowly it drips."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    until = monotonic() + seconds
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    timer: Timer | None = None
    try:
        connection.connect()
        timer = Timer(max(until - monotonic(), 0), _shut, (connection.sock,))
        timer.daemon = True
        timer.start()
        connection.request("POST", f"{parts.path.rstrip('/')}/add-checkpoint", body, dict(headers))
        answer = connection.getresponse()
        data = answer.read(ANSWER_MAX + 1)
    except (OSError, HTTPException) as error:
        raise Silent(f"{type(error).__name__}: {error}") from None
    finally:
        if timer is not None:
            timer.cancel()
        connection.close()
    if len(data) > ANSWER_MAX:
        raise Silent("its answer is larger than any")
    return answer.status, data


def verified(
    checkpoint: Checkpoint, lines: bytes, verifier: Verifier, *, now: int
) -> Sequence[Cosignature]:
    """Those lines of an answer that are this witness's, of this checkpoint, and not of the future.

    Raises `Silent` where there is none.
    """
    try:
        note = parse_note(f"{checkpoint.text}\n".encode() + lines)
    except BadNote as bad:
        raise Silent(f"its answer is no cosignature: {bad}") from None
    found = []
    for line, (name, key_id, blob) in zip(
        lines.decode().splitlines(), note.signatures, strict=True
    ):
        if (name, key_id) != (verifier.name, verifier.key_id):
            continue
        if verifier.verify(checkpoint.text, blob) and cosigned_at(blob) <= now + AHEAD_SECONDS:
            at = cosigned_at(blob)
            found.append(Cosignature(checkpoint.size, verifier, at, f"{line}\n"))
    if not found:
        raise Silent("no line of its answer verifies under its key and is of this time")
    return found


def _shut(opened: socket.socket) -> None:
    with suppress(OSError):
        opened.shutdown(socket.SHUT_RDWR)
