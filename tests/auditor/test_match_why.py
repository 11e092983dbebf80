"""`baraza-audit match why` and `match --log`: from files to sentences and numbers."""

import json
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.matching import messages as m
from pairings import CLOSES, ROUND, who
from settled_logs import MENTEES, SettledLog

EXAMPLES = Path(__file__).parents[1] / "matching" / "examples"
INSTANCE, RESULT = EXAMPLES / "matching-instance.json", EXAMPLES / "matching-result.json"


def said(capsys: pytest.CaptureFixture[str], *words: object, exit_: int = 0) -> str:
    capsys.readouterr()
    assert main(["match", *map(str, words)]) == exit_
    return capsys.readouterr().out


def told(capsys: pytest.CaptureFixture[str], *words: object, exit_: int = 0) -> Any:
    return json.loads(said(capsys, *words, "--json", exit_=exit_))


def test_why_a_mentee_has_its_mentor_and_no_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "why", INSTANCE, RESULT, "e-03").splitlines() == [
        "e-03 with r-ada is chosen, with 900 points.",
        "By points it is number 1 of the 2 mentors permitted to e-03.",
        "One more place with r-ada is worth 1 more mentee matched and 870 points to the programme.",
        "e-03 with r-ada is chosen; with r-bo instead the programme would lose 30 points.",
        "asia: the groups africa and asia together have at most 3 places; "
        "one more for asia would take africa below.",
    ]


def test_why_the_draw_decided(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "why", INSTANCE, RESULT, "e-05", "r-bo").splitlines()[0] == (
        "e-05 has no mentor; with r-bo the points would be the same: "
        "the public draw decided: 454271388854 against 635659254357 (e-05 against e-04)."
    )
    found = told(capsys, "why", INSTANCE, RESULT, "e-05", "r-bo")
    assert found["not_that"]["cause"] == "draw"
    assert found["not_that"]["draws"] == [454271388854, 635659254357]
    assert found["not_that"]["cost"] == {"matched": 0, "points": 0, "draw": "181387865503"}


def test_why_a_mentee_has_none(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "why", INSTANCE, RESULT, "e-01").splitlines()

    assert lines[0] == (
        "e-01 has no mentor: these 4 mentees have only 3 places "
        "among all mentors permitted to them."
    )
    assert lines[-1] == "The subsidy that the group africa needed for its floor is 60 points."
    assert "africa: the groups africa and asia together have at most 3 places" in lines[-2]


def test_a_result_that_is_not_proven_explains_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "result.json"
    other.write_bytes(RESULT.read_bytes().replace(b'"welfare":2240', b'"welfare":2241'))

    assert said(capsys, "why", INSTANCE, other, "e-01", exit_=1).startswith("reason 16: ")


def test_an_exhibit_of_another_round_explains_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "exhibit.json"
    other.write_bytes(b"{}")

    words = ["why", INSTANCE, RESULT, "e-01"]
    assert said(capsys, *words, "--scores", other, exit_=1).startswith("reason 24: ")
    assert said(capsys, *words, "--exclusions", other, exit_=1).startswith("reason 25: ")


def test_ids_that_are_not_there_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "no mentee e-99" in said(capsys, "why", INSTANCE, RESULT, "e-99", exit_=4)
    assert "no mentor r-99" in said(capsys, "why", INSTANCE, RESULT, "e-01", "r-99", exit_=4)


@pytest.mark.parametrize("words", [["why"], ["why", "a", "b"], ["a"], ["a", "b", "c"], []])
def test_too_few_or_too_many_words_are_a_usage_error(words: list[str]) -> None:
    with pytest.raises(SystemExit) as why:
        main(["match", *words])
    assert why.value.code == 2


# --- with the log of a round ---


