"""`baraza-audit match why`, `matched` and `unmatched` over rounds of every rule."""

import json
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.cli import main
from baraza.matching.domain.v1.certificate import canonical
from baraza.matching.engine import solve
from pairings import who
from policy_rounds import crossing_instance, stable_instance
from policy_stories import crossed, rules
from settled_logs import SettledLog

EVE, BEN, CAL, ADA, LEE = (who(name) for name in ("eve", "ben", "cal", "ada", "lee"))


class Round:
    """A question with its answer as files; asked of them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self._capsys = folder, capsys

    def of(self, document: Any) -> "Round":
        asked = canonical(document)
        for name, body in (("instance", asked), ("result", solve(asked))):
            (self.folder / f"{name}.json").write_bytes(body)
        return self

    def why(self, *words: str, exit_: int = 0) -> str:
        self._capsys.readouterr()
        files = (str(self.folder / f"{name}.json") for name in ("instance", "result"))
        assert main(["match", "why", *files, *words]) == exit_
        return self._capsys.readouterr().out


@pytest.fixture
def of_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Round:
    return Round(tmp_path, capsys)


STABLE = stable_instance(
    [1, 1], [{1: (900, 10), 2: (500, 10)}, {1: (800, 20)}, {1: (700, 15), 2: (600, 30)}, {}]
)
"""e-0002 has the first mentor, whom all want most; e-0003 the second."""


def test_whoever_has_a_mentor_is_told_both_sides_points(of_files: Round) -> None:
    lines = of_files.of(STABLE).why("e-0003").splitlines()

    assert lines == [
        "e-0003 with r-0002 is chosen, by the points of either side: 600 of e-0003, 30 of r-0002.",
        "In the order of e-0003 it is number 2 of the 2 mentors permitted to e-0003; "
        "no stable answer has an earlier one.",
        "e-0003 with r-0002 is chosen; r-0001 has 1 place, taken by mentees whom it wants more; "
        "the last of them is e-0002, with 20 points of it against 15.",
    ]


def test_whoever_has_none_is_told_who_was_wanted_more(of_files: Round) -> None:
    lines = of_files.of(STABLE).why("e-0001").splitlines()

    assert lines[0] == (
        "e-0001 has no mentor: each of the 2 mentors permitted to e-0001 is full with mentees "
        "whom it wants more."
    )
    assert lines[1].endswith("the last of them is e-0002, with 20 points of it against 10.")
    assert lines[2].endswith("the last of them is e-0003, with 30 points of it against 10.")
    told = json.loads(of_files.why("e-0001", "--json"))
    assert [(one["mentor"], one["wants"][0][0]) for one in told["without"]["candidates"]] == [
        ("r-0001", 10),
        ("r-0002", 10),
    ]


def test_a_pair_that_is_none_is_told_by_its_first_cause(of_files: Round) -> None:
    asked = of_files.of(STABLE)

    assert asked.why("e-0002", "r-0001").startswith("e-0002 with r-0001 is chosen")
    assert asked.why("e-0002", "r-0002").startswith("e-0002 with r-0002 is no possible pair")
    assert "no mentor is permitted to e-0004" in asked.why("e-0004")
    turned = [{1: (9, 1), 2: (5, 9)}, {1: (5, 9), 2: (9, 1)}]
    assert of_files.of(stable_instance([1, 1], turned)).why("e-0001", "r-0002") == (
        "e-0001 with r-0001 is chosen; in the order of e-0001, r-0002 comes after r-0001.\n"
    )


def test_equal_points_are_told_with_the_draw(of_files: Round) -> None:
    said = of_files.of(stable_instance([1], [{1: (5, 7)}, {1: (5, 7)}]))
    without = next(one for one in ("e-0001", "e-0002") if "no mentor" in said.why(one))

    assert "with as many of its points: the public draw decided: " in said.why(without)


def test_a_mentor_without_places_is_said_to_have_none(of_files: Round) -> None:
    said = of_files.of(stable_instance([0], [{1: (5, 7)}])).why("e-0001")

    assert said.splitlines()[1] == "e-0001 has no mentor; r-0001 has 0 places."


def test_what_a_crossing_group_needed_is_told(of_files: Round) -> None:
    rows = [{1: 90}, {1: 70}]
    said = of_files.of(crossing_instance([1], rows, [((1,), 1), ((0, 1), 1)])).why("e-0001")

    assert "with r-0001 the programme would lose" in said
    assert said.splitlines()[-1] == (
        "q-01: 1 of 2 are matched, the floor is 1; it needed no subsidy."
    )
    assert "more for it." in of_files.why("e-0002")


def test_within_a_gap_it_is_explained_and_told_to_be_so(of_files: Round) -> None:
    rows = [{1: 0}, {1: 0}, {1: 0}, {1: 100}, {1: 99}]
    groups = [((0, 1), 1), ((1, 2), 1), ((0, 2), 1)]
    said = of_files.of(crossing_instance([2], rows, groups)).why("e-0004", exit_=3)

    assert said.startswith("e-0004 has no mentor: these 3 mentees have only 2 places")


FLOORS = crossed(("mena", {"region": "mena"}, 500))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (rules("stable"), "is full with mentees whom it wants more."),
        (rules("crossing", FLOORS), "these 3 mentees have only 2 places"),
    ],
)
def test_the_log_tells_the_parts_and_the_rules(
    changes: dict[str, Any], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = SettledLog(rules=changes)
    export, *files = map(str, log.export(tmp_path))
    lines: dict[str, str] = {}
    for mentee in (EVE, BEN, CAL):
        assert main(["match", "why", *files, mentee, "--log", export]) == 0
        lines[mentee] = capsys.readouterr().out

    matched = [told for told in lines.values() if said not in told]
    assert all("The points are the sum of: capacity 2000, " in told for told in matched)
    assert "1 mentor is excluded by the rule personal" in lines[BEN] or "only mentor" in lines[BEN]
    assert sum(said in each for each in lines.values()) == 1
