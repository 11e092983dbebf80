"""Checkpoints: nothing is signed that was not hashed again, nothing shown before it is kept."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from baraza.ledger.append import Rejected, found
from baraza.ledger.checkpoints import (
    AnotherSigner,
    Checkpoints,
    Halted,
    RatchetLost,
    RollbackDetected,
    Signed,
    latest,
)
from baraza.ledger.exports import Export
from baraza.ledger.ratchet import compared
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.leaf import Leaf
from baraza.transparency.notes import open_note
from baraza.transparency.policy import Policy
from baraza.transparency.tiles import entries_path, tile_path, tiles_of_size, unbundle
from baraza.transparency.tree import leaf_hash, root_of
from ledgers import ORIGIN, START, VECTORS, House, Pen, charter, house, signer


class Keeper:
    """A ledger with its second store, and all that was shown."""

    def __init__(self, home: House) -> None:
        self.home = home
        self.shown: list[Signed] = []
        self.step: Callable[[str], None] = lambda _: None
        self.start()

    def start(self) -> None:
        self.checkpoints = Checkpoints(
            self.home.ledger,
            f"sqlite:///{self.home.folder / 'ratchet.db'}",
            signer(""),
            step=lambda name: self.step(name),  # noqa: PLW0108 - it changes
            shown=self.shown.append,
        )

    def again(self) -> None:
        self.checkpoints.close()
        self.home.again()
        self.start()

    @property
    def latest(self) -> Signed:
        with self.home.ledger.reader.connect() as connection:
            signed = latest(connection)
        assert signed is not None
        return signed


@pytest.fixture
def home(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path / "log") as one:
        yield one


@pytest.fixture
def keeper(home: House) -> Iterator[Keeper]:
    one = Keeper(home)
    found(home.ledger, charter(), START)
    yield one
    one.checkpoints.close()


def sql(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_checkpoint_is_signed_over_the_root_of_the_leaves(keeper: Keeper) -> None:
    pen = Pen(keeper.home)
    for _ in range(5):
        pen.say(events=3)
        signed = keeper.checkpoints.make()
        assert signed is not None
        leaves = [row[0] for row in keeper.home.rows("SELECT leaf FROM entry ORDER BY idx")]
        root = root_of([leaf_hash(leaf) for leaf in leaves])
        assert signed.checkpoint == Checkpoint(ORIGIN, len(leaves), root)
        text = open_note(signed.note.encode(), [signer("").verifier]).text
        assert Checkpoint.parse(text) == signed.checkpoint
        assert keeper.latest == signed

    assert keeper.checkpoints.make() is None
    assert [one.size for one in keeper.shown] == [24, 28, 32, 36, 40]


STEPS = ["checkpoint.signed", "checkpoint.ratcheted", "checkpoint.stored", "checkpoint.published"]


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.case(8)
@pytest.mark.parametrize("step", STEPS)
def test_a_crash_between_the_steps_is_completed_with_the_same_note(
    keeper: Keeper, step: str
) -> None:
    def stop(here: str) -> None:
        if here == step:
            raise Killed

    keeper.step = stop
    with pytest.raises(Killed):
        keeper.checkpoints.make()
    keeper.step = lambda _: None
    seen = list(keeper.shown)
    keeper.again()
    signed = keeper.checkpoints.make()

    assert (signed is not None) == (step == "checkpoint.signed")
    assert keeper.latest.size == 20
    assert {one.note for one in [*seen, *keeper.shown]} == {keeper.latest.note}
    assert keeper.home.rows("SELECT COUNT(*) FROM checkpoint") == [(1,)]


DROPS = [f"DROP TRIGGER {t}_no_update" for t in ("entry", "node")]
FLIPS = {
    "leaf": "UPDATE entry SET leaf = CAST(CAST(leaf AS TEXT) || 'x' AS BLOB) WHERE idx = 21",
    "leaf_hash": "UPDATE entry SET leaf_hash = zeroblob(32) WHERE idx = 21",
    "level 0": "UPDATE node SET hash = zeroblob(32) WHERE level = 0 AND pos = 21",
    "level 1": "UPDATE node SET hash = zeroblob(32) WHERE level = 1 AND pos = 11",
    "peak": "UPDATE node SET hash = zeroblob(32) WHERE level = 4 AND pos = 0",
    "entry": "DELETE FROM entry WHERE idx = 27",
}


@pytest.mark.case(21, 27)
@pytest.mark.parametrize("what", FLIPS)
def test_what_was_altered_before_signing_halts_the_log(keeper: Keeper, what: str) -> None:
    keeper.checkpoints.make()
    pen = Pen(keeper.home)
    pen.say(events=3, data={"said": "gone"})
    pen.say(events=3)
    sql(
        keeper.home.folder / "ledger.db",
        *DROPS,
        "DROP TRIGGER entry_no_delete",
        FLIPS[what],
    )

    with pytest.raises(Halted):
        keeper.checkpoints.make()
    assert keeper.latest.size == 20
    with pytest.raises(Rejected) as no:
        pen.say()
    assert no.value.code == "log_halted"
    assert keeper.home.faults() == ["log_halted"]


@pytest.mark.case(24)
def test_an_old_backup_is_not_opened(keeper: Keeper, tmp_path: Path) -> None:
    keeper.home.ledger.close()
    keeper.checkpoints.close()
    shutil.copytree(keeper.home.folder, tmp_path / "backup")
    keeper.home.start()
    keeper.start()
    Pen(keeper.home).say()
    keeper.checkpoints.make()
    keeper.home.ledger.close()
    keeper.checkpoints.close()
    for file in keeper.home.folder.glob("ledger.db*"):
        file.unlink()
    shutil.copy(tmp_path / "backup/ledger.db", keeper.home.folder / "ledger.db")
    keeper.home.start()

    with pytest.raises(RollbackDetected, match="22 were signed") as refused:
        keeper.start()
    assert refused.value.detail.startswith("rollback_detected: the log has 20 entries, 22 were")
    assert f"newest copy of {keeper.home.folder / 'ledger.db'} back" in refused.value.detail
    Pen(keeper.home, n=50).say("pair.other")  # as long as it was, and another history
    with pytest.raises(RollbackDetected, match="others"):
        keeper.start()


@pytest.mark.case(55)
def test_a_second_store_that_is_empty_or_old_is_not_trusted(keeper: Keeper, tmp_path: Path) -> None:
    ratchet = keeper.home.folder / "ratchet.db"
    keeper.checkpoints.make()
    keeper.checkpoints.close()
    shutil.copy(ratchet, tmp_path / "old.db")
    keeper.start()
    Pen(keeper.home).say()
    keeper.checkpoints.make()
    keeper.checkpoints.close()
    for file in keeper.home.folder.glob("ratchet.db-*"):
        file.unlink()
    shutil.copy(tmp_path / "old.db", ratchet)
    with pytest.raises(RatchetLost, match="22 were shown"):
        keeper.start()
    ratchet.unlink()
    with pytest.raises(RatchetLost, match="empty") as refused:
        keeper.start()
    assert str(ratchet) in refused.value.detail
    assert not list(keeper.home.folder.glob("ratchet.db*"))


@pytest.mark.case(55)
def test_a_refused_start_makes_neither_second_store_nor_folder(home: House, tmp_path: Path) -> None:
    place = tmp_path / "another disk" / "ratchet.db"

    with pytest.raises(RatchetLost, match="empty"):
        Checkpoints(home.found().ledger, f"sqlite:///{place}", signer(""))

    assert not place.parent.exists()


def test_log_and_second_store_are_compared_where_no_ledger_runs(keeper: Keeper) -> None:
    second = f"sqlite:///{keeper.home.folder / 'ratchet.db'}"
    keeper.checkpoints.make()
    signed = keeper.checkpoints.size
    Pen(keeper.home).say()
    keeper.checkpoints.close()
    keeper.home.ledger.close()
    before = read(keeper.home.folder)

    well = compared(keeper.home.url, second, ORIGIN)
    sql(keeper.home.folder / "ratchet.db", "UPDATE ratchet SET size = 99")
    set_back = compared(keeper.home.url, second, ORIGIN)
    sql(keeper.home.folder / "ratchet.db", "UPDATE ratchet SET size = 3")
    another = compared(keeper.home.url, second, ORIGIN)
    sql(keeper.home.folder / "ratchet.db", "DELETE FROM ratchet")
    empty = compared(keeper.home.url, second, ORIGIN)

    assert (well.signed, well.why) == (signed, None)
    assert well.size > signed
    assert "99 were signed" in (set_back.why or "")
    assert "others than were signed" in (another.why or "")
    assert (empty.why or "").startswith("ratchet_lost")
    assert read(keeper.home.folder)["ledger.db"] == before["ledger.db"]


@pytest.mark.case(39)
def test_another_signer_stops_the_log(keeper: Keeper) -> None:
    sql(keeper.home.folder / "ratchet.db", "UPDATE ratchet SET root = zeroblob(32)")

    with pytest.raises(AnotherSigner):
        keeper.checkpoints.make()
    assert keeper.home.ledger.halted
    assert keeper.home.rows("SELECT * FROM checkpoint") == []


# --- export


def read(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def check(folder: Path, home: House) -> int:
    """The folder holds exactly the log of its checkpoint; its size."""
    files = read(folder)
    note = open_note(files.pop("checkpoint"), [signer("").verifier])
    checkpoint = Checkpoint.parse(note.text)
    policy = files.pop("policy").decode()
    assert policy.startswith(f"# {ORIGIN}\nlog {signer('').vkey}")
    assert Policy.parse(policy).quorum == "none"
    leaves: list[bytes] = []
    for level, n, width in tiles_of_size(checkpoint.size):
        tile = files.pop(tile_path(level, n, width))
        assert len(tile) == 32 * width
        if level == 0:
            here = unbundle(files.pop(entries_path(n, width)))
            assert b"".join(map(leaf_hash, here)) == tile
            leaves += here
        else:
            first = n * 256 * 256**level
            for i in range(width):
                part = leaves[first + i * 256**level : first + (i + 1) * 256**level]
                assert root_of([leaf_hash(leaf) for leaf in part]) == tile[32 * i : 32 * i + 32]
    assert root_of([leaf_hash(leaf) for leaf in leaves]) == checkpoint.root
    named = set()
    for leaf in leaves:
        document = json.loads(Leaf.parse(leaf).wire)
        named |= set(document.get("exhibits", "").split())
    assert {name for name in files if name.startswith("exhibit/")} == {
        f"exhibit/{digest}" for digest in named
    }
    assert not {name for name in files if not name.startswith(("exhibit/", "tile/"))}
    return checkpoint.size


@pytest.mark.parametrize("keep", [True, False])
def test_the_files_hold_the_log_whole_however_often_they_are_written(
    keeper: Keeper, tmp_path: Path, keep: bool
) -> None:
    home = keeper.home
    home.time.ms += 86_400_000
    export = Export(tmp_path / "export", home.ledger.reader, keep_partial=keep)
    pen = Pen(home)
    size = 0
    for count in (0, 5, 300, 205, 1, 0):
        for i in range(count // 40):
            pen.say(f"pair.{i}", events=39)
        for i in range(count % 40):
            pen.say(f"pair.{i}", events=1)
        keeper.checkpoints.make()
        size = export.write(keeper.latest.note, home.ledger.standing.ring)

        assert check(tmp_path / "export", home) == size == home.ledger.standing.size
    names = {name for name in read(tmp_path / "export") if name.startswith("tile/0/")}
    partial = {name for name in names if ".p/" in name}
    full = size // 256
    assert len(names - partial) == full
    assert len(partial) == 1 or keep
    assert all(f"{full:03d}.p/" in name for name in partial)
    older = keeper.shown[0].note
    assert export.write(older, home.ledger.standing.ring) == size


def test_the_export_of_the_vectors_is_made_again(home: House, tmp_path: Path) -> None:
    decisions = json.loads((VECTORS / "decisions.json").read_text())
    entries = json.loads((VECTORS / "entries.json").read_text())
    keeper = Keeper(home)
    for file in sorted((VECTORS / "export/exhibit").iterdir()):
        home.upload(file.read_bytes())
    for decision in decisions:
        first = decision["first"]
        home.time.ms = entries[first]["recorded_at"]
        leaves = [(VECTORS / f"leaf/{i}.bin").read_bytes() for i in (first, first + 1)]
        notes = [leaf.split(b"\n", 3)[3].decode() for leaf in leaves]
        source = json.loads(notes[0].split("\n")[0])["source"].rpartition("/")[2]
        home.append(json.dumps({"v": 1, "entries": notes}).encode(), source)
    keeper.checkpoints.make()
    Export(tmp_path / "export", home.ledger.reader).write(
        keeper.latest.note, home.ledger.standing.ring
    )
    keeper.checkpoints.close()
    expected, actual = read(VECTORS / "export"), read(tmp_path / "export")

    assert expected.keys() == actual.keys()
    for name in expected.keys() - {"checkpoint", "policy"}:
        assert expected[name] == actual[name], name
    log_line = b"\xe2\x80\x94 baraza.example/2027 "
    upto = expected["checkpoint"].index(b"\n", expected["checkpoint"].index(log_line)) + 1
    assert actual["checkpoint"] == expected["checkpoint"][:upto]
    assert actual["policy"].splitlines()[0] == expected["policy"].splitlines()[0]
