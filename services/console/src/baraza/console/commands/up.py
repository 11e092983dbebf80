"""`up`: the house on this machine."""

import asyncio
import signal
from contextlib import suppress
from typing import Annotated

import typer
from rich.console import Console

from baraza.console import together, witnesses
from baraza.console.commands.founded import founded
from baraza.console.commands.options import (
    DEFAULT_HOME,
    HomeOption,
    PortOption,
    TogetherOption,
    TracesOption,
)
from baraza.console.commands.running import run
from baraza.console.home import Home, Trouble, only_one
from baraza.console.supervisor import Plan


def up(
    home: HomeOption = DEFAULT_HOME,
    origin: Annotated[
        str | None, typer.Option(envvar="BARAZA_ORIGIN", help="Name of a new log.")
    ] = None,
    port: PortOption = None,
    traces: TracesOption = False,
    as_one: TogetherOption = None,
    seconds: Annotated[
        float | None, typer.Option(min=0, help="Stop by itself after so many seconds.")
    ] = None,
) -> None:
    """Run the house on this machine until Ctrl-C."""
    console = Console(stderr=True)
    place = Home(home)

    async def lived() -> None:
        with only_one(place):
            plan = Plan(
                place,
                founded(place, origin),
                port=port,
                traces=traces,
                together=together.by_memory(as_one),
                witnesses=witnesses.own(),
            )
            house = together.house_of(plan, lambda line: console.print(line, highlight=False))
            await house.start()
            try:
                asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, house.ask_to_stop)
                console.print(f"The house is up in {home}. Ctrl-C stops it.", highlight=False)
                with suppress(TimeoutError):
                    await asyncio.wait_for(house.wait(), seconds)
            finally:
                await house.stop()
            if house.failed:
                raise Trouble(house.failed)
            console.print("The house has stopped.")

    run(lived())
