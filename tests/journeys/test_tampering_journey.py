"""One byte changed anywhere in what an overseer takes away is found, and the place is named."""

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.transparency import unbundle
from lives import Life

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]
FALSE, UNCHECKED, UNREADABLE = 1, 3, 4


@dataclass(frozen=True)
class Export:
    """A copy of an export that may be harmed, and is whole again after each test."""

    folder: Path
    whole: Path
    capture: pytest.CaptureFixture[str]

    def audit(self, *words: str) -> tuple[int, Mapping[str, Any]]:
        self.capture.readouterr()
        code = main([*words, "--json"])
        return code, json.loads(self.capture.readouterr().out)

    def verify(self) -> tuple[int, Mapping[str, Any]]:
        """By the policy of the untouched export."""
        return self.audit("verify", str(self.folder), "--policy", str(self.whole / "policy"))

    def replay(self) -> tuple[int, Mapping[str, Any]]:
        return self.audit("replay", str(self.folder))

    def files(self, under: str) -> list[str]:
        found = sorted(file for file in (self.folder / under).rglob("*") if file.is_file())
        return [file.relative_to(self.folder).as_posix() for file in found]

    def flip(self, path: str, offset: int, mask: int = 1) -> None:
        file = self.folder / path
        data = bytearray(file.read_bytes())
        data[offset] ^= mask
        file.write_bytes(data)


