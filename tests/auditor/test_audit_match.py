"""`baraza-audit match`: a result proven, or the number of what is wrong with it."""

import json
from pathlib import Path

import pytest

from baraza.auditor.cli import main

EXAMPLES = Path(__file__).parents[1] / "matching" / "examples"
INSTANCE, RESULT = EXAMPLES / "matching-instance.json", EXAMPLES / "matching-result.json"


def test_the_published_example_is_proven(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["match", str(INSTANCE), str(RESULT)]) == 0

    said = capsys.readouterr().out
    assert "3 matched, 2240 points, floors [1, 2]" in said
    assert "no other is as good" in said


def test_an_altered_result_is_refused_with_its_number(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "result.json"
    other.write_bytes(RESULT.read_bytes().replace(b'"welfare":2240', b'"welfare":2241'))

    assert main(["match", str(INSTANCE), str(other)]) == 1
    assert capsys.readouterr().out.startswith("reason 16: ")
    assert main(["match", str(INSTANCE), str(other), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["reason"] == 16


@pytest.mark.parametrize("option", ["--scores", "--exclusions"])
def test_a_file_that_proving_would_pass_over_is_not_taken(
    option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["match", str(INSTANCE), str(RESULT), option, str(RESULT)]) == 2
    assert "for why" in capsys.readouterr().out


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    assert main(["match", str(INSTANCE), str(tmp_path / "none.json")]) == 4
