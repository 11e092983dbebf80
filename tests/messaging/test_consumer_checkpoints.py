"""A consumer's own tree beside every checkpoint that it sees (`ledger.md` 8.3)."""

from pathlib import Path

import pytest

from baraza.decider import Entry
from baraza.messaging.checks import Genuine, NotGenuine
from baraza.messaging.ledger import Kept
from baraza.transparency import Checkpoint, Leaf, unbundle
from ledgers import ORIGIN, signer

VECTORS = Path(__file__).parent.parent / "vectors"
BUNDLE = VECTORS / "export/tile/entries/000.p/20"


def followed(until: int = 20) -> Genuine:
    """Whoever has read the log of the vectors so far."""
    genuine, decision = Genuine(ORIGIN), list[Kept]()
    for data in unbundle(BUNDLE.read_bytes())[:until]:
        leaf = Leaf.parse(data)
        entry = Entry.read(leaf.wire)
        decision.append(Kept(leaf.index, entry, leaf.recorded_at, leaf.key_name, leaf.signature))
        if len(decision) == decision[0].entry.document["eventcount"] + 1:
            genuine.check(decision)
            decision = []
    return genuine


def note(size: int, root: bytes) -> bytes:
    return signer("").sign(Checkpoint(ORIGIN, size, root).text).encode()


@pytest.mark.parametrize("size", [2, 8, 20])
def test_another_root_of_a_size_that_was_followed_is_found(size: int) -> None:
    with pytest.raises(NotGenuine, match="of another log"):
        followed().announced(note(size, b"\1" * 32))


def test_a_checkpoint_that_cuts_a_decision_is_found() -> None:
    with pytest.raises(NotGenuine, match="cuts a decision"):
        followed().announced(note(7, b"\1" * 32))


def test_two_checkpoints_of_one_size_ahead_are_found() -> None:
    genuine = followed(8)
    genuine.announced(note(20, b"\1" * 32))
    genuine.announced(note(20, b"\1" * 32))

    with pytest.raises(NotGenuine, match="two checkpoints"):
        genuine.announced(note(20, b"\2" * 32))


def test_a_checkpoint_ahead_is_compared_when_it_is_reached() -> None:
    with pytest.raises(NotGenuine, match="of another log"):
        _reached(note(20, b"\1" * 32))

    _reached((VECTORS / "export/checkpoint").read_bytes())


def _reached(announced: bytes) -> None:
    genuine = followed(18)
    genuine.announced(announced)
    leaves = [Leaf.parse(data) for data in unbundle(BUNDLE.read_bytes())[18:]]
    genuine.check(
        [Kept(x.index, Entry.read(x.wire), x.recorded_at, x.key_name, x.signature) for x in leaves]
    )
