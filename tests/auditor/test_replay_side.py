"""What several processes decide again is what one does, to the byte."""

from pathlib import Path
from typing import Any

import pytest

from baraza.auditor import side
from baraza.auditor.again import replay
from baraza.auditor.findings import Findings
from baraza.auditor.replay import Replay
from baraza.auditor.source import Folder

KEPT = Path(__file__).parents[1] / "kept/export"


def told(cores: int, monkeypatch: pytest.MonkeyPatch, **part: Any) -> tuple[Any, Any]:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)), raising=False)
    findings = Findings()
    return list(replay(Folder(KEPT), findings, **part).items()), findings.as_json()


@pytest.mark.case(46)
@pytest.mark.parametrize("cores", [2, 3, 16])
def test_any_number_of_processes_says_the_same(cores: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side, "LEAST", 1)

    assert told(cores, monkeypatch) == told(1, monkeypatch)


def test_one_service_alone_is_replayed_by_one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side, "LEAST", 1)

    assert told(4, monkeypatch, service="matching") == told(1, monkeypatch, service="matching")


def test_a_process_that_finds_anything_leaves_all_to_one_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(side, "LEAST", 1)
    whole = told(1, monkeypatch)
    monkeypatch.setattr(Replay, "run", _falls_in_a_child(Replay.run))

    assert told(2, monkeypatch) == whole


def _falls_in_a_child(run: Any) -> Any:
    import os

    parent = os.getpid()

    def falls(self: Any) -> Any:
        if os.getpid() != parent:
            raise ValueError("in a child")
        return run(self)

    return falls
