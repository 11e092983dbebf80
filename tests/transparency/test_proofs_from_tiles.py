"""Proofs from tiles are those of the whole tree, and no false tile gets into one."""

from collections.abc import Sequence
from functools import cache

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from baraza.transparency import (
    FalseTile,
    TileTree,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
    leaf_hash,
    root_of,
    tile_path,
    tiles_of_size,
)

SIZES = [0, 1, 2, 255, 256, 257, 511, 512, 600, 65_535, 65_536, 65_537, 70_000]


@cache
def hashes(size: int) -> tuple[bytes, ...]:
    return tuple(leaf_hash(str(i).encode()) for i in range(size))


def tiles(leaves: Sequence[bytes]) -> dict[str, bytes]:
    files, level, row = {}, 0, list(leaves)
    for at, n, width in tiles_of_size(len(leaves)):
        while level < at:
            row = [root_of(row[i : i + 256]) for i in range(0, len(row) - 255, 256)]
            level += 1
        files[tile_path(at, n, width)] = b"".join(row[n * 256 : n * 256 + width])
    return files


class Files:
    """The tiles of an export, counted as they are read."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.files = tiles(leaves)
        self.read: list[str] = []

    def __call__(self, path: str) -> bytes | None:
        self.read.append(path)
        return self.files.get(path)


def tree(size: int) -> tuple[TileTree, Files]:
    files = Files(hashes(size))
    return TileTree(size, root_of(hashes(size)), files), files


@pytest.mark.parametrize("size", SIZES)
def test_a_proof_from_tiles_is_that_of_the_leaves(size: int) -> None:
    mine, _ = tree(size)
    all_ = hashes(size)
    for index in {0, 1, 255, 256, size // 2, size - 1} & {*range(size)}:
        path = mine.inclusion(index)

        assert check_inclusion(index, size, mine.leaf_hash(index), path, root_of(all_))
        assert mine.leaf_hash(index) == all_[index]
    for old in {0, 1, 255, 256, 257, size // 2, size} & {*range(size + 1)}:
        roots = (root_of(all_[:old]), root_of(all_))

        assert check_consistency(old, size, *roots, mine.consistency(old))


@settings(deadline=None)
@forall(st.data())
def test_both_ways_to_a_proof_agree(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 700))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    mine, _ = tree(size)

    assert mine.inclusion(index) == inclusion(hashes(size), index)
    assert mine.consistency(old) == consistency(hashes(size), old)


def test_a_proof_reads_few_tiles() -> None:
    mine, files = tree(70_000)
    mine.inclusion(12_345)
    mine.inclusion(12_345)

    assert len(files.read) == 3 + 2  # the edge, and the way down to the leaf


def test_what_is_not_there_has_no_proof() -> None:
    mine, _ = tree(300)
    with pytest.raises(IndexError):
        mine.inclusion(300)
    with pytest.raises(IndexError):
        mine.consistency(301)


@settings(deadline=None)
@forall(st.data())
def test_no_false_tile_gets_into_a_proof(data: st.DataObject) -> None:
    mine, files = tree(600)
    path = data.draw(st.sampled_from(sorted(files.files)))
    tile = bytearray(files.files[path])
    tile[data.draw(st.integers(0, len(tile) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    files.files[path] = bytes(tile)
    index = data.draw(st.integers(0, 599))

    try:
        proof = mine.inclusion(index)
    except FalseTile:
        return
    assert (mine.leaf_hash(index), proof) == (hashes(600)[index], inclusion(hashes(600), index))


@pytest.mark.parametrize("size", [600, 70_000])
def test_a_lost_or_cut_tile_is_named(size: int) -> None:
    _, whole = tree(size)
    for path in (tile_path(0, 1), tile_path(1, 0, min(256, size // 256))):
        for left in (None, 0, 31, 32):
            mine, files = tree(size)
            files.files.pop(path)
            if left is not None:
                files.files[path] = whole.files[path][:left]
            with pytest.raises(FalseTile) as false:
                mine.inclusion(300)
            assert false.value.path == path


def test_a_full_tile_stands_for_the_part_that_it_was() -> None:
    mine, files = tree(300)
    files.files[tile_path(0, 1)] = b"".join(hashes(512)[256:])
    del files.files[tile_path(0, 1, 44)]

    assert mine.inclusion(299) == inclusion(hashes(300), 299)


def test_a_wrong_width_is_refused() -> None:
    mine, files = tree(300)
    files.files[tile_path(0, 1, 44)] += bytes(32)
    with pytest.raises(FalseTile, match="1440 bytes, not 1408"):
        mine.inclusion(299)
