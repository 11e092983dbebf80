"""What a person sees of a rehearsed year: where it stands, and what came of it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from baraza.console.home import Home
from baraza.console.pilot.rounds import sentence
from baraza.transparency.standing import OFFICIAL, words

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
    for round_ in told.get("rounds", ()):
        console.print(f"  {sentence(round_)}", highlight=False, soft_wrap=True)
    _counts(console, "Last word to those without a mentor", told["unmatched_reasons"])
    console.print(_pools(told["pools"]))
    _lived(console, told)
    console.print(_money(told["envelopes"]))
    _watched(console, told["oversight"])
    _late(console, told)
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


def _lived(console: Console, told: Mapping[str, Any]) -> None:
    """What the pairs did, how far people came, who came back, who leads now."""
    veterans = told["veterans"]
    for line in (
        f"{many(told['relationships_started'], 'relationship')} started, "
        f"{told['relationships_closed']:,} closed with a talk, "
        f"{told['relationships_ended_early']:,} before their time; "
        f"{many(told['sessions_held'], 'session')} held",
        f"{many(told['workshops_held'], 'workshop')} held, {many(told['answers'], 'answer')} to "
        f"what was asked after, {many(told['leader_reports'], 'report')} by leaders; of what they "
        f"suggested {told['suggestions_adopted']} adopted, {told['suggestions_declined']} declined",
        f"Veterans: {veterans['offered']} offered a way on, {veterans['returned']} came back, "
        f"{veterans['declined']} declined, {veterans['silent']} silent",
        f"{many(told['collaborations'], 'collaboration')} confirmed, "
        f"{many(told['roles_filled'], 'open role')} filled, {told['erased']} erased at their wish",
    ):
        console.print(line, highlight=False, soft_wrap=True)
    _counts(console, "Stages completed", told["stages"])
    _rates(console, "Terms that lasted, per thousand", told["retention"])
    _rates(console, "Equity, per thousand", told["equity"])


def _rates(console: Console, title: str, points: Mapping[str, Mapping[str, int | None]]) -> None:
    """A line for each point; what would single people out is not shown, and counted."""
    for point, rates in points.items():
        shown = {group: rate for group, rate in rates.items() if rate is not None}
        told = [f"{group.replace('_', ' ')} {rate}" for group, rate in shown.items()]
        if len(shown) < len(rates):
            told.append(f"{len(rates) - len(shown)} not shown")
        cells = ", ".join(told)
        console.print(
            f"  {title}, {point.replace('_', ' ')}: {cells}", highlight=False, soft_wrap=True
        )


def _late(console: Console, told: Mapping[str, Any]) -> None:
    console.print(
        f"{many(told['findings_closed'], 'finding')} closed; "
        f"{many(told['overdue'], 'matter')} late and still open",
        highlight=False,
    )
    for matter in told["overdue_matters"]:
        console.print(
            f"  late with its {matter['late_with']}: {matter['kind']} {matter['matter']}, "
            f"addressed to {matter['addressee']}",
            highlight=False,
            soft_wrap=True,
        )
    if told["concluded"]:
        console.print(f"Concluded: {told['concluded']}", highlight=False)


def _money(envelopes: Mapping[str, Any]) -> Table:
    """Five rows, in the currency's own units."""
    table = Table(title="Money", title_justify="left", box=None, show_header=False)
    table.add_column("what")
    table.add_column(justify="right")
    currency = envelopes.get("currency", "")
    for row in ("allocated", "funded", "spent", "reserved", "returned"):
        table.add_row(row, f"{envelopes.get(f'{row}_minor', 0) / 100:,.2f} {currency}".rstrip())
    return table


def _holds(judged: Mapping[str, Any]) -> str:
    return "holds" if judged.get("exit") == 0 else "DOES NOT HOLD"


def _unchecked(judged: Mapping[str, Any]) -> str:
    """What files alone could not show."""
    left = judged.get("not_checked") or ()
    return f"; not checked: {', '.join(map(str, left))}" if left else ""


def _stands(standing: Mapping[str, Any]) -> str:
    """How every entry stands, by whom and since when."""
    said = words(standing)
    if standing["standing"] != OFFICIAL:
        return f"standing: {said}"
    return f"standing: {said}: {', '.join(standing['cosigned_by'])}, at {standing['since']}"


def _world(world: Mapping[str, Any]) -> str:
    """What everybody may be shown, and whether anybody could be told apart by it."""
    shown, apart = world.get("shown", "?"), world.get("singled_out")
    told = "not counted" if apart is None else apart or "nobody"
    return f"for the world: {shown} of {world['size']:,} entries; told apart by them: {told}"


def _proof(console: Console, told: Mapping[str, Any], home: Home) -> None:
    log, replay = told["log"], told["replay"]
    console.print()
    console.print(
        f"{told['decisions']:,} decisions in {told['entries']:,} entries of {log['origin']}",
        highlight=False,
    )
    console.print(f"  root {log['root']}", highlight=False)
    console.print(f"  {_stands(told['standing'])}", highlight=False, soft_wrap=True)
    console.print(f"  verify: {_holds(told['verify'])}{_unchecked(told['verify'])}")
    console.print(
        f"  replay: {_holds(replay)}; {replay.get('same', 0):,} decisions came out the same, "
        f"{replay.get('different', '?')} different, {replay.get('unverifiable', '?')} unverifiable"
    )
    if world := told["verify"].get("world"):
        console.print(f"  {_world(world)}", highlight=False, soft_wrap=True)
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
