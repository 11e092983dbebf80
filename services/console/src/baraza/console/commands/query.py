"""`query`: ask a read model."""

import sys
from typing import Annotated

import typer

from baraza.console import matched, questions
from baraza.console import query as queries
from baraza.console.commands.objects import typed_object, typed_pair
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.running import FAULT, run, show
from baraza.console.home import SERVICES, Home, Trouble
from baraza.console.reach import known


def query(
    service: Annotated[str | None, typer.Argument(help="Such as matching.")] = None,
    name: Annotated[str | None, typer.Argument(help="The question, such as who_with_whom.")] = None,
    params: Annotated[list[str] | None, typer.Argument(help="name=value ...")] = None,
    data: Annotated[str, typer.Option(help="JSON, @FILE, or - for standard input.")] = "{}",
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
    listed: Annotated[
        bool, typer.Option("--list", help="Say which questions there are, and with what.")
    ] = False,
) -> None:
    """Ask a read model a question; nothing is recorded. Where no house runs, it answers too."""
    if listed:
        return _list_questions(service, as_json=as_json)
    if service is None or name is None:
        raise Trouble("Name a service and a question. `baraza query --list` tells all of them.")
    wanted = {**typed_object(data), **dict(typed_pair(param) for param in params or ())}
    place = Home(home)
    reply = dict(run(queries.answered(place, service, name, wanted)))
    if why := queries.told(reply):
        if as_json:
            show(reply)
            sys.exit(FAULT)
        raise Trouble(why)
    if still := reply.get("parked"):
        print(
            f"It may be wrong about {', '.join(still)}: their rows stand still. `baraza doctor` "
            f"says why; once that is mended, `baraza unpark {service}`.",
            file=sys.stderr,
        )
    if why := queries.short_of(wanted, reply):
        print(why, file=sys.stderr)
    if (service, name) != matched.ANSWERS:
        return show(reply if as_json else reply.get("answer", reply))
    if as_json:
        return show({**reply, "answer": matched.with_proofs(reply["answer"], place)})
    for line in matched.table(reply["answer"], place):
        print(line)
    return None


def _list_questions(service: str | None, *, as_json: bool) -> None:
    found = questions.every(SERVICES if service is None else (known(service, SERVICES),))
    if as_json:
        return show([question.as_json() for question in found])
    width = max(len(question.line) for question in found)
    for question in found:
        print(f"{question.line.ljust(width)}  {question.what}".rstrip())
    return None
