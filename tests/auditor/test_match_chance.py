"""The chance of a round held against its log: pulses by their signature, contributions by what was
committed to; whatever is altered is reason 22."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.rounded import rounded
from baraza.auditor.source import Folder
from baraza.matching.domain.v1.contributions import commitment
from pairings import ROUND
from pulses import beacon, changed
from settled_logs import NUMBER, SettledLog


def held(log: SettledLog, folder: Path) -> tuple[int, list[str]]:
    export, instance, result = log.export(folder)
    findings = Findings()
    rounded(Log.open(Folder(export)), instance.read_bytes(), result.read_bytes(), findings)
    return findings.exit, [finding.code for finding in findings.listed]


def put(**members: Any) -> Callable[[Any], Any]:
    return lambda fact: fact.model_copy(update=members)


@pytest.mark.parametrize("name", ["commit-reveal/1", "nist/2"])
def test_a_lived_round_with_checkable_chance_stands(name: str, tmp_path: Path) -> None:
    assert held(SettledLog(clock="system", beacon=name), tmp_path) == (0, [])


OTHER_PULSES: dict[str, Callable[[bytes], bytes]] = {
    "another pulse": lambda _: beacon().pulse(NUMBER + 1),
    "another chain": lambda _: beacon().pulse(NUMBER, chainIndex=1),
    "another key": lambda _: beacon("other").pulse(NUMBER),
    "an old one": lambda _: beacon().pulse(NUMBER, timeStamp="2027-01-01T00:00:00.000Z"),
    "another value": lambda body: changed(body, outputValue="ab" * 64),
    "no signature": lambda body: changed(body, signatureValue="00"),
    "no pulse": lambda _: b"{}",
}


@pytest.mark.parametrize("what", OTHER_PULSES)
def test_a_pulse_that_is_not_the_one_named_is_found(what: str, tmp_path: Path) -> None:
    log = SettledLog(clock="system", beacon="nist/2", changes={"pulse": OTHER_PULSES[what]})

    assert held(log, tmp_path) == (1, ["reason_22"])


def _bytes_of(body: bytes) -> list[str]:
    told = json.loads(body)["pulse"]
    return sorted(name for name, value in told.items() if isinstance(value, str))


@pytest.mark.parametrize("name", _bytes_of(beacon().pulse(NUMBER)))
def test_every_altered_member_of_a_pulse_is_found(name: str, tmp_path: Path) -> None:
    def altered(body: bytes) -> bytes:
        value = json.loads(body)["pulse"][name]
        return changed(body, **{name: value[:-1] + ("0" if value[-1] != "0" else "1")})

    log = SettledLog(clock="system", beacon="nist/2", changes={"pulse": altered})

    assert held(log, tmp_path) == (1, ["reason_22"])


def test_another_value_than_the_pulses_is_found(tmp_path: Path) -> None:
    log = SettledLog(clock="system", beacon="nist/2", changes={"drawn": put(randomness="ab" * 64)})

    assert held(log, tmp_path) == (1, ["reason_22"])


def test_a_value_without_its_pulse_is_found(tmp_path: Path) -> None:
    log = SettledLog(clock="system", beacon="nist/2", changes={"drawn": put(published=None)})

    assert held(log, tmp_path) == (1, ["reason_22"])


def test_a_pulse_that_the_export_lacks_leaves_the_round_unchecked(tmp_path: Path) -> None:
    log = SettledLog(clock="system", beacon="nist/2")
    del log.forge.exhibits[log.drawn.published.exhibit]

    assert held(log, tmp_path) == (3, ["round_unchecked"])


ALTERED: dict[str, dict[str, Callable[[Any], Any]]] = {
    "another contribution": {"revealed ops": put(contribution="ab" * 32)},
    "another commitment": {"committed ops": put(digest="ab" * 32)},
    "one commits for two": {
        "committed friends": put(body="ops", digest=commitment(ROUND, "ops", "ab" * 32))
    },
    "one reveals for two": {"revealed friends": put(body="ops")},
    "a stranger commits": {"committed friends": put(body="strangers")},
    "a stranger was not named": {"announced": put(contributors=("council", "ops", "wmf"))},
    "one round for another": {"committed ops": put(digest=commitment("x", "ops", "00" * 32))},
    "another chance than theirs": {"drawn": put(randomness="ab" * 32)},
}


@pytest.mark.parametrize("what", ALTERED)
def test_an_altered_contribution_is_found(what: str, tmp_path: Path) -> None:
    log = SettledLog(clock="system", beacon="commit-reveal/1", changes=ALTERED[what])

    assert held(log, tmp_path) == (1, ["reason_22"])
