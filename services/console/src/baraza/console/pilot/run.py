"""`baraza pilot`: one programme year in virtual time, then judged from its files alone."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Any

from rich.console import Console

from baraza.console import audit, official, programme
from baraza.console.export import checkpoint_of, folder_of, must_be_written
from baraza.console.home import Home, Trouble, full, only_one
from baraza.console.pilot import show, year
from baraza.console.pilot.driver import Driver, YearStopped
from baraza.console.pilot.log import Log
from baraza.console.pilot.patient import Patient
from baraza.console.pilot.rehearsal import Rehearsal, SkippedLines
from baraza.console.pilot.rounds import rounds, settled
from baraza.console.pilot.summary import summary
from baraza.console.programme import Folder
from baraza.console.supervisor import House, Plan
from baraza.console.together import house_of
from baraza.decider import Entry
from baraza.messaging import reading
from baraza.messaging.replies import Problem

PAGE = 500


@dataclass(frozen=True)
class Wish:
    """What was asked for."""

    input: Path
    home: Path
    until: date | None = None
    traces: bool = False
    port: int | None = None
    together: bool = False


async def pilot(wish: Wish, console: Console) -> dict[str, Any]:
    """The year's summary. Raises `Trouble` or `FaultyFolder` with what to do."""
    began = monotonic()
    folder = programme.read(wish.input)
    home = Home(wish.home)
    rehearsal = Rehearsal(home, folder)
    with only_one(home):
        console.print(f"{wish.input}: {rehearsal.prepare()}", highlight=False, soft_wrap=True)
        told = await _lived(wish, rehearsal, console)
    console.print("The auditor decides everything again, from the files alone ...")
    verified, replayed = await asyncio.gather(
        audit.verify(home.export, world=folder_of(home, "world")), audit.replay(home.export)
    )
    return told | _proof(home, verified, replayed) | {"seconds": round(monotonic() - began, 1)}


def _proof(home: Home, verified: Mapping[str, Any], replayed: Mapping[str, Any]) -> dict[str, Any]:
    checkpoint = checkpoint_of(home.export)
    if checkpoint is None:
        raise Trouble(f"{home.export} holds no checkpoint. Run the same command again.")
    return {
        "entries": checkpoint.size,
        "decisions": verified.get("decisions", replayed.get("decisions")),
        "log": {
            "origin": checkpoint.origin,
            "size": checkpoint.size,
            "root": b64encode(checkpoint.root).decode(),
        },
        "standing": _standing(home, verified, checkpoint.size - 1),
        "verify": verified,
        "replay": replayed,
    }


def _standing(home: Home, verified: Mapping[str, Any], last: int) -> dict[str, Any]:
    """Of the newest entry, and so of all; official only if the auditor found the quorum too."""
    standing = official.standing(home)
    return (standing if verified.get("quorum_met") else replace(standing, since=None)).of(last)


def watching(folder: Folder) -> Sequence[str]:
    """Three bodies of the folder, those first that did not found the programme they watch."""
    others = [body.id for body in folder.bodies if "found" not in body.mandates]
    founders = [body.id for body in folder.bodies if "found" in body.mandates]
    return (*others, *founders)[:3]


async def _lived(wish: Wish, rehearsal: Rehearsal, console: Console) -> dict[str, Any]:
    plan = Plan(
        home=rehearsal.home,
        origin=rehearsal.origin,
        clock="virtual",
        seed=rehearsal.seed,
        port=wish.port,
        traces=wish.traces,
        together=wish.together,
        witnesses=watching(rehearsal.folder),
    )
    house = house_of(plan, lambda line: console.print(line, style="dim", highlight=False))
    await house.start()
    try:
        lived = asyncio.ensure_future(_year(house, rehearsal.folder, wish.until, console))
        over = asyncio.ensure_future(house.wait())
        try:
            await asyncio.wait([lived, over], return_when=asyncio.FIRST_COMPLETED)
            told = lived.result() if lived.done() else None
        except Trouble as trouble:  # the house still stands, so its disk is as full as it was
            raise Trouble(full(rehearsal.home) or str(trouble)) from trouble
        finally:
            for task in (lived, over):
                task.cancel()
            await asyncio.gather(lived, over, return_exceptions=True)
    finally:
        await house.stop()
    if told is None:
        raise Trouble(house.failed or "The house was stopped.")
    if wish.until is None or wish.until >= year.ends_on(rehearsal.folder):
        rehearsal.finish()
    return told


async def _year(
    house: House, folder: Folder, until: date | None, console: Console
) -> dict[str, Any]:
    client = Patient(house.client, house)

    async def read(first: int) -> Sequence[Entry]:
        params = {"first": first, "count": PAGE}
        reply = await client.raw("ledger", "baraza.query.ledger.entries", params)
        return [reading.entry(entry["wire"].encode()) for entry in reply["entries"]]

    driver = Driver(client, folder, Log(read), SkippedLines(house.home))
    try:
        with show.progress(console, folder.programme.programme_id) as shown:
            await year.live(driver, until, shown)
    except YearStopped as stopped:
        raise Trouble(
            f"The year stopped: {stopped} Nothing is lost; look into {house.home.run} and run the "
            "same command again."
        ) from stopped
    for line in year.unplayed(folder, driver.reading.date()):
        driver.skip(line)
    must_be_written(await client.raw("ledger", "baraza.ask.ledger.Export", {}))
    pools = await _answer(client, driver, "registration", "pool_yield")
    money = await _answer(client, driver, "oversight", "ring_fence")
    floors = {
        round_: await _answer(client, driver, "matching", "floors", round=round_)
        for round_ in settled(driver)
    }
    told = summary(driver, pools.get("pools", pools), money.get("totals", money))
    return told | {"rounds": rounds(driver, floors)}


async def _answer(
    client: Patient, driver: Driver, service: str, name: str, **asked: str
) -> dict[str, Any]:
    reply = await client.query(
        service,
        name,
        asked or {"programme": driver.folder.programme.programme_id},
        reading=driver.reading,
        head=driver.log.size,
    )
    if isinstance(reply, Problem):
        raise Trouble(f"{service} does not answer {name}: {reply.detail} {reply.advice}")
    answer: dict[str, Any] = dict(reply.answer)
    return answer
