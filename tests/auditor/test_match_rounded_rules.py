"""A proven result held against the log, where the rule set asks another question than the best."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.rounded import rounded
from baraza.auditor.source import Folder
from baraza.matching.domain.v1.certificate import canonical, digest, strict
from baraza.matching.domain.v1.policy import policy_of
from baraza.matching.domain.v1.round import Exhibits
from policy_stories import crossed, rules
from settled_logs import SettledLog

FLOORS = crossed(
    ("mena", {"region": "mena"}, 500), ("mena-en", {"region": "mena", "language": "en"}, 400)
)
RULES = {"stable": rules("stable"), "crossing": rules("crossing", FLOORS)}
each_rule = pytest.mark.parametrize("rule", ["stable", "crossing"])

Change = Callable[[dict[str, Any]], None]


def codes(log: SettledLog, folder: Path) -> list[str]:
    export, instance, result = log.export(folder)
    findings = Findings()
    rounded(Log.open(Folder(export)), instance.read_bytes(), result.read_bytes(), findings)
    return [finding.code for finding in findings.listed]


def forged(rule: str, **changes: Callable[[Any], Any]) -> SettledLog:
    return SettledLog(rules=RULES[rule], changes=changes)


def question(change: Change) -> Callable[[Exhibits], Exhibits]:
    """The exhibits with another sealed question, consistent in its digests."""

    def changed(told: Exhibits) -> Exhibits:
        document = strict(told.sealed)
        change(document)
        return replace(told, sealed=canonical(document))

    return changed


def raised(part: int, points: str, by_scores: bool) -> Callable[[Exhibits], Exhibits]:
    """One more point for the first candidate, in the question and perhaps in the parts."""

    def changed(told: Exhibits) -> Exhibits:
        asked, scores = strict(told.sealed), strict(told.scores)
        asked["mentees"][0][points][0] += 1
        if by_scores:
            scores["rows"][0][2 + part] += 1
        asked["scores_exhibit"] = digest(canonical(scores))
        return replace(told, sealed=canonical(asked), scores=canonical(scores))

    return changed


@each_rule
def test_an_honest_round_of_each_rule_stands_in_its_log(rule: str, tmp_path: Path) -> None:
    log = SettledLog(rules=RULES[rule])

    assert policy_of(log.instance) == rule
    assert codes(log, tmp_path) == []


@each_rule
def test_the_command_says_that_the_log_agrees(
    rule: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export, instance, result = SettledLog(rules=RULES[rule]).export(tmp_path)
    code = main(["match", str(instance), str(result), "--log", str(export)])

    assert (code, "The log agrees" in capsys.readouterr().out) == (0, True)


CAPACITY, MENTOR_CHOICE = 0, 2
STABLE = [
    (raised(CAPACITY, "mentee_points", by_scores=False), 24),
    (raised(CAPACITY, "mentor_points", by_scores=True), 24),
    (raised(CAPACITY, "mentee_points", by_scores=True), 24),
    (raised(MENTOR_CHOICE, "mentor_points", by_scores=False), 24),
    (raised(MENTOR_CHOICE, "mentor_points", by_scores=True), 24),
    (question(lambda one: one["mentors"][0].update(places=2)), 20),
    (question(lambda one: one.update(groups=["mena", "esea"])), 20),
]
CROSSING = [
    (raised(CAPACITY, "scores", by_scores=False), 24),
    (raised(CAPACITY, "scores", by_scores=True), 24),
    (question(lambda one: one["crossing"][0].update(floor=0)), 20),
    (question(lambda one: one["crossing"][0]["members"].pop()), 20),
    (question(lambda one: one["crossing"].pop()), 20),
]


@pytest.mark.parametrize(
    ("rule", "change", "reason"),
    [
        *(("stable", change, reason) for change, reason in STABLE),
        *(("crossing", change, reason) for change, reason in CROSSING),
    ],
)
def test_a_question_that_does_not_follow_from_the_rules_is_found(
    rule: str, change: Callable[[Any], Any], reason: int, tmp_path: Path
) -> None:
    assert codes(forged(rule, exhibits=change), tmp_path) == [f"reason_{reason}"]


@each_rule
@pytest.mark.parametrize(
    ("step", "changes", "reason"),
    [
        ("frozen", {"digest": "sha256:" + "0" * 64}, 20),
        ("lottery", {"checkpoint_root": "0" * 64}, 21),
        ("lottery", {"randomness": "0" * 64}, 22),
        ("drawn", {"randomness": "0" * 64}, 22),
        ("frozen", {"excluded": {"hours": 1}}, 25),
    ],
)
def test_what_the_log_tells_otherwise_is_found_under_each_rule(
    rule: str, step: str, changes: dict[str, Any], reason: int, tmp_path: Path
) -> None:
    def changed(told: Any) -> Any:
        return {**told, **changes} if isinstance(told, dict) else told.model_copy(update=changes)

    assert codes(forged(rule, **{step: changed}), tmp_path) == [f"reason_{reason}"]


@each_rule
def test_a_round_settled_by_another_rule_than_announced_is_found(rule: str, tmp_path: Path) -> None:
    """The question of the best, for the same people: proven, and not what the rules ask."""
    best = SettledLog()

    def other(told: Exhibits) -> Exhibits:
        return replace(told, sealed=best.sealed)

    assert codes(forged(rule, exhibits=other), tmp_path) == ["reason_20"]
