"""What every judgement of evidence stands on: a signed checkpoint, and what lies under its root."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from baraza.auditor.evidence import Inclusion
from baraza.transparency import (
    BadCheckpoint,
    BadNote,
    Checkpoint,
    OpenedNote,
    Policy,
    Verifier,
    check_inclusion,
    open_note,
)

Names = tuple[Mapping[str, str], ...]


@dataclass(frozen=True)
class Verdict:
    """`of` is one sentence: what is proved, or why nothing is."""

    convicts: bool
    of: str
    whom: Names = ()
    details: Mapping[str, Any] = field(default_factory=dict)


class Nothing(Exception):
    """The file proves nothing; the message says why."""


@dataclass(frozen=True)
class Signed:
    """A checkpoint, the note under the keys of a policy, and the log key that signed it."""

    checkpoint: Checkpoint
    note: OpenedNote
    key: Verifier

    @property
    def operator(self) -> Mapping[str, str]:
        return named_operator(self.key)


def signed_by_log(text: str, policy: Policy) -> Signed:
    """A checkpoint that a log key of the policy signed; raises `Nothing`."""
    witnesses = (witness.verifier for witness in policy.witnesses)
    try:
        note = open_note(text.encode(), (*policy.log_verifiers, *witnesses))
        checkpoint = Checkpoint.parse(note.text)
    except (BadNote, BadCheckpoint) as bad:
        raise Nothing(f"a checkpoint does not stand under this policy: {bad}") from None
    for key in note.verified:
        if key in policy.log_verifiers and key.name == checkpoint.origin:
            return Signed(checkpoint, note, key)
    raise Nothing("a checkpoint carries no signature of the policy's log key")


def lies(shown: Inclusion, signed: Signed) -> bool:
    """Whether it lies where it is said to, under a root that was signed."""
    size, root = signed.checkpoint.size, signed.checkpoint.root
    return check_inclusion(shown.index, size, shown.hash, shown.path, root)


def proven(shown: Inclusion, signed: Signed) -> Inclusion:
    """The same, if it lies there; raises `Nothing`."""
    if not lies(shown, signed):
        raise Nothing(f"entry {shown.index} is not proven to lie under the checkpoint")
    return shown


def named_operator(key: Verifier) -> Mapping[str, str]:
    return {"role": "operator", "name": key.name, "key": key.key_id.hex()}
