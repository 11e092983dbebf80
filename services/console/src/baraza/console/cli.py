"""`baraza`: run the house, rehearse a year, ask and query, look after it."""

import asyncio
import errno
import json
import re
import signal
import sys
from base64 import b64encode
from collections.abc import Coroutine, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from secrets import token_bytes
from typing import Annotated, Any, NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console

from baraza.console import audit, doctor, export, matched, programme, questions, together
from baraza.console import query as queries
from baraza.console import status as statuses
from baraza.console.home import SERVICES, Home, Trouble, only_one, write_private
from baraza.console.new import begin
from baraza.console.programme import FaultyFolder
from baraza.console.reach import address, known, named, reached, sentence, unanswered
from baraza.console.supervisor import Plan
from baraza.decider import uuid7_of
from baraza.messaging.ask import Ask
from baraza.messaging.client import NoAnswer
from baraza.messaging.clock import SystemClock
from baraza.messaging.leash import end_others
from baraza.messaging.replies import Problem, RefusedReply
from baraza.telemetry import logs

app = typer.Typer(
    help=__doc__, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
)
Result = TypeVar("Result")

DEFAULT_HOME = Path("data")
ORIGIN = "baraza.example/local"
ORIGIN_FORM = re.compile(r"[!-*,-~]{1,100}")  # ledger.md 2: ASCII without space and plus
ASKED = ("ledger", *SERVICES)
FAULT, USAGE, REFUSED, BROKEN_OFF = 1, 2, 3, 130

HomeOption = Annotated[Path, typer.Option("--home", help="The house's data directory.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
TracesOption = Annotated[bool, typer.Option("--traces", help="Write traces to HOME/run.")]
TogetherOption = Annotated[
    bool | None,
    typer.Option(
        "--together/--apart",
        help="All parts in one process, or each in its own.",
        show_default="apart, from 2 GB of memory on",
    ),
]
PortOption = Annotated[
    int | None, typer.Option("--port", min=1, max=65535, help="Port of nats-server; else any free.")
]


@app.command()
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

    async def run() -> None:
        with only_one(place):
            plan = Plan(
                place,
                _founded(place, origin),
                port=port,
                traces=traces,
                together=together.by_memory(as_one),
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

    _run(run())


@app.command()
def pilot(
    input_: Annotated[
        Path, typer.Option("--input", help="A programme's folder.", show_default="deploy/pilot")
    ] = programme.DEFAULT,
    home: HomeOption = DEFAULT_HOME / "pilot",
    as_json: JsonOption = False,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Live up to this day.")
    ] = None,
    port: PortOption = None,
    traces: TracesOption = False,
    as_one: TogetherOption = None,
) -> None:
    """Live a whole programme year in virtual time, then let the auditor decide it all again."""
    from baraza.console.pilot import run, show

    last = until.date() if until else None
    wish = run.Wish(input_, home, last, traces, port, together.by_memory(as_one))
    told = _run(run.pilot(wish, Console(stderr=True)))
    if as_json:
        _print(told)
    else:
        show.summary(Console(soft_wrap=True), told, Home(home))
    if not audit.holds(told["verify"], told["replay"]):
        sys.exit(FAULT)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")],
) -> None:
    """Write a programme's folder to start from, with a page that explains every field."""
    names = begin(folder)
    print(f"{folder}: {', '.join(names)}.")
    print(f"Read {folder / 'README.md'}, put in what is yours, then: baraza check {folder}")


@app.command()
def check(
    folder: Annotated[Path, typer.Argument(help="A programme's folder.")],
    as_json: JsonOption = False,
) -> None:
    """Tell every fault of a programme's folder at once; nothing is written."""
    try:
        read = programme.read(folder)
    except FaultyFolder as faulty:
        if as_json:
            _print({"ok": False, "faults": [fault.as_json() for fault in faulty.faults]})
        else:
            print(faulty)
            print(f"{faulty.count}. Correct what is listed and check again.")
        sys.exit(FAULT)
    told = {
        "ok": True,
        "faults": [],
        "programme": read.programme.programme_id,
        "affiliates": len(read.affiliates),
        "people": len(read.people),
        "mentees": len(read.mentees),
        "mentors": len(read.mentors),
        "happenings": len(read.happenings),
        "seed": read.seed,
    }
    if as_json:
        _print(told)
    else:
        print(
            f"{folder}: no faults. {told['programme']}: {told['people']} people, "
            f"{told['mentees']} mentees, {told['mentors']} mentors, "
            f"{told['affiliates']} affiliates, {told['happenings']} happenings."
        )


@app.command()
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
            data=_object(data),
        )
    except ValidationError as error:
        raise Trouble(_wrong(error)) from error

    async def run() -> int:
        async with reached(place) as client:
            try:
                reply = await client.ask(known(service, ASKED), named(name), asked)
            except NoAnswer as silent:
                raise Trouble(await unanswered(client, service, f"ask {name}")) from silent
        if as_json:
            _print(reply.model_dump(mode="json"))
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

    sys.exit(_run(run()))


