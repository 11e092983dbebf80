"""How much memory each process of a house holds, and an auditor with those it has begun."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

from baraza.console.home import Home

_EVERY_SECONDS = 0.25


def resident(home: Home) -> dict[str, float]:
    """Megabytes by part, and their sum; nothing where the machine does not tell."""
    told = {}
    for file in sorted(home.run.glob("*.pid")):
        held = sum(_of(int(pid)) for pid in [file.read_text()])
        if held:
            told[file.stem] = round(held / 1024, 1)
    return {**told, "sum": round(sum(told.values()), 1)} if told else {}


def _of(pid: int) -> int:
    """Resident kilobytes."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


class Peak:
    """The most that a process and those it has begun held together, looked at now and then."""

    def __init__(self) -> None:
        self.most = 0
        self._watch: asyncio.Task[None] | None = None

    @property
    def megabytes(self) -> float | None:
        """None where the machine does not tell."""
        return round(self.most / 1024, 1) if self.most else None

    def begin(self, pid: int) -> None:
        self._watch = asyncio.create_task(self._watched(pid))

    async def end(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.wait([self._watch])

    async def _watched(self, pid: int) -> None:
        while True:
            held = await asyncio.to_thread(lambda: sum(map(_share_of, _family(pid))))
            self.most = max(self.most, held)
            await asyncio.sleep(_EVERY_SECONDS)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _share_of(pid: int) -> int:
    """Kilobytes of its own, and its share of what it holds together with others."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
