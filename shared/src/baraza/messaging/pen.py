"""The key that a service signs with: the newest in its file that the log has announced."""

from pathlib import Path

from baraza.transparency import BadKey, KeyRing, Signer


class Pen:
    """Looks at its file before it signs, so that a rotation needs no restart.

    A key that is new in the file is taken once the log, as far as it was folded, has announced it;
    until then the one before is good, since a rotation leaves both valid.
    """

    def __init__(self, file: Path) -> None:
        """Raises `BadKey` or `OSError` where the file holds no key."""
        self._file = file
        self._seen = file.stat().st_mtime_ns
        self._signer = _read(file)

    def signer(self, ring: KeyRing) -> Signer:
        """`ring` gives the keys that the log has announced as far as it was read."""
        try:
            written = self._file.stat().st_mtime_ns
            if written != self._seen:
                found = _read(self._file)
                if _announced(ring, found):
                    self._signer, self._seen = found, written
        except (BadKey, OSError):
            pass  # it is being written, or was taken away: what is known is as good as before
        return self._signer


def _read(file: Path) -> Signer:
    return Signer.from_private(file.read_text().strip())


def _announced(ring: KeyRing, signer: Signer) -> bool:
    held = ring.held.get((signer.name, signer.verifier.key_id))
    return held is not None and held.last is None
