"""Where a reading comes from. Under the virtual clock readings come with requests."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Says what time it is; nothing below `app.py` asks."""

    def now(self) -> datetime:
        """An aware instant in whole milliseconds."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        now = datetime.now(UTC)  # noqa: TID251 - here the clock comes in
        return now.replace(microsecond=now.microsecond // 1000 * 1000)


class FixedClock:
    """A clock that stands until it is told to move: for tests."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at
