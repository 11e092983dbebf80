"""What every command of the engine reads, says, and refuses."""

import json
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

DONE: Final = 0
REFUSED: Final = 1
USAGE: Final = 2
UNREADABLE: Final = 4
STOPPED: Final = 130
LARGEST: Final = 1 << 30
"""Bytes of an instance; one of 100,000 mentees has some 60 million."""


def read(path: Path) -> bytes:
    """At most one byte more than the largest, which no reader takes for the whole."""
    with path.open("rb") as file:
        return file.read(LARGEST + 1)


def tell(asked: Namespace, told: Mapping[str, Any], lines: Iterable[str]) -> int:
    """The object, or the same to a reader."""
    if asked.json:
        print(json.JSONEncoder(indent=1).encode({"ok": True, **told}))
    else:
        print("\n".join(lines))
    return DONE


def refused(asked: Namespace, code: int, why: str, **more: Any) -> int:
    if getattr(asked, "json", False):
        print(json.JSONEncoder(indent=1).encode({"ok": False, "why": why, **more}))
    else:
        print(f"{why}. Nothing was written.", file=sys.stderr)
    return code
