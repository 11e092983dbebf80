"""The bound on refusals: 30 of one person in an hour, counted from the log."""

from collections import deque
from datetime import datetime, timedelta

from baraza.messaging.problems import TooManyAsks

MAX = 30
WINDOW = timedelta(hours=1)


class Refusals:
    """Who was refused when. Bodies and services are not counted, and a voice asks but once."""

    def __init__(self, most: int = MAX) -> None:
        self._most = most
        self._times: dict[str, deque[datetime]] = {}

    def note(self, actor: str, time: datetime) -> None:
        """A refusal was read from the log."""
        if actor.startswith("person."):
            self._times.setdefault(actor, deque(maxlen=self._most)).append(time)

    def check(self, actor: str, time: datetime) -> None:
        """Raises `TooManyAsks` where this person has been refused too often within the hour."""
        within = [at for at in self._times.get(actor, ()) if at > time - WINDOW]
        if len(within) >= self._most:
            raise TooManyAsks(refusals=len(within), minutes=60)
