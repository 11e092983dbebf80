"""The bound on refusals: so many of one asker in an hour, counted from the log."""

from collections import deque
from collections.abc import Mapping
from datetime import datetime, timedelta

from baraza.messaging.problems import TooManyAsks

MOST = {"person": 30, "voice": 30, "body": 300}
"""By the kind of actor: for a body many people ask, and one who imports asks often."""
WINDOW = timedelta(hours=1)


class Refusals:
    """Who was refused when. Services are not counted: what they ask follows from the log."""

    def __init__(self, most: Mapping[str, int] = MOST) -> None:
        self._most = most
        self._times: dict[str, deque[datetime]] = {}

    def note(self, actor: str, time: datetime) -> None:
        """A refusal was read from the log."""
        most = self._bound(actor)
        if most is not None:
            self._times.setdefault(actor, deque(maxlen=most)).append(time)

    def check(self, actor: str, time: datetime) -> None:
        """Raises `TooManyAsks` where this asker has been refused too often within the hour."""
        most = self._bound(actor)
        within = [at for at in self._times.get(actor, ()) if at > time - WINDOW]
        if most is not None and len(within) >= most:
            raise TooManyAsks(refusals=len(within), minutes=60)

    def _bound(self, actor: str) -> int | None:
        return self._most.get(actor.partition(".")[0])
