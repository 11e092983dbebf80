"""Replay: every command decided again, to the byte; what it cannot decide it says."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.replay import Replay, Replayed
from baraza.auditor.scan import Resting, Scan
from baraza.auditor.source import Damage, Folder
from baraza.decider import Asked, Decider, ExhibitRef, Message, Refused, Seen, known, named
from baraza.ledger.domain import DECIDERS as LEDGER
from forge import ORIGIN, Forge, evidence, honest, put


class OfCounter(Message):
    counter: str
    by: int
    beside: str | None = None
    why: ExhibitRef | None = None

    @property
    def subject(self) -> str:
        return f"counter.{self.counter}"


class Count(OfCounter):
    pass


class Counted(OfCounter):
    pass


@dataclass(frozen=True)
class Total:
    sum: int = 0


def decide(total: Total, command: Count, asked: Asked) -> list[Counted] | Refused:
    if command.by > 99:
        return Refused("too_many", numbers={"most": 99})
    assert command.why is None or asked.exhibits[command.why.exhibit] == b"{}"
    return [Counted(**command.model_dump())]


def evolve(total: Total, fact: Counted, _: Seen) -> Total:
    return Total(total.sum + fact.by)


def reads(_: Total, command: Count, __: Asked) -> frozenset[str]:
    return frozenset({f"toy.counter.{command.beside}"} if command.beside else ())


TOY: Decider[Any, Any, Any, Any] = Decider(
    name="toy.v1",
    initial=Total(),
    decide=decide,
    evolve=evolve,
    reads=reads,
    commands=named("toy", [Count]),
    knows=known("toy", [Counted]),
)
ALL = {"toy.v1": TOY, **LEDGER}


def replayed(
    folder: Path, deciders: dict[str, Any] = ALL, last: int | None = None
) -> tuple[Replayed, Findings, Resting]:
    findings = Findings()
    log = Log.open(Folder(folder))
    scan = Scan(log, findings, last)
    resting = scan.run()
    replay = Replay(log, scan.reader, resting, deciders, findings, origin=ORIGIN)
    return replay.run(), findings, resting


def counts(done: Replayed) -> tuple[int, int, int]:
    return done.same, done.different, done.unverifiable


@pytest.fixture
def forge() -> Forge:
    return honest()


def test_an_honest_log_comes_out_the_same(forge: Forge, tmp_path: Path) -> None:
    done, findings, resting = replayed(forge.export(tmp_path))

    assert (counts(done), findings.exit, findings.listed) == ((9, 0, 0), 0, [])
    assert resting.lag == {"max": 0, "p99": 0}
    assert {name: state["position"] for name, state in done.state.items()} == {
        "ledger.v1": 6,
        "toy.v1": 16,
    }


@pytest.mark.case(46)
def test_two_runs_end_in_the_same_state(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)

    assert replayed(export)[0].state == replayed(export)[0].state


def test_an_earlier_basis_is_decided_on_that_state(forge: Forge, tmp_path: Path) -> None:
    first = forge.count(subject="counter.three", basis=8)

    done, findings, resting = replayed(forge.export(tmp_path))

    assert (counts(done), findings.exit) == ((10, 0, 0), 0)
    assert resting.lag == {"max": first - 8, "p99": first - 8}


def test_only_the_first_entries_are_replayed(forge: Forge, tmp_path: Path) -> None:
    forge.items[17].document["data"] = {"counter": "one", "by": 7}
    forge.seal(16)

    done, findings, _ = replayed(forge.export(tmp_path), last=17)

    assert (counts(done), findings.exit) == ((8, 0, 0), 0)


@pytest.mark.parametrize(
    ("index", "members", "at"),
    [
        (9, {"data": {"counter": "one", "by": 2}}, 9),
        (17, {"data": {"counter": "one", "by": 1, "beside": "two"}}, 17),
        (8, {"expect": "toy.counter.two=0"}, 8),
        (10, {"expect": "toy.counter.nine=0"}, 10),
        (8, {"data": {"counter": "one", "by": 100}}, 9),
        (13, {"data": {"command": "Count", "reason": "no", "rule": "toy.v1", "numbers": {}}}, 13),
        (12, {"data": {"counter": "one", "by": 1}}, 13),
        (8, {"subject": "counter.two"}, 8),
        (10, {"data": {"counter": "one", "by": 2, "beside": 7}}, 10),
    ],
)
def test_a_decision_that_does_not_follow_is_different(
    forge: Forge, tmp_path: Path, index: int, members: dict[str, Any], at: int
) -> None:
    document = forge.items[index].document
    document.update(members)
    forge.seal(index if "eventcount" in document else index - 1)

    done, findings, _ = replayed(forge.export(tmp_path))

    assert findings.exit == 1
    assert done.different == 1
    assert done.first_different is not None
    assert done.first_different.index == at
    assert {f.index for f in findings.listed if f.code == "different"} == {at}


def test_both_byte_strings_are_told(forge: Forge, tmp_path: Path) -> None:
    forge.items[9].document["data"] = {"counter": "one", "by": 2}
    forge.seal(8)

    first = replayed(forge.export(tmp_path))[0].first_different

    assert first is not None
    told = first.as_json()
    assert '"by":2' in told["recorded"]
    assert '"by":1' in told["expected"]
    assert told["why"] == "data of baraza.event.toy.Counted.v1"


def test_an_event_left_out_is_different(forge: Forge, tmp_path: Path) -> None:
    event = forge.items[9].document
    second = event | {"id": event["id"][:-1] + "2", "entityversion": 2}
    forge.items.insert(10, type(forge.items[9])(second, forge.items[9].signer, forge.items[9].at))
    forge.items = forge.items[:11]
    forge.items[8].document["eventcount"] = 2
    forge.seal(8)

    done, findings, _ = replayed(forge.export(tmp_path))

    assert (counts(done), findings.exit) == ((4, 1, 0), 1)
    assert done.first_different is not None
    assert done.first_different.why == "another number of events"


def test_guards_held_between_basis_and_index(forge: Forge, tmp_path: Path) -> None:
    """Decided rightly at its basis, but what it read had moved when it was recorded."""
    data = {"counter": "five", "by": 1, "beside": "one"}
    forge.count(subject="counter.five", data=data, basis=8, expect="toy.counter.one=0")

    done, findings, _ = replayed(forge.export(tmp_path))

    assert counts(done) == (10, 0, 0)
    assert [(f.code, f.index, f.exit) for f in findings.listed] == [("guard", 18, 1)]


def test_versions_go_on_by_one(forge: Forge, tmp_path: Path) -> None:
    forge.items[17].document["entityversion"] = 9
    forge.seal(16)

    _, findings, _ = replayed(forge.export(tmp_path))

    assert ("version", 17) in {(f.code, f.index) for f in findings.listed}


def test_a_basis_lies_before_its_command(forge: Forge, tmp_path: Path) -> None:
    forge.items[16].document["basis"] = 18

    _, findings, _ = replayed(forge.export(tmp_path))

    assert (findings.exit, [f.code for f in findings.listed]) == (1, ["bad_basis"])


def test_an_unknown_decider_is_told_once(forge: Forge, tmp_path: Path) -> None:
    done, findings, _ = replayed(forge.export(tmp_path), dict(LEDGER))

    assert (counts(done), findings.exit) == ((4, 0, 5), 3)
    assert [(f.code, f.index) for f in findings.listed] == [("unknown_decider", 8)]


def test_an_unknown_command_is_unverifiable(forge: Forge, tmp_path: Path) -> None:
    from dataclasses import replace

    done, findings, _ = replayed(
        forge.export(tmp_path), {**LEDGER, "toy.v1": replace(TOY, commands={})}
    )

    assert (counts(done), findings.exit) == ((4, 0, 5), 3)
    assert [f.code for f in findings.listed] == ["unknown_type"]


def test_after_an_unknown_fact_nothing_can_be_decided(forge: Forge, tmp_path: Path) -> None:
    from dataclasses import replace

    done, findings, _ = replayed(
        forge.export(tmp_path), {**LEDGER, "toy.v1": replace(TOY, knows={})}
    )

    assert (counts(done), findings.exit) == ((5, 0, 4), 3)
    assert [(f.code, f.index) for f in findings.listed] == [("unknown_type", 9)]
    assert "toy.v1" not in done.state


def test_a_missing_exhibit_makes_a_decision_unverifiable(forge: Forge, tmp_path: Path) -> None:
    export = forge.export(tmp_path)
    path = export / "exhibit" / evidence(b"{}")["exhibit"]
    path.unlink()

    done, findings, _ = replayed(export)
    assert (counts(done), findings.exit) == ((8, 0, 1), 3)
    assert [f.code for f in findings.listed] == ["missing_exhibit"]

    put(path, b"[]")
    done, findings, _ = replayed(export)
    assert (counts(done), findings.exit) == ((8, 0, 1), 1)
    assert [f.code for f in findings.listed] == ["exhibit_digest"]


def test_a_decision_without_a_contract_is_different(forge: Forge, tmp_path: Path) -> None:
    forge.items[6:8] = []
    for index, item in enumerate(forge.items):
        if item.document.get("basis", 0) > 6:
            item.document["basis"] = index

    done, findings, _ = replayed(forge.export(tmp_path))

    assert findings.exit == 0 or done.different
    assert done.same + done.different == 8


def test_a_leaf_that_cannot_be_read_is_damage(forge: Forge, tmp_path: Path) -> None:
    forge.items[9].wire = b"{}"

    with pytest.raises(Damage) as damage:
        replayed(forge.export(tmp_path))
    assert damage.value.index == 9


def test_entries_that_do_not_make_the_root_are_found(forge: Forge, tmp_path: Path) -> None:
    other = honest()
    other.items[17].at += 1

    _, findings, _ = replayed(forge.export(tmp_path, other.note()))

    assert (findings.exit, [f.code for f in findings.listed]) == (1, ["root"])


@pytest.mark.parametrize("kept", [20_000, 50])
def test_many_bundles_are_read_again_for_old_bases(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr("baraza.auditor.scan._KEPT", kept)
    forge = Forge.founded()
    for k in range(300):
        forge.count(by=k % 9 + 1, subject=f"counter.c{k}", basis=8 if k % 7 == 0 else 0)
    for index, item in enumerate(forge.items[8:], 8):
        if item.document.get("basis") == 0:
            item.document["basis"] = index

    done, findings, resting = replayed(forge.export(tmp_path))

    assert (counts(done), findings.exit) == ((304, 0, 0), 0)
    assert resting.lag["max"] == 2 * 294
