"""A proven result held against the log: each reason from 20 to 25, and what is left unchecked."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.rounded import rounded
from baraza.auditor.source import Damage, Folder
from baraza.matching.domain.v1.certificate import canonical, digest, strict
from baraza.matching.domain.v1.round import Exhibits
from pairings import PULSE_AT
from settled_logs import SettledLog


def held(log: SettledLog, folder: Path, **files: bytes) -> tuple[Findings, dict[str, Any]]:
    export, instance, result = log.export(folder)
    findings = Findings()
    told = rounded(
        Log.open(Folder(export)),
        files.get("instance", instance.read_bytes()),
        files.get("result", result.read_bytes()),
        findings,
    )
    return findings, dict(told)


def codes(findings: Findings) -> list[str]:
    return [finding.code for finding in findings.listed]


@pytest.fixture(scope="module")
def honest() -> SettledLog:
    return SettledLog()


def test_an_honest_round_stands_in_its_log(honest: SettledLog, tmp_path: Path) -> None:
    findings, told = held(honest, tmp_path)

    assert (findings.exit, codes(findings)) == (0, [])
    names = [item.document["type"].split(".")[3] for item in honest.forge.items]
    assert told["log"] == {
        "RoundVoided": None,
        **{
            name: names.index(name)
            for name in ("RoundAnnounced", "RoundFrozen", "BeaconRecorded", "RoundSettled")
        },
    }


def document(change: Callable[[dict[str, Any]], None]) -> Callable[[bytes], bytes]:
    def changed(body: bytes) -> bytes:
        value = strict(body)
        change(value)
        return canonical(value)

    return changed


def sealed(change: Callable[[dict[str, Any]], None]) -> Callable[[Exhibits], Exhibits]:
    """The exhibits with another sealed instance, consistent in its digests."""
    return lambda told: replace(told, sealed=document(change)(told.sealed))


def parts(change: Callable[[list[list[int]]], None], sums: bool) -> Callable[[Exhibits], Exhibits]:
    """Other score rows, named by the sealed instance; `sums`: with scores that follow them."""

    def changed(told: Exhibits) -> Exhibits:
        scores = document(lambda one: change(one["rows"]))(told.scores)
        question = strict(told.sealed)
        question["scores_exhibit"] = digest(scores)
        if sums:
            for who, mentor, *points in strict(scores)["rows"]:
                row = question["mentees"][who]
                row["scores"][row["mentors"].index(mentor)] = sum(points)
        return replace(told, sealed=canonical(question), scores=scores)

    return changed


def excluded(change: Callable[[dict[str, Any]], None]) -> Callable[[Exhibits], Exhibits]:
    return lambda told: replace(told, exclusions=document(change)(told.exclusions))


def updated(**members: Any) -> Callable[[Any], Any]:
    """A fact, or a block, with other members."""

    def changed(told: Any) -> Any:
        return {**told, **members} if isinstance(told, dict) else told.model_copy(update=members)

    return changed


def raised(rows: list[list[int]]) -> None:
    rows[0][2] += 1


def other_groups(one: dict[str, Any]) -> None:
    one["groups"] = [*one["groups"], "none"]
    one["floors"]["targets"] = [*one["floors"]["targets"], 0]


def under(code: str) -> Callable[[dict[str, Any]], None]:
    def changed(one: dict[str, Any]) -> None:
        one["counts"], one["personal"] = {code: 1}, []

    return changed


FORGED = [
    ("exhibits", sealed(other_groups), 20),
    ("frozen", updated(digest="sha256:" + "0" * 64), 20),
    ("settled", lambda told: told.model_copy(update={"result": told.instance}), 20),
    ("lottery", updated(checkpoint_size=3), 20),
    ("lottery", updated(checkpoint_size=10**6), 21),
    ("lottery", updated(checkpoint_root="0" * 64), 21),
    ("drawn", updated(checkpoint_root="0" * 64), 21),
    ("lottery", updated(beacon="beacon/2"), 22),
    ("lottery", updated(pulse=2), 22),
    ("lottery", updated(randomness="0" * 64), 22),
    ("drawn", updated(randomness="0" * 64), 22),
    ("exhibits", parts(raised, sums=False), 24),
    ("exhibits", parts(raised, sums=True), 24),
    ("frozen", lambda told: told.model_copy(update={"scores": told.exclusions}), 24),
    ("exhibits", excluded(under("language")), 25),
    ("exhibits", excluded(lambda one: one["counts"].update(personal=2)), 25),
    ("frozen", updated(excluded={"personal": 1, "hours": 1}), 25),
]


@pytest.mark.parametrize(("step", "change", "reason"), FORGED)
def test_a_log_that_tells_otherwise_is_found_by_number(
    step: str, change: Callable[[Any], Any], reason: int, tmp_path: Path
) -> None:
    findings, told = held(SettledLog(changes={step: change}), tmp_path)

    assert codes(findings) == [f"reason_{reason}"]
    assert (findings.exit, told["reason"]) == (1, reason)


def test_inputs_changed_after_the_freeze_are_found(honest: SettledLog, tmp_path: Path) -> None:
    def more(one: dict[str, Any]) -> None:
        one["mentors"][0]["places"] += 1

    findings, _ = held(honest, tmp_path, instance=document(more)(honest.instance))
    assert codes(findings) == ["reason_20"]


def test_a_round_of_another_log_is_found(honest: SettledLog, tmp_path: Path) -> None:
    def other(one: dict[str, Any]) -> None:
        one["round"] = "another"

    findings, _ = held(honest, tmp_path, instance=document(other)(honest.instance))
    assert codes(findings) == ["reason_20"]
    assert "no frozen round another" in findings.listed[0].detail


def test_a_foreseen_chance_is_none_in_a_log_under_the_system_clock(tmp_path: Path) -> None:
    findings, _ = held(SettledLog(clock="system"), tmp_path)

    assert codes(findings) == ["reason_22"]


def test_too_few_hours_are_believed_as_told(tmp_path: Path) -> None:
    """Availability is personal: whether it leaves hours is checked by disclosure."""
    log = SettledLog(changes={"exhibits": excluded(under("hours"))})

    assert codes(held(log, tmp_path)[0]) == []


def test_a_draw_called_void_that_was_not_is_found(tmp_path: Path) -> None:
    first = SettledLog()
    again = SettledLog(changes={"lottery": updated(draw=1, void=[digest(first.result)])})
    again.forge.exhibit(first.result)

    findings, _ = held(again, tmp_path)
    assert codes(findings) == ["reason_23"]
    assert findings.listed[0].detail == "a result called void is the unique best"


def test_a_void_result_of_something_else_is_found(tmp_path: Path) -> None:
    log = SettledLog(changes={"lottery": updated(draw=1, void=[digest(b"{}")])})
    log.forge.exhibit(b"{}")

    assert codes(held(log, tmp_path)[0]) == ["reason_23"]


def test_a_draw_that_was_void_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two answers equally good by the draw happen once in 2^40; here the check is told of one."""
    log = SettledLog(changes={"lottery": updated(draw=1, void=[digest(b"{}")])})
    log.forge.exhibit(b"{}")
    monkeypatch.setattr(
        "baraza.auditor.rounded_checks.check_voids", lambda _instance, _results: None
    )

    assert codes(held(log, tmp_path)[0]) == []


