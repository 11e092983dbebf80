"""A house comes to new keys while it runs: each counts from its entry on, and what was, stays."""

import io
import json
import signal
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from baraza.console import cli
from baraza.console.home import Home, Trouble
from baraza.transparency import Leaf, Signer, parse_note
from commands import audit, up
from homes import leaves

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.connected,
    pytest.mark.timeout(400),
    pytest.mark.xdist_group("rotation"),
]

WHO = "p" + "41d09" * 6 + "ab"


def said(*words: str) -> str:
    """What `baraza` says to these words, in this process: a new one for each would take long."""
    out = io.StringIO()
    try:
        with redirect_stdout(out):
            cli.app([*words], standalone_mode=False)
    except SystemExit:
        pass
    except Trouble as trouble:
        return str(trouble)
    return out.getvalue()


@dataclass
class House:
    """A house that runs, its root key kept elsewhere."""

    home: Home
    root: Path

    def keys(self, *words: str) -> str:
        root = () if words[0] == "list" else ("--root", str(self.root))
        return said("keys", *words, *root, "--home", str(self.home.path))

    def rotate(self, name: str) -> None:
        assert "The key before lies in" in self.keys("rotate", name)

    def known(self) -> Any:
        return json.loads(self.keys("list", "--json"))

    def ask(self, n: int) -> int:
        """Something that matching refuses; that too is signed by it. The entry."""
        data = json.dumps({"round": f"r{n}", "mentee": WHO})
        words = ("ask", "matching", "LeaveWaitingList", "--data", data, "--json")
        told = said(*words, "--actor", f"person.{WHO}", "--home", str(self.home.path))
        return int(json.loads(told)["index"])

    def signed_by(self, index: int) -> str:
        return Leaf.parse(leaves(self.home)[index]).producer.key_id.hex()

    def vkey(self, name: str) -> str:
        return (self.home.keys / f"{name}.vkey").read_text().strip()


@dataclass(frozen=True)
class Told:
    """What came of it, by name."""

    house: House
    before: dict[str, str]
    after: dict[str, str]
    entries: dict[str, int]
    said: dict[str, str]
    policy: Path
    known: Any


def _id(vkey: str) -> str:
    return vkey.split("+")[1]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    folder = tmp_path_factory.mktemp("rotation")
    home = Home(folder / "home")
    entries, words = {}, {}
    with up(home.path, "--together") as process:
        root = folder / "safe" / "root.key"
        root.parent.mkdir()
        (home.keys / "root.key").rename(root)
        house = House(home, root)
        names = ("matching", "ledger", "log", "registration")
        before = {name: house.vkey(name) for name in names}
        old_root = root.read_text()

        entries["before"] = house.ask(1)
        house.rotate("matching")
        entries["rotated"] = house.ask(2)
        revoke = ("revoke", _id(before["matching"]), "--ground", "stolen")
        words["revoked"] = house.keys(*revoke, "--suspect-from", str(entries["before"]))
        entries["revoked"] = house.ask(3)
        words["in use"] = house.keys("revoke", house.vkey("matching"), "--ground", "lost")
        house.rotate("ledger")
        entries["receipt"] = house.ask(4)
        words["ledger"] = house.keys("revoke", before["ledger"], "--ground", "replaced")
        entries["receipt of the new"] = house.ask(5)
        house.rotate("log")
        house.rotate("root")
        new_root = root.read_text()
        root.write_text(old_root)
        words["old root"] = house.keys("rotate", "registration")
        root.write_text(new_root)
        house.rotate("registration")
        entries["after"] = house.ask(6)
        after = {name: house.vkey(name) for name in names}
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    with up(home.path, "--together") as process:
        entries["restarted"] = house.ask(7)
        words["listed"], known = house.keys("list"), house.known()
        process.send_signal(signal.SIGTERM)
        process.wait(60)
    policy = folder / "policy"
    policy.write_text(f"log {before['log']}\nlog {after['log']}\nquorum none\n")
    return Told(house, before, after, entries, words, policy, known)


@pytest.mark.case(47)
def test_a_service_signs_with_its_new_key_without_a_restart(told: Told) -> None:
    by = {name: told.house.signed_by(index) for name, index in told.entries.items()}

    assert by["before"] == _id(told.before["matching"])
    assert {by[name] for name in by if name != "before"} == {_id(told.after["matching"])}


@pytest.mark.case(47)
def test_a_revoked_key_is_not_used_and_the_one_in_use_is_not_revoked(told: Told) -> None:
    assert "counts for no entry after" in told.said["revoked"]
    assert "The house signs with it. First: `baraza keys rotate matching`" in told.said["in use"]


@pytest.mark.case(47)
def test_verify_holds_and_lists_what_was_signed_in_a_doubtful_time(told: Told) -> None:
    export = told.house.home.export
    done = audit("verify", export, "--policy", told.policy, "--json")
    verified = json.loads(done.stdout)

    assert done.returncode == 0, verified["findings"]
    doubtful = [f["index"] for f in verified["findings"] if f["code"] == "doubtful_time"]
    first = told.entries["before"]
    assert doubtful == [first, first + 1]
    assert json.loads(audit("replay", export, "--json").stdout)["different"] == 0


@pytest.mark.case(47)
def test_a_checkpoint_is_signed_by_the_old_log_key_and_the_new(told: Told) -> None:
    note = parse_note((told.house.home.export / "checkpoint").read_bytes())
    ids = {key_id.hex() for _, key_id, _ in note.signatures}

    assert {_id(told.before["log"]), _id(told.after["log"])} <= ids


@pytest.mark.case(47)
@pytest.mark.parametrize("which", ["before", "after"])
def test_a_body_that_knows_one_of_the_two_log_keys_can_verify(
    told: Told, which: str, tmp_path: Path
) -> None:
    policy = tmp_path / "policy"
    policy.write_text(f"log {getattr(told, which)['log']}\nquorum none\n")
    done = audit("verify", told.house.home.export, "--policy", policy, "--json")

    assert done.returncode == 0, done.stdout


@pytest.mark.case(47)
def test_the_old_root_key_announces_nothing_after_the_new(told: Told) -> None:
    assert "revoked_key" in told.said["old root"]
    roots = [key for key in told.known["keys"] if key["name"].endswith("/root")]
    assert [key["last"] is None for key in roots] == [False, True]
    assert told.said["listed"].count("\n") == len(told.known["keys"]) + 2


def test_no_private_key_of_root_lies_in_the_house(told: Told) -> None:
    keys = told.house.home.keys.glob("*.key")
    names = {Signer.from_private(file.read_text().strip()).name for file in keys}

    assert not any(name.endswith("/root") for name in names)
