"""The tree, against the published roots and against what a proof must promise."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.transparency import (
    EMPTY_ROOT,
    Frontier,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
    leaf_hash,
    root_of,
    tile_path,
    tiles_of_size,
)

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "merkle.json").read_text())

# The test leaves of RFC 6962's reference project, and their roots for 1, 2 and 8 leaves.
RFC_LEAVES = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243"),
        *("5051525354555657", "606162636465666768696a6b6c6d6e6f"),
    )
]
RFC_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def hashes(size: int) -> list[bytes]:
    return [leaf_hash(str(i).encode()) for i in range(size)]


@pytest.mark.parametrize("size", sorted(RFC_ROOTS))
def test_the_roots_of_the_reference_project(size: int) -> None:
    root = root_of([leaf_hash(leaf) for leaf in RFC_LEAVES[:size]])

    assert root.hex() == RFC_ROOTS[size]


@pytest.mark.parametrize("size", list(map(int, VECTORS["roots"])))
def test_roots(size: int) -> None:
    assert root_of(hashes(size)).hex() == VECTORS["roots"][str(size)]


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=str)
def test_inclusion_proofs(case: dict[str, Any]) -> None:
    tree = hashes(case["size"])
    proof = inclusion(tree, case["index"])

    assert [step.hex() for step in proof] == case["path"]
    assert check_inclusion(case["index"], case["size"], tree[case["index"]], proof, root_of(tree))


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=str)
def test_consistency_proofs(case: dict[str, Any]) -> None:
    tree, old = hashes(case["to"]), case["from"]
    proof = consistency(tree, old)

    assert [step.hex() for step in proof] == case["path"]
    assert check_consistency(old, len(tree), root_of(tree[:old]), root_of(tree), proof)


@pytest.mark.parametrize(("n", "path"), list(VECTORS["tile_index"].items()))
def test_a_tile_number_is_written_in_groups(n: str, path: str) -> None:
    assert tile_path(0, int(n)) == f"tile/0/{path}"


@pytest.mark.parametrize(("size", "expected"), list(VECTORS["tiles"].items()))
def test_the_tiles_of_a_size(size: str, expected: list[str]) -> None:
    tiles = list(tiles_of_size(int(size)))
    full: dict[int, int] = {}
    for level, _, width in tiles:
        full[level] = full.get(level, 0) + (width == 256)
    written = []
    for level, n, width in tiles:
        if width < 256:
            written.append(tile_path(level, n, width))
        elif n == full[level] - 1:
            written.append(f"{tile_path(level, n)} full x{full[level]}")

    assert sorted(written) == sorted(expected)


def test_a_higher_tile_holds_the_roots_of_full_tiles_below() -> None:
    tree = hashes(600)
    tile = b"".join(root_of(tree[n : n + 256]) for n in (0, 256))

    assert tile.hex() == VECTORS["tile_600_level1"]


@forall(st.integers(0, 300))
def test_a_frontier_has_the_root_of_the_whole_tree(size: int) -> None:
    frontier = Frontier()
    for hash_ in hashes(size):
        frontier = frontier.append(hash_)

    assert (frontier.size, frontier.root()) == (size, root_of(hashes(size)))
    assert len(frontier.peaks) == size.bit_count()


@forall(st.data())
def test_a_leaf_is_proven_and_no_other_is(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, 70))
    index, other = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, 80))
    tree = hashes(size)
    root, proof = root_of(tree), inclusion(tree, index)

    assert check_inclusion(index, size, tree[index], proof, root)
    assert check_inclusion(other, size, tree[index], proof, root) is (other == index)
    assert not check_inclusion(index, size, leaf_hash(b"another"), proof, root)
    assert not check_inclusion(index, size, tree[index], (*proof, root), root)
    assert not proof or not check_inclusion(index, size, tree[index], proof[:-1], root)


@forall(st.data())
def test_a_log_that_only_grew_is_proven_and_no_other_is(data: st.DataObject) -> None:
    new = data.draw(st.integers(0, 70))
    old = data.draw(st.integers(0, new))
    tree = hashes(new)
    proof, roots = consistency(tree, old), (root_of(tree[:old]), root_of(tree))

    assert check_consistency(old, new, *roots, proof)
    assert not check_consistency(old, new, leaf_hash(b"another"), roots[1], proof)
    assert old == 0 or not check_consistency(old, new, roots[0], leaf_hash(b"another"), proof)
    assert not check_consistency(old, new, *roots, (*proof, EMPTY_ROOT))
    assert not check_consistency(new + 1, new, *roots, proof)


def test_a_proof_needs_its_steps() -> None:
    tree = hashes(7)

    assert not check_consistency(3, 7, root_of(tree[:3]), root_of(tree), ())
    with pytest.raises(IndexError):
        inclusion(tree, 7)
    with pytest.raises(IndexError):
        consistency(tree, 8)
