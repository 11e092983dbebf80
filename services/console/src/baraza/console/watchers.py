"""How the witnesses of a house do, and how old the newest quorum is (`ledger.md` P7)."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from typing import Any
from urllib.parse import urlsplit

from baraza.console.home import Home
from baraza.console.official import instant, policy, standing
from baraza.transparency.checkpoint import BadCheckpoint, Checkpoint
from baraza.transparency.notes import NOTE_MAX, BadNote, open_note
from baraza.transparency.policy import BadPolicy

STALE_SECONDS = 7_200
"""An older quorum is reported: the log may have stopped, or hide what it does."""
FIRST_SECONDS = 120
"""So long a new entry may wait for its first quorum."""
_ANSWER_SECONDS = 2.0


@dataclass(frozen=True)
class Watched:
    """What bodies have seen of the log, verified here."""

    bodies: int = 0
    """How many the policy names; 0: nobody is asked to watch."""
    cosigned_by: tuple[str, ...] = ()
    since: datetime | None = None
    """Of the newest quorum; None: there is none."""
    witnesses: Mapping[str, int | None] | None = None
    """By body: how far its witness has seen; None: it does not answer."""

    @property
    def silent(self) -> list[str]:
        return [body for body, seen in (self.witnesses or {}).items() if seen is None]

    def words(self, now: datetime) -> str:
        """As one line of a status says it."""
        if not self.bodies:
            return "checked by no body yet"
        by = f"checked by {len(self.cosigned_by)} of {self.bodies} bodies"
        if self.since is None:
            return f"{by}, too few"
        at = f"{by} at {self.since:{'%H:%M' if self.since.date() == now.date() else '%d %B %H:%M'}}"
        return at if (now - self.since).total_seconds() <= STALE_SECONDS else f"{at}, too long ago"

    def overdue(self, now: datetime, last_at: datetime | None, clock: str) -> bool:
        """Whether it should be known by now that bodies watch, and is not."""
        if not self.bodies or clock != "system":
            return False
        newest, bound = (self.since, STALE_SECONDS) if self.since else (last_at, FIRST_SECONDS)
        return newest is not None and (now - newest).total_seconds() > bound

    def as_json(self, now: datetime) -> dict[str, Any]:
        return {
            "bodies": self.bodies,
            "cosigned_by": list(self.cosigned_by),
            "since": self.since.isoformat() if self.since else None,
            "age_seconds": int((now - self.since).total_seconds()) if self.since else None,
            "witnesses": dict(self.witnesses or {}),
        }


def watched(home: Home, origin: str, urls: Mapping[str, str]) -> Watched:
    """The newest quorum in the house's files, and each of its witnesses asked how far it saw."""
    stands = standing(home)
    try:
        bodies = len(policy(home, origin).witnesses)
    except (OSError, BadPolicy):
        bodies = 0
    with ThreadPoolExecutor(max(len(urls), 1)) as pool:
        seen = dict(
            zip(
                urls,
                pool.map(lambda body: _seen(home, origin, body, urls[body]), urls),
                strict=True,
            )
        )
    return Watched(
        bodies=bodies,
        cosigned_by=tuple(sorted(stands.cosigned or ())),
        since=None if stands.since is None else instant(stands.since),
        witnesses=seen,
    )


def _seen(home: Home, origin: str, body: str, url: str) -> int | None:
    """The size that a witness has cosigned, by a note that it signed itself; 0: nothing yet."""
    try:
        connection = HTTPConnection(urlsplit(url).netloc, timeout=_ANSWER_SECONDS)
        try:
            connection.request("GET", f"/{sha256(origin.encode()).hexdigest()}/checkpoint")
            answer = connection.getresponse()
            note = answer.read(NOTE_MAX + 1)
        finally:
            connection.close()
        if answer.status == 404:
            return 0
        known = policy(home, origin).witnesses
        keys = [witness.verifier for witness in known if witness.name == body]
        return Checkpoint.parse(open_note(note, keys).text).size
    except (OSError, HTTPException, BadNote, BadCheckpoint, BadPolicy):
        return None
