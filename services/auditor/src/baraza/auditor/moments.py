"""Days and instants as people give them, and as entries write them."""

from datetime import UTC, datetime

_DAY = "2027-07-01"
_DAY_MS = 86_400_000


class BadMoment(ValueError):
    """Neither a day such as 2027-07-01 nor an instant such as 2027-07-01T12:00:00Z."""


def moment_ms(text: str) -> int:
    """Milliseconds since 1970; a day means its end in UTC. Raises `BadMoment`."""
    whole_day = len(text) == len(_DAY)
    try:
        at = datetime.fromisoformat(text)
        if at.tzinfo is None and not whole_day:
            raise BadMoment(f"{text}: say in which zone, such as {text}Z")
        seconds = int(at.replace(microsecond=0, tzinfo=at.tzinfo or UTC).timestamp())
    except (ValueError, OverflowError) as bad:
        if isinstance(bad, BadMoment):
            raise
        raise BadMoment(f"{text}: no day such as {_DAY}, nor an instant") from None
    ms = seconds * 1000 + at.microsecond // 1000
    return ms + _DAY_MS - 1 if whole_day else ms


def instant_of(ms: int) -> str:
    """As entries write it; what no calendar has is told by its number."""
    try:
        at = datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)
    except (ValueError, OverflowError, OSError):
        return f"millisecond {ms}"
    return at.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
