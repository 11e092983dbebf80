"""The tier for the world as files (`ledger.md` 10.2, 10.4)."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from baraza.ledger.exports_world import WorldExport
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.leaf import Leaf
from baraza.transparency.tree import leaf_hash, root_of
from baraza.transparency.world import Shown
from ledgers import ORIGIN, VECTORS, House, signer

WORLD = VECTORS / "world"
LEAVES = [(VECTORS / f"leaf/{index}.bin").read_bytes() for index in range(20)]
SIZES = (6, 14, 20)


def filled(folder: Path) -> House:
    """A ledger with the log of the vectors."""
    home = House(folder)
    for file in sorted((VECTORS / "export/exhibit").iterdir()):
        home.upload(file.read_bytes())
    for first in range(0, 20, 2):
        leaves = [Leaf.parse(leaf) for leaf in LEAVES[first : first + 2]]
        home.time.ms = leaves[0].recorded_at
        request = {"v": 1, "entries": [leaf.note.decode() for leaf in leaves]}
        source = json.loads(leaves[0].wire)["source"].rpartition("/")[2]
        home.append(json.dumps(request).encode(), source)
    return home


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    one = filled(tmp_path_factory.mktemp("ledger"))
    yield one
    one.ledger.close()


def note(size: int) -> str:
    """A checkpoint of the first entries."""
    root = root_of([leaf_hash(leaf) for leaf in LEAVES[:size]])
    return signer("").sign(Checkpoint(ORIGIN, size, root).text)


def files(folder: Path) -> dict[str, bytes]:
    """Every file but the proposal of a policy, which names no witness here."""
    names = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in names}
    return {name: data for name, data in found.items() if name != "policy"}


def is_whole(folder: Path) -> None:
    """What the checkpoint covers is there: the list, each leaf of it, the tile."""
    found = files(folder)
    if "checkpoint" not in found:
        return
    size = Checkpoint.parse(found["checkpoint"].decode().partition("\n\n")[0] + "\n").size
    shown = Shown.parse(found["shown"])
    assert shown.size >= size
    expected = [index for index in Shown.parse((WORLD / "shown").read_bytes()) if index < size]
    assert [*shown.below(size)] == expected
    for index in expected:
        assert found[f"leaf/{index}"] == LEAVES[index]
        for digest in json.loads(Leaf.parse(LEAVES[index]).wire).get("exhibits", "").split():
            assert f"exhibit/{digest}" in found
    assert found[f"tile/0/000.p/{size}"] == b"".join(map(leaf_hash, LEAVES[:size]))


def test_the_world_tier_of_the_vectors_is_made_again(home: House, tmp_path: Path) -> None:
    text = (WORLD / "checkpoint").read_text(encoding="utf-8")

    export = WorldExport(tmp_path / "world", home.ledger.reader)
    size = export.write(text, home.ledger.standing.ring)

    assert size == 20
    assert files(tmp_path / "world") == files(WORLD)


def test_it_grows_and_may_be_written_however_often(home: House, tmp_path: Path) -> None:
    export = WorldExport(tmp_path / "world", home.ledger.reader, keep_partial=False)
    ring = home.ledger.standing.ring
    for size in (6, 6, 14, 20, 14, 20):
        export.write(note(size), ring)

        is_whole(tmp_path / "world")
    another = WorldExport(tmp_path / "world", home.ledger.reader, keep_partial=False)
    another.write((WORLD / "checkpoint").read_text(encoding="utf-8"), ring)

    assert files(tmp_path / "world") == files(WORLD)


@pytest.mark.parametrize("lost", ["shown", "leaf/3"])
def test_what_the_list_does_not_say_is_looked_for_again(
    home: House, tmp_path: Path, lost: str
) -> None:
    export = WorldExport(tmp_path / "world", home.ledger.reader, keep_partial=False)
    export.write(note(14), home.ledger.standing.ring)
    (tmp_path / "world" / "shown").write_bytes(b"baraza.shown/v1\n3\n0-2\n")
    (tmp_path / "world" / lost).unlink()

    export.write((WORLD / "checkpoint").read_text(encoding="utf-8"), home.ledger.standing.ring)

    assert files(tmp_path / "world") == files(WORLD)


class Broken(Exception):
    """The process ended before this file got its name."""


def test_a_run_that_was_broken_off_anywhere_claims_nothing_and_is_gone_on_with(
    home: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename, left = Path.replace, [0]

    def replace(self: Path, target: Path) -> Path:
        if left[0] == 0:
            raise Broken
        left[0] -= 1
        return rename(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    points = 0
    for steps in range(60):
        folder = tmp_path / f"world-{steps}"
        broken = 0
        for size in SIZES:
            left[0] = steps
            export = WorldExport(folder, home.ledger.reader, keep_partial=False)
            try:
                export.write(note(size), home.ledger.standing.ring)
            except Broken:
                broken += 1
            is_whole(folder)
        left[0] = 1_000
        text = (WORLD / "checkpoint").read_text(encoding="utf-8")
        export = WorldExport(folder, home.ledger.reader, keep_partial=False)
        export.write(text, home.ledger.standing.ring)

        found = files(folder)
        assert {name: data for name, data in found.items() if ".new" not in name} == files(WORLD)
        points += broken
        if not broken:
            break
    else:
        raise AssertionError("more steps than were tried")

    assert points > 20
