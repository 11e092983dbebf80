"""Ids that follow from what they are for, so that what is done twice is one decision."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

from baraza.decider.entry import written

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def uuid7_of(time: datetime, digest: bytes) -> str:
    """A UUIDv7 (RFC 9562) with this time in ms and the first 74 bits of this digest."""
    ms = (time - _EPOCH) // timedelta(milliseconds=1)
    chance = int.from_bytes(digest[:10], "big") >> 6
    value = ms << 80 | 7 << 76 | (chance >> 62) << 64 | 2 << 62 | chance & (1 << 62) - 1
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def made_id(command_id: str, kind: str, k: int) -> str:
    """The id of the k-th entity of this kind that a decision makes (`requirements.md` 4)."""
    return sha256(f"{command_id}{kind}{k}".encode()).hexdigest()[:32]


def step_id(cause: str, cause_time: datetime, command_type: str, k: int) -> str:
    """The command id of the k-th step of this type from this causing event."""
    text = f"baraza.step/v1\n{cause}\n{command_type}\n{k}"
    return uuid7_of(cause_time, sha256(text.encode()).digest())


def due_id(command_type: str, at: datetime, subject: str, what: str) -> str:
    """The command id by which a deadline is declared reached."""
    text = f"baraza.due/v1\n{command_type}\n{written(at)}\n{subject}\n{what}"
    return uuid7_of(at, sha256(text.encode()).digest())
