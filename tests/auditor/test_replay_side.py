"""What several processes decide again is what one does, to the byte."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.auditor import side
from baraza.auditor.again import replay
from baraza.auditor.deciders import deciders
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.replay import Replay
from baraza.auditor.scan import Attested, Reader, Resting, Scan
from baraza.auditor.shares import shares
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


def test_shares_come_to_what_one_pass_comes_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told by the processes themselves; elsewhere one pass may have told it for them."""
    monkeypatch.setattr(side, "LEAST", 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(3)), raising=False)
    log = Log.open(Folder(KEPT))
    scan = Scan(log, Findings())
    resting, origin = scan.run(), log.checkpoint.origin
    known = deciders(resting.commands)
    resting.commands = {name: resting.commands[name] for name in ("oversight.v1", "scheduling.v1")}
    resting.attested = {}

    shared = side.replayed(log, scan.reader, resting, known, origin=origin)

    assert shared == Replay(log, scan.reader, resting, known, Findings(), origin=origin).run()


def test_what_one_service_decided_is_shared_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side, "LEAST", 1)

    assert told(4, monkeypatch, service="matching") == told(1, monkeypatch, service="matching")


def test_a_log_that_is_not_kept_in_mind_is_read_by_each(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = told(1, monkeypatch)
    monkeypatch.setattr(side, "LEAST", 1)
    monkeypatch.setattr(Reader.__init__, "__kwdefaults__", {"most": 600})

    assert told(3, monkeypatch) == whole


def test_a_process_that_finds_anything_leaves_all_to_one_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(side, "LEAST", 1)
    whole = told(1, monkeypatch)
    monkeypatch.setattr(Replay, "run", _falls_in_a_child(Replay.run))

    assert told(2, monkeypatch) == whole


@forall(
    st.dictionaries(
        st.sampled_from(["matching.v1", "feedback.v1", "oversight.v1"]),
        st.dictionaries(st.integers(0, 60), st.integers(1, 4), min_size=1),
    ),
    st.integers(1, 17),
)
def test_each_command_is_in_one_share(decided: dict[str, dict[int, int]], cores: int) -> None:
    resting = Resting()
    for name, at in decided.items():
        for basis, count in at.items():
            for k in range(count):
                resting.put(name, basis, 100 * basis + k)
        resting.attested[name] = [Attested(0, 0, "")]

    shared = shares(resting, cores)

    together: dict[str, dict[int, list[int]]] = {}
    for share in shared:
        assert share.commands or not decided
        for name, at_ in share.commands.items():
            assert not together.setdefault(name, {}).keys() & at_.keys()
            together[name].update(at_)
        for name in share.attested:
            assert max(share.commands[name]) == max(resting.commands[name])
    assert together == resting.commands
    assert sum(len(share.attested) for share in shared) == len(decided)
    assert 1 <= len(shared) <= cores


def test_shares_of_a_long_history_cost_the_same() -> None:
    resting = Resting()
    for n in range(10_000):
        resting.put("matching.v1", 2 * n, 2 * n)

    shared = [sorted(share.commands["matching.v1"]) for share in shares(resting, 4)]

    costs = [2 * len(bases) + bases[-1] // 2 for bases in shared]
    assert len(shared) == 4
    assert max(costs) - min(costs) < 20


def _falls_in_a_child(run: Any) -> Any:
    import os

    parent = os.getpid()

    def falls(self: Any) -> Any:
        if os.getpid() != parent:
            raise ValueError("in a child")
        return run(self)

    return falls
