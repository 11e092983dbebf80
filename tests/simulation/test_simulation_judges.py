"""A judge that cannot find a lie is none: each is given an honest log and a forged one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from baraza.decider import Entry
from baraza.messaging.ledger import Kept
from simulation.bus import RELIABLE, UNRELIABLE
from simulation.court import breaches, lived
from simulation.judges import JUDGES
from simulation.lies import LIES, Lie
from simulation.lies_of_bodies import LIES_OF_BODIES
from simulation.story import forged, story_of
from simulation.workload import Lived, Plan

ALL = (*LIES, *LIES_OF_BODIES)
FIRST_DAYS = date(2027, 4, 9)


@pytest.mark.parametrize("lie", ALL, ids=lambda lie: f"{lie.number}: {lie.what}")
def test_a_judge_holds_an_honest_log_and_finds_the_lie(lie: Lie) -> None:
    judge = JUDGES[lie.number]

    assert list(judge(lie.truth)) == []
    assert list(judge(lie.forgery)) != []


def test_every_judge_is_lied_to() -> None:
    assert {lie.number for lie in ALL} == set(JUDGES)


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Lived:
    """The first days of a log, without trouble: bodies, organisations, people and their posts."""
    plan = Plan(5, RELIABLE, until=FIRST_DAYS)
    return lived(plan, tmp_path_factory.mktemp("begun"))


def found(one: Lived) -> list[str]:
    return list(breaches(one, story_of(one.kept)))


def first(one: Lived, name: str) -> int:
    return next(kept.index for kept in one.kept if kept.entry.name == name)


def rewritten(one: Lived, index: int, **members: Any) -> Lived:
    """The same, but that one entry says something else."""
    entry = one.kept[index].entry
    other = Kept(index, Entry({**entry.document, **members}), one.kept[index].recorded_at)
    kept: Sequence[Kept] = [*one.kept[:index], other, *one.kept[index + 1 :]]
    return replace(one, kept=kept)


def test_an_honest_run_is_not_accused(begun: Lived) -> None:
    assert found(begun) == []
    assert len(begun.receipts) > 100


@pytest.mark.method(2)
def test_the_same_days_on_an_unreliable_bus_have_the_same_root(
    begun: Lived, tmp_path: Path
) -> None:
    again = lived(replace(begun.plan, faults=UNRELIABLE), tmp_path)

    assert again.root == begun.root
    assert again.met["lost"]
    assert again.met["repeated"]
    assert again.met["reply_lost"]
    assert found(again) == []


def test_a_rewritten_fact_is_decided_again(begun: Lived) -> None:
    index = first(begun, "RoleGranted")
    data = {**begun.kept[index].entry.data, "starts_on": "2027-04-20"}

    said = found(rewritten(begun, index, data=data))

    assert any(line.startswith("I2:") for line in said)
    assert "oversight: its state is not the fold of the log" in said
    assert any(line.startswith("J3: oversight") for line in said)


def test_data_that_no_schema_allows_are_seen(begun: Lived) -> None:
    index = first(begun, "RegisterOrganisation")
    data = {**begun.kept[index].entry.data, "colour": "blue"}

    assert any(line.startswith("I1: entry") for line in found(rewritten(begun, index, data=data)))


def test_what_a_service_holds_is_compared(begun: Lived) -> None:
    held = begun.stores["oversight"]
    for changed, said in (
        (replace(held, state="0" * 64), "oversight: its state"),
        (replace(held, rows={**held.rows, "another": ["row"]}), "J3: oversight: another"),
        (replace(held, parked=["seat.wmf-1"]), "oversight: seat.wmf-1"),
        (replace(held, halted="corrupt"), "oversight stands at"),
        (replace(held, position=held.position - 1), "oversight stands at"),
    ):
        stores = {**begun.stores, "oversight": changed}
        assert any(line.startswith(said) for line in found(replace(begun, stores=stores)))


def test_a_receipt_that_was_not_honoured_is_seen(begun: Lived) -> None:
    false = begun.receipts[0].model_copy(update={"index": begun.receipts[0].index + 2})

    assert any(line.startswith("J4:") for line in found(replace(begun, receipts=[false])))


def test_an_erased_person_in_a_vault_is_seen(begun: Lived) -> None:
    person = min(begun.stores["registration"].vault)
    data = {"pseudonym": person, "scope": "all", "ground": "requested"}
    story = forged({"facts": [("registration.PersonErased", data)]})

    assert any(line.startswith("I50:") for line in breaches(begun, story))


def test_a_service_in_trouble_is_told(begun: Lived) -> None:
    assert "matching halted" in found(replace(begun, faults=["matching halted"]))
