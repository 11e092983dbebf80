"""`baraza-audit unmatched`: what those without a mentor were told comes out again from files."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.source import Folder
from baraza.auditor.unmatched import unmatched
from baraza.matching import inbox
from exported_house import a_true_round, exported, forged
from forge import Forge
from houses import House
from matching_house import ADA, BEN, CAL, GRACE, LEE, entered, entering, lived
from pairings import CLOSES, PULSE_AT, role_ended

Lived = Callable[[House], Awaitable[None]]


def life(folder: Path, live: Lived, **rules: Any) -> tuple[Forge, Path]:
    """Lived once: its entries, to be altered, and its export."""

    async def living() -> tuple[Forge, Path]:
        async with a_true_round(folder, **rules) as house:
            await live(house)
            return await forged(house.ledger), await exported(house, folder / "export")

    return asyncio.run(living())


async def short(house: House) -> None:
    """Three mentees for two places."""
    await entered(house)
    await lived(house)


async def lost(house: House) -> None:
    """Two are settled with a mentor; then one of them leaves, and the mentor of the other."""
    for person, more in (
        (ADA, {"ranked": [LEE]}),
        (BEN, {"ranked": [GRACE]}),
        (CAL, {"languages": ["fr"]}),
    ):
        said = entering(person, "mentee", **more)
        await house.ask("EnterRound", f"person.{person}", "mentee", said)
    for person in (GRACE, LEE):
        await house.ask("EnterRound", f"person.{person}", "mentor", entering(person, "mentor"))
    house.reading = CLOSES
    await house.turn()
    await house.hear(role_ended(ADA, "participant"))
    await house.hear(role_ended(GRACE))
    house.reading = PULSE_AT
    await house.turn()


@pytest.fixture(scope="module")
def shorted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Forge, Path]:
    return life(tmp_path_factory.mktemp("short"), short)


@pytest.fixture(scope="module")
def losing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Forge, Path]:
    return life(tmp_path_factory.mktemp("lost"), lost)


def told(export: Path, capsys: pytest.CaptureFixture[str], exit_: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["unmatched", str(export), "--json"]) == exit_
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_a_shortage_is_shown_as_a_set_with_fewer_places(
    shorted: tuple[Forge, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(shorted[1], capsys)
    (round_,) = found["rounds"]
    (row,) = round_["unmatched"]

    assert (found["unmatched"], found["confirmed"]) == (1, 1)
    assert (round_["mentees"], round_["proposed"]) == (3, 2)
    assert round_["reasons"] == {"shortage": 1}
    assert row["why"]["mentees"] == sorted([ADA, BEN, CAL])
    assert row["why"]["mentors"] == sorted([GRACE, LEE])
    assert row["why"]["places"] == 2


def test_what_was_lost_after_the_seal_is_shown_from_the_facts_before_the_release(
    losing: tuple[Forge, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    found = told(losing[1], capsys)
    rows = {row["mentee"]: row for row in found["rounds"][0]["unmatched"]}

    assert found["confirmed"] == found["unmatched"] == 3
    assert {mentee: row["reason"] for mentee, row in rows.items()} == {
        ADA: "left",
        BEN: "place_lost",
        CAL: "no_candidate",
    }
    assert rows[BEN]["why"] == {"mentor": GRACE, "active": False, "free": 1, "kept_out": False}
    assert rows[CAL]["why"] == {"excluded": {"language": 2}}


async def kept_out(house: House) -> None:
    """Both who have a mentor in the answer are kept out before they hear of it."""
    await entered(house)
    house.reading = CLOSES
    await house.turn()
    for person in (ADA, BEN, CAL):
        await house.hear(inbox.InterimMeasureTaken(person=person))
    house.reading = PULSE_AT
    await house.turn()


def test_who_is_kept_out_for_now_has_lost_the_place_and_nobody_is_told_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, export = life(tmp_path, kept_out)

    (round_,) = told(export, capsys)["rounds"]

    assert round_["reasons"] == {"place_lost": 2, "shortage": 1}
    assert round_["confirmed"] == 3


def test_a_stable_round_outranks_and_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, export = life(tmp_path, short, rule="stable")

    found = told(export, capsys)
    (row,) = found["rounds"][0]["unmatched"]

    assert (found["unmatched"], found["confirmed"]) == (1, 1)
    assert row["reason"] == "outranked"
    assert set(row["why"]["full"]) == {GRACE, LEE}


def test_the_lines_say_the_same(
    losing: tuple[Forge, Path], shorted: tuple[Forge, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for export in (losing[1], shorted[1]):
        assert main(["unmatched", str(export)]) == 0
        said.append(capsys.readouterr().out)

    assert "3 mentees, 0 put to a mentor, 3 not: left 1, no candidate 1, place lost 1." in said[0]
    assert f"{CAL}: no mentor is permitted to them: excluded by language 2; confirmed" in said[0]
    assert f"the place with {GRACE} was lost after the inputs were sealed; confirmed" in said[0]
    assert "these 3 mentees have only 2 places among the 2 mentors permitted to them" in said[1]
    assert "1 unmatched, 1 confirmed." in said[1]


def altered(
    forge: Forge, folder: Path, name: str, change: Callable[[dict[str, Any]], None]
) -> Findings:
    """The same log where the last fact of this name says something else, in a true tree."""
    made = Forge("virtual", [*forge.items], dict(forge.exhibits))
    at = max(k for k, item in enumerate(made.items) if item.document["type"].split(".")[3] == name)
    document = json.loads(json.dumps(made.items[at].document))
    change(document["data"])
    item = made.items[at]
    made.items[at] = type(item)(document, item.signer, item.at)
    findings = Findings()
    unmatched(Log.open(Folder(made.export(folder))), findings)
    return findings


@pytest.mark.parametrize(
    ("which", "member", "value"),
    [
        ("shorted", "reason", "no_candidate"),
        ("shorted", "reason", "left"),
        ("shorted", "reason", "place_lost"),
        ("shorted", "reason", "outranked"),
        ("shorted", "shortage", "0" * 64),
        ("shorted", "person", LEE),
        ("losing", "reason", "left"),
        ("losing", "reason", "place_lost"),
        ("losing", "reason", "shortage"),
    ],
)
def test_another_reason_than_the_files_bear_out_is_found(
    request: pytest.FixtureRequest, tmp_path: Path, which: str, member: str, value: str
) -> None:
    forge, export = request.getfixturevalue(which)
    made = {file.name: file.read_bytes() for file in (export / "exhibit").iterdir()}

    findings = altered(
        Forge("virtual", forge.items, made),
        tmp_path / "export",
        "MenteeUnmatched",
        lambda data: data.update({member: value}),
    )

    assert "reason_differs" in {one.code for one in findings.listed}
    assert findings.exit == 1


def test_who_was_told_nothing_is_found(shorted: tuple[Forge, Path], tmp_path: Path) -> None:
    forge, export = shorted
    made = {file.name: file.read_bytes() for file in (export / "exhibit").iterdir()}

    findings = altered(
        Forge("virtual", forge.items, made),
        tmp_path / "export",
        "PairProposed",
        lambda data: data.update(mentee=data["mentor"]),
    )

    assert {one.code for one in findings.listed} == {"not_told_once"}


def test_without_the_settled_files_nothing_is_confirmed(
    shorted: tuple[Forge, Path], tmp_path: Path
) -> None:
    forge, export = shorted
    made = Forge("virtual", forge.items, {})
    findings = Findings()

    found = unmatched(Log.open(Folder(made.export(tmp_path / "export"))), findings)

    assert (found["unmatched"], found["confirmed"]) == (1, 0)
    assert {one.code for one in findings.listed} == {"exhibit_missing", "reason_unchecked"}
    assert findings.exit == 3
    assert export.is_dir()
