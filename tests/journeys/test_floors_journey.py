"""Floors from the charter to each round's answer, and what those without a mentor are told."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from baraza.auditor.cli import main
from folders import rows
from lives import Life, driver_of, facts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]


@pytest.fixture(params=["lived", "elsewhere"])
def life(request: pytest.FixtureRequest, lived: Life, elsewhere: Life) -> Life:
    return {"lived": lived, "elsewhere": elsewhere}[request.param]


def drafted(life: Life, kind: str) -> dict[str, Any]:
    rules: dict[str, Any] = next(
        fact["rules"] for fact in facts(life, "RulesDrafted") if fact["kind"] == kind
    )
    return rules


def settled(life: Life) -> Iterator[tuple[Any, Any]]:
    """Question and answer of each round, from the files to take away."""
    for fact in facts(life, "RoundSettled"):
        files = [life.home.export / "exhibit" / fact[name]["exhibit"] for name in FILES]
        instance, result = (json.loads(file.read_bytes()) for file in files)
        yield instance, result


FILES = ("instance", "result")


def test_charter_and_rule_set_name_the_same_floors(life: Life) -> None:
    floors = drafted(life, "rule_set")["floors"]
    regions = {row["region"] for row in rows("affiliates.csv", life.folder)}

    assert floors["groups"] == sorted(regions)
    assert set(floors["per_mille"]) == {1000}
    assert drafted(life, "charter")["targets"] == {"region": dict.fromkeys(regions, 1000)}


def test_no_group_is_below_its_floor_and_none_could_have_more_without_a_proof(life: Life) -> None:
    """I25, counted by hand: a proof is a set of groups that together can have no more."""
    found = [*settled(life)]

    assert found
    for instance, result in found:
        mate = dict(result["pairs"])
        members = {label: _members(instance, label) for label in instance["groups"]}
        floors = dict(zip(instance["groups"], result["floors"], strict=True))
        proofs = {proof["group"]: proof for proof in result["floor_proofs"]}
        for label, target in zip(instance["groups"], instance["floors"]["targets"], strict=True):
            assert target == len(members[label])
            assert sum(one["id"] in mate for one in members[label]) >= floors[label]
            if floors[label] < target:
                assert _is_full(instance, floors, members, proofs[label])
            else:
                assert label not in proofs


def _members(instance: Any, label: str) -> list[Any]:
    return [one for one in instance["mentees"] if one["group"] == label]


def _is_full(instance: Any, floors: Any, members: Any, proof: Any) -> bool:
    """No more than the places of these mentors, and those of the groups who may go elsewhere."""
    among = set(proof["mentors"])
    here = sum(instance["mentors"][j]["places"] for j in among)
    elsewhere = sum(
        not among.issuperset(one["mentors"]) for label in proof["with"] for one in members[label]
    )
    return bool(sum(floors[label] for label in proof["with"]) == here + elsewhere)


def test_everybody_without_a_mentor_was_told_a_reason_that_the_auditor_confirms(
    life: Life, capsys: pytest.CaptureFixture[str]
) -> None:
    told = unmatched(life, capsys)
    reasons = Counter((one["round"], one["reason"]) for one in facts(life, "MenteeUnmatched"))

    assert told["confirmed"] == told["unmatched"] == sum(reasons.values()) > 0
    for one in told["rounds"]:
        assert one["verified"]
        assert one["mentees"] == one["proposed"] + len(one["unmatched"])
        assert all(reasons[one["round"], code] == n for code, n in one["reasons"].items())


def unmatched(life: Life, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    capsys.readouterr()
    assert main(["unmatched", str(life.home.export), "--json"]) == 0
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


def test_who_has_no_candidate_shares_neither_language_nor_hours_with_any_mentor(
    life: Life, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the folder alone: so many mentors of the round speak none of the mentee's languages."""
    driver = driver_of(life.folder)
    speaks = {
        driver.person(row["person_ref"]): set(row["languages"].split(";"))
        for row in rows("people.csv", life.folder)
    }
    first = unmatched(life, capsys)["rounds"][0]
    mentors = {
        one["person"]
        for one in facts(life, "RoundEntered")
        if (one["round"], one["side"]) == (first["round"], "mentor")
    }
    found = [row for row in first["unmatched"] if row["reason"] == "no_candidate"]

    assert found
    for row in found:
        strangers = [who for who in mentors if not speaks[who] & speaks[row["mentee"]]]
        assert row["why"]["excluded"].get("language", 0) == len(strangers) > 0
        assert sum(row["why"]["excluded"].values()) == len(mentors)
        assert set(row["why"]["excluded"]) <= {"language", "hours"}


def test_the_year_tells_of_each_round_what_its_floors_came_to_and_cost(life: Life) -> None:
    told = life.told["rounds"]

    assert [one["round"] for one in told] == [one["round"] for one in facts(life, "RoundSettled")]
    for one, (_, result) in zip(told, settled(life), strict=True):
        assert one["price_of_equity"] >= 0
        assert one["matched"] + sum(one["unmatched_reasons"].values()) >= one["mentees"]
        assert [of["floor"] for of in one["floors"]] == result["floors"]
        assert all(of["matched"] >= of["floor"] for of in one["floors"])
