"""What an `ask` brings along: an ask written as a file, a body's note, a draft to be kept."""

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from baraza.console.commands.objects import object_of
from baraza.console.home import Trouble
from baraza.messaging.ask import Ask
from baraza.messaging.replies import Drafted
from baraza.transparency.hand import NOTE_MAX

_ACTORS = (
    "--actor: write person.p… (a pseudonym), body.NAME, service.NAME or voice.v…; nobody else asks."
)


def written(file: Path) -> tuple[str, str, dict[str, Any]]:
    """Service, command and the rest of an ask that `baraza-audit sign` reads and writes."""
    members = object_of(file, "--file") if file.is_file() else None
    if members is None:
        raise Trouble(f"{file}: no such file. Give the ask that is to be sent.")
    service, command = members.pop("service", None), members.pop("command", None)
    if not (isinstance(service, str) and isinstance(command, str)):
        raise Trouble(f'{file} names no "service" and "command". Write both into it.')
    return service, command, members


def note(file: Path) -> str:
    """A hand note from its file; whether it fits, the desk says."""
    try:
        with file.open("rb") as opened:
            return opened.read(NOTE_MAX + 1).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"--hand: {file} cannot be read as a note. Give the file of the note.") from (
            error
        )


def an_ask(members: dict[str, Any]) -> Ask:
    """Raises `Trouble`, which names the option that is not of its form."""
    try:
        return Ask.model_validate(members)
    except ValidationError as error:
        raise Trouble(wrong(error)) from error


def wrong(error: ValidationError) -> str:
    """Which option is not of its form, in a sentence."""
    first = error.errors()[0]
    option = ".".join(map(str, first["loc"]))
    if option == "actor":
        return _ACTORS
    return f"--{option.replace('_', '-')}: {first['msg']}."


def keep(drafted: Drafted, file: Path) -> None:
    """The desk's draft as the body's tool reads it."""
    text = json.dumps(  # noqa: TID251 - for a person and their tool, which hashes nothing of it
        drafted.model_dump(mode="json"), ensure_ascii=False, indent=1
    )
    try:
        file.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise Trouble(f"--draft: {file} cannot be written ({error.strerror}).") from error