def test_an_exhibit_that_is_not_there_leaves_the_round_unchecked(tmp_path: Path) -> None:
    log = SettledLog()
    scores = log.forge.items[-5].document["data"]["scores"]["exhibit"]
    del log.forge.exhibits[scores]

    findings, told = held(log, tmp_path)
    assert (findings.exit, codes(findings)) == (3, ["round_unchecked"])
    assert told["log"]["RoundSettled"] == len(log.forge.items) - 1


def test_a_beacon_that_cannot_be_checked_is_said_to_be_so(tmp_path: Path) -> None:
    announced = {"beacon": "drand-quicknet", "pulse_at": PULSE_AT}
    log = SettledLog(
        changes={
            "announced": updated(**announced),
            "lottery": updated(beacon="drand-quicknet"),
        }
    )

    findings, _ = held(log, tmp_path)
    assert (findings.exit, codes(findings)) == (3, ["round_unchecked"])


def test_what_cannot_be_checked_hides_nothing_that_can(tmp_path: Path) -> None:
    announced = {"beacon": "drand-quicknet", "pulse_at": PULSE_AT}
    log = SettledLog(
        changes={
            "announced": updated(**announced),
            "lottery": updated(beacon="drand-quicknet"),
            "exhibits": parts(raised, sums=True),
        }
    )

    assert codes(held(log, tmp_path)[0]) == ["reason_24"]


def test_exhibits_and_entries_of_other_bytes_are_damage(tmp_path: Path) -> None:
    log = SettledLog()
    frozen = log.forge.items[-5].document["data"]
    log.forge.exhibits[frozen["exclusions"]["exhibit"]] = b"{}"
    with pytest.raises(Damage):
        held(log, tmp_path)


def test_what_is_told_is_an_object_that_can_be_printed(honest: SettledLog, tmp_path: Path) -> None:
    _, told = held(honest, tmp_path)

    assert json.loads(json.JSONEncoder().encode(told))["size"] == len(honest.forge.items)
