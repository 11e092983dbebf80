"""`ask`: have a service decide something."""

import sys
from collections.abc import Mapping
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Any

import typer

from baraza.console.commands import asked
from baraza.console.commands.objects import typed_object
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.running import FAULT, REFUSED, run, show
from baraza.console.home import SERVICES, Home, Trouble
from baraza.console.official import standing
from baraza.console.reach import address, known, named, reached, sentence, unanswered
from baraza.decider import uuid7_of
from baraza.messaging.ask import Ask
from baraza.messaging.client import NoAnswer
from baraza.messaging.clock import SystemClock
from baraza.messaging.replies import Drafted, Problem, Recorded, RefusedReply
from baraza.transparency.standing import words

ASKED = ("ledger", *SERVICES)


def ask(
    service: Annotated[str | None, typer.Argument(help="Such as registration.")] = None,
    name: Annotated[
        str | None, typer.Argument(help="The command, such as SubmitApplication.")
    ] = None,
    actor: Annotated[str | None, typer.Option(help="person.p…, body.…: who asks.")] = None,
    data: Annotated[str, typer.Option(help="JSON, @FILE, or - for standard input.")] = "{}",
    acting_as: Annotated[str, typer.Option(help="The role or seat in which it is asked.")] = "self",
    reason: Annotated[str | None, typer.Option(help="A code of why.")] = None,
    id_: Annotated[
        str | None, typer.Option("--id", help="The command's id, to ask the same again.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="All of that from a file, as `baraza-audit sign` writes it.")
    ] = None,
    hand: Annotated[
        Path | None, typer.Option(help="A file with the note by which a body signs this ask.")
    ] = None,
    draft: Annotated[
        Path | None,
        typer.Option(help="Decide nothing: write down what would stand, for a body to sign."),
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Ask a service to decide something; what it decides is recorded."""
    place = Home(home)
    if file is not None:
        service, name, members = asked.written(file)
    else:
        if service is None or name is None or actor is None:
            raise Trouble(
                "Say of which SERVICE, which NAME and as which --actor; or give a --file."
            )
        members = {"actor": actor, "acting_as": acting_as, "data": typed_object(data), "id": id_}
        members |= {} if reason is None else {"reason": reason}
    of, command = known(service, ASKED), named(name)
    members["id"] = members.get("id") or uuid7_of(SystemClock().now(), token_bytes(32))
    members |= {"via": "console"} | ({} if hand is None else {"hand": asked.note(hand)})
    wanted = asked.an_ask(members)
    sys.exit(run(sent(place, of, command, wanted, draft=draft, as_json=as_json)))


async def sent(
    place: Home, of: str, command: str, wanted: Ask, *, draft: Path | None, as_json: bool
) -> int:
    """Ask, and say what became of it; the exit code. Raises `Trouble` where nobody answers."""
    if address(place)["clock"] == "virtual":
        raise Trouble("This house lives in virtual time, where only its driver asks. Use query.")
    async with reached(place) as client:
        try:
            if draft is None:
                reply: Any = await client.ask(of, command, wanted)
            else:
                reply = await client.draft(of, command, wanted)
        except NoAnswer as silent:
            raise Trouble(await unanswered(client, of, f"ask {command}")) from silent
    decided = isinstance(reply, Recorded | RefusedReply)
    stands = standing(place).of(reply.index) if decided else {}
    if as_json:
        show(reply.model_dump(mode="json") | ({"standing": stands} if decided else {}))
    if draft is not None and isinstance(reply, Drafted):
        asked.keep(reply, draft)
    return _told(reply, stands, quiet=as_json)


def _told(
    reply: Recorded | RefusedReply | Drafted | Problem, stands: Mapping[str, Any], *, quiet: bool
) -> int:
    """What became of it and how it stands now, in a sentence unless JSON said it; the exit code."""
    match reply:
        case Problem():
            code, text = FAULT, sentence(reply)
        case RefusedReply():
            numbers = f" {reply.numbers}" if reply.numbers else ""
            code = REFUSED
            text = f"Refused, entry {reply.index}: {reply.reason}{numbers}; {words(stands)}."
        case Drafted():
            code = 0
            text = f"Nothing is recorded yet. To be signed under the id {reply.id}: sign and send."
        case _:
            code, text = 0, f"Entry {reply.index}: {reply.name}; {words(stands)}."
    if not quiet:
        print(text, file=sys.stderr if code == FAULT else sys.stdout)
    return code
