"""`baraza export DIR`: the files that an overseer takes away, or those for the world."""

import json
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

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


Tier = Literal["bodies", "world"]


def folder_of(home: Home, tier: Tier) -> Path:
    """Where the ledger writes the files of a tier."""
    return home.export if tier == "bodies" else home.export.with_name("export-world")


def public_tier(home: Home) -> Tier | None:
    """What the charters in force make public (`ledger.md` 10); None where there is none yet.

    A log may hold several programmes; what one of them may not show, the log does not.
    """
    texts: dict[str, Tier] = {}
    adopted: dict[str, str] = {}
    for document in _shown(folder_of(home, "world")):
        name, data = document["type"].split(".", 2)[2], document["data"]
        if name == "registration.RulesDrafted.v1" and data["kind"] == "charter":
            texts[data["digest"]] = data["rules"]["publish"]
        elif name == "oversight.RulesInForce.v1" and data["kind"] == "charter":
            adopted[str(data.get("programme"))] = data["digest"]
    asked = {texts.get(digest, "world") for digest in adopted.values()}
    return ("world" if "world" in asked else "bodies") if asked else None


def copy(home: Home, to: Path, tier: Tier = "bodies") -> Checkpoint:
    """The export as it stands; the checkpoint last, so that nothing is claimed that is not there.

    Refuses a folder that holds something else than an earlier export of the same log and tier:
    the two are for different readers.
    """
    place = folder_of(home, tier)
    checkpoint = checkpoint_of(place)
    if checkpoint is None:
        raise Trouble(
            f"Nothing has been exported in {place} yet. "
            "Start the house with `baraza up`, or live a year with `baraza pilot`."
        )
    if to.exists() and any(to.iterdir()):
        earlier = checkpoint_of(to)
        if earlier is None or earlier.origin != checkpoint.origin:
            raise Trouble(f"{to} holds something else. Choose an empty folder.")
        if (to / "shown").exists() != (place / "shown").exists():
            raise Trouble(f"{to} holds the other tier of this log. Choose an empty folder.")
    try:
        note = (place / "checkpoint").read_bytes()
        unfinished = shutil.ignore_patterns(".*")
        for source in sorted(place.iterdir()):
            if source.is_dir():
                shutil.copytree(source, to / source.name, dirs_exist_ok=True, ignore=unfinished)
            elif source.name != "checkpoint":
                to.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, to / source.name)
        (to / "checkpoint").write_bytes(note)
    except OSError as error:
        raise Trouble(f"{to} could not be written: {error.strerror or error}.") from error
    return checkpoint


def _shown(folder: Path) -> Iterator[Mapping[str, Any]]:
    """What the world is shown, in order; our own files, as the ledger has written them."""
    for file in sorted((folder / "leaf").glob("[0-9]*"), key=lambda file: int(file.name)):
        document: Mapping[str, Any] = json.loads(file.read_bytes().split(b"\n", 4)[3])
        yield document
