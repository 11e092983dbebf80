"""Places: room, holders, and a queue in published order (a mentor's, an intake's, a workshop's)."""

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Places:
    """Holders never exceed room; whoever frees a place is followed by the first in the queue."""

    room: int
    holders: frozenset[str] = frozenset()
    queue: tuple[str, ...] = ()

    @property
    def free(self) -> int:
        return self.room - len(self.holders)

    def holds(self, who: str) -> bool:
        return who in self.holders

    def take(self, who: str) -> "Places":
        """A place for somebody. Raises `ValueError` if there is none: ask `free` first."""
        if who not in self.holders and self.free < 1:
            raise ValueError("no place is free")
        waiting = tuple(other for other in self.queue if other != who)
        return replace(self, holders=self.holders | {who}, queue=waiting)

    def wait(self, who: str) -> "Places":
        """At the end of the queue; once only."""
        waiting = who in self.queue or who in self.holders
        return self if waiting else replace(self, queue=(*self.queue, who))

    def leave(self, who: str) -> "Places":
        """Gives up a place or the wait for one."""
        waiting = tuple(other for other in self.queue if other != who)
        return replace(self, holders=self.holders - {who}, queue=waiting)

    def first_waiting(self) -> str | None:
        """Who is next, if a place is free."""
        return self.queue[0] if self.queue and self.free > 0 else None
