"""The evidence file: what convicts, so that a stranger needs nothing but it and a policy.

```
baraza.evidence/v1
kind split
checkpoint 6
<six lines: the signed note, as it was found>
inclusion 7
<seven lines>
```

The first line is exact, the second names the kind, and then come parts: a name, a number of lines,
and so many lines as they are. What a kind must hold is for `evidence_check.judge`; here is only
the form, and what makes a file of each kind. Nothing in it is trusted before that.

Kinds:

- `split`: two checkpoints of one log that cannot both be true. `checkpoint`, `checkpoint`, and
  then, each optional: two `inclusion` (one index, two leaves, each under its own root), and
  `prefix` (which root the longer log has where the shorter one ends).
- `broken_promise`: `receipt`, `checkpoint`, then `announcement` for every entry by which the key
  of the receipt was announced, then `inclusion` for what lies at the promised places; none where
  the checkpoint is too small.
- `refused_checkpoint`: `checkpoint` that a witness refused with 422, `checkpoint` that it had
  cosigned before, and optionally `offered`, the proof that came with the first.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from baraza.transparency import leaf_hash
from baraza.transparency.checkpoint import number
from baraza.transparency.notes import strict_base64

FIRST_LINE: Final = "baraza.evidence/v1"
EVIDENCE_MAX: Final = 8 << 20
KINDS: Final = ("split", "broken_promise", "refused_checkpoint")
_PARTS = ("checkpoint", "receipt", "inclusion", "announcement", "prefix", "offered")


class BadEvidence(ValueError):
    """The file is no evidence file of the first version."""


@dataclass(frozen=True)
class Part:
    """One thing in an evidence file: its name, and its lines as they were found."""

    name: str
    text: str


@dataclass(frozen=True)
class Inclusion:
    """What lies at one index of a tree: the leaf, or its hash alone, and the path to the root."""

    index: int
    hash: bytes
    path: tuple[bytes, ...]
    leaf: bytes | None = None  # its hash is `hash`

    @property
    def text(self) -> str:
        what = f"hash {_base64(self.hash)}"
        if self.leaf is not None:
            what = f"leaf {_base64(self.leaf)}"
        return f"index {self.index}\n{what}\n{_lines(self.path)}"

    @classmethod
    def parse(cls, text: str) -> "Inclusion":
        try:
            index, what, *path = text.removesuffix("\n").split("\n")
            at = number(_after("index", index))
            if what.startswith("leaf "):
                leaf = strict_base64(_after("leaf", what))
                return cls(at, leaf_hash(leaf), _hashes(path), leaf)
            return cls(at, _hashes([_after("hash", what)])[0], _hashes(path))
        except ValueError:
            raise BadEvidence("inclusion: not an index, a leaf or its hash, and a path") from None


@dataclass(frozen=True)
class Prefix:
    """The root that a log has over its first entries, proven under the root of all of them."""

    root: bytes
    proof: tuple[bytes, ...]

    @property
    def text(self) -> str:
        return f"root {_base64(self.root)}\n{_lines(self.proof)}"

    @classmethod
    def parse(cls, text: str) -> "Prefix":
        try:
            root, *proof = text.removesuffix("\n").split("\n")
            return cls(_hashes([_after("root", root)])[0], _hashes(proof))
        except ValueError:
            raise BadEvidence("prefix: not a root and a proof") from None


@dataclass(frozen=True)
class Evidence:
    """A file of evidence as it was read or made; whether it convicts is not said yet."""

    kind: str
    parts: tuple[Part, ...]

    def all(self, name: str) -> list[str]:
        """The texts of every part of this name, in order."""
        return [part.text for part in self.parts if part.name == name]

    @property
    def text(self) -> str:
        """The whole file."""
        lines = [f"{FIRST_LINE}\nkind {self.kind}\n"]
        lines += [f"{part.name} {part.text.count(chr(10))}\n{part.text}" for part in self.parts]
        return "".join(lines)

    @classmethod
    def parse(cls, data: bytes) -> "Evidence":
        """The form alone; raises `BadEvidence`."""
        if len(data) > EVIDENCE_MAX:
            raise BadEvidence(f"larger than {EVIDENCE_MAX} bytes")
        try:
            lines = data.decode().split("\n")
        except UnicodeDecodeError:
            raise BadEvidence("not UTF-8") from None
        if lines[0] != FIRST_LINE or lines.pop() or len(lines) < 2:
            raise BadEvidence(f"the first line is not {FIRST_LINE}, or the last has no end")
        kind = lines[1].removeprefix("kind ")
        if lines[1] != f"kind {kind}" or kind not in KINDS:
            raise BadEvidence(f"the second line is none of {', '.join(KINDS)}")
        return cls(kind, tuple(_parts(lines)))


def split(
    one: bytes,
    other: bytes,
    *,
    differ: tuple[Inclusion, Inclusion] | None = None,
    prefix: Prefix | None = None,
) -> Evidence:
    """Two signed checkpoints that cannot both be true.

    `differ`: what lies at one index of either. `prefix`: of the larger log, the root over as many
    entries as the smaller has. Checkpoints of one size with two roots need neither.
    """
    parts = [_note("checkpoint", one), _note("checkpoint", other)]
    parts += [Part("inclusion", inclusion.text) for inclusion in differ or ()]
    parts += [Part("prefix", prefix.text)] if prefix else []
    return Evidence("split", tuple(parts))


def broken_promise(
    receipt: bytes,
    checkpoint: bytes,
    *,
    announced: Sequence[Inclusion],
    instead: Sequence[Inclusion] = (),
) -> Evidence:
    """A receipt, and a checkpoint without what it promised.

    `announced`: the entries, with their leaves, by which the log announced the key of the receipt,
    the founding first. `instead`: what lies at each promised index; none where the checkpoint ends
    before the last of them.
    """
    parts = [_note("receipt", receipt), _note("checkpoint", checkpoint)]
    parts += [Part("announcement", inclusion.text) for inclusion in announced]
    parts += [Part("inclusion", inclusion.text) for inclusion in instead]
    return Evidence("broken_promise", tuple(parts))


def refused_checkpoint(refused: bytes, held: bytes, offered: Sequence[bytes] = ()) -> Evidence:
    """A checkpoint that a witness refused, and the one that it had cosigned before.

    `offered`: the hashes of the consistency proof that came with it. A failing proof convicts
    nobody, since anybody can send one; two checkpoints of one size do.
    """
    parts = [_note("checkpoint", refused), _note("checkpoint", held)]
    parts += [Part("offered", _lines(offered))] if offered else []
    return Evidence("refused_checkpoint", tuple(parts))


def _parts(lines: Sequence[str]) -> list[Part]:
    parts, at = [], 2
    while at < len(lines):
        name, _, count = lines[at].partition(" ")
        try:
            end = at + 1 + number(count)
        except (ValueError, IndexError):
            raise BadEvidence(f"line {at + 1}: not a part and its number of lines") from None
        if name not in _PARTS or not at + 1 < end <= len(lines):
            raise BadEvidence(f"line {at + 1}: no such part, or it is cut off")
        parts.append(Part(name, "".join(f"{line}\n" for line in lines[at + 1 : end])))
        at = end
    return parts


def _note(name: str, data: bytes) -> Part:
    """A note as it is. One that is not text with a last newline is no note, and no evidence."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        raise BadEvidence(f"{name}: not UTF-8") from None
    if not text.endswith("\n"):
        raise BadEvidence(f"{name}: its last line has no end")
    return Part(name, text)


def _after(word: str, line: str) -> str:
    if not line.startswith(f"{word} "):
        raise ValueError(f"not {word}")
    return line.removeprefix(f"{word} ")


def _hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    hashes = tuple(strict_base64(line) for line in lines)
    if any(len(hash_) != 32 for hash_ in hashes):
        raise ValueError("not 32 bytes")
    return hashes


def _lines(hashes: Sequence[bytes]) -> str:
    return "".join(f"{_base64(hash_)}\n" for hash_ in hashes)


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
