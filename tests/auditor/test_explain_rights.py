"""By which right somebody asked, and how the decision stands: told from the files alone."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.auditor.decisions import Decision, decisions
from baraza.auditor.log import Log
from baraza.auditor.source import Folder
from forge import NOW, POLICY, Forge, put

KEPT = Path(__file__).parents[1] / "kept" / "export"
VECTORS = Path(__file__).parents[1] / "vectors" / "export"
VECTORS_NOW = 1_804_064_700


class Explained:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def text(self, *words: object, now: int = VECTORS_NOW) -> str:
        main(["explain", *map(str, words)], now=now)
        return self._capsys.readouterr().out

    def told(self, *words: object, now: int = VECTORS_NOW) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.text(*words, "--json", now=now))
        return told


@pytest.fixture
def explain(capsys: pytest.CaptureFixture[str]) -> Explained:
    return Explained(capsys)


@pytest.fixture(scope="module")
def kept() -> list[Decision]:
    return list(decisions(Log.open(Folder(KEPT))))


def first(kept: list[Decision], **members: str) -> Decision:
    """The first decision whose command entry has these members."""
    return next(
        one
        for one in kept
        if all(one.command.document[name].startswith(value) for name, value in members.items())
        and one.first > 500
    )


def test_a_bodys_act_names_the_mandate_and_the_resolution_behind_it(
    explain: Explained, kept: list[Decision]
) -> None:
    decision = first(kept, actor="body.aff", actingas="operate")

    told = explain.told(KEPT, "--index", decision.first)
    text = explain.text(KEPT, "--index", decision.first)

    (given,) = told["mandate"]["given"]
    assert told["mandate"]["body"] == decision.command.document["actor"].removeprefix("body.")
    assert (given["fact"], given["kinds"]) == ("MandateChanged", ["operate"])
    assert given["index"] < decision.command.document["basis"]
    by = given["adopted_by"]
    assert {vote["body"] for vote in by["votes"]} == set(by["approvals"])
    assert f"adopted by resolution {by['resolution']} at entry {by['index']}" in text


def test_a_seats_act_names_the_seat_and_its_bodys_mandates(
    explain: Explained, kept: list[Decision]
) -> None:
    decision = first(kept, actingas="seat.council-1")

    given = explain.told(KEPT, "--index", decision.first)["mandate"]["given"]

    assert given[0]["fact"] == "RoleGranted"
    assert {one["fact"] for one in given[1:]} == {"MandateChanged"}
    assert all(one["index"] < decision.first for one in given)


def test_a_mandate_that_had_ended_gives_no_right(explain: Explained, kept: list[Decision]) -> None:
    ended = {
        (one.data["body"], kind): index
        for decision in kept
        for index, one in decision.facts
        if one.name == "MandateChanged" and one.data["change"] == "end"
        for kind in one.data["kinds"]
    }
    decision = next(one for one in reversed(kept) if "seat.wmf" in one.command.document["actingas"])

    given = explain.told(KEPT, "--index", decision.first)["mandate"]["given"]

    mandates = [one for one in given if one["fact"] == "MandateChanged"]
    assert mandates
    for one in mandates:
        assert one["index"] not in ended.values()
        assert any(ended.get(("wmf", kind), 0) < one["index"] for kind in one["kinds"])


def test_a_persons_act_names_the_role_that_was_given(
    explain: Explained, kept: list[Decision]
) -> None:
    decision = first(kept, actingas="mentee")

    (given,) = explain.told(KEPT, "--index", decision.first)["mandate"]["given"]

    assert given["fact"] == "RoleGranted"
    assert "became participant" in given["says"]


def test_what_the_rules_foresee_needs_no_right(explain: Explained, kept: list[Decision]) -> None:
    decision = first(kept, actor="service.", actingas="pm")

    assert explain.told(KEPT, "--index", decision.first)["mandate"]["given"] == []
    assert "It needs none" in explain.text(KEPT, "--index", decision.first)


def test_official_is_said_where_the_quorum_was_verified(explain: Explained) -> None:
    told = explain.told(VECTORS, "--index", "7", "--policy", VECTORS / "policy")
    text = explain.text(VECTORS, "--index", "7", "--policy", VECTORS / "policy")

    names = ("standing", "size", "cosigned_by", "since", "verified")
    assert [told[name] for name in names] == [
        *("official", 20, ["council", "ombudsperson"], "2027-03-03T09:04:02Z", True)
    ]
    assert "Standing: official (2 of 3 bodies), verified under the policy given" in text


def test_without_a_policy_nothing_is_called_official(explain: Explained) -> None:
    told = explain.told(VECTORS, "--index", "7")

    assert (told["standing"], told["verified"]) == ("recorded", False)
    assert "official" not in explain.text(VECTORS, "--index", "7").replace("officially", "")


def test_too_few_cosignatures_make_it_recorded(explain: Explained, tmp_path: Path) -> None:
    export = Path(shutil.copytree(VECTORS, tmp_path / "export"))
    note = (export / "checkpoint").read_bytes().splitlines(keepends=True)
    (export / "checkpoint").write_bytes(b"".join(note[:-1]))

    told = explain.told(export, "--index", "7", "--policy", VECTORS / "policy")

    assert told["standing"] == "recorded"
    assert "no_quorum" in {finding["code"] for finding in told["findings"]}


def test_entries_that_do_not_make_the_root_have_no_standing(
    explain: Explained, tmp_path: Path
) -> None:
    forge = Forge.founded()
    counted = forge.count()
    export = forge.export(tmp_path / "export")
    (bundle,) = (export / "tile" / "entries").rglob("*.p/*")
    bundle.write_bytes(bundle.read_bytes().replace(b'"by":1', b'"by":7'))
    put(tmp_path / "mine", POLICY.encode())

    words = (export, "--index", counted, "--policy", tmp_path / "mine")
    told = explain.told(*words, now=NOW)
    text = explain.text(*words, now=NOW)

    assert (told["standing"], told["verified"], told["exit"]) == ("accepted", False, 1)
    assert "root" in {finding["code"] for finding in told["findings"]}
    assert "Standing: not verified: the entries do not make the root" in text.splitlines()[1]
    assert "verified under the policy" not in text


def test_under_no_policy_at_all_nothing_is_called_verified(explain: Explained) -> None:
    text = explain.text(VECTORS, "--index", "7", "--policy", VECTORS / "checkpoint")

    assert "Standing: not verified: policy: " in text
    assert "verified under the policy" not in text


def test_what_a_log_says_cannot_steer_the_terminal(explain: Explained, tmp_path: Path) -> None:
    forge = Forge.founded()
    counted = forge.count(data={"note": "\x1b]0;owned\x07\u202e"})

    text = explain.text(forge.export(tmp_path), "--index", counted, now=NOW)

    assert not {"\x1b", "\x07", "\u202e"} & set(text)
