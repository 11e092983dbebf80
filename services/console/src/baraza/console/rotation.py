"""Keys of a running house, announced by the root key, which need not lie in it (`ledger.md` 13).

A decision is drafted by the ledger, signed here with a root key that is read from a file, and
appended with every check. A new private key lies beside the old one, under a name of its own, until
the log has announced it; then the two change places. So whoever stops in between has both, and the
same command goes on from there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_bytes
from typing import Any, TypeAlias

from baraza.console.home import Home, Trouble, write_private
from baraza.console.keys import SIGNERS, key_name
from baraza.decider import Entry, uuid7_of
from baraza.messaging import subjects
from baraza.messaging.client import Client
from baraza.messaging.clock import SystemClock
from baraza.transparency import BadKey, Signer, Verifier, producer_note

TRIES = 4
"""How often a decision is drafted anew where the log moves before it is appended."""
FACTS = {
    "RegisterProducer": "ProducerRegistered",
    "RotateProducerKey": "ProducerKeyRotated",
    "RevokeProducer": "ProducerRevoked",
    "RotateLogKey": "LogKeyRotated",
    "RotateRootKey": "RootKeyRotated",
}
Held: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Announced:
    """What the log says of its keys."""

    keys: Sequence[Held]
    log: Sequence[str]

    def valid(self, name: str) -> list[str]:
        """Those that sign under this name today, the oldest first."""
        held = sorted((key for key in self.keys if key["last"] is None), key=lambda k: k["first"])
        return [str(key["key"]) for key in held if key["name"] == name]

    def ever(self, vkey: str) -> bool:
        return vkey in self.log or any(key["key"] == vkey for key in self.keys)

    def found(self, wanted: str) -> str:
        """The one key that is named so: by its whole text or its 8 hex digits."""
        every = [str(key["key"]) for key in self.keys] + list(self.log)
        some = [key for key in every if wanted in {key, key.split("+")[1]}]
        if len(some) != 1:
            raise Trouble(f"{wanted} is no key of this log. `baraza keys list` shows them.")
        return some[0]


async def announced(client: Client) -> Announced:
    told = await client.raw(subjects.query("ledger", "keys"), {})
    return Announced(told["keys"], told["log"])


def root_of(file: Path) -> Signer:
    """The root key from where it is kept."""
    try:
        return Signer.from_private(file.read_text().strip())
    except FileNotFoundError:
        raise Trouble(f"{file}: no such file. Bring the root key, and name it by --root.") from None
    except (BadKey, UnicodeDecodeError) as error:
        raise Trouble(f"{file} holds no private key. Name the root key by --root.") from error


async def recorded(client: Client, root: Signer, command: str, data: Mapping[str, Any]) -> int:
    """The index of the decision. `Trouble` where rules refuse it, or the ledger does not take it.

    A refusal is seen in the draft, before anything is signed, and is not recorded.
    """
    for _ in range(TRIES):
        id_ = uuid7_of(SystemClock().now(), token_bytes(32))
        params = {"command": command, "data": dict(data), "id": id_}
        drafted = await client.raw(subjects.query("ledger", "draft"), params)
        if not drafted.get("ok"):
            raise Trouble(f"The ledger drafts no {command}: {drafted.get('detail', drafted)}")
        entries = [Entry.read(wire.encode()) for wire in drafted["entries"]]
        _is_what_was_meant(entries, command, data)
        notes = [producer_note(entry.wire, root).decode() for entry in entries]
        reply = await client.raw(subjects.ask("ledger", "Record"), {"v": 1, "entries": notes})
        if reply.get("ok"):
            return int(reply["first"])
        error = reply.get("error", {})
        if error.get("retry") != "redecide":
            why = error.get("details", {}).get("why", error.get("code"))
            raise Trouble(f"The ledger does not take it: {why}. Is {root.vkey} its root key?")
    raise Trouble("The log moved each time before it could be appended. Try again in a moment.")


def _is_what_was_meant(entries: Sequence[Entry], command: str, data: Mapping[str, Any]) -> None:
    """The root key signs what was asked of it, and nothing that somebody puts in its place."""
    first, *facts = entries
    said = [(entry.type, entry.data) for entry in entries]
    types = (f"baraza.command.ledger.{command}.v1", f"baraza.event.ledger.{FACTS[command]}.v1")
    if first.name == command and facts[0].name == "CommandRefused":
        reason = facts[0].data["reason"]
        raise Trouble(f"The log's rules refuse it: {reason}. Nothing was recorded.")
    if said != [(type_, data) for type_ in types]:
        raise Trouble("The ledger drafted another decision than the one asked for. Do not go on.")


# --- the files --------------------------------------------------------------------------------


def place_of(home: Home, name: str, root: Path) -> Path | None:
    """Where the private key of this name lies; None for one that the house does not hold."""
    if name == "root":
        return root
    return home.keys / f"{name}.key" if name in SIGNERS else None


def next_key(place: Path, origin: str, name: str) -> Signer:
    """A new private key beside the one in use, or the one that an earlier try has put there."""
    beside = _next(place)
    if not beside.exists():
        write_private(beside, Signer(key_name(origin, name), token_bytes(32)).private_note() + "\n")
    return Signer.from_private(beside.read_text().strip())


def put_in_use(place: Path) -> Path:
    """The new key comes into its place, and the one before lies beside it under its own number.

    If we stopped between the two, the old one is there twice, and the next try goes on.
    """
    old = Signer.from_private(place.read_text().strip())
    kept = place.with_name(f"{place.stem}.{old.verifier.key_id.hex()}.key")
    write_private(kept, old.private_note() + "\n")
    new = Signer.from_private(_next(place).read_text().strip())
    write_private(place.with_suffix(".vkey"), new.vkey + "\n")
    _next(place).replace(place)
    return kept


def not_in_use(home: Home, vkey: str) -> None:
    """`Trouble` where the house would be left with a key that counts for nothing."""
    for file in home.keys.glob("*.vkey"):
        if file.read_text().strip() == vkey:
            raise Trouble(f"The house signs with it. First: `baraza keys rotate {file.stem}`.")


def public(text: str, name: str) -> str:
    """A public key that was made elsewhere, if it bears this name."""
    try:
        verifier = Verifier.from_vkey(text.strip())
    except BadKey as error:
        raise Trouble(f"{text} is no public key, such as NAME+12345678+BASE64.") from error
    if verifier.name != name:
        raise Trouble(f"The key is called {verifier.name}, and has to be called {name}.")
    return verifier.vkey


def _next(place: Path) -> Path:
    return place.with_name(f"{place.stem}.next")
