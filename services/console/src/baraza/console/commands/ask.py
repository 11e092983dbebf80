"""`ask`: have a service decide something."""

import sys
from secrets import token_bytes
from typing import Annotated

import typer
from pydantic import ValidationError

from baraza.console.commands.objects import typed_object
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.running import FAULT, REFUSED, run, show
from baraza.console.home import SERVICES, Home, Trouble
from baraza.console.reach import address, known, named, reached, sentence, unanswered
from baraza.decider import uuid7_of
from baraza.messaging.ask import Ask
from baraza.messaging.client import NoAnswer
from baraza.messaging.clock import SystemClock
from baraza.messaging.replies import Problem, RefusedReply

ASKED = ("ledger", *SERVICES)


def ask(
    service: Annotated[str, typer.Argument(help="Such as registration.")],
    name: Annotated[str, typer.Argument(help="The command, such as SubmitApplication.")],
    actor: Annotated[str, typer.Option(help="person.p…, body.…: who asks.")],
    data: Annotated[str, typer.Option(help="JSON, @FILE, or - for standard input.")] = "{}",
    acting_as: Annotated[str, typer.Option(help="The role or seat in which it is asked.")] = "self",
    reason: Annotated[str | None, typer.Option(help="A code of why.")] = None,
    id_: Annotated[
        str | None, typer.Option("--id", help="The command's id, to ask the same again.")
    ] = None,
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Ask a service to decide something; what it decides is recorded."""
    place = Home(home)
    if address(place)["clock"] == "virtual":
        raise Trouble("This house lives in virtual time, where only its driver asks. Use query.")
    try:
        asked = Ask(
            id=id_ or uuid7_of(SystemClock().now(), token_bytes(32)),
            actor=actor,
            acting_as=acting_as,
            reason=reason,
            via="console",
            data=typed_object(data),
        )
    except ValidationError as error:
        raise Trouble(wrong(error)) from error

    async def answered() -> int:
        async with reached(place) as client:
            try:
                reply = await client.ask(known(service, ASKED), named(name), asked)
            except NoAnswer as silent:
                raise Trouble(await unanswered(client, service, f"ask {name}")) from silent
        if as_json:
            show(reply.model_dump(mode="json"))
        match reply:
            case Problem():
                if not as_json:
                    print(sentence(reply), file=sys.stderr)
                return FAULT
            case RefusedReply():
                if not as_json:
                    numbers = f" {reply.numbers}" if reply.numbers else ""
                    print(f"Refused on record, entry {reply.index}: {reply.reason}{numbers}.")
                return REFUSED
            case _:
                if not as_json:
                    print(f"Recorded as entry {reply.index}: {reply.name}.")
                return 0

    sys.exit(run(answered()))


_ACTORS = (
    "--actor: write person.p… (a pseudonym), body.NAME, service.NAME or voice.v…; nobody else asks."
)


def wrong(error: ValidationError) -> str:
    """Which option is not of its form, in a sentence."""
    first = error.errors()[0]
    option = ".".join(map(str, first["loc"]))
    if option == "actor":
        return _ACTORS
    return f"--{option.replace('_', '-')}: {first['msg']}."
