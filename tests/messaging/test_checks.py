"""What a reader checks of every entry, on the log of the vectors."""

from dataclasses import replace
from pathlib import Path

import pytest

from baraza.decider import Entry
from baraza.messaging.checks import Genuine, NotGenuine
from baraza.messaging.ledger import Kept
from baraza.transparency import Leaf, unbundle

VECTORS = Path(__file__).parent.parent / "vectors"
ORIGIN = "baraza.example/2027"


def decisions() -> list[list[Kept]]:
    leaves = [
        Leaf.parse(data)
        for data in unbundle((VECTORS / "export/tile/entries/000.p/20").read_bytes())
    ]
    kept = [
        Kept(leaf.index, Entry.read(leaf.wire), leaf.recorded_at, leaf.key_name, leaf.signature)
        for leaf in leaves
    ]
    whole = []
    while kept:
        count = 1 + kept[0].entry.document["eventcount"]
        whole.append(kept[:count])
        kept = kept[count:]
    return whole


def _checked(whole: list[list[Kept]]) -> Genuine:
    genuine = Genuine(ORIGIN)
    for decision in whole:
        genuine.check(decision)
    return genuine


CHECKPOINT = (VECTORS / "export/checkpoint").read_bytes()
EARLIER = (VECTORS / "checkpoint-6.note").read_bytes()


def test_a_genuine_log_passes_and_its_checkpoints_are_its_own() -> None:
    genuine = Genuine(ORIGIN)
    whole = decisions()
    for number, decision in enumerate(whole):
        genuine.check(decision)
        if number == 0:
            genuine.announced(CHECKPOINT)  # before it was reached

    genuine.announced(CHECKPOINT)
    genuine.announced(EARLIER)

    assert sum(map(len, whole)) == 20


@pytest.mark.parametrize("place", range(0, 20, 3))
def test_an_entry_changed_after_it_was_signed_is_found(place: int) -> None:
    forged = [[_forged(k) if k.index == place else k for k in d] for d in decisions()]

    with pytest.raises(NotGenuine):
        _checked(forged)


def _forged(kept: Kept) -> Kept:
    return replace(kept, entry=Entry({**kept.entry.document, "time": "2027-03-03T09:09:09.000Z"}))


def test_a_key_that_may_not_sign_such_an_entry_is_found() -> None:
    unknown = [[replace(k, key=f"{ORIGIN}/unknown") for k in d] for d in decisions()]

    with pytest.raises(NotGenuine, match="no valid key"):
        _checked(unknown)


def test_a_checkpoint_of_another_log_is_found() -> None:
    genuine = Genuine(ORIGIN)
    whole = decisions()
    for decision in whole[:-1]:
        genuine.check(decision)
    genuine.announced(CHECKPOINT)
    last = [replace(kept, recorded_at=kept.recorded_at + 1) for kept in whole[-1]]

    with pytest.raises(NotGenuine, match="checkpoint"):
        genuine.check(last)


def test_a_decision_that_fails_teaches_nothing() -> None:
    genuine = Genuine(ORIGIN)
    whole = decisions()
    genuine.check(whole[0])
    before = genuine.ring

    with pytest.raises(NotGenuine):
        genuine.check([whole[1][0], _forged(whole[1][1])])

    assert genuine.ring is before
    for decision in whole[1:]:
        genuine.check(decision)
