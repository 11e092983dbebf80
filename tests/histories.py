"""Logs with more than one history, and their exports, for what compares and convicts."""

from collections.abc import Sequence
from pathlib import Path

from baraza.auditor.cli import main
from baraza.transparency import Checkpoint, Policy, Signer
from forge import LOG, NOW, POLICY, WITNESSES, Forge, honest, put

JUDGED = Policy.parse(POLICY)


def note_of(
    checkpoint: Checkpoint, by: Sequence[int] = (), *, at: int = NOW - 3_600, signer: Signer = LOG
) -> bytes:
    """A checkpoint under the log key, cosigned by these witnesses."""
    lines = [WITNESSES[k].signature_line(checkpoint.text, seconds=at) for k in by]
    return (signer.sign(checkpoint.text) + "".join(lines)).encode()


def grown(by: int) -> Forge:
    """The honest log, and so many counts after it."""
    forge = honest()
    for _ in range(by):
        forge.count()
    return forge


def rewritten(index: int = 9, *, by: int = 0) -> Forge:
    """The same history but for one fact, with its decision sealed again: no form is broken."""
    forge = grown(by)
    for at in (index - 1, index):
        forge.items[at].document["data"] = {**forge.items[at].document["data"], "by": 77}
    forge.seal(index - 1)
    return forge


def exported(forge: Forge, folder: Path, *by: int, at: int = NOW - 3_600) -> Path:
    return forge.export(folder, note_of(forge.checkpoint(), by, at=at))


def audit(*words: object, now: int = NOW) -> int:
    """The exit code of a command."""
    return main([str(word) for word in words], now=now)


def policy_in(folder: Path, text: str = POLICY) -> Path:
    put(folder / "policy", text.encode())
    return folder / "policy"