def test_a_round_of_a_log_is_proven_explained_and_held_against_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = SettledLog()
    export, instance, result = log.export(tmp_path)
    frozen = log.forge.items[-5].document["data"]
    scores, exclusions = (
        export / "exhibit" / frozen[name]["exhibit"] for name in ("scores", "exclusions")
    )

    lines = said(capsys, instance, result, "--log", export)
    assert "The log agrees: sealed before the draw" in lines
    assert "RoundFrozen at " in lines
    files = ["--scores", scores, "--exclusions", exclusions]
    line = said(capsys, "why", instance, result, who("ben"), who("ada"), *files).splitlines()[0]
    assert line.endswith("is no possible pair: excluded by the rule personal.")
    mentee, mentor = json.loads(result.read_bytes())["pairs"][0]
    has = told(capsys, "why", instance, result, mentee, *files)["chosen"]
    assert has["mentor"] == mentor
    assert sum(has["parts"].values()) == has["score"] > 0


def test_with_the_log_the_rule_of_each_exclusion_is_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def french(told: Any) -> Any:
        speaks = told.person == who("eve")
        return told.model_copy(update={"languages": ("fr",)}) if speaks else told

    export, instance, result = SettledLog(changes={"entered": french}).export(tmp_path)
    words = ["why", instance, result]
    line = said(capsys, *words, who("eve"), "--log", export).splitlines()[1]
    assert line == "2 mentors are excluded by the rule language."
    line = said(capsys, *words, who("ben"), who("ada"), "--log", export).splitlines()[0]
    assert line.endswith("excluded by the rule personal.")
    mentee = json.loads(result.read_bytes())["pairs"][0][0]
    assert told(capsys, *words, mentee, "--log", export)["chosen"]["parts"]["hours"] == 500


def test_a_pair_put_together_after_the_round_is_told_in_its_prices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = SettledLog()
    pairs = json.loads(log.result)["pairs"]
    (alone,) = {who(name) for name in MENTEES} - {mentee for mentee, _ in pairs}
    held = {mentor: mentee for mentee, mentor in pairs}

    def proposed(mentee: str, mentor: str, **more: Any) -> m.PairProposed:
        said = {"round": ROUND, "mentor": mentor, "mentee": mentee, "origin": "hand", "score": 1}
        return m.PairProposed.model_validate({**said, "answer_by": CLOSES, **more})

    log.say("ProposePair", proposed(alone, who("lee"), origin="rematch"))
    log.say("ProposePair", proposed(held[who("lee")], who("ada"), ground="asked_for"))
    export, instance, result = log.export(tmp_path)
    words = ["why", instance, result]
    lines = said(capsys, *words, alone, who("lee"), "--log", export).splitlines()
    found = told(capsys, *words, held[who("lee")], "--log", export)["after"]

    assert lines[-2].startswith(f"After the round, {who('lee')} was put to {alone} from the wait")
    assert lines[-1].startswith(f"By the prices of the round {alone} with {who('lee')} fell short")
    assert [(row["mentor"], row["origin"], row["ground"]) for row in found] == [
        (who("ada"), "hand", "asked_for")
    ]
    assert told(capsys, *words, alone, who("ada"), "--log", export)["after"] == []


def test_a_round_that_its_log_tells_otherwise_explains_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, instance, result = SettledLog(clock="system").export(tmp_path)

    words = ["why", instance, result, who("ben"), "--log", export]
    assert said(capsys, *words, exit_=1).startswith("reason 22: ")


def test_a_round_that_the_log_tells_otherwise_is_refused_with_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = SettledLog(clock="system")
    export, instance, result = log.export(tmp_path)

    assert said(capsys, instance, result, "--log", export, exit_=1).startswith("reason 22: ")
    assert told(capsys, instance, result, "--log", export, exit_=1)["reason"] == 22
    assert said(capsys, INSTANCE, RESULT, "--log", export, exit_=1).startswith("reason 20: ")


def test_a_log_that_is_not_there_is_unreadable(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(capsys, INSTANCE, RESULT, "--log", tmp_path / "none", exit_=4)
