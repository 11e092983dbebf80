"""The files of a rotation, whoever stops in between; and what the root key is not made to sign."""

from pathlib import Path
from typing import Any

import pytest

from baraza.console import keys, rotation
from baraza.console.home import Home, Trouble
from baraza.decider import Entry
from baraza.transparency import Signer

ORIGIN = "rotation.example/1"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home").made()
    keys.make(made, ORIGIN, None)
    return made


def read(file: Path) -> str:
    return Signer.from_private(file.read_text().strip()).vkey


def test_the_new_key_comes_into_its_place_and_the_old_one_is_kept(home: Home) -> None:
    place = home.keys / "matching.key"
    old = read(place)
    new = rotation.next_key(place, ORIGIN, "matching").vkey
    kept = rotation.put_in_use(place)

    assert (read(place), read(kept)) == (new, old)
    assert place.with_suffix(".vkey").read_text().strip() == new
    assert kept.stat().st_mode & 0o777 == place.stat().st_mode & 0o777 == 0o600


def test_a_rotation_that_was_broken_off_goes_on_with_the_same_key(home: Home) -> None:
    place = home.keys / "matching.key"
    first = rotation.next_key(place, ORIGIN, "matching").vkey

    assert rotation.next_key(place, ORIGIN, "matching").vkey == first
    assert read(place) != first
    rotation.put_in_use(place)
    assert rotation.next_key(place, ORIGIN, "matching").vkey != first


def test_a_root_key_that_is_kept_elsewhere_is_not_made_again(home: Home) -> None:
    (home.keys / "root.key").unlink()
    keys.make(home, ORIGIN, None)

    assert not (home.keys / "root.key").exists()
    assert keys.root_key(home) is not None


def test_the_key_in_use_is_not_to_be_revoked(home: Home) -> None:
    vkey = (home.keys / "feedback.vkey").read_text().strip()

    with pytest.raises(Trouble, match="keys rotate feedback"):
        rotation.not_in_use(home, vkey)
    rotation.not_in_use(home, Signer(f"{ORIGIN}/feedback", bytes(32)).vkey)


def test_a_key_made_elsewhere_bears_the_name_it_is_for() -> None:
    key = Signer(f"{ORIGIN}/body.council", bytes(32)).vkey

    assert rotation.public(f"{key}\n", f"{ORIGIN}/body.council") == key
    with pytest.raises(Trouble, match="has to be called"):
        rotation.public(key, f"{ORIGIN}/body.ombud")
    with pytest.raises(Trouble, match="no public key"):
        rotation.public("nonsense", f"{ORIGIN}/body.ombud")


@pytest.mark.parametrize("what", ["none", "text", "folder"])
def test_without_a_root_key_it_is_said_how_to_name_one(tmp_path: Path, what: str) -> None:
    file = tmp_path / "root.key"
    if what == "text":
        file.write_text("no key")
    with pytest.raises((Trouble, IsADirectoryError)):
        rotation.root_of(tmp_path if what == "folder" else file)


class Answers:
    """A ledger that drafts what it is told to."""

    def __init__(self, *drafts: dict[str, Any], reply: dict[str, Any] | None = None) -> None:
        self.drafts, self.reply = list(drafts), reply or {"ok": True, "first": 7}
        self.signed: list[str] = []

    async def raw(self, subject: str, params: Any) -> Any:
        if subject.endswith(".draft"):
            return self.drafts.pop(0)
        self.signed += params["entries"]
        return self.reply


def drafted(command: str, fact: str, data: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    kinds = (("command", command, data), ("event", fact, said))
    entries = [
        Entry({"type": f"baraza.{kind}.ledger.{name}.v1", "data": about})
        for kind, name, about in kinds
    ]
    return {"ok": True, "entries": [entry.wire.decode() for entry in entries]}


ROOT = Signer(f"{ORIGIN}/root", bytes(32))
KEY = {"key": "k1"}
HONEST = drafted("RotateLogKey", "LogKeyRotated", KEY, KEY)


async def test_what_was_asked_for_is_signed() -> None:
    ledger = Answers(HONEST)

    assert await rotation.recorded(ledger, ROOT, "RotateLogKey", KEY) == 7  # type: ignore[arg-type]
    assert len(ledger.signed) == 2


@pytest.mark.parametrize(
    "draft",
    [
        drafted("RotateRootKey", "RootKeyRotated", KEY, KEY),
        drafted("RotateLogKey", "LogKeyRotated", {"key": "k2"}, {"key": "k2"}),
        drafted("RotateLogKey", "LogKeyRotated", KEY, {"key": "k2"}),
        drafted("RotateLogKey", "RootKeyRotated", KEY, KEY),
        drafted("RotateLogKey", "LogKeyRotated", KEY, {**KEY, "old": "k0"}),
        drafted("RotateLogKey", "CommandRefused", KEY, {"reason": "already_done"}),
        {"ok": False, "detail": "draft does not take these parameters"},
    ],
)
async def test_the_root_key_signs_nothing_else(draft: dict[str, Any]) -> None:
    ledger = Answers(draft)

    with pytest.raises(Trouble):
        await rotation.recorded(ledger, ROOT, "RotateLogKey", KEY)  # type: ignore[arg-type]
    assert ledger.signed == []


async def test_where_the_log_moves_it_is_drafted_again_a_few_times() -> None:
    moved = {"ok": False, "error": {"code": "version_conflict", "retry": "redecide"}}
    ledger = Answers(*[HONEST] * 4, reply=moved)

    with pytest.raises(Trouble, match="The log moved"):
        await rotation.recorded(ledger, ROOT, "RotateLogKey", KEY)  # type: ignore[arg-type]
    assert ledger.drafts == []


async def test_what_the_ledger_does_not_take_is_told() -> None:
    no = {"ok": False, "error": {"code": "unauthorised", "details": {"why": "revoked_key"}}}
    ledger = Answers(HONEST, reply=no)

    with pytest.raises(Trouble, match="revoked_key"):
        await rotation.recorded(ledger, ROOT, "RotateLogKey", KEY)  # type: ignore[arg-type]
