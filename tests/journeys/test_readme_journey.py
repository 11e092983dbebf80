"""Every command of the README, run as it stands there, in its order."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from lives import Life

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = [
    [line.partition(" #")[0].strip() for line in block.splitlines() if line.strip()]
    for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
]
NAMES = [f"{number}-{block[0].split(' --')[0]}" for number, block in enumerate(BLOCKS)]
HELD = frozenset({0, 3})
"""What the commands of an overseer may end with: all holds, or not everything was checked."""


class Reader:
    """Somebody with a checkout, the commands on the path, and a pilot that was lived."""

    def __init__(self, place: Path, words: Mapping[str, str]) -> None:
        self.place = place
        self._words = words
        ours = {k: v for k, v in os.environ.items() if not k.startswith("BARAZA_")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{ours['PATH']}"
        self._environment = ours | {"PATH": path}

    def runs(self, line: str) -> "subprocess.CompletedProcess[str]":
        """As typed, with what a reader puts in for the words in capitals."""
        for name, value in self._words.items():
            line = re.sub(rf"\b{name}\b", value, line)
        return subprocess.run(  # noqa: S602 - the page's own words
            line,
            shell=True,
            cwd=ROOT if line.startswith("make") else self.place,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=600,
        )

    @contextmanager
    def up(self, line: str) -> Iterator[None]:
        """A house, for as long as the other commands of its block take; then Ctrl-C."""
        with subprocess.Popen(  # noqa: S603
            line.split(), cwd=self.place, env=self._environment, stderr=subprocess.PIPE, text=True
        ) as house:
            assert house.stderr is not None
            try:
                assert any("The house is up" in said for said in house.stderr)
                yield
                house.send_signal(signal.SIGINT)
                assert "nothing is lost" in house.stderr.read()
            finally:
                house.terminate()


@pytest.fixture(scope="module")
def reader(lived: Life, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    place = tmp_path_factory.mktemp("reader")
    shutil.copytree(lived.home.path, place / "data" / "pilot")
    shutil.copytree(lived.home.export, place / "away")  # blocks are run in any order
    asked = Reader(place, {}).runs("baraza query matching who_with_whom --home data/pilot --json")
    row = json.loads(asked.stdout)["answer"]["relationships"][0]
    return Reader(place, {"INDEX": str(row["entry"]), "PSEUDONYM": row["mentee"]})


def ends(line: str) -> frozenset[int]:
    """With which codes a command of the page may end."""
    return HELD if line.startswith("baraza-audit") else frozenset({0})


def test_the_page_is_for_three_readers_and_each_has_commands() -> None:
    parts = re.split(r"^## ", PAGE, flags=re.MULTILINE)
    for whom in ("an oversight body", "an operator", "another service"):
        (part,) = (each for each in parts if each.startswith(f"For {whom}"))
        assert "```sh" in part


def test_every_link_leads_to_something() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", PAGE)

    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("block", BLOCKS, ids=NAMES)
def test_every_command_does_what_it_says(reader: Reader, block: list[str]) -> None:
    first, *rest = block
    if first.startswith("baraza up"):
        with reader.up(first):
            for line in rest:
                ended = reader.runs(line)
                assert ended.returncode == 0, f"{line}: {ended.stderr or ended.stdout}"
        return
    for line in block:
        ended = reader.runs(line.replace("make ", "make -n ", 1))
        assert ended.returncode in ends(line), f"{line}: {ended.stderr or ended.stdout}"


def test_the_answer_proves_itself_by_the_command_it_names(reader: Reader) -> None:
    told = reader.runs("baraza query matching who_with_whom --home data/pilot")
    row = told.stdout.splitlines()[1]
    mentee, mentor = row.split()[:2]
    command = row[row.index("baraza-audit") :]

    proved = reader.runs(command)

    assert f"{mentor} mentors {mentee}" in proved.stdout
    assert "its result is the one best answer" in proved.stdout
    assert proved.stdout.endswith("All claims hold.\n")
    explain = next(one for one in proved.stdout.splitlines() if "baraza-audit explain" in one)
    told = reader.runs(explain.strip())
    assert "adopted by resolution" in told.stdout
    assert "Decided again: same." in told.stdout
