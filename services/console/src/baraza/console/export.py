"""`baraza export DIR`: the files that an overseer takes away."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from baraza.console.home import Home, Trouble
from baraza.transparency.checkpoint import BadCheckpoint, Checkpoint
from baraza.transparency.notes import BadNote, parse_note


def must_be_written(reply: Mapping[str, Any]) -> None:
    """The ledger's answer when it was asked for its files: `Trouble` where it could not."""
    if not reply.get("ok"):
        raise Trouble(
            f"The ledger could not write its files: {reply.get('detail', '')} "
            "See that there is room and that the folder can be written, then run it again."
        )


def checkpoint_of(folder: Path) -> Checkpoint | None:
    """What an export claims to be; None where there is none."""
    try:
        return Checkpoint.parse(parse_note((folder / "checkpoint").read_bytes()).text)
    except (OSError, BadNote, BadCheckpoint):
        return None


def copy(home: Home, to: Path) -> Checkpoint:
    """The export as it stands; the checkpoint last, so that nothing is claimed that is not there.

    Refuses a folder that holds something else than an earlier export of the same log.
    """
    checkpoint = checkpoint_of(home.export)
    if checkpoint is None:
        raise Trouble(
            f"Nothing has been exported in {home.export} yet. "
            "Start the house with `baraza up`, or live a year with `baraza pilot`."
        )
    if to.exists() and any(to.iterdir()):
        earlier = checkpoint_of(to)
        if earlier is None or earlier.origin != checkpoint.origin:
            raise Trouble(f"{to} holds something else. Choose an empty folder.")
    try:
        note = (home.export / "checkpoint").read_bytes()
        for source in sorted(home.export.iterdir()):
            if source.is_dir():
                shutil.copytree(source, to / source.name, dirs_exist_ok=True)
            elif source.name != "checkpoint":
                to.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, to / source.name)
        (to / "checkpoint").write_bytes(note)
    except OSError as error:
        raise Trouble(f"{to} could not be written: {error.strerror or error}.") from error
    return checkpoint
