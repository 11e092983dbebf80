"""Explanations as questions, of rounds by the other rules: as the auditor tells from the files."""

import asyncio
import json
from typing import Any

import pytest

from baraza.auditor import cli as auditor
from exported_house import a_true_round, exported
from matching_house import ADA, BEN, CAL, GRACE, entered, lived
from pairings import ROUND
from policy_stories import crossed, rules

FLOORS = crossed(("mena", {"region": "mena"}, 500))
RULES = {"stable": rules("stable"), "crossing": rules("crossing", FLOORS)}


@pytest.fixture(scope="module", params=["stable", "crossing"])
def life(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Lived once under each rule: three mentees over two places."""

    async def live() -> dict[str, Any]:
        folder = tmp_path_factory.mktemp("life")
        async with a_true_round(folder, **RULES[request.param]) as house:
            await entered(house)
            await lived(house)
            row = await house.query("round", round=ROUND)
            answers = {
                "rule": request.param,
                "row": row,
                "why": {one: await house.query("why", mentee=one) for one in (ADA, BEN, CAL)},
                "why_not": await house.query("why_not", mentee=ADA, mentor=GRACE),
                "certificate": await house.query("certificate", round=ROUND),
                "what_if": await house.query("what_if", round=ROUND, change=[f"places:{GRACE}=2"]),
                "floors": await house.query("floors", round=ROUND),
            }
            export = await exported(house, folder / "export")
        files = [str(export / "exhibit" / row[name]) for name in ("instance", "result")]
        return {**answers, "files": files, "export": str(export)}

    return asyncio.run(live())


def test_why_is_what_the_auditor_tells_from_the_export(
    life: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for mentee, answer in life["why"].items():
        words = ["match", "why", *life["files"], mentee, "--log", life["export"], "--json"]
        assert auditor.main(words) == 0
        found = json.loads(capsys.readouterr().out)
        (here,) = answer["rounds"]

        assert here["explained"]
        for name in ("chosen", "without", "group", "says"):
            assert here[name] == found.get(name)
        assert here["others"] == found.get("others", [])


def test_whoever_is_left_out_is_told_by_the_rule_of_the_round(life: Any) -> None:
    reason = {"stable": "outranked", "crossing": "shortage"}[life["rule"]]
    reasons = [
        one["rounds"][0]["without"]["reason"]
        for one in life["why"].values()
        if one["rounds"][0]["without"]
    ]

    assert reasons == [reason]


def test_a_pair_a_proof_and_a_supposition_are_told(life: Any) -> None:
    assert (life["row"]["policy"], life["row"]["gap"]) == (life["rule"], 0)
    assert life["certificate"]["policy"] == life["rule"]
    assert life["certificate"]["verdict"]["proven"]
    assert life["why_not"]["explained"]
    assert life["what_if"]["explained"]
    assert life["what_if"]["matched"] == [2, 3]


def test_what_prices_alone_explain_is_not_told(life: Any) -> None:
    assert not life["floors"]["explained"]
    assert "was decided by the rule" in life["floors"]["says"][0]