@app.command()
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
    wanted = {**_object(data), **dict(_pair(param) for param in params or ())}
    place = Home(home)
    reply = dict(_run(queries.answered(place, service, name, wanted)))
    if why := queries.told(reply):
        if as_json:
            _print(reply)
            sys.exit(FAULT)
        raise Trouble(why)
    if (service, name) != matched.ANSWERS:
        return _print(reply if as_json else reply.get("answer", reply))
    if as_json:
        return _print({**reply, "answer": matched.with_proofs(reply["answer"], place)})
    for line in matched.table(reply["answer"], place):
        print(line)
    return None


def _list_questions(service: str | None, *, as_json: bool) -> None:
    found = questions.every(SERVICES if service is None else (known(service, SERVICES),))
    if as_json:
        return _print([question.as_json() for question in found])
    width = max(len(question.line) for question in found)
    for question in found:
        print(f"{question.line.ljust(width)}  {question.what}".rstrip())
    return None


@app.command("export")
def export_(
    to: Annotated[Path, typer.Argument(help="An empty folder, or an earlier export.")],
    home: HomeOption = DEFAULT_HOME,
    as_json: JsonOption = False,
) -> None:
    """Copy the files that an overseer takes away: checkpoint, tiles, entries, exhibits, policy."""
    place = Home(home)

    async def refreshed() -> None:
        """A running house brings its files up to date first."""
        reply: Mapping[str, Any] = {"ok": True}
        with suppress(Trouble, NoAnswer):
            async with reached(place) as client:
                reply = await client.raw("baraza.ask.ledger.Export", {}, within=120)
        export.must_be_written(reply)

    _run(refreshed())
    checkpoint = export.copy(place, to)
    told = {"dir": str(to), "origin": checkpoint.origin, "size": checkpoint.size}
    told["root"] = b64encode(checkpoint.root).decode()
    if as_json:
        _print(told)
    else:
        print(f"{checkpoint.size:,} entries of {checkpoint.origin} are in {to}.")
        print(f"Check them: baraza-audit verify {to} --policy {to / 'policy'}")


