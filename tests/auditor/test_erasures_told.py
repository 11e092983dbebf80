"""Who was erased, what is personal and in the clear, and samples that nobody steers."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.auditor.cli import main
from baraza.auditor.erasures import SERVICES, erasures
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.sample import sample
from baraza.auditor.source import Folder
from forge import Forge

KEPT = Path(__file__).parents[1] / "kept" / "export"
COMMIT = {"commit": "0" * 64}


def looked(folder: Path) -> tuple[dict[str, Any], list[str]]:
    findings = Findings()
    told = erasures(Log.open(Folder(folder)), findings)
    return dict(told), [finding.code for finding in findings.listed]


def test_a_lived_year_tells_who_was_erased_by_whom() -> None:
    told, codes = looked(KEPT)

    (person,) = told["people"]
    assert person["erased"].keys() == SERVICES
    assert person["requested"] < min(person["erased"].values())
    assert max(person["erased"].values()) < person["completed"]
    assert (codes, told["in_clear"]) == ([], 0)
    assert told["commitments"] > 0


def test_what_is_personal_elsewhere_and_clear_here_is_found(tmp_path: Path) -> None:
    forge = Forge.founded()
    forge.count(data={"name": COMMIT})
    clear = forge.count(data={"name": "Somebody"})
    findings = Findings()

    erasures(Log.open(Folder(forge.export(tmp_path))), findings)

    assert (findings.listed[0].code, findings.listed[0].index) == ("in_clear", clear)
    assert findings.exit == 1


def test_an_address_in_an_entry_or_in_evidence_is_found(tmp_path: Path) -> None:
    forge = Forge.founded()
    body = b'{"to":"who@example.org"}'
    named = {"exhibit": forge.exhibit(body), "media": "application/json", "size": len(body)}
    forge.count(data={"note": "write to who@example.org"})
    forge.count(data={"evidence": named}, exhibits=named["exhibit"])

    _, codes = looked(forge.export(tmp_path))

    assert codes.count("address") >= 2


def test_who_is_called_forgotten_before_all_have_forgotten_is_found(tmp_path: Path) -> None:
    forge = Forge.founded()
    names = ("ErasureRequested", "PersonErased", "ErasureCompleted")
    for name in names:
        forge.contracts[f"baraza.event.registration.{name}.v1"] = "0" * 64
    forge.contracts["baraza.command.registration.Do.v1"] = "0" * 64
    person = {"person": "p12345"}
    events: list[tuple[str, str, dict[str, Any]]] = [
        ("ErasureRequested", "erasure.p12345", person),
        ("PersonErased", "erasure.p12345", {"pseudonym": "p12345", "ground": "requested"}),
    ]
    forge.decide("registration", "Do", "erasure.p12345", {}, events)
    assert looked(forge.export(tmp_path / "a"))[1] == ["under_way"]

    forge.decide(
        "registration", "Do", "erasure.p12345", {}, [("ErasureCompleted", "erasure.p12345", person)]
    )
    assert looked(forge.export(tmp_path / "b"))[1] == ["completed_early"]


def test_two_who_sample_draw_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    def drawn(*words: str) -> dict[str, Any]:
        assert main(["sample", str(KEPT), "--randomness", "00ff", "--json", *words]) == 0
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    one, other = drawn("--service", "oversight"), drawn("--service", "oversight")
    refused = drawn("--refused", "--count", "500")

    assert one["drawn"] == other["drawn"]
    assert len(one["drawn"]) == 10
    assert {step["service"] for step in one["drawn"]} == {"oversight"}
    assert len(refused["drawn"]) == refused["population"] > 0
    assert {fact for step in refused["drawn"] for fact in step["facts"]} == {"CommandRefused"}


VECTORS = Log.open(Folder(KEPT.parents[1] / "vectors" / "export"))


@given(st.text("0123456789abcdef", min_size=1, max_size=64), st.integers(1, 12))
def test_so_many_are_drawn_as_are_asked_for_and_there(randomness: str, count: int) -> None:
    told = sample(VECTORS, randomness=randomness, count=count)

    indexes = [step["index"] for step in told["drawn"]]
    assert len(set(indexes)) == len(indexes) == min(count, told["population"])
    assert indexes == sorted(indexes)


def test_randomness_that_is_no_hex_is_a_matter_of_usage() -> None:
    for words in (["--randomness", "XYZ"], ["--randomness", "00", "--count", "0"]):
        with pytest.raises(SystemExit) as ended:
            main(["sample", str(KEPT), *words])
        assert ended.value.code == 2
