"""`keys`: which keys the log knows, a new one beside an old, and the end of one."""

import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer

from baraza.console import rotation
from baraza.console.commands.options import DEFAULT_HOME, HomeOption, JsonOption
from baraza.console.commands.running import run, show
from baraza.console.home import Home, Trouble
from baraza.console.keys import key_name
from baraza.console.reach import address, reached
from baraza.messaging import subjects
from baraza.messaging.client import Client
from baraza.transparency import Signer

app = typer.Typer(help="The keys of a running house, announced by its root key.")

NameArgument = Annotated[
    str, typer.Argument(help="A service, ledger, log, root, or body.<id> for a body's hand.")
]
RootOption = Annotated[
    Path | None,
    typer.Option(help="The file of the root key, wherever it is kept. Default: HOME/keys/root.key"),
]
KeyOption = Annotated[
    str | None, typer.Option(help="The public key, where the private one was made elsewhere.")
]
_BY_NAME = {"log": "RotateLogKey", "root": "RotateRootKey"}


@app.command("list")
def list_(home: HomeOption = DEFAULT_HOME, as_json: JsonOption = False) -> None:
    """Every key that the log has announced, and for which entries it counts."""

    async def listed(client: Client) -> None:
        told = await rotation.announced(client)
        if as_json:
            show({"keys": list(told.keys), "log": list(told.log)})
            return
        for held in told.keys:
            last = "" if held["last"] is None else f" to {held['last']}"
            doubt = held["suspect_from"]
            doubted = "" if doubt is None else f", doubtful from {doubt}"
            print(f"{held['key']}: entries from {held['first']}{last}{doubted}")
        for vkey in told.log:
            print(f"{vkey}: checkpoints")

    _done(home, listed)


@app.command()
def register(
    name: NameArgument,
    key: Annotated[str, typer.Option(help="The public key.")],
    root: RootOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Announce the first key of a service, or of a body's hand."""

    async def registered(client: Client) -> None:
        signer, origin = _root(home, root)
        data = {"service": name, "key": rotation.public(key, key_name(origin, name))}
        index = await rotation.recorded(client, signer, "RegisterProducer", data)
        print(f"Entry {index}: {data['key']} counts from entry {index + 2} on.")

    _done(home, registered)


@app.command()
def rotate(
    name: NameArgument,
    root: RootOption = None,
    key: KeyOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Announce a new key beside the old one; both count until the old one is revoked.

    Services and the ledger sign with the new one at once. A new root key is the only one from then
    on. Checkpoints are signed by both log keys: tell the bodies, so that their policies name both.
    """

    async def rotated(client: Client) -> None:
        signer, origin = _root(home, root)
        place = None if key else rotation.place_of(Home(home), name, _file(home, root))
        new = _new(place, key, origin, name)
        told = await rotation.announced(client)
        if told.ever(new):
            print(f"The log knows {new} already.")
        else:
            data = {"key": new}
            if name not in _BY_NAME:
                data |= {"service": name, "old": _old(told, key_name(origin, name))}
            command = _BY_NAME.get(name, "RotateProducerKey")
            index = await rotation.recorded(client, signer, command, data)
            print(f"Entry {index}: {new} counts from entry {index + 2} on.")
        if place is not None:
            print(f"The key before lies in {rotation.put_in_use(place)}.")
            await client.raw(subjects.ask("ledger", "LookAtKeys"), {})

    _done(home, rotated)


@app.command()
def revoke(
    key: Annotated[str, typer.Argument(help="The key, or its 8 hex digits.")],
    ground: Annotated[str, typer.Option(help="A code of why, such as lost or stolen.")],
    suspect_from: Annotated[
        int | None, typer.Option(min=0, help="Entries from here on are listed as doubtful.")
    ] = None,
    root: RootOption = None,
    home: HomeOption = DEFAULT_HOME,
) -> None:
    """Say that a key signs nothing from now on; what it signed before stays.

    A service's last key is not revoked: rotate first.
    """

    async def revoked(client: Client) -> None:
        signer, _ = _root(home, root)
        told = await rotation.announced(client)
        data: dict[str, Any] = {"key": told.found(key), "ground": ground}
        rotation.not_in_use(Home(home), data["key"])
        data |= {} if suspect_from is None else {"suspect_from": suspect_from}
        index = await rotation.recorded(client, signer, "RevokeProducer", data)
        print(f"Entry {index}: {data['key']} counts for no entry after {index + 1}.")

    _done(home, revoked)


def _done(home: Path, work: Callable[[Client], Coroutine[Any, Any, None]]) -> None:
    place = Home(home)
    if address(place)["clock"] == "virtual":
        raise Trouble("This house lives in virtual time; its keys follow from its folder.")

    async def reaching() -> int:
        async with reached(place) as client:
            await work(client)
        return 0

    sys.exit(run(reaching()))


def _file(home: Path, root: Path | None) -> Path:
    return root or Home(home).keys / "root.key"


def _root(home: Path, root: Path | None) -> tuple[Signer, str]:
    """The root key, and the log that it is of."""
    signer = rotation.root_of(_file(home, root))
    origin, _, role = signer.name.rpartition("/")
    if role != "root":
        raise Trouble(f"{signer.name} is no root key. Name the file of the root key by --root.")
    return signer, origin


def _new(place: Path | None, key: str | None, origin: str, name: str) -> str:
    if key is not None:
        return rotation.public(key, key_name(origin, name))
    if place is None:
        raise Trouble(f"The house holds no private key of {name}. Give the public one by --key.")
    return rotation.next_key(place, origin, name).vkey


def _old(told: rotation.Announced, name: str) -> str:
    valid = told.valid(name)
    if not valid:
        raise Trouble(f"No key of {name} counts today. Announce one with `baraza keys register`.")
    return valid[-1]
