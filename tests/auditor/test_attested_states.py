"""What services attest is compared with what the entries fold to; the first divergence is told."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor import again
from baraza.auditor.findings import Findings
from baraza.auditor.source import Folder
from baraza.decider import Asked, Decider, Message, Refused, Seen, known, named, state_digest
from baraza.forms.v1.messages import AttestState, StateAttested
from baraza.ledger.domain import DECIDERS as LEDGER
from forge import ANY_SCHEMA, Forge


class OfCounter(Message):
    counter: str
    by: int

    @property
    def subject(self) -> str:
        return f"counter.{self.counter}"


class Count(OfCounter):
    pass


class Counted(OfCounter):
    pass


def decide(_: int, command: Any, __: Asked) -> list[Any] | Refused:
    fact = Counted if isinstance(command, Count) else StateAttested
    return [fact(**command.model_dump())]


def evolve(total: int, fact: Any, _: Seen) -> int:
    return total + fact.by if isinstance(fact, Counted) else total


TOY: Decider[Any, Any, Any, Any] = Decider(
    name="toy.v1",
    initial=0,
    decide=decide,
    evolve=evolve,
    reads=lambda _state, _command, _asked: frozenset(),
    commands=named("toy", [Count, AttestState]),
    knows=known("toy", [Counted, StateAttested]),
)


def counting(*attests: tuple[int, int]) -> Forge:
    """Six counts from entry 8 on; what is attested: at which position, which total."""
    forge = Forge.founded()
    types = ("command.toy.AttestState", "event.toy.StateAttested")
    forge.publish({f"baraza.{type_}.v1": forge.exhibit(ANY_SCHEMA) for type_ in types})
    for _ in range(6):
        forge.count()
    for position, total in attests:
        data = {"position": position, "digest": state_digest("toy.v1", position, total)}
        said = f"state.{position}"
        events = [("StateAttested", said, data)]
        forge.decide("toy", "AttestState", said, data, events, actor="service.toy")
    return forge


def told(
    forge: Forge, folder: Path, monkeypatch: pytest.MonkeyPatch, **toys: Any
) -> tuple[Any, Findings]:
    known_here = {"toy.v1": TOY, **LEDGER, **toys}
    monkeypatch.setattr(again, "deciders", lambda _: known_here)
    findings = Findings()
    return again.replay(Folder(forge.export(folder)), findings), findings


FIRST = len(counting().items) - 12  # the first count; each has two entries


def test_states_that_were_attested_rightly_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge = counting((FIRST + 2, 1), (FIRST + 4, 2), (FIRST + 5, 2))
    done, findings = told(forge, tmp_path, monkeypatch)

    assert (findings.exit, done["different"]) == (0, 0), findings.listed
    assert done["attested"] == {"toy.v1": {"same": 3, "first_different": None}}


def test_the_first_divergence_is_told_with_decider_and_position(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge = counting((FIRST + 2, 1), (FIRST + 4, 7), (FIRST + 6, 8))
    done, findings = told(forge, tmp_path, monkeypatch)

    assert done["attested"] == {"toy.v1": {"same": 1, "first_different": FIRST + 4}}
    ((code, index, exit_, detail),) = [(f.code, f.index, f.exit, f.detail) for f in findings.listed]
    assert (code, index, exit_) == ("state_differs", FIRST + 15, 1)
    assert (
        f"toy.v1 attests {state_digest('toy.v1', FIRST + 4, 7)} at position {FIRST + 4}" in detail
    )
    assert detail.endswith(f"At {FIRST + 2} they did not differ.")


def test_rules_that_fold_otherwise_are_found_though_every_decision_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forgets(total: int, fact: Any, seen: Seen) -> int:
        return total if seen.index == FIRST + 3 else evolve(total, fact, seen)

    forge = counting((FIRST + 2, 1), (FIRST + 4, 2))
    toy = replace(TOY, evolve=forgets)
    done, findings = told(forge, tmp_path, monkeypatch, **{"toy.v1": toy})

    assert (done["different"], findings.exit) == (0, 1)
    assert [f.code for f in findings.listed] == ["state_differs"]


@pytest.mark.parametrize("position", [10_000, 2**52])
def test_no_state_can_be_attested_that_was_not_folded(
    position: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, findings = told(counting((position, 0)), tmp_path, monkeypatch)

    assert [(f.code, f.exit) for f in findings.listed] == [("state_differs", 1)]


@pytest.mark.case(32)
def test_what_cannot_be_folded_is_told_with_the_range_it_hinders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge = counting((FIRST + 2, 1))
    older = replace(TOY, knows=known("toy", [StateAttested]))
    done, findings = told(forge, tmp_path, monkeypatch, **{"toy.v1": older})

    assert (done["unverifiable"], findings.exit) == (6, 3)
    (finding,) = findings.listed
    assert (finding.code, finding.index) == ("unknown_type", FIRST + 1)
    last = len(forge.items) - 2
    assert f"6 commands not decided again, in the entries {FIRST + 2} to {last}" in finding.detail


def test_a_replay_s_object_holds_what_was_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done, _ = told(counting((FIRST, 0)), tmp_path, monkeypatch)

    assert json.loads(json.dumps(done["attested"]))["toy.v1"]["same"] == 1


def test_other_source_with_the_same_results_is_to_be_known_and_no_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forge = counting((FIRST + 2, 1))
    data = {"decider": "ledger.v1", "source_sha256": "0" * 64}
    events = [("DeciderRegistered", "decider.ledger_v1", data)]
    words = ("ledger", "RegisterDecider", "decider.ledger_v1", data, events)
    forge.decide(*words, actor="service.ledger")
    done, findings = told(forge, tmp_path, monkeypatch)

    assert (done["different"], done["unverifiable"], findings.exit) == (0, 0, 3)
    assert [(f.code, f.exit) for f in findings.listed] == [("other_source", 3)]
