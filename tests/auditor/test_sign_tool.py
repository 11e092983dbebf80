"""`baraza-audit sign`: a body's own tool signs what the body means, and nothing else."""

import json
import stat
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baraza.auditor.cli import main
from baraza.decider import made_id
from baraza.transparency import (
    Hand,
    Signer,
    Verifier,
    ask_digest,
    commitment,
    open_note,
)

ORIGIN = "baraza.example/test"
NAME = f"{ORIGIN}/body.community"
ID = "01955004-0000-7000-8000-000000000004"
VOTE: dict[str, Any] = {
    "service": "oversight",
    "command": "VoteOnResolution",
    "id": ID,
    "actor": "person.p00001",
    "acting_as": "seat.community-1",
    "reason": "ordinary",
    "data": {"resolution": "r1", "body": "community", "seats_for": 3, "seats_against": 0},
}
STANDS: dict[str, Any] = {
    "actingas": "seat.community-1",
    "actor": "person.p00001",
    "data": VOTE["data"] | {"abstained": 0, "recused": 0},
    "reason": "ordinary",
    "subject": "resolution.r1",
    "type": "baraza.command.oversight.VoteOnResolution.v1",
}
LOOK: dict[str, Any] = {
    "service": "oversight",
    "command": "RecordLook",
    "id": ID,
    "actor": "body.community",
    "acting_as": "mandate",
    "data": {"kind": "inspection", "log_size": 7, "result": "noted", "note": "All is well."},
}
SALT = sha256(b"salt").digest()


