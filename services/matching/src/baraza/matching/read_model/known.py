"""A view of the past: what had happened, and how much of it was recorded."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Known:
    """What had happened by the end of a day, in entries up to an index."""

    day: str | None = None
    index: int | None = None

    def holds(self, at: str | None, index: int | None) -> bool:
        """Had this happened, and was it recorded?"""
        if at is None or index is None:
            return False
        happened = self.day is None or at[:10] <= self.day
        return happened and (self.index is None or index <= self.index)
