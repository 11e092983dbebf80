"""A folder to start from: valid, small, explained, and never written over another."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baraza.console import programme
from baraza.console.home import Trouble
from baraza.console.new import begin


def baraza(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "baraza.console.cli", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    begin(tmp_path / "Our Year 2028")
    return tmp_path / "Our Year 2028"


def members(value: Any) -> Iterator[str]:
    """Names of a charter's members; what stands under a name of the programme's own is data."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            if name not in {"name", "lines", "exit"}:
                yield from members(part)
    elif isinstance(value, list):
        for part in value:
            yield from members(part)


def test_the_folder_has_no_faults_and_is_called_as_it_is(folder: Path) -> None:
    read = programme.read(folder)

    assert read.programme.programme_id == "our-year-2028"
    assert read.mentees
    assert read.mentors


def test_every_field_of_every_file_is_explained(folder: Path) -> None:
    page = re.sub(r"```.*?```", "", (folder / "README.md").read_text(), flags=re.DOTALL)
    explained = set(re.findall(r"`([^`]+)`", page))
    charter = json.loads((folder / "programme.json").read_bytes())
    columns = {
        column
        for file in folder.glob("*.csv")
        for column in next(csv.reader(file.read_text().splitlines()))
    }

    assert set(members(charter)) | columns <= explained
    assert set(programme.Programme.model_fields) <= explained
    assert {*programme.FILES, *programme.OPTIONAL} == {
        file.name for file in folder.iterdir() if file.name != "README.md"
    }


def test_people_are_invented_and_cannot_be_written_to(folder: Path) -> None:
    read = programme.read(folder)

    assert all(person.email.endswith("@example.org") for person in read.people)
    assert all(each.name.startswith("Example ") for each in read.affiliates)


@pytest.mark.parametrize("what", ["file", "folder"])
def test_nothing_is_written_over(tmp_path: Path, what: str) -> None:
    place = tmp_path / "taken"
    kept = place if what == "file" else place / "notes.txt"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text("ours")

    with pytest.raises(Trouble, match="holds something already"):
        begin(place)

    assert kept.read_text() == "ours"
    assert what == "file" or [file.name for file in place.iterdir()] == ["notes.txt"]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(Trouble, match="could not be written"):
        begin(tmp_path / "file" / "below")


def test_the_command_says_what_to_do_next(tmp_path: Path) -> None:
    made = baraza("new", tmp_path / "year")
    again = baraza("new", tmp_path / "year")

    assert made.returncode == 0, made.stderr
    assert f"baraza check {tmp_path / 'year'}" in made.stdout
    assert (again.returncode, again.stdout) == (1, "")
    assert "holds something already" in again.stderr
