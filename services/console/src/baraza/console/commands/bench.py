"""`bench`: measured figures, with the floor beside them."""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from typing import Annotated, Any

import typer
from rich.console import Console

from baraza.console.commands.options import JsonOption
from baraza.console.commands.running import run, show
from baraza.console.supervisor import Said

Told = Mapping[str, Any]


def bench_path(
    as_json: JsonOption = False,
    seconds: Annotated[
        float, typer.Option(min=0.1, max=600, help="How long each of them is measured.")
    ] = 10.0,
    entries: Annotated[
        int, typer.Option(min=1_000, max=1_000_000, help="Length of the log to start from.")
    ] = 100_000,
) -> None:
    """From an ask to its answer, beside the floor: rates, percentiles, start and memory."""
    from baraza.console.bench import path
    from baraza.console.bench import show as numbers

    wish = path.Wish(seconds, entries)
    _printed(lambda said: path.measured(wish, said), numbers.lines, as_json=as_json)


def bench_ledger(
    as_json: JsonOption = False,
    seconds: Annotated[
        float, typer.Option(min=0.1, max=600, help="How long each of them is measured.")
    ] = 10.0,
    entries: Annotated[
        int, typer.Option(min=1_000, max=1_000_000, help="Length of the log that is proved.")
    ] = 100_000,
    appenders: Annotated[int, typer.Option(min=1, max=1_000, help="How many append at once.")] = 64,
    decided: Annotated[
        int,
        typer.Option(min=100, max=1_000_000, help="Length of the log that is decided again."),
    ] = 20_000,
) -> None:
    """Appends, and a long log verified and decided again, beside a commit and other stores."""
    from baraza.console.bench import ledger
    from baraza.console.bench import show as numbers

    wish = ledger.Wish(seconds, entries, appenders, decided)
    _printed(lambda said: ledger.measured(wish, said), numbers.of_ledger, as_json=as_json)


def bench_match(
    as_json: JsonOption = False,
    sizes: Annotated[
        list[str] | None,
        typer.Option("--size", help="MENTEESxMENTORS, as often as wished; else three sizes."),
    ] = None,
    candidates: Annotated[
        int, typer.Option(min=1, max=1_000, help="How many of each mentee.")
    ] = 50,
) -> None:
    """Matching's engines and verifier beside the flow of a well-kept library alone."""
    from baraza.console.bench import match

    wish = match.Wish(tuple(sizes or match.SIZES), candidates)
    _printed(lambda said: match.measured(wish, said), match.lines, as_json=as_json)


def _printed(
    measured: Callable[[Said], Coroutine[Any, Any, dict[str, Any]]],
    lines: Callable[[Told], Iterator[str]],
    *,
    as_json: bool,
) -> None:
    """Progress goes to standard error while it is measured; then all of it is printed."""
    console = Console(stderr=True)
    told = run(measured(lambda line: console.print(line, style="dim", highlight=False)))
    if as_json:
        show(told)
    else:
        for line in lines(told):
            print(line)