@pytest.fixture(scope="module")
def copied(elsewhere: Life, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(
        shutil.copytree(elsewhere.home.export, tmp_path_factory.mktemp("tamper") / "export")
    )


@pytest.fixture
def export(elsewhere: Life, copied: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Export]:
    yield Export(copied, elsewhere.home.export, capsys)
    shutil.rmtree(copied)
    shutil.copytree(elsewhere.home.export, copied)


def told(audited: Mapping[str, Any]) -> str:
    """All that is said of places: codes, indexes and details."""
    return "\n".join(f"{f['index']} {f['code']} {f['detail']}" for f in audited["findings"])


def test_untouched_it_holds(export: Export) -> None:
    assert export.verify()[0] == 0
    assert export.replay()[0] == 0
    assert {path.split("/")[1] for path in export.files("tile")} == {"0", "1", "entries"}


@pytest.mark.case(21)
@pytest.mark.parametrize("line", [0, 1, 2, 4])
def test_a_byte_of_the_checkpoint(export: Export, line: int) -> None:
    """Origin, size, root, signature."""
    lines = (export.folder / "checkpoint").read_bytes().split(b"\n")
    export.flip("checkpoint", sum(len(each) + 1 for each in lines[:line]) + len(lines[line]) // 2)

    code, audited = export.verify()

    assert code in {FALSE, UNREADABLE}
    assert "checkpoint" in told(audited)


@pytest.mark.case(21)
@pytest.mark.parametrize("level", ["tile/0", "tile/1"])
def test_a_byte_of_every_hash_tile(export: Export, level: str) -> None:
    """All at once, each at another offset: every one is found by itself."""
    paths = export.files(level)
    for number, path in enumerate(paths):
        export.flip(path, 37 * (number + 1) % (export.folder / path).stat().st_size, mask=0x80)

    code, audited = export.verify()

    assert code == FALSE
    assert [path for path in paths if path not in told(audited)] == []


def harms() -> Iterator[tuple[str, int, Callable[[bytes], int]]]:
    """Bundles, entries in them, and which byte of the entry's leaf is changed."""
    yield "head of the leaf", 1, lambda leaf: 5
    yield "the decision's data", 40, lambda leaf: leaf.index(b'"data":{') + 9
    yield "who asked", 300, lambda leaf: leaf.index(b'"type":') + 20
    yield "a digit of the time", 520, lambda leaf: leaf.index(b'"time":"') + 26
    yield "the signature", 700, lambda leaf: len(leaf) - 10
    yield "the last byte", 1000, lambda leaf: len(leaf) - 1


@pytest.mark.case(21)
@pytest.mark.parametrize(("index", "at"), [pytest.param(*h[1:], id=h[0]) for h in harms()])
def test_a_byte_of_an_entry(export: Export, index: int, at: Callable[[bytes], int]) -> None:
    n, k = divmod(index, 256)
    path = export.files("tile/entries")[n]
    bundle = (export.folder / path).read_bytes()
    leaf = unbundle(bundle)[k]

    export.flip(path, bundle.index(leaf) + at(leaf))
    code, audited = export.verify()
    again, _ = export.replay()

    assert (code, again) == (FALSE, FALSE)
    assert str(index) in {line.split()[0] for line in told(audited).splitlines()}


@pytest.mark.case(21)
def test_a_byte_between_the_entries_of_every_bundle(export: Export) -> None:
    """The length of the last one: it is cut off, or something is left over."""
    paths = export.files("tile/entries")
    for path in paths:
        bundle = (export.folder / path).read_bytes()
        export.flip(path, len(bundle) - len(unbundle(bundle)[-1]) - 1)

    code, audited = export.verify()
    again, replayed = export.replay()

    assert (code, again) == (FALSE, FALSE)
    assert [path for path in paths if path not in told(audited)] == []
    assert paths[0] in told(replayed)


@pytest.mark.case(21)
@pytest.mark.parametrize("kind", ["schema", "evidence"])
def test_a_byte_of_exhibits_of_every_kind(export: Export, kind: str) -> None:
    """Some schemas, and all evidence: instance and result of the round, draws, reports."""
    by_kind: dict[str, list[str]] = {"schema": [], "evidence": []}
    for path in export.files("exhibit"):
        body = (export.folder / path).read_bytes()
        is_hand = body.startswith(b"baraza.hand/")
        is_schema = not is_hand and "$schema" in json.loads(body)
        by_kind["schema" if is_schema else "evidence"].append(path)
    paths = by_kind[kind][:: 12 if kind == "schema" else 1]
    for number, path in enumerate(paths):
        size = (export.folder / path).stat().st_size
        export.flip(path, 101 * number % size, mask=1 << number % 8)

    code, audited = export.verify()

    assert len(paths) > 5
    assert code == FALSE
    assert [path for path in paths if path not in told(audited)] == []


def test_a_byte_of_the_evidence_that_a_decision_rests_on(export: Export) -> None:
    """Of the round's instance: who decides again is told that it is not the one that was named."""
    named = [
        p for p in export.files("exhibit") if b'"mentees":' in (export.folder / p).read_bytes()
    ]
    export.flip(named[0], 50)

    code, audited = export.replay()

    assert code == FALSE
    assert named[0].removeprefix("exhibit/") in told(audited)


@pytest.mark.case(21)
@pytest.mark.parametrize("place", ["checkpoint", "tile/0", "tile/1", "tile/entries", "exhibit"])
def test_a_file_that_is_lost(export: Export, place: str) -> None:
    """Evidence that is missing makes nothing false, but not everything could be checked."""
    path = export.files(place)[-1] if place != "checkpoint" else place
    (export.folder / path).unlink()

    code, audited = export.verify()

    wanted = {"checkpoint": UNREADABLE, "exhibit": UNCHECKED}.get(place, FALSE)
    assert code == wanted
    assert path in told(audited)


def test_files_that_were_added(export: Export) -> None:
    """Nobody slips in what no tile and no exhibit can be."""
    added = [
        "tile/0/000.p/3",
        "tile/entries/000.p/2",
        "tile/1/notes",
        "tile/entries/0",
        "exhibit/a",
    ]
    for path in added:
        (export.folder / path).parent.mkdir(exist_ok=True)
        (export.folder / path).write_bytes(b"slipped in")

    code, audited = export.verify()

    assert code == FALSE
    assert [path for path in added if path not in told(audited)] == []
