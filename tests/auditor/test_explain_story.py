"""Who was matched with whom, since when, why, under which rules: told from the files alone."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.auditor.decisions import decisions
from baraza.auditor.log import Log
from baraza.auditor.source import Folder

KEPT = Path(__file__).parents[1] / "kept" / "export"


@pytest.fixture(scope="module")
def facts() -> dict[str, list[tuple[int, dict[str, Any]]]]:
    """The facts of matching in a log that was kept, by name, with their indexes."""
    found: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for decision in decisions(Log.open(Folder(KEPT))):
        for index, event in decision.facts:
            if event.service == "matching":
                found.setdefault(event.name, []).append((index, dict(event.data)))
    return found


class Explained:
    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def text(self, *words: object) -> str:
        main(["explain", str(KEPT), *map(str, words)])
        return self._capsys.readouterr().out

    def told(self, *words: object) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self.text(*words, "--json"))
        return told


@pytest.fixture
def explain(capsys: pytest.CaptureFixture[str]) -> Explained:
    return Explained(capsys)


Facts = dict[str, list[tuple[int, dict[str, Any]]]]


def test_a_relationship_says_who_since_when_and_why(explain: Explained, facts: Facts) -> None:
    index, started = facts["RelationshipStarted"][0]
    proposed = next(
        (at, data)
        for at, data in facts["PairProposed"]
        if (data["mentor"], data["mentee"]) == (started["mentor"], started["mentee"])
    )

    told = explain.told("--index", index)
    answer = told["answer"]

    assert (answer["kind"], answer["mentor"], answer["mentee"]) == (
        "pair",
        started["mentor"],
        started["mentee"],
    )
    assert answer["since"] == told["decision"]["command"]["time"]
    assert answer["why"]["score"] == proposed[1]["score"]
    assert answer["why"]["result"]
    assert {proposed[0], index} < {step["index"] for step in answer["path"]}
    assert [step["index"] for step in answer["path"]] == sorted(
        step["index"] for step in answer["path"]
    )


def test_the_rules_are_named_with_the_resolution_that_adopted_them(
    explain: Explained, facts: Facts
) -> None:
    index, _ = facts["RelationshipStarted"][0]

    rules = {rule["rule"]: rule for rule in explain.told("--index", index)["rules"]}
    by = rules["rule_set.1"]["adopted_by"]

    assert rules["rule_set.1"]["index"] > by["index"]
    assert {vote["body"] for vote in by["votes"]} == set(by["approvals"])
    assert all(vote["seats_for"] > vote["seats_against"] for vote in by["votes"])
    assert f"adopted by resolution {by['resolution']}" in explain.text("--index", index)


def test_a_proposal_of_a_round_follows_from_the_round(explain: Explained, facts: Facts) -> None:
    index, pair = next((at, one) for at, one in facts["PairProposed"] if one["origin"] == "round")

    told = explain.told("--index", index)

    assert [step["command"] for step in told["upstream"]][:3] == [
        *("SettleRound", "RecordBeacon", "FreezeRound")
    ]
    assert {"OfferAnswered"} <= {fact for step in told["downstream"] for fact in step["facts"]}
    assert all(step["index"] > index for step in told["downstream"])
    assert f"{pair['mentor']} mentors {pair['mentee']}" in explain.text(
        "--index", index
    ) or f"{pair['mentor']} was proposed to {pair['mentee']}" in explain.text("--index", index)


def test_what_was_read_says_where_it_was_made(explain: Explained, facts: Facts) -> None:
    index, _ = next((at, one) for at, one in facts["PairProposed"] if one["origin"] == "round")

    guards = explain.told("--index", index)["guards"]

    assert guards
    assert all((guard["index"] is None) == (guard["version"] == 0) for guard in guards)
    assert all(guard["index"] is None or guard["index"] < index for guard in guards)


def test_whoever_was_not_matched_is_told_why(explain: Explained, facts: Facts) -> None:
    index, unmatched = facts["MenteeUnmatched"][0]

    told = explain.told("--index", index)
    text = explain.text("--index", index)

    assert told["answer"]["kind"] == "unmatched"
    assert told["answer"]["mentee"] == unmatched["person"]
    assert told["answer"]["why"]["reason"] == unmatched["reason"]
    assert f"{unmatched['person']} had no mentor in round {unmatched['round']}" in text
    assert re.search(rf"Why \({unmatched['reason']}\): \w+", text)


def test_a_decision_about_nobody_has_no_such_answer(explain: Explained, facts: Facts) -> None:
    index, _ = facts["RoundSettled"][0]

    assert explain.told("--index", index)["answer"] is None


def test_a_persons_path_is_told_in_order(explain: Explained, facts: Facts) -> None:
    _, started = facts["RelationshipStarted"][0]

    told = explain.told("--person", started["mentee"])
    text = explain.text("--person", started["mentee"])
    indexes = [step["index"] for step in told["path"]]
    names = [one["fact"] for step in told["path"] for one in step["about"]]

    assert indexes == sorted(indexes)
    assert len(indexes) == len(told["decisions"])
    assert names.index("PersonRegistered") < names.index("PairProposed")
    assert names.index("PairProposed") < names.index("RelationshipStarted")
    assert len(text.splitlines()) >= len(indexes)
