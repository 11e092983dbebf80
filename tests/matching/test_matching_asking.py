"""`baraza match what-if` and `figures`: the difference and the numbers, as text and as JSON."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import canonical, digest
from baraza.matching.engine.command import main
from rounds import instance

EXAMPLES = Path(__file__).parent / "examples"
INSTANCE, RESULT = EXAMPLES / "matching-instance.json", EXAMPLES / "matching-result.json"


@pytest.fixture(autouse=True)
def nothing_is_written() -> Iterator[None]:
    def there() -> dict[str, bytes]:
        return {file.name: file.read_bytes() for file in EXAMPLES.iterdir()}

    before = there()
    yield
    assert there() == before


def said(capsys: pytest.CaptureFixture[str], *words: object, exit_: int = 0) -> str:
    capsys.readouterr()
    assert main([*map(str, words)]) == exit_
    told = capsys.readouterr()
    return told.out or told.err


def told(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    return json.loads(said(capsys, *words, "--json"))


def test_without_floors_the_difference_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "what-if",
        INSTANCE,
        RESULT,
        "--change",
        "target:africa=0",
        "--change",
        "target:asia=0",
    ]

    assert said(capsys, *words).splitlines() == [
        "Solved again under the same draws; nothing was written, and the log stands.",
        "e-02: no mentor instead of r-bo.",
        "e-05: r-bo instead of no mentor.",
        "3 mentees matched, as now; 2300 points instead of 2240.",
        "africa: 0 matched instead of 1; 0 as floor instead of 1.",
        "asia: 3 matched instead of 2; 0 as floor instead of 2.",
    ]
    found = told(capsys, *words)
    assert found["moved"] == [["e-02", "r-bo", None], ["e-05", None, "r-bo"]]
    assert (found["welfare"], found["groups"]) == ([2240, 2300], ["africa", "asia"])


def test_another_place_and_another_score(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "what-if", INSTANCE, RESULT, "--change", "places:r-bo=3")
    assert "4 mentees matched instead of 3" in lines
    lines = said(capsys, "what-if", INSTANCE, RESULT, "--change", "score:e-03,r-ada=901")
    assert "Every mentee would have what it has." in lines


def test_the_figures_of_the_example(capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, "figures", INSTANCE, RESULT).splitlines()

    assert lines[0] == (
        "Price of equity: 60 points, 2240 with the floors and 2300 without; "
        "3 mentees matched either way."
    )
    assert lines[1] == "The subsidy that the group africa needed for its floor is 60 points."
    found = told(capsys, "figures", INSTANCE, RESULT)
    assert found["equity"]["price"] == found["subsidies"]["africa"]["points"] == 60
    assert found["places"]["r-bo"] == {"matched": 1, "points": 700, "draw": "454271388854"}
    assert (found["blocking"], found["sensitivity"]) == (None, [])


def scored(folder: Path) -> list[Path]:
    """A round whose scores have two parts, of which the first decides by a little."""
    asked = instance("two", [1], [{1: 1005}, {1: 1000}])
    scores = {"format": "baraza-matching-scores/1", "round": "two", "weights": "test/1"}
    rows = [[0, 0, 5, 1000], [1, 0, 1000, 0]]
    exhibit = canonical({**scores, "parts": ["hours", "stage"], "rows": rows})
    asked["scores_exhibit"] = digest(exhibit)
    question = canonical(asked)
    files = [folder / name for name in ("instance", "result", "scores")]
    for file, body in zip(files, (question, engine.solve(question), exhibit), strict=True):
        file.write_bytes(body)
    return files


def test_weights_can_be_changed_where_the_scores_are_given(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, result, scores = scored(tmp_path)
    words = ["what-if", asked, result, "--change", "weight:hours=110"]

    lines = said(capsys, *words, "--scores", scores)
    assert "e-0002: r-0001 instead of no mentor." in lines
    assert "where the scores exhibit is given" in said(capsys, *words, exit_=1)
    words[-1] = "part:hours,e-0002,r-0001=1010"
    lines = said(capsys, *words, "--scores", scores)
    assert "e-0002: r-0001 instead of no mentor." in lines


def test_the_figures_with_scores_have_the_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked, result, scores = scored(tmp_path)
    found = told(capsys, "figures", asked, result, "--scores", scores)

    rows = {(row["part"], row["per_cent"]): row for row in found["sensitivity"]}
    assert {key: row["pairs"] for key, row in rows.items()} == {
        ("hours", 110): 2,
        ("hours", 90): 0,
        ("stage", 110): 0,
        ("stage", 90): 2,
    }
    assert (rows["hours", 110]["welfare"], rows["hours", 110]["adopted_welfare"]) == (1100, 1000)
    blocking = {name: found["blocking"][name] for name in ("count", "much", "candidates")}
    assert blocking == {"count": 0, "much": 0, "candidates": 2}
    assert "hours at 110 %: 2 mentees with another mentor" in "".join(found["says"])


@pytest.mark.parametrize(
    "change", ["places:r-bo", "places=1", "hours:e-01=3", "score:e-01=3", "places:r-bo=-1"]
)
def test_a_change_of_another_form_is_a_usage_error(change: str) -> None:
    with pytest.raises(SystemExit) as why:
        main(["what-if", str(INSTANCE), str(RESULT), "--change", change])
    assert why.value.code == 2


def test_what_is_not_there_or_not_proven_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "result.json"
    other.write_bytes(RESULT.read_bytes().replace(b'"welfare":2240', b'"welfare":2241'))
    change = ["--change", "places:r-bo=1"]

    assert said(capsys, "what-if", INSTANCE, other, *change, exit_=1).startswith("reason 16: ")
    assert "none" in said(capsys, "what-if", INSTANCE, tmp_path / "none", *change, exit_=4)
    lines = said(capsys, "what-if", INSTANCE, RESULT, "--change", "places:r-no=1", exit_=1)
    assert lines == (
        "this cannot be supposed: no mentor r-no in this round. Nothing was written.\n"
    )
