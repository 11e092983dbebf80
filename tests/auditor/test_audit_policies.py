"""`baraza-audit match` proves stable answers, and answers for crossing groups within their gap."""

import json
from pathlib import Path

import pytest

from baraza.auditor.cli import main
from baraza.matching.domain.v1.certificate import canonical
from baraza.matching.engine import policies
from policy_rounds import crossing_instance, stable_instance

STABLE = canonical(stable_instance([1], [{1: (5, 7)}, {1: (7, 5)}]))
CROSSING = canonical(crossing_instance([1], [{1: 5}, {1: 7}], [((0,), 1)]))
WITH_A_GAP = canonical(
    crossing_instance(
        [2],
        [{1: 0}, {1: 0}, {1: 0}, {1: 100}, {1: 99}],
        [((0, 1), 1), ((1, 2), 1), ((0, 2), 1)],
    )
)


@pytest.fixture
def audited(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> "Audited":
    return Audited(tmp_path, capsys)


class Audited:
    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._asked, self._result = folder / "instance.json", folder / "result.json"
        self._capsys = capsys

    def __call__(self, asked: bytes, result: bytes, *more: str) -> tuple[int, str]:
        self._asked.write_bytes(asked)
        self._result.write_bytes(result)
        code = main(["match", str(self._asked), str(self._result), *more])
        return code, self._capsys.readouterr().out


def test_a_stable_answer_is_proven(audited: Audited) -> None:
    code, said = audited(STABLE, policies.solve(STABLE))

    assert code == 0
    assert "no stable\nanswer is better for any mentee" in said


def test_crossing_groups_without_a_gap_are_proven(audited: Audited) -> None:
    code, said = audited(CROSSING, policies.solve(CROSSING))

    assert code == 0
    assert "keep every floor this is the best" in said


def test_a_gap_is_told_and_is_exit_3(audited: Audited) -> None:
    result = policies.solve(WITH_A_GAP)

    code, said = audited(WITH_A_GAP, result)
    assert code == 3
    assert "has more\nthan 50 points; 50 more at most" in said

    code, said = audited(WITH_A_GAP, result, "--json")
    told = json.loads(said)
    assert (code, told["ok"], told["gap"], told["policy"]) == (3, False, 50, "crossing")
    assert [(each["code"], each["exit"]) for each in told["findings"]] == [("gap", 3)]


@pytest.mark.parametrize(
    ("asked", "was", "now", "reason"),
    [
        (STABLE, b'["e-0001","r-0001"]', b'["e-0002","r-0001"]', 26),
        (STABLE, b'"matched":1', b'"matched":2', 16),
        (CROSSING, b'["e-0001","r-0001"]', b'["e-0002","r-0001"]', 7),
        (WITH_A_GAP, b'"gap":50', b'"gap":0', 16),
    ],
)
def test_an_altered_answer_is_refused_with_its_number(
    audited: Audited, asked: bytes, was: bytes, now: bytes, reason: int
) -> None:
    other = policies.solve(asked).replace(was, now)

    code, said = audited(asked, other)
    assert (code, said.startswith(f"reason {reason}: ")) == (1, True)

    code, said = audited(asked, other, "--json")
    assert (code, json.loads(said)["reason"]) == (1, reason)
