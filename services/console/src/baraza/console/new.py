"""`baraza new DIR`: a programme's folder to start from, small, valid and explained."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from baraza.console import programme
from baraza.console.home import Trouble

TEMPLATE = programme.DEPLOY / "new"
"""Invented people at invented organisations, and a page that explains every field."""
_PLACEHOLDER = '"programme_id": "my-programme"'


def begin(folder: Path) -> Sequence[str]:
    """Write the folder; the names of its files. `Trouble` where there is something already."""
    if not TEMPLATE.is_dir():
        raise Trouble(f"{TEMPLATE} is missing: run this from a checkout, or copy a folder by hand.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Trouble(f"{folder} holds something already. Name a folder that is new or empty.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file in sorted(TEMPLATE.iterdir()):
            shutil.copyfile(file, folder / file.name)
        _named(folder)
    except OSError as error:
        raise Trouble(f"{folder} could not be written: {error.strerror or error}.") from error
    return [file.name for file in sorted(folder.iterdir())]


def _named(folder: Path) -> None:
    """The programme is called as its folder, where that can be a name."""
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    if not re.fullmatch(r"[a-z][a-z0-9-]{1,31}", name):
        return
    charter = folder / "programme.json"
    text = charter.read_text(encoding="utf-8")
    charter.write_text(text.replace(_PLACEHOLDER, f'"programme_id": "{name}"'), encoding="utf-8")
