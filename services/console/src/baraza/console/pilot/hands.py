"""The body that acts by its own hand in a rehearsed year: the one that takes over to watch.

Its key follows from the folder, as all keys of a rehearsal do, and is kept in no home: there the
founders find its public half, and register it. In a lived year a body makes its key and its notes
on a machine of its own, with `baraza-audit sign` (`ledger.md` 3.4).
"""

from baraza.console import keys
from baraza.console.home import Home, write_private
from baraza.console.programme import Folder
from baraza.decider import Message
from baraza.messaging.ask import Ask
from baraza.messaging.hands import as_asked
from baraza.oversight.messages import DecideMatter, VoteOnResolution
from baraza.transparency import Hand, Signer

SIGNED: dict[str, type[Message]] = {
    command.__name__: command for command in (DecideMatter, VoteOnResolution)
}
"""What it signs: all that a body decides and that says nothing personal, so that no draft of the
desk is needed to know what will stand."""


def origin_of(folder: Folder) -> str:
    """Of its own, so that a rehearsal can never be shown as a lived year."""
    return f"rehearsal.example/{folder.programme.programme_id}"


def announce(home: Home, folder: Folder) -> None:
    """Put the public key where the ledger looks for those that its founders let sign."""
    if signer := signer_of(folder):
        name = signer.name.rpartition("/")[2]
        write_private(home.keys / f"{name}.vkey", f"{signer.vkey}\n")


def signer_of(folder: Folder) -> Signer | None:
    """None where nobody takes over."""
    handed = folder.programme.oversight_handed_over
    if handed is None:
        return None
    return keys.signer(
        origin_of(folder), f"body.{handed.to.removeprefix('body-')}", bytes.fromhex(folder.seed)
    )


def note_over(folder: Folder, service: str, name: str, ask: Ask) -> str | None:
    """The note for an act of this body; None where it is another's, or nothing that it signs."""
    signer, command_type = signer_of(folder), SIGNED.get(name)
    if signer is None or command_type is None or service != "oversight" or ask.body is None:
        return None
    if not signer.name.endswith(f"/body.{ask.body}"):
        return None
    command = command_type.model_validate(ask.data)
    told = as_asked(service, command, ask.actor, ask.acting_as, ask.reason)
    return Hand.over(origin_of(folder), ask.id, told).signed(signer).decode()
