"""The Merkle tree of RFC 6962 and its two proofs (`ledger.md` 6.1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

Subtree = Callable[[int, int], bytes]
"""Gives the root over the leaves from one index up to but not including another."""

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """A tree of which only the roots of its complete subtrees are kept, largest first."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> "Frontier":
        """The tree with one more leaf hash."""
        peaks, carry, ones = list(self.peaks), leaf, self.size
        while ones & 1:
            carry = node_hash(peaks.pop(), carry)
            ones >>= 1
        return Frontier(self.size + 1, (*peaks, carry))

    def root(self) -> bytes:
        if not self.peaks:
            return EMPTY_ROOT
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    level = list(hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        odd = level[len(level) & ~1 :]
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)] + odd
    return level[0]


def inclusion(hashes: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The path from leaf `index` to the root, its sibling first."""
    return inclusion_by(lambda first, end: root_of(hashes[first:end]), len(hashes), index)


def inclusion_by(root: Subtree, size: int, index: int) -> tuple[bytes, ...]:
    """The path from leaf `index`, for who has the tree in another form than all its leaves."""
    if not 0 <= index < size:
        raise IndexError(index)
    first, end, path = 0, size, []
    while end - first > 1:
        k = first + _split(end - first)
        if index < k:
            path.append(root(k, end))
            end = k
        else:
            path.append(root(first, k))
            first = k
    return tuple(reversed(path))


def consistency(hashes: Sequence[bytes], old: int) -> tuple[bytes, ...]:
    """The proof that the tree of the first `old` leaves is a prefix of this one."""
    return consistency_by(lambda first, end: root_of(hashes[first:end]), len(hashes), old)


def consistency_by(root: Subtree, size: int, old: int) -> tuple[bytes, ...]:
    """The same proof, for who has the tree in another form than all its leaves."""
    if not 0 <= old <= size:
        raise IndexError(old)
    first, end, proof = 0, size, []
    while 0 < old < size and old < end:
        k = first + _split(end - first)
        if old <= k:
            proof.append(root(k, end))
            end = k
        else:
            proof.append(root(first, k))
            first = k
    if first:  # who checks has the root of a left edge, and of no other subtree
        proof.append(root(first, end))
    return tuple(reversed(proof))


def check_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `leaf` is leaf `index` of the tree of this size and root."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(step, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found == root


def check_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Whether the tree of size `new` extends the tree of size `old`."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof)
    if old & (old - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    found_old = found_new = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            found_old, found_new = node_hash(step, found_old), node_hash(step, found_new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found_new = node_hash(found_new, step)
        at, last = at >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root


def _split(size: int) -> int:
    """The largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1
