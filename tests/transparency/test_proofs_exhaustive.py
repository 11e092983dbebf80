"""Every proof of every tree up to 300 leaves: the right ones hold, and no wrong one does."""

from collections.abc import Callable
from functools import cache

import pytest

from baraza.transparency import (
    EMPTY_ROOT,
    check_consistency,
    check_inclusion,
    consistency_by,
    inclusion_by,
    leaf_hash,
    root_of,
)

MOST = 300
LEAVES = [leaf_hash(str(i).encode()) for i in range(MOST + 1)]
OTHER = leaf_hash(b"another")


@cache
def root_over(first: int, end: int) -> bytes:
    return root_of(LEAVES[first:end])


def sizes(step: int) -> range:
    """The sizes, dealt out so that each test takes a share."""
    return range(step, MOST + 1, 10)


@pytest.mark.case(42)
@pytest.mark.parametrize("step", range(10))
def test_every_inclusion(step: int) -> None:
    for size in sizes(step):
        root = root_over(0, size)
        assert not check_inclusion(0, 0, LEAVES[0], (), EMPTY_ROOT)
        for index in range(size):
            leaf, path = LEAVES[index], inclusion_by(root_over, size, index)

            assert check_inclusion(index, size, leaf, path, root)
            assert not check_inclusion(index, size, OTHER, path, root)
            assert not check_inclusion(index, size, leaf, (*path, OTHER), root)
            assert not check_inclusion(size, size, leaf, path, root)
            assert not check_inclusion(index + 1, size, leaf, path, root)
            assert not check_inclusion(index - 1, size, leaf, path, root)
            assert not check_inclusion(index ^ 2, size, leaf, path, root)
            if path:
                assert not check_inclusion(index, size, leaf, path[:-1], root)
                assert not check_inclusion(index, size, leaf, path[1:], root)
                assert not check_inclusion(index, size, leaf, (OTHER, *path[1:]), root)


@pytest.mark.case(42)
@pytest.mark.parametrize("step", range(10))
def test_every_consistency(step: int) -> None:
    for new in sizes(step):
        root = root_over(0, new)
        for old in range(new + 1):
            was, proof = root_over(0, old), consistency_by(root_over, new, old)

            assert check_consistency(old, new, was, root, proof)
            assert not check_consistency(old, new, OTHER, root, proof)
            assert not check_consistency(old, new, was, root, (*proof, OTHER))
            assert not check_consistency(new + 1, new, was, root, proof)
            assert not check_consistency(-1, new, was, root, proof)
            if proof:
                assert not check_consistency(old, new, was, OTHER, proof)
                assert not check_consistency(old, new, was, root, proof[:-1])
                assert not check_consistency(old, new, was, root, proof[1:])
                assert not check_consistency(old, new, was, root, (OTHER, *proof[1:]))
                assert not check_consistency(old - 1, new, was, root, proof)


@pytest.mark.case(42)
@pytest.mark.parametrize("power", [1, 2, 4, 8, 16, 32, 64, 128, 256])
@pytest.mark.parametrize("beside", [-1, 0, 1])
def test_around_each_power_of_two_a_proof_is_of_one_size_alone(power: int, beside: int) -> None:
    size = power + beside
    for index in range(size):
        path = inclusion_by(root_over, size, index)
        for other in {size - 1, size + 1, power, 2 * power} - {size}:
            assert not check_inclusion(index, other, LEAVES[index], path, root_over(0, other))


@pytest.mark.case(42)
def test_nothing_is_proven_of_no_leaf() -> None:
    prove: Callable[[int], object] = lambda index: inclusion_by(root_over, 4, index)  # noqa: E731
    for index in (-1, 4, 5):
        with pytest.raises(IndexError):
            prove(index)
    with pytest.raises(IndexError):
        consistency_by(root_over, 4, 5)
