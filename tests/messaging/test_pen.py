"""A service comes to its new key when the log has announced it, and not before."""

import os
from pathlib import Path

import pytest

from baraza.messaging.pen import Pen
from baraza.transparency import BadKey, KeyRing, Signer

ORIGIN = "pen.example/1"
OLD, NEW = (Signer(f"{ORIGIN}/garden", bytes([k]) * 32) for k in (1, 2))


def write(file: Path, signer: Signer, at: int) -> None:
    file.write_text(signer.private_note() + "\n")
    os.utime(file, ns=(at, at))


def ring(*keys: Signer, revoked: Signer | None = None) -> KeyRing:
    made = KeyRing(ORIGIN)
    for index, key in enumerate(keys):
        type_ = "baraza.event.ledger.ProducerRegistered.v1"
        data = {"service": "garden", "key": key.vkey}
        made = made.learn(index, {"type": type_, "data": data})
    if revoked:
        type_ = "baraza.event.ledger.ProducerRevoked.v1"
        made = made.learn(9, {"type": type_, "data": {"key": revoked.vkey}})
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write(tmp_path / "garden.key", OLD, 1)
    return tmp_path / "garden.key"


@pytest.mark.case(47)
def test_a_new_key_is_taken_once_it_is_announced(file: Path) -> None:
    pen = Pen(file)
    write(file, NEW, 2)

    assert pen.signer(ring(OLD)).vkey == OLD.vkey
    assert pen.signer(ring(OLD, NEW)).vkey == NEW.vkey
    assert pen.signer(ring(OLD, NEW, revoked=OLD)).vkey == NEW.vkey


@pytest.mark.case(47)
def test_a_revoked_key_is_not_taken_up(file: Path) -> None:
    pen = Pen(file)
    write(file, NEW, 2)

    assert pen.signer(ring(OLD, NEW, revoked=NEW)).vkey == OLD.vkey


@pytest.mark.parametrize("trouble", ["gone", "half", "folder"])
def test_while_the_file_cannot_be_read_the_key_before_is_good(file: Path, trouble: str) -> None:
    pen = Pen(file)
    file.unlink()
    if trouble == "half":
        file.write_text("PRIVATE+KEY+pen.exa")
    if trouble == "folder":
        file.mkdir()

    assert pen.signer(ring(OLD, NEW)).vkey == OLD.vkey


def test_at_the_start_there_is_a_key(tmp_path: Path) -> None:
    (tmp_path / "empty.key").write_text("")
    with pytest.raises(OSError, match="none"):
        Pen(tmp_path / "none.key")
    with pytest.raises(BadKey):
        Pen(tmp_path / "empty.key")
