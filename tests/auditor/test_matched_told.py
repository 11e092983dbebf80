"""`baraza-audit matched`: who with whom, since when, why, proven; the same as matching answers."""

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.paired import Nobody, paired
from baraza.auditor.pairs import Known, Pairs
from baraza.auditor.source import Folder
from baraza.decider import Entry
from exported_house import a_true_round, exported, parted

DAYS = (
    *("2027-04-01", "2027-04-02", "2027-04-12", "2027-04-19", "2027-04-20", "2027-04-22"),
    *("2027-05-02", "2027-05-31", "2027-06-01", "2027-06-02"),
)

TOLD = {
    *("PairProposed", "OfferAnswered", "RelationshipStarted", "RelationshipChanged"),
    *("RoleChanged", "RelationshipEnded", "EndRelationship", "WaitingListJoined"),
}
"""After these, a question is asked of each day."""


@pytest.fixture(scope="module")
def life(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Lived once: its export, its entries, and what matching answered of it."""

    async def live() -> dict[str, Any]:
        folder = tmp_path_factory.mktemp("life")
        async with a_true_round(folder) as house:
            await parted(house)
            kept = await house.ledger.entries(0, 500)
            asked = [
                {"at": day, "as_recorded": index}
                for day in (*DAYS, None)
                for index in (*(k.index for k in kept if k.entry.name in TOLD), None)
            ]
            said = [{k: v for k, v in one.items() if v is not None} for one in asked]
            return {
                "export": await exported(house, folder / "export"),
                "kept": [(k.index, k.entry) for k in kept],
                "answers": [(one, await house.query("who_with_whom", **one)) for one in said],
                "unmatched": await house.query("unmatched", round="pilot-spring"),
            }

    return asyncio.run(live())


def shown(row: dict[str, Any], like: dict[str, Any]) -> dict[str, Any]:
    return {name: row.get(name) for name in like}


def test_on_every_day_and_as_every_index_knew_it_the_service_answers_what_the_log_says(
    life: Any,
) -> None:
    """Against a fold of the facts recorded by then that had happened by then."""
    for asked, answer in life["answers"]:
        index, day = asked.get("as_recorded"), asked.get("at")
        folded = Pairs(Known(day))
        for at, entry in life["kept"]:
            if entry.kind == "event" and (index is None or at <= index):
                folded.see(at, entry)
        rows = answer["relationships"]

        assert [shown(row, rows[0]) for row in folded.of(None)] == rows if rows else not rows
        assert len(folded.of(None)) == len(rows), asked
    said = {row["state"] for _, answer in life["answers"] for row in answer["relationships"]}
    assert said == {"live", "paused", "premature"}


def told(life: Any, capsys: pytest.CaptureFixture[str], *words: str, exit_: int = 0) -> Any:
    capsys.readouterr()
    assert main(["matched", str(life["export"]), *words, "--json"]) == exit_
    return json.loads(capsys.readouterr().out)


def said(life: Any, capsys: pytest.CaptureFixture[str], *words: str, exit_: int = 0) -> str:
    capsys.readouterr()
    assert main(["matched", str(life["export"]), *words]) == exit_
    return capsys.readouterr().out


def test_the_export_of_the_same_life_gives_the_same_pairs_each_with_its_proof(
    life: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    answer = next(answer for asked, answer in life["answers"] if not asked)["relationships"]
    found = told(life, capsys)

    assert [shown(row, answer[0]) for row in found["relationships"]] == answer
    for row in found["relationships"]:
        chosen = row["why"]["chosen"]
        assert row["proven"]
        assert row["of_result"]
        assert sum(chosen["parts"].values()) == chosen["score"] == row["score"]
        assert row["indexes"]["proposed"] in row["entries"]
    (round_,) = found["rounds"]
    assert (round_["verified"], round_["policy"], round_["reason"]) == (True, "best", None)
    assert found["unmatched"][0]["confirmed"] is True
    assert found["unmatched"][0]["shortage"] == life["unmatched"]["mentees"][0]["shortage"]


def test_one_person_is_told_since_when_why_and_how_to_prove_it(
    life: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = told(life, capsys)["relationships"][0]
    text = said(life, capsys, "--person", gone["mentee"][:8])

    assert f"{gone['mentor']} mentors {gone['mentee']}: since 2 April 2027, until" in text
    assert "(premature, mismatch)" in text
    assert "The points are the sum of: capacity 2000" in text
    assert "Proven. To prove it yourself:" in text
    assert "All claims hold." in text


def test_every_command_that_it_prints_proves_what_it_says(
    life: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    found = told(life, capsys)
    rows = [*found["relationships"], *found["unmatched"], *found["rounds"]]
    printed = [row["prove"] for row in rows]
    commands = [c for one in printed for c in ([one] if isinstance(one, str) else one.values())]

    assert len(commands) == 3 * 3 + 1
    for command in commands:
        program, *words = command.split()
        assert program == "baraza-audit"
        if words[0] != "explain":  # the entries that others said here follow from no decider
            assert main(words) == 0, command


def test_a_day_and_an_index_are_asked_for_as_the_service_is(
    life: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    both = told(life, capsys, "--at", "2027-05-31")["relationships"]
    one = told(life, capsys, "--at", "2027-06-01")["relationships"]
    early = told(life, capsys, "--as-recorded", str(both[0]["indexes"]["started"]))

    assert [row["state"] for row in both] == ["live", "live"]
    assert [row["relationship"] for row in one] == [both[1]["relationship"]]
    assert [row["relationship"] for row in early["relationships"]] == [both[0]["relationship"]]
    assert "2 pairs at the end of 31 May 2027." in said(life, capsys, "--at", "2027-05-31")


def test_offers_of_a_person_that_came_to_nothing_are_told_too(
    life: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    waits = told(life, capsys)["unmatched"][0]["mentee"]
    text = said(life, capsys, "--person", waits)

    assert f"was proposed to {waits} from the waiting list of the round" in text
    assert "too many mentees for the places that were permitted to them; comes out again" in text


def test_a_person_of_no_round_is_named(life: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert "no round and no pair" in said(life, capsys, "--person", "pfffff", exit_=4)
    with pytest.raises(Nobody, match="pseudonyms begin with p6"):
        paired(Log.open(Folder(life["export"])), Known(), Findings(), person="p6")


@pytest.fixture
def copied(life: Any, tmp_path: Path) -> dict[str, Any]:
    export = tmp_path / "export"
    shutil.copytree(life["export"], export)
    return {**life, "export": export}


def test_a_result_that_is_missing_leaves_the_pairs_unproven(
    copied: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settled = next(e for _, e in copied["kept"] if e.name == "RoundSettled")
    (copied["export"] / "exhibit" / settled.data["result"]["exhibit"]).unlink()
    found = told(copied, capsys, exit_=3)

    assert {one["code"] for one in found["findings"]} == {"exhibit_missing"}
    assert [row["proven"] for row in found["relationships"]] == [False, False]
    assert "NOT PROVEN" in said(copied, capsys, exit_=3)


def test_another_file_under_the_same_name_is_found(
    copied: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settled = next(e for _, e in copied["kept"] if e.name == "RoundSettled")
    (copied["export"] / "exhibit" / settled.data["result"]["exhibit"]).write_bytes(b"{}")

    assert {one["code"] for one in told(copied, capsys, exit_=1)["findings"]} == {"exhibit_differs"}


def test_a_pair_and_a_reason_that_the_result_does_not_bear_out_are_found(life: Any) -> None:
    """Others were told than the round settled."""
    log = Log.open(Folder(life["export"]))
    changed = {
        "PairProposed": ("score", 1, "not_of_result"),
        "MenteeUnmatched": ("reason", "no_candidate", "reason_differs"),
    }
    for name, (member, value, code) in changed.items():
        findings = Findings()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("baraza.auditor.paired.pairs", _altered(life, name, member, value))
            paired(log, Known(), findings)
        assert {one.code for one in findings.listed} == {code}


def _altered(life: Any, name: str, member: str, value: Any) -> Any:
    def read(log: Log, known: Known, progress: Any) -> Pairs:
        found = Pairs(known)
        for index, entry in life["kept"]:
            if entry.kind == "event" and entry.service == "matching":
                other = {**entry.document, "data": {**entry.data, member: value}}
                found.see(index, Entry(other) if entry.name == name else entry)
        return found

    return read
