"""`baraza match` and `bench match`: a round from a file, and what its engines cost."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from baraza.console.bench.match import lines
from rounds import instance

EXAMPLES = Path(__file__).parents[1] / "matching" / "examples"


def baraza(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "baraza.console.cli", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("engine", ["reference", "ortools"])
def test_a_round_is_solved_from_a_file_and_proven(tmp_path: Path, engine: str) -> None:
    out = tmp_path / "result.json"
    asked = EXAMPLES / "matching-instance.json"

    ended = baraza("match", "solve", asked, "--out", out, "--engine", engine)

    assert (ended.returncode, ended.stderr) == (0, "")
    assert "3 matched, 2240 points, floors [1, 2]" in ended.stdout
    assert out.read_bytes() == (EXAMPLES / "matching-result.json").read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["result.json"]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [("{}", 1, "reason 1: the instance is not well formed"), (None, 4, "No such file")],
)
def test_what_cannot_be_solved_is_told_and_nothing_is_written(
    tmp_path: Path, text: str | None, code: int, said: str
) -> None:
    asked = tmp_path / "asked.json"
    if text is not None:
        asked.write_text(text)

    ended = baraza("match", "solve", asked, "--out", tmp_path / "result.json")

    assert ended.returncode == code
    assert said in ended.stderr
    assert "Nothing was written" in ended.stderr
    assert not (tmp_path / "result.json").exists()


def test_a_round_of_another_number_tells_its_reason_as_json(tmp_path: Path) -> None:
    asked = tmp_path / "asked.json"
    document = instance("bad", [1], [{1: 5}])
    document["mentees"][0]["scores"] = [5.5]
    asked.write_text(json.dumps(document))

    ended = baraza("match", "solve", asked, "--out", tmp_path / "r.json", "--json")

    assert ended.returncode == 1
    assert json.loads(ended.stdout)["reason"] == 1


def test_wrong_words_are_usage() -> None:
    assert baraza("match", "solve").returncode == 2
    assert baraza("match", "solve", "a", "--out", "b", "--engine", "magic").returncode == 2
    assert baraza("match", "measure", "--size", "10x0").returncode == 2


def test_a_result_is_written_over_no_instance_and_over_no_folder(tmp_path: Path) -> None:
    asked = tmp_path / "asked.json"
    asked.write_bytes((EXAMPLES / "matching-instance.json").read_bytes())

    over = baraza("match", "solve", asked, "--out", tmp_path / "." / "asked.json")
    folder = baraza("match", "solve", asked, "--out", tmp_path)

    assert (over.returncode, folder.returncode) == (2, 4)
    assert "Nothing was written" in over.stderr
    assert "Nothing was written" in folder.stderr
    assert asked.read_bytes() == (EXAMPLES / "matching-instance.json").read_bytes()


def test_engines_are_measured_beside_the_library_alone() -> None:
    ended = baraza("bench", "match", "--size", "60x20", "--candidates", "8", "--json")
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)

    assert [(one["engine"], bool(one["floors"])) for one in told["rounds"]] == [
        ("ortools", False),
        ("ortools", True),
        ("reference", False),
        ("reference", True),
    ]
    for one in told["rounds"]:
        assert one["to_flow_alone"].keys() == {"engine", "floors", "verify"}
        assert one["memory_mb"] > 0
    assert len(list(lines(told))) == 4
