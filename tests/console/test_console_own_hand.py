"""The body that signs its own acts in a rehearsed year, and what an `ask` brings along."""

from hashlib import sha256
from pathlib import Path

import pytest

from baraza.console import programme
from baraza.console.commands import asked
from baraza.console.home import Home, Trouble
from baraza.console.pilot.hands import announce, note_over, origin_of, signer_of
from baraza.decider import uuid7_of
from baraza.messaging.ask import Ask
from baraza.messaging.hands import as_asked
from baraza.messaging.replies import Drafted
from baraza.oversight.messages import VoteOnResolution
from baraza.transparency import KeyRing, open_hand
from fakes import START
from folders import small

ID = uuid7_of(START, sha256(b"a vote").digest())
DATA = {"resolution": "r1", "body": "community", "seats_for": 3, "seats_against": 0}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> programme.Folder:
    return programme.read(small(tmp_path_factory.mktemp("year")))


def vote(acting_as: str = "seat.community-1") -> Ask:
    return Ask(id=ID, actor="person.p00001", acting_as=acting_as, reason="ordinary", data=DATA)


def test_the_body_that_takes_over_signs_its_votes_and_nobody_else_does(
    folder: programme.Folder,
) -> None:
    signer = signer_of(folder)
    assert signer is not None
    note = note_over(folder, "oversight", "VoteOnResolution", vote())
    ring = KeyRing(origin_of(folder)).learn(
        1,
        {
            "type": "baraza.event.ledger.ProducerRegistered.v1",
            "data": {"service": "body.community", "key": signer.vkey},
        },
    )
    told = as_asked(
        "oversight",
        VoteOnResolution.model_validate(DATA),
        "person.p00001",
        "seat.community-1",
        "ordinary",
    )

    assert open_hand(str(note).encode(), ring, 9, ID, told) == "community"
    assert note_over(folder, "oversight", "VoteOnResolution", vote("seat.council-1")) is None
    assert note_over(folder, "oversight", "VoteOnResolution", vote("self")) is None
    assert note_over(folder, "oversight", "RecordLook", vote()) is None
    assert note_over(folder, "feedback", "VoteOnResolution", vote()) is None


def test_its_public_key_alone_lies_with_the_operator(
    folder: programme.Folder, tmp_path: Path
) -> None:
    home = Home(tmp_path)
    home.made()
    announce(home, folder)
    signer = signer_of(folder)

    assert signer is not None
    assert (home.keys / "body.community.vkey").read_text() == f"{signer.vkey}\n"
    assert [path.name for path in home.keys.iterdir()] == ["body.community.vkey"]


# --- what an ask brings along ----------------------------------------------------------------


def test_an_ask_from_a_file_names_its_service_and_command(tmp_path: Path) -> None:
    file = tmp_path / "ask.json"
    file.write_text('{"service": "oversight", "command": "RecordLook", "actor": "body.wmf"}')
    assert asked.written(file) == ("oversight", "RecordLook", {"actor": "body.wmf"})

    file.write_text('{"actor": "body.wmf"}')
    with pytest.raises(Trouble, match='names no "service"'):
        asked.written(file)
    with pytest.raises(Trouble, match="no such file"):
        asked.written(tmp_path / "nothing.json")


def test_a_note_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "note").write_bytes(b"\xff")
    for name in ("note", "nothing"):
        with pytest.raises(Trouble, match="cannot be read as a note"):
            asked.note(tmp_path / name)


def test_a_note_too_long_is_told_by_its_option(tmp_path: Path) -> None:
    (tmp_path / "note").write_text("x" * 5_000)
    members = {"id": ID, "actor": "body.wmf", "hand": asked.note(tmp_path / "note")}

    with pytest.raises(Trouble, match="--hand: "):
        asked.an_ask(members)


def test_a_draft_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    drafted = Drafted(id=ID, origin="o", asked={}, position=1)
    asked.keep(drafted, tmp_path / "draft.json")
    assert Drafted.model_validate_json((tmp_path / "draft.json").read_text()) == drafted

    with pytest.raises(Trouble, match="cannot be written"):
        asked.keep(drafted, tmp_path / "nowhere" / "draft.json")
