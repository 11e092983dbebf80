"""The proof file of tlog-proof: one entry, and all that shows that it is in the log (6.7)."""

from base64 import b64encode
from dataclasses import dataclass

from baraza.transparency.checkpoint import number
from baraza.transparency.leaf import BadLeaf, Leaf
from baraza.transparency.notes import NOTE_MAX, strict_base64

FIRST_LINE = "c2sp.org/tlog-proof@v1"
PROOF_MAX = NOTE_MAX + (64 << 10)
_STEPS_MAX = 63


class BadProof(ValueError):
    """This is no proof file that holds its leaf."""


@dataclass(frozen=True)
class Proof:
    """A leaf, where it lies, the path to the root, and the signed checkpoint as it was found.

    Nothing in it is proven by being read: that the path leads to the root, and who signed it, is
    for `check_inclusion` and `open_note` to say.
    """

    leaf: bytes
    index: int
    path: tuple[bytes, ...]
    note: bytes

    @classmethod
    def parse(cls, data: bytes) -> "Proof":
        """Exact lines alone; the leaf's own index is that of the file."""
        if len(data) > PROOF_MAX:
            raise BadProof(f"larger than {PROOF_MAX} bytes")
        head, blank, note = data.partition(b"\n\n")
        try:
            first, extra, index, *path = head.decode().split("\n")
            proof = cls(
                strict_base64(_after("extra", extra)),
                number(_after("index", index)),
                tuple(map(strict_base64, path)),
                note,
            )
        except ValueError:
            raise BadProof("not the lines of a proof: extra, index, path") from None
        if first != FIRST_LINE or not blank:
            raise BadProof(f"the first line is not {FIRST_LINE}, or no checkpoint follows")
        if len(path) > _STEPS_MAX or any(len(step) != 32 for step in proof.path):
            raise BadProof("the path is not one of 32-byte hashes")
        try:
            leaf = Leaf.parse(proof.leaf)
        except BadLeaf as bad:
            raise BadProof(f"extra: {bad}") from None
        if leaf.index != proof.index:
            raise BadProof(f"index {proof.index}, but the leaf says {leaf.index}")
        return proof

    @property
    def bytes(self) -> bytes:
        """The whole file."""
        path = "".join(f"{b64encode(step).decode()}\n" for step in self.path)
        extra = b64encode(self.leaf).decode()
        return f"{FIRST_LINE}\nextra {extra}\nindex {self.index}\n{path}\n".encode() + self.note


def _after(word: str, line: str) -> str:
    if not line.startswith(f"{word} "):
        raise ValueError(f"not {word}")
    return line.removeprefix(f"{word} ")