@app.command()
def status(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """One line: whether all parts answer, and how far the log has come."""
    now = _run(statuses.status(Home(home)))
    if as_json:
        _print(now.as_json())
    else:
        print(now.line(SystemClock().now()))
    sys.exit(0 if now.ok else FAULT)


@app.command("doctor")
def doctor_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Settings with their sources, versions, the binary and its digest, and a running house."""
    found = _run(doctor.checks(Home(home)))
    told = doctor.as_json(found)
    if as_json:
        _print(told)
    else:
        for seen in found:
            print(f"{'ok ' if seen.ok else 'NOT'}  {seen.name}: {seen.seen}")
    sys.exit(0 if told["ok"] else FAULT)


bench = typer.Typer(help="Measure, on houses of its own.", no_args_is_help=True)
app.add_typer(bench, name="bench")


@bench.command("path")
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

    console = Console(stderr=True)
    told = _run(
        path.measured(
            path.Wish(seconds, entries),
            lambda line: console.print(line, style="dim", highlight=False),
        )
    )
    if as_json:
        _print(told)
    else:
        for line in numbers.lines(told):
            print(line)


def main() -> NoReturn:
    """Errors are one sentence that says what to do; their exit code is never 0."""
    logs.configure("console", "console", "critical")  # what the bus reports is said in sentences
    try:
        app()
    except FaultyFolder as faulty:
        _fail(f"{faulty}\n{faulty.count}. Correct what is listed; `baraza check` lists it again.")
    except Trouble as trouble:
        _fail(str(trouble))
    except NoAnswer as silent:
        _fail(f"{silent} gave no answer. {NoAnswer.advice()}")
    except OSError as error:
        if error.errno == errno.ENOSPC:
            _fail("The disk is full. Make room and run the same command again.")
        _fail(f"{error.filename or 'A file'}: {error.strerror}. Put this right and try again.")
    sys.exit(0)


def _fail(text: str) -> NoReturn:
    print(text, file=sys.stderr)
    sys.exit(FAULT)


def _founded(home: Home, origin: str | None) -> str:
    """The origin of the log in this home; a rehearsal's home is no home for a lived log."""
    try:
        charter = json.loads(home.charter.read_bytes())
    except FileNotFoundError:
        if origin and not ORIGIN_FORM.fullmatch(origin):
            raise Trouble(
                f"--origin: {origin} cannot name a log. Write at most 100 letters, digits and "
                f"signs, without space or plus, such as {ORIGIN}."
            ) from None
        charter = {"clock": "system", "origin": origin or ORIGIN, "finished": False}
        write_private(home.charter, json.dumps(charter) + "\n")  # noqa: TID251 - a note
    except ValueError as error:
        raise Trouble(f"{home.charter} cannot be read. Choose another --home.") from error
    if charter["clock"] != "system":
        raise Trouble(f"{home.path} holds a rehearsed year. Choose another --home.")
    if origin and origin != charter["origin"]:
        raise Trouble(
            f"The log in {home.path} is called {charter['origin']} for ever. "
            "Leave --origin out, or choose another --home."
        )
    return str(charter["origin"])


def _run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run to its end; Ctrl-C or SIGTERM lets everything stop first, then exits with 130."""

    async def supervised() -> Result:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work)
        asked: list[None] = []

        def stop() -> None:
            """Once: a second Ctrl-C must not keep the first from stopping everything."""
            if not asked:
                asked.append(None)
                task.cancel()

        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop)
        try:
            return await task
        finally:
            await end_others()

    try:
        return asyncio.run(supervised())
    except asyncio.CancelledError:
        print(
            "Stopped; nothing is lost. The same command again goes on from here.", file=sys.stderr
        )
        sys.exit(BROKEN_OFF)


def _print(told: object, *, to_errors: bool = False) -> None:
    text = json.dumps(  # noqa: TID251 - for people and their tools, never hashed
        told, ensure_ascii=False, indent=1, default=str
    )
    print(text, file=sys.stderr if to_errors else sys.stdout)


_ACTORS = (
    "--actor: write person.p… (a pseudonym), body.NAME, service.NAME or voice.v…; nobody else asks."
)


def _wrong(error: ValidationError) -> str:
    """Which option is not of its form, in a sentence."""
    first = error.errors()[0]
    option = ".".join(map(str, first["loc"]))
    if option == "actor":
        return _ACTORS
    return f"--{option.replace('_', '-')}: {first['msg']}."


def _object(text: str) -> dict[str, Any]:
    if text == "-":
        text = sys.stdin.read()
    elif text.startswith("@"):
        text = Path(text[1:]).read_text()
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Trouble(f"--data is no JSON: {error}.") from error
    if not isinstance(value, dict):
        raise Trouble("--data is no JSON object. Write it as {...}.")
    return value


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise Trouble(f"{text} is no parameter. Write it as name=value.")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


if __name__ == "__main__":
    main()
