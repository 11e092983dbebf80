"""The body of `add-checkpoint`: old size, consistency proof, checkpoint (`ledger.md` 6.6)."""

from dataclasses import dataclass

from baraza.transparency.checkpoint import BadCheckpoint, Checkpoint, number
from baraza.transparency.notes import BadNote, parse_note, strict_base64

BODY_MAX = 1 << 20
PROOF_MAX = 63


class BadRequest(ValueError):
    """The body is none of this protocol."""


@dataclass(frozen=True)
class AddCheckpoint:
    """What a log asks: cosign this, which grew from the old size by this proof."""

    old: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    note: bytes
    """The signed checkpoint as it was sent; its signatures are not verified here."""

    @classmethod
    def parse(cls, body: bytes) -> "AddCheckpoint":
        """The grammar alone; raises `BadRequest`."""
        head, blank, note = body.partition(b"\n\n")
        if not blank or len(body) > BODY_MAX:
            raise BadRequest("no blank line before the checkpoint, or larger than 1 MiB")
        try:
            first, *lines = head.decode("ascii").split("\n")
            word, size = first.split(" ")
            if word != "old" or len(lines) > PROOF_MAX:
                raise BadRequest(f"the first line is not `old N`, or over {PROOF_MAX} hashes")
            proof = tuple(strict_base64(line) for line in lines)
            checkpoint = Checkpoint.parse(parse_note(note).text)
            old = number(size)
        except (BadNote, BadCheckpoint) as bad:
            raise BadRequest(str(bad)) from None
        except ValueError:
            raise BadRequest("not `old N` and hashes in base64") from None
        if any(len(hash_) != 32 for hash_ in proof):
            raise BadRequest("a hash is not of 32 bytes")
        return cls(old, proof, checkpoint, note)
