"""`baraza status`: one line for people who know no Merkle tree."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

from baraza.console.copies import Copies, copies
from baraza.console.export import checkpoint_of
from baraza.console.home import Home
from baraza.console.reach import address, reached
from baraza.console.watchers import Watched, watched
from baraza.messaging.client import Client, NoAnswer
from baraza.messaging.clock import SystemClock


@dataclass(frozen=True)
class Status:
    """What a running house says of itself."""

    parts: Mapping[str, int | None]
    """Position by part; None: it does not answer."""
    entries: int
    last_at: datetime | None
    signed: int
    """How far the exported checkpoint reaches."""
    clock: str
    watched: Watched = field(default_factory=Watched)
    now: datetime = field(default_factory=lambda: SystemClock().now())
    copies: Copies = field(default_factory=Copies)

    @property
    def silent(self) -> Sequence[str]:
        return [part for part, position in self.parts.items() if position is None]

    @property
    def behind(self) -> Sequence[str]:
        """Parts that have not folded what the checkpoint shows."""
        found = ((part, position) for part, position in self.parts.items() if position is not None)
        return [part for part, position in found if position < min(self.entries, self.signed)]

    @property
    def ok(self) -> bool:
        heard = not (self.silent or self.behind or self.watched.silent)
        return heard and not self.unwatched and self.copies.ok

    @property
    def unwatched(self) -> bool:
        """Whether no quorum of bodies has seen the log for too long."""
        return self.watched.overdue(self.now, self.last_at, self.clock)

    def line(self, now: datetime) -> str:
        silent = [*self.silent, *(f"the witness of {body}" for body in self.watched.silent)]
        answers = (
            f"{', '.join(silent)} {'does' if len(silent) == 1 else 'do'} not answer"
            if silent
            else "all parts answer"
        )
        last = f", the last {ago(now, self.last_at)}" if self.last_at and self.entries else ""
        behind = f"{', '.join(self.behind)} behind" if self.behind else "nothing overdue"
        behind = "; ".join(filter(None, (behind, self.copies.words())))
        return (
            f"{answers}; {self.entries:,} entries{last}; "
            f"signed up to {self.signed:,}, {self.watched.words(now)}; {behind}"
        )

    def as_json(self) -> dict[str, Any]:
        last = self.last_at.isoformat() if self.last_at else None
        return {
            **{name: value for name, value in asdict(self).items() if name != "now"},
            "last_at": last,
            "watched": self.watched.as_json(self.now),
            "unwatched": self.unwatched,
            "ok": self.ok,
        }


def ago(now: datetime, then: datetime) -> str:
    """The largest unit that fits: `3 minutes ago`."""
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"


async def status(home: Home) -> Status:
    """Ask every part whether it is ready."""
    found = address(home)
    async with reached(home) as client:
        parts = list(found["parts"])
        positions = await asyncio.gather(*(client.ready(part) for part in parts))
        head, still = await _head(client), await copies(client, parts)
    seen = await asyncio.to_thread(watched, home, found["origin"], found.get("witnesses", {}))
    checkpoint = checkpoint_of(home.export)
    at = head.get("recorded_at")
    return Status(
        parts=dict(zip(parts, positions, strict=True)),
        entries=int(head.get("size", 0)),
        last_at=datetime.fromtimestamp(at / 1000, UTC) if at else None,
        signed=checkpoint.size if checkpoint else 0,
        clock=found["clock"],
        watched=seen,
        copies=still,
    )


async def _head(client: Client) -> Mapping[str, Any]:
    try:
        return await client.raw("baraza.query.ledger.head", {}, within=2)
    except NoAnswer:
        return {}
