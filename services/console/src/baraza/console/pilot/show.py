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
    """First what an organiser asks, then what an overseer wants to know, then the proof."""

    def say(text: str) -> None:
        console.print(text, highlight=False)

    say("")
    say(
        f"[bold]{told['programme']}[/bold], lived until {told['lived_until']}: "
        f"{many(told['people'], 'person', 'people')}, of them {many(told['mentees'], 'mentee')} "
        f"and {many(told['mentors'], 'mentor')}"
    )
    say(f"  {many(told['matched'], 'mentee')} matched with a mentor, {told['unmatched']} not")
    _counts(console, "Mentees' way", told["way"])
    _counts(console, "Last word to those without a mentor", told["unmatched_reasons"])
    console.print(_pools(told["pools"]))
    say(
        f"{many(told['relationships_started'], 'relationship')} started; "
        f"{many(told['workshops_held'], 'workshop')} held, {many(told['answers'], 'answer')} to "
        f"what was asked after, {many(told['leader_reports'], 'report')} by leaders"
    )
    _money(console, told["envelopes"])
    _watched(console, told["oversight"])
    _counts(console, "Refused, each on record with its rule", told["refusals"])
    for line in told.get("skipped", ()):
        say(f"Skipped: {line}")
    if told["happenings_ahead"]:
        ahead = many(told["happenings_ahead"], "happening")
        say(f"{ahead} of the folder after {told['lived_until']}: not reached")
    _proof(console, told, home)


def many(count: int, one: str, more: str | None = None) -> str:
    """`1 mentor`, `2 mentors`."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def _watched(console: Console, oversight: Mapping[str, int]) -> None:
    appeals = oversight["appeals"]
    console.print(
        f"Decided by {many(oversight['bodies'], 'body', 'bodies')}, run by "
        f"{many(oversight['operators'], 'operator')}: "
        f"{many(oversight['resolutions_adopted'], 'resolution')} adopted, "
        f"{many(oversight['objections_answered'], 'objection')} answered; "
        f"{many(appeals, 'appeal')}"
        + (
            f" ({oversight['appeals_upheld']} upheld, {oversight['appeals_dismissed']} dismissed)"
            if appeals
            else ""
        )
        + f", {oversight['overdue']} overdue",
        highlight=False,
    )


def _counts(console: Console, title: str, counts: Mapping[str, int]) -> None:
    if counts:
        listed = ", ".join(f"{code.replace('_', ' ')} {count}" for code, count in counts.items())
        console.print(f"  {title}: {listed}", highlight=False, soft_wrap=True)


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


def _holds(judged: Mapping[str, Any]) -> str:
    return "holds" if judged.get("exit") == 0 else "DOES NOT HOLD"


def _unchecked(judged: Mapping[str, Any]) -> str:
    """What files alone could not show."""
    left = judged.get("not_checked") or ()
    return f"; not checked: {', '.join(map(str, left))}" if left else ""


def _proof(console: Console, told: Mapping[str, Any], home: Home) -> None:
    log, replay = told["log"], told["replay"]
    console.print()
    console.print(
        f"{told['decisions']:,} decisions in {told['entries']:,} entries of {log['origin']}",
        highlight=False,
    )
    console.print(f"  root {log['root']}", highlight=False)
    console.print(f"  verify: {_holds(told['verify'])}{_unchecked(told['verify'])}")
    console.print(
        f"  replay: {_holds(replay)}; {replay.get('same', 0):,} decisions came out the same, "
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