class Desk:
    """A body at its own machine."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys
        self.key = folder / "community.key"
        code, told = self("key", "--name", NAME, "-o", self.key)
        assert code == 0
        self.vkey = told["vkey"]

    def __call__(self, *argv: object) -> tuple[int, Any]:
        code = main(["sign", *map(str, argv), "--json"], now=1_800_000_000)
        return code, json.loads(self._capsys.readouterr().out)

    def file(self, name: str, value: Any) -> Path:
        path = self.folder / name
        path.write_text(json.JSONEncoder().encode(value))
        return path

    def sign(self, meant: Any, *more: object, draft: Any = None) -> tuple[int, Any]:
        words: list[object] = ["ask", self.file("ask.json", meant), "--key", self.key]
        if draft is not None:
            words += ["--draft", self.file("draft.json", draft)]
        out = self.folder / "out.json"
        out.unlink(missing_ok=True)
        return self(*words, "-o", out, "--yes", *more)

    def signed(self) -> Any:
        return json.loads((self.folder / "out.json").read_text())

    def said(self) -> str:
        return self._capsys.readouterr().out


@pytest.fixture
def body(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path, capsys)


def codes(told: Any) -> list[str]:
    return [finding["code"] for finding in told["findings"]]


# --- the key --------------------------------------------------------------------------------


def test_a_key_is_for_its_owner_alone_and_never_written_over(body: Desk) -> None:
    before = body.key.read_bytes()
    code, told = body("key", "--name", NAME, "-o", body.key)

    assert stat.S_IMODE(body.key.stat().st_mode) == 0o600
    assert (code, "there already" in told["findings"][0]["detail"]) == (4, True)
    assert body.key.read_bytes() == before
    signer = Signer.from_private(before.decode().strip())
    assert (signer.name, signer.vkey) == (NAME, body.vkey)


@pytest.mark.parametrize("name", [ORIGIN, f"{ORIGIN}/oversight", "body.community", "x/body.", ""])
def test_only_a_bodys_key_is_made(body: Desk, name: str) -> None:
    place = body.folder / "other.key"
    code, _ = body("key", "--name", name, "-o", place)

    assert (code, place.exists()) == (2, False)


# --- without a draft -------------------------------------------------------------------------


def test_what_was_meant_is_signed_as_it_will_stand(body: Desk) -> None:
    code, told = body.sign(VOTE, "--note", body.folder / "vote.note")

    assert (code, told["signed"], told["asked"]) == (0, True, STANDS)
    assert told["ask_digest"] == ask_digest(STANDS)
    ready = body.signed()
    assert {k: v for k, v in ready.items() if k != "hand"} == VOTE
    assert (body.folder / "vote.note").read_text() == ready["hand"] == told["note"]
    opened = open_note(ready["hand"].encode(), [Verifier.from_vkey(body.vkey)])
    assert Hand.parse(opened.text) == Hand(ORIGIN, ID, ask_digest(STANDS))


def test_an_ask_without_an_id_gets_one(body: Desk) -> None:
    nameless = {name: value for name, value in VOTE.items() if name != "id"}
    _, first = body.sign(nameless)
    _, second = body.sign(nameless)
    assert first["id"] != second["id"]
    assert body.signed()["id"] == second["id"]

    ask = body.file("new.json", nameless)
    code, told = body("id", ask)
    assert (code, told["new"], json.loads(ask.read_text())) == (
        *(0, True),
        {"id": told["id"], **nameless},
    )
    again = body("id", ask)[1]
    assert (again["id"], again["new"]) == (told["id"], False)


def test_the_words_name_all_that_the_signature_covers(
    body: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    ask = body.file("ask.json", VOTE)
    main(["sign", "ask", str(ask), "--key", str(body.key), "--yes"])
    said = capsys.readouterr().out

    for word in ("VoteOnResolution", "resolution.r1", "seats_for: 3", ID, ask_digest(STANDS)):
        assert word in said
    assert f"baraza ask --file {ask.with_suffix('.signed.json')}" in said


@pytest.mark.parametrize(("answer", "code"), [("yes\n", 0), ("no\n", 3), ("", 3)])
def test_nothing_is_signed_before_somebody_says_yes(
    body: Desk,
    answer: str,
    code: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(answer))
    ask, out = body.file("ask.json", VOTE), body.folder / "out.json"

    assert main(["sign", "ask", str(ask), "--key", str(body.key), "-o", str(out)]) == code
    assert "seats_for: 3" in capsys.readouterr().err
    assert out.exists() == (code == 0)


def test_the_act_of_another_body_is_not_signed(body: Desk) -> None:
    for other in ({"acting_as": "seat.council-1"}, {"acting_as": "self"}, {"actor": "body.wmf"}):
        code, told = body.sign(VOTE | {"acting_as": "mandate"} | other)

        assert (code, codes(told), told["signed"]) == (1, ["other_body"], False)
        assert not (body.folder / "out.json").exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"data": VOTE["data"] | {"seats_for": -1}},
        {"data": VOTE["data"] | {"nonsense": 1}},
        {"data": {}},
        {"data": []},
        {"command": "Nothing"},
        {"service": "nowhere"},
        {"id": "1"},
        {"actor": 7},
        {"more": 1},
        {"exhibits": {"00": "e30="}},
        {"exhibits": {"00": "?"}},
    ],
)
def test_what_is_no_ask_is_told_and_not_signed(body: Desk, wrong: dict[str, Any]) -> None:
    code, told = body.sign(VOTE | wrong)

    assert (code, codes(told)) == (1, ["bad_ask"])
    assert not (body.folder / "out.json").exists()


def test_a_key_that_others_may_read_is_told(body: Desk) -> None:
    body.key.chmod(0o644)
    code, told = body.sign(VOTE)

    assert (code, codes(told)) == (0, ["key_not_private"])


# --- with a draft ----------------------------------------------------------------------------


def drafted(**changed: Any) -> dict[str, Any]:
    """What an honest desk gives back for `LOOK`."""
    look = made_id(ID, "look", 1)
    field = f"oversight.look.{look}#note"
    data = {**LOOK["data"], "look": look, "entries": []}
    data["note"] = {"commit": commitment(field, SALT, "All is well.")}
    asked = {
        "actingas": "mandate",
        "actor": "body.community",
        "data": data,
        "subject": f"look.{look}",
        "type": "baraza.command.oversight.RecordLook.v1",
    }
    told = {"member": "note", "field": field, "value": "All is well.", "salt": SALT.hex()}
    draft = {"kind": "drafted", "id": ID, "origin": ORIGIN, "asked": asked, "disclosed": [told]}
    return draft | {"position": 12} | changed


def test_a_personal_value_needs_the_desks_draft(body: Desk) -> None:
    code, told = body.sign(LOOK)
    assert (code, codes(told)) == (1, ["draft_needed"])

    code, told = body.sign(LOOK, draft=drafted())
    assert (code, told["findings"], told["signed"]) == (0, [], True)
    assert told["asked"] == drafted()["asked"]
    assert told["values"] == {"note": "All is well."}
    assert told["added"] == {"look": "made from the id"}


def test_a_draft_before_there_was_an_id_is_of_nothing(body: Desk) -> None:
    nameless = {name: value for name, value in LOOK.items() if name != "id"}
    code, told = body.sign(nameless, draft=drafted())

    assert (code, "sign id" in told["findings"][0]["detail"]) == (1, True)


def test_a_member_that_the_desk_derives_is_signed_only_by_name(body: Desk) -> None:
    draft = drafted()
    draft["asked"]["data"]["programme"] = "pilot-demo"
    code, told = body.sign(LOOK, draft=draft)
    assert (code, codes(told)) == (1, ["not_meant"])

    code, told = body.sign(LOOK, "--accept", "programme", draft=draft)
    assert (code, told["added"]["programme"]) == (0, "the desk's word")


def at(draft: dict[str, Any], *path: str | int) -> tuple[Any, Any]:
    *way, last = path
    value: Any = draft
    for step in way:
        value = value[step]
    return value, last


LIES: list[tuple[tuple[str | int, ...], Any]] = [
    (("id",), "01955004-0000-7000-8000-000000000005"),
    (("origin",), "other.example/1"),
    (("asked", "actor"), "body.council"),
    (("asked", "actingas"), "self"),
    (("asked", "reason"), "ordinary"),
    (("asked", "subject"), "look.other"),
    (("asked", "type"), "baraza.command.oversight.DecideMatter.v1"),
    (("asked", "data", "result"), "differs"),
    (("asked", "data", "log_size"), 8),
    (("asked", "data", "look"), "other"),
    (("asked", "data", "note", "commit"), "0" * 64),
    (("asked", "data", "entries"), [3]),
    (("disclosed", 0, "value"), "All is lost."),
    (("disclosed", 0, "salt"), "00" * 32),
    (("disclosed", 0, "salt"), "00"),
    (("disclosed", 0, "field"), "oversight.look.other#note"),
    (("disclosed",), []),
]


@pytest.mark.case(61)
@pytest.mark.parametrize("lie", LIES, ids=lambda lie: ".".join(map(str, lie[0])))
def test_a_draft_that_differs_from_what_was_meant_is_not_signed(
    body: Desk, lie: tuple[tuple[str | int, ...], Any]
) -> None:
    draft = drafted()
    place, last = at(draft, *lie[0])
    place[last] = lie[1]
    code, told = body.sign(LOOK, draft=draft)

    assert (code, told["signed"]) == (1, False), told
    assert set(codes(told)) <= {"draft_differs", "not_meant"}
    assert not (body.folder / "out.json").exists()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda some: st.lists(some) | st.dictionaries(st.text(), some),
        max_leaves=8,
    )
)
def test_no_draft_makes_it_break(body: Desk, value: Any) -> None:
    for draft in (value, drafted(asked=value), drafted(disclosed=value)):
        code, told = body.sign(LOOK, draft=draft)

        assert (code, told.get("signed", False)) == (1, False)


def test_a_problem_in_place_of_a_draft_is_told_by_its_own_words(body: Desk) -> None:
    problem = {"kind": "problem", "type": "/problems/behind", "detail": "not read yet"}
    code, told = body.sign(LOOK, draft=problem)

    assert (code, "not read yet" in told["findings"][0]["detail"]) == (1, True)
