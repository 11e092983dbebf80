"""Two exports of one log: the same, grown, or a split that convicts whoever signed it."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from baraza.auditor.diff import first_difference
from baraza.transparency import (
    EMPTY_ROOT,
    Checkpoint,
    TileTree,
    leaf_hash,
    root_of,
    tile_path,
    tiles_of_size,
)
from forge import POLICY, Forge, honest, key, put
from histories import audit, exported, grown, note_of, policy_in, rewritten
from mirrors import mirror


class Diff:
    """Two exports in two folders, compared under the policy of a third."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.policy = policy_in(folder / "mine")
        self.evidence = folder / "convicts"

    def __call__(self, a: object, b: object) -> tuple[int, dict[str, Any]]:
        files = ("--policy", self.policy, "--evidence", self.evidence)
        code = audit("diff", a, b, *files, "--json")
        told: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return code, told

    def judged(self) -> tuple[int, dict[str, Any]]:
        """What a stranger makes of the evidence, with it and the policy alone."""
        code = audit("check-evidence", self.evidence, "--policy", self.policy, "--json")
        told: dict[str, Any] = json.loads(self._capsys.readouterr().out)
        return code, told


@pytest.fixture
def diff(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Diff:
    return Diff(tmp_path, capsys)


def test_a_log_is_the_same_as_itself_and_goes_on_from_before(diff: Diff) -> None:
    small = exported(honest(), diff.folder / "small", 0, 1)
    large = exported(grown(3), diff.folder / "large", 0, 2)

    for a, b, relation in (
        (small, small, "same"),
        (large, small, "a_extends_b"),
        (small, large, "b_extends_a"),
    ):
        code, told = diff(a, b)

        assert (code, told["relation"], told["evidence"]) == (0, relation, None)
        assert told["quorum_met"] == [True, True]
    assert not diff.evidence.exists()


def test_what_compares_checkpoints_says_nothing_of_the_entries(
    diff: Diff, capsys: pytest.CaptureFixture[str]
) -> None:
    one = exported(honest(), diff.folder / "one", 0, 1)

    assert audit("diff", one, one, "--policy", diff.policy) == 0

    said = capsys.readouterr().out
    assert "the entries were not read" in said.splitlines()[-1]
    assert "All claims hold" not in said


@pytest.mark.case(23)
@pytest.mark.parametrize(("more_a", "more_b"), [(0, 0), (0, 2), (300, 0)])
def test_two_histories_convict_on_another_machine(diff: Diff, more_a: int, more_b: int) -> None:
    # Two bodies are shown two logs; an honest witness signs one of them, so one has a quorum.
    one = exported(grown(more_a), diff.folder / "one", 0, 1)
    other = exported(rewritten(9, by=more_b), diff.folder / "other", 2)

    code, told = diff(one, other)

    assert (code, told["relation"], told["first_different_index"]) == (1, "split", 8)
    assert told["quorum_met"] == [True, False]
    assert told["evidence"] == str(diff.evidence)
    code, judged = diff.judged()
    assert (code, judged["convicts"], judged["index"]) == (0, True, 8)
    assert [one["role"] for one in judged["whom"]] == ["operator"]
    assert sorted(judged["sizes"]) == sorted(told["sizes"])


@pytest.mark.case(23)
def test_a_witness_under_both_is_convicted_too(diff: Diff) -> None:
    one = exported(honest(), diff.folder / "one", 0, 1)
    other = exported(rewritten(9, by=1), diff.folder / "other", 1, 2)

    diff(one, other)

    _, judged = diff.judged()
    assert [(w["role"], w["name"]) for w in judged["whom"]] == [
        ("operator", "forged.example/1"),
        ("witness", "w1"),
    ]


def test_a_split_is_told_in_words(diff: Diff, capsys: pytest.CaptureFixture[str]) -> None:
    one = exported(honest(), diff.folder / "one")
    other = exported(rewritten(), diff.folder / "other")
    files = ("--policy", diff.policy, "--evidence", diff.evidence)

    assert audit("diff", one, other, *files) == 1
    assert "THE LOG HAS TWO HISTORIES." in capsys.readouterr().out
    assert audit("check-evidence", diff.evidence, "--policy", diff.policy) == 0
    said = capsys.readouterr().out
    assert "This convicts the operator forged.example/1." in said
    assert "two histories of 18 entries; the first difference that is shown is entry 8" in said


def test_without_a_name_the_evidence_lies_beside_the_reader(
    diff: Diff, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = exported(honest(), diff.folder / "one")
    other = exported(rewritten(), diff.folder / "other")
    monkeypatch.chdir(diff.folder / "mine")

    assert audit("diff", one, other, "--policy", diff.policy) == 1
    assert [path.suffix for path in (diff.folder / "mine").iterdir()].count(".evidence") == 1


def test_two_signed_roots_convict_without_their_tiles(diff: Diff) -> None:
    """The tiles of one of them are not there, or are those of the other log."""
    one = exported(honest(), diff.folder / "one")
    other = honest().export(diff.folder / "other", note_of(rewritten().checkpoint()))

    code, told = diff(one, other)

    assert (code, told["relation"], told["first_different_index"]) == (1, "split", None)
    assert diff.judged()[0] == 0


def test_a_smaller_root_convicts_without_its_tiles(diff: Diff) -> None:
    other = exported(rewritten(by=2), diff.folder / "other")
    put(diff.folder / "note" / "checkpoint", note_of(honest().checkpoint()))

    code, told = diff(diff.folder / "note", other)

    assert (code, told["relation"], told["first_different_index"]) == (1, "split", None)
    code, judged = diff.judged()
    assert (code, judged["index"]) == (0, None)
    assert "does not begin with the 18 entries" in judged["of"]


def test_damage_of_the_larger_is_damage_and_no_split(diff: Diff) -> None:
    one = exported(honest(), diff.folder / "one")
    other = exported(grown(2), diff.folder / "other")
    put(other / tile_path(0, 0, 22), bytes(32 * 22))

    code, told = diff(one, other)

    assert (code, told["findings"][0]["code"]) == (1, "damage")
    assert not diff.evidence.exists()


def test_a_leaf_that_is_not_shown_is_told_by_its_hash(diff: Diff) -> None:
    one = exported(honest(), diff.folder / "one")
    other = exported(rewritten(by=1), diff.folder / "other")
    for path in other.rglob("tile/entries/*/*"):
        path.unlink()

    assert diff(one, other)[1]["first_different_index"] == 8
    assert "\nhash " in diff.evidence.read_text()
    assert diff.judged()[0] == 0


def test_who_did_not_sign_is_not_convicted(diff: Diff) -> None:
    imposter = key("forged.example/2")
    one = exported(honest(), diff.folder / "one")
    forged = rewritten()
    forged.export(diff.folder / "other", note_of(forged.checkpoint(), signer=imposter))

    code, told = diff(one, diff.folder / "other")

    assert (code, "relation" in told) == (1, False)
    assert not diff.evidence.exists()


def test_two_logs_are_not_two_histories(diff: Diff) -> None:
    """A reader who watches two logs takes one for the other."""
    elsewhere = key("other.example/1")
    other = Checkpoint("other.example/1", 0, EMPTY_ROOT)
    put(diff.folder / "other" / "checkpoint", note_of(other, signer=elsewhere))
    put(diff.policy, f"log {elsewhere.vkey}\n{POLICY}".encode())

    code, told = diff(exported(honest(), diff.folder / "one"), diff.folder / "other")

    assert (code, [finding["code"] for finding in told["findings"]]) == (1, ["other_log"])
    assert not diff.evidence.exists()


def test_two_addresses_are_compared_like_two_folders(diff: Diff) -> None:
    one = exported(grown(300), diff.folder / "one")
    other = exported(rewritten(9, by=310), diff.folder / "other")
    with mirror(one) as a, mirror(other) as b:
        code, told = diff(a.address, b.address)

        assert (code, told["first_different_index"]) == (1, 8)
        tiles = [path for path in (*a.asked, *b.asked) if path.startswith("/tile/")]
        assert len(tiles) == len(set(a.asked)) + len(set(b.asked)) - 2  # each once, no checkpoint
    assert diff.judged()[0] == 0


def test_an_empty_log_is_the_beginning_of_every_other(diff: Diff) -> None:
    empty = exported(Forge(), diff.folder / "empty")

    assert diff(empty, exported(honest(), diff.folder / "one"))[1]["relation"] == "b_extends_a"


# The first difference


def tree(leaves: Sequence[bytes]) -> tuple[TileTree, list[str]]:
    files, read = {}, []
    level, row = 0, list(leaves)
    for at, n, width in tiles_of_size(len(leaves)):
        while level < at:
            row = [root_of(row[i : i + 256]) for i in range(0, len(row) - 255, 256)]
            level += 1
        files[tile_path(at, n, width)] = b"".join(row[n * 256 : n * 256 + width])

    def get(path: str) -> bytes | None:
        read.append(path)
        return files.get(path)

    return TileTree(len(leaves), root_of(leaves), get), read


LEAVES = [leaf_hash(b"%d" % i) for i in range(70_000)]
OTHER = leaf_hash(b"other")


@settings(deadline=None, max_examples=60)
@forall(st.data())
def test_the_first_difference_is_found_wherever_it_is(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 700))
    other = data.draw(st.integers(1, 700))
    changed = data.draw(st.sets(st.integers(0, 699), max_size=4))
    mine = LEAVES[:size]
    its = [OTHER if i in changed else leaf for i, leaf in enumerate(LEAVES[:other])]

    expected = min((i for i in changed if i < min(size, other)), default=None)
    assert first_difference(tree(mine)[0], tree(its)[0]) == expected


@pytest.mark.parametrize("index", [0, 255, 256, 65_535, 65_536, 69_998])
def test_it_is_found_with_a_tile_per_level(index: int) -> None:
    one, read = tree(LEAVES)
    other, _ = tree([*LEAVES[:index], OTHER, *LEAVES[index + 1 : -1]])

    assert first_difference(one, other) == index
    assert len(read) <= 3 + 3
