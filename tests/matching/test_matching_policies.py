"""`baraza match solve` knows which question an instance asks."""

import json
from pathlib import Path

import pytest

from baraza.matching.domain.v1 import certificate, crossing, stable
from baraza.matching.domain.v1.certificate import canonical, sealed_digest, seed_of
from baraza.matching.domain.v1.policy import Policy, policy_of, question
from baraza.matching.engine import stable as stable_engine
from baraza.matching.engine.command import main
from policy_rounds import crossing_instance, stable_instance
from rounds import instance

BEST = canonical(instance("best", [1], [{1: 5}, {1: 7}]))
STABLE = canonical(stable_instance([1], [{1: (5, 7)}, {1: (7, 5)}]))
CROSSING = canonical(crossing_instance([1], [{1: 5}, {1: 7}], [((0,), 1)]))
OUT_OF_REACH = canonical(crossing_instance([1], [{1: 5}, {1: 7}], [((0, 1), 2)]))


def solved(tmp_path: Path, asked: bytes, *more: str) -> tuple[int, bytes | None]:
    """The exit code, and the result if one was written."""
    (tmp_path / "instance.json").write_bytes(asked)
    out = tmp_path / "result.json"
    code = main(["solve", str(tmp_path / "instance.json"), "--out", str(out), *more])
    return code, out.read_bytes() if out.exists() else None


@pytest.mark.parametrize("engine", ["reference", "ortools"])
def test_each_question_is_answered_by_its_own_search(
    tmp_path: Path, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for asked, verify, said in (
        (BEST, certificate.verify, "proven the unique best"),
        (STABLE, stable.verify, "proven stable"),
        (CROSSING, crossing.verify, "subsidies [3], gap 0"),
    ):
        code, result = solved(tmp_path, asked, "--engine", engine)

        assert code == 0
        assert result is not None
        verify(asked, result)
        assert said in capsys.readouterr().out


def test_no_answer_found_is_said_with_what_may_be_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert solved(tmp_path, OUT_OF_REACH) == (1, None)
    assert "lower one by a recorded decision. Nothing was written." in capsys.readouterr().err
    assert solved(tmp_path, OUT_OF_REACH, "--json") == (1, None)
    assert json.loads(capsys.readouterr().out)["short"] == [["q-00", 1, 2]]


def test_an_instance_that_two_formats_claim_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads(STABLE)
    document["lottery"]["format"] = crossing.INSTANCE

    assert solved(tmp_path, canonical(document)) == (1, None)
    assert capsys.readouterr().err.startswith("reason 1: ")


def test_text_that_looks_like_a_format_is_no_format() -> None:
    document = instance("best", [1], [{1: 5}], groups=[f'"format":"{stable.INSTANCE}"'])

    assert policy_of(canonical(document)) is Policy.BEST
    assert policy_of(STABLE) is Policy.STABLE
    assert policy_of(CROSSING) is Policy.CROSSING


def test_draws_follow_from_all_that_was_sealed() -> None:
    """Whatever of the question were left out could be changed after the draw."""
    for asked in (BEST, STABLE, CROSSING):
        read = question(asked)

        assert read.sealed == sealed_digest(asked)
        assert read.seed == seed_of(json.loads(asked))


def test_a_result_of_one_policy_proves_nothing_for_another() -> None:
    result = stable_engine.solve(STABLE)

    with pytest.raises(certificate.Rejected) as why:
        certificate.verify(BEST, result)
    assert why.value.reason == 2
