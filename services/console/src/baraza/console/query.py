"""`baraza query`: one question, to a house that runs or to one that is started for the answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any

from baraza.console import questions
from baraza.console.home import PARTS, SERVICES, Home, Trouble, locked
from baraza.console.reach import address, known, named, reached, sentence, unanswered
from baraza.console.supervisor import Plan, running
from baraza.console.together import Together
from baraza.messaging.client import Client, NoAnswer
from baraza.messaging.replies import Problem

PATIENCE_SECONDS = 30.0


async def answered(
    home: Home, service: str, name: str, params: Mapping[str, Any]
) -> Mapping[str, Any]:
    """The reply as it came, a problem too. Raises `Trouble` where nobody answers."""
    subject = f"baraza.query.{known(service, PARTS)}.{named(name)}"
    async with asked_of(home, service) as client:
        try:
            return await client.raw(subject, params)
        except NoAnswer as silent:
            if why := unknown(service, name):
                raise Trouble(why) from silent
            raise Trouble(await unanswered(client, service, f"query {name}")) from silent


def unknown(service: str, name: str) -> str | None:
    """That there is no such question, and which there are; None where there is, or none is told."""
    names = [question.name for question in questions.every((service,))] if _tells(service) else []
    if not names or name in names:
        return None
    return f"{service} answers no {name}. It answers: {', '.join(names)}."


@asynccontextmanager
async def asked_of(home: Home, service: str) -> AsyncIterator[Client]:
    """The house that runs in this home; where none does, as much of it as the answer takes.

    That one lives in this process and under the virtual clock, where nothing moves by itself: it
    decides nothing, signs nothing, and stops with the answer.
    """
    if await _lived_in(home, service):
        async with reached(home) as client:
            yield client
        return
    charter = charter_of(home)
    plan = Plan(
        home=home,
        origin=charter["origin"],
        clock="virtual",
        seed=_seed(home),
        parts=_needed(service),
        together=True,
    )
    async with running(plan, made=Together) as house:
        yield house.client


async def _lived_in(home: Home, service: str) -> bool:
    """Whether a house with this service runs here; one that only answers another is let finish."""
    until = monotonic() + PATIENCE_SECONDS
    while locked(home):
        with suppress(Trouble):  # it is only just starting, or stopping
            if service in address(home)["parts"]:
                return True
        if monotonic() > until:
            return True  # and whoever asks it is told what it lacks
        await asyncio.sleep(0.1)
    return False


def charter_of(home: Home) -> Mapping[str, Any]:
    """What the log in this home was founded as; `Trouble` where nobody has lived here."""
    try:
        charter: Mapping[str, Any] = json.loads(home.charter.read_bytes())
    except (OSError, ValueError):
        charter = {}
    if not charter or not home.ledger.exists():
        raise Trouble(
            f"There is no log in {home.path}. Name the home of one with --home, or begin one: "
            "`baraza up` for a house, `baraza pilot` for a rehearsed year."
        )
    return charter


def told(reply: Mapping[str, Any]) -> str | None:
    """What keeps the answer back, in sentences; None: this is an answer."""
    if reply.get("ok") is not False:
        return None
    try:
        return sentence(Problem.model_validate(reply))
    except ValueError:
        return f"No answer: {reply.get('code') or reply.get('detail') or reply}."


def short_of(params: Mapping[str, Any], reply: Mapping[str, Any]) -> str | None:
    """That the log has not come to where it was asked of; None where it has, or nobody asked."""
    asked, position = params.get("as_recorded"), reply.get("position")
    if not isinstance(asked, int) or not isinstance(position, int) or asked < position:
        return None
    return (
        f"No entry {asked} is recorded yet: the log has {position} entries, and this is the answer "
        "as of all of them."
    )


def _tells(service: str) -> bool:
    """The ledger's and the relay's own questions are for machines."""
    return service in SERVICES


def _needed(service: str) -> Sequence[str]:
    return PARTS[:1] if service == "ledger" else ("ledger", service)


def _seed(home: Home) -> bytes | None:
    """A rehearsal's, so that whatever has to be made again comes out as it was."""
    path = home.keys / "seed"
    return bytes.fromhex(path.read_text().strip()) if path.exists() else None
