"""`new` and `check`: a programme's folder before it is lived."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from baraza.console import programme
from baraza.console.commands.options import JsonOption
from baraza.console.commands.running import FAULT, show
from baraza.console.new import begin
from baraza.console.programme import FaultyFolder


def new(
    folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")],
) -> None:
    """Write a programme's folder to start from, with a page that explains every field."""
    names = begin(folder)
    print(f"{folder}: {', '.join(names)}.")
    print(f"Read {folder / 'README.md'}, put in what is yours, then: baraza check {folder}")


def check(
    folder: Annotated[Path, typer.Argument(help="A programme's folder.")],
    as_json: JsonOption = False,
) -> None:
    """Tell every fault of a programme's folder at once; nothing is written."""
    try:
        read = programme.read(folder)
    except FaultyFolder as faulty:
        if as_json:
            show({"ok": False, "faults": [fault.as_json() for fault in faulty.faults]})
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
        show(told)
    else:
        print(
            f"{folder}: no faults. {told['programme']}: {told['people']} people, "
            f"{told['mentees']} mentees, {told['mentors']} mentors, "
            f"{told['affiliates']} affiliates, {told['happenings']} happenings."
        )
