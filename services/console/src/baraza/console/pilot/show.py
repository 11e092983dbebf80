"""What a person sees of a rehearsed year: where it stands, and what came of it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from baraza.console.home import Home

Progress = Callable[[datetime, int], None]


@contextmanager
def progress(console: Console, name: str) -> Iterator[Progress]:
    """On a terminal one line that moves; elsewhere a line for each month."""
    if console.is_terminal:
        with console.status(f"{name}: founding") as line:
            yield lambda at, size: line.update(f"{name}: {at:%d %B %Y %H:%M}, {size:,} entries")
        return
    shown: list[date] = []

    def month(at: datetime, size: int) -> None:
        first = at.date().replace(day=1)
        if first not in shown:
            shown.append(first)
            console.print(f"{name}: {at:%B %Y}, {size:,} entries", highlight=False)

    yield month


def summary(console: Console, told: Mapping[str, Any], home: Home) -> None:
    """For an organiser and for an overseer."""
    console.print()
    console.print(f"[bold]{told['programme']}[/bold]: {told['people']} people, of them")
    console.print(
        f"  {told['mentees']} mentees, {told['mentors']} mentors; {told['matched']} mentees were "
        f"given a mentor, {told['unmatched']} were not"
    )
    _counts(console, "Why not", told["unmatched_reasons"])
    console.print(_pools(told["pools"]))
    console.print(
        f"{told['relationships_started']} relationships started; {told['workshops_held']} "
        f"workshops held, {told['answers']} answers, {told['leader_reports']} leaders' reports"
    )
    _money(console, told["envelopes"])
    _counts(console, "Refused, each on record", told["refusals"])
    for line in told.get("skipped", ()):
        console.print(f"Skipped: {line}")
    _proof(console, told, home)


def _counts(console: Console, title: str, counts: Mapping[str, int]) -> None:
    if counts:
        listed = ", ".join(f"{code.replace('_', ' ')} {count}" for code, count in counts.items())
        console.print(f"  {title}: {listed}", highlight=False)


def _pools(pools: Mapping[str, Mapping[str, int]]) -> Table:
    table = Table(title="Where mentors come from", title_justify="left", box=None)
    table.add_column("pool")
    columns = ("invited", "answered", "accepted", "active")
    for column in columns:
        table.add_column(column, justify="right")
    for pool, row in sorted(pools.items()):
        cells = (str(row.get(column, 0)) for column in columns)
        table.add_row(pool.replace("_", " "), *cells)
    return table


def _money(console: Console, envelopes: Mapping[str, Any]) -> None:
    def amount(name: str) -> str:
        return f"{envelopes.get(f'{name}_minor', 0) / 100:,.2f}"

    console.print(
        f"Money: {amount('allocated')} allocated, {amount('funded')} funded, "
        f"{amount('spent')} spent",
        highlight=False,
    )


def _proof(console: Console, told: Mapping[str, Any], home: Home) -> None:
    log, replay = told["log"], told["replay"]
    console.print()
    console.print(
        f"{told['decisions']:,} decisions in {told['entries']:,} entries of {log['origin']}",
        highlight=False,
    )
    console.print(f"  root {log['root']}", highlight=False)
    good = told["verify"].get("exit") == 0
    console.print(f"  verify: {'holds' if good else 'DOES NOT HOLD'}")
    console.print(
        f"  replay: {replay.get('same', 0):,} decisions came out the same, "
        f"{replay.get('different', '?')} different, {replay.get('unverifiable', '?')} unverifiable"
    )
    for which in ("verify", "replay"):
        for finding in told[which].get("findings", ())[:10]:
            console.print(f"  {which}: {finding.get('code')} {finding.get('detail')}")
    export = home.export
    console.print(f"Files to take away: {export}", highlight=False, soft_wrap=True)
    console.print(
        f"Check them yourself: baraza-audit verify {export} --policy {export / 'policy'}",
        highlight=False,
        soft_wrap=True,
    )
    console.print(f"{told['seconds']} seconds")
