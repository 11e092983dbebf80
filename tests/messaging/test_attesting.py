"""A service says now and then what its state comes to: once for each position, and rightly."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from baraza.console.pilot.quiet import Quiet
from baraza.decider import Asked, Decider, Folded, Refused, decide_by, known, named, state_digest
from baraza.forms.v1.asker import ours
from baraza.forms.v1.messages import AttestState, StateAttested
from baraza.messaging.desk import Desk
from baraza.messaging.exhibits import Exhibits
from baraza.messaging.ledger import LedgerUnavailable
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.parts import Moment, ServiceParts
from baraza.messaging.replies import Turned
from baraza.messaging.work import Work
from fakes import GARDEN, ORIGIN, RULES, SERVICE, START, DigBed, asked, founded

EVERY = 5


def _attest(_: Any, command: AttestState, asked: Asked) -> Sequence[Any] | Refused:
    return ours(asked, SERVICE) or [StateAttested(**command.model_dump())]


def _evolve(state: Any, fact: Any, seen: Any) -> Any:
    return state if isinstance(fact, StateAttested) else GARDEN.evolve(state, fact, seen)


OPEN_GARDEN: Decider[Any, Any, Any, Any] = replace(
    GARDEN,
    decide=decide_by({**RULES, AttestState: _attest}),
    evolve=_evolve,
    commands={**GARDEN.commands, **named(SERVICE, [AttestState])},
    knows={**GARDEN.knows, **known(SERVICE, [StateAttested])},
)


async def gardening(ledger: MemoryLedger) -> tuple[Desk, Work]:
    """A service as it stands after a start."""
    desk = Desk(OPEN_GARDEN, ledger, ORIGIN, attest_every=EVERY)
    await desk.catch_up()
    exhibits = Exhibits(ledger)

    async def query(service: str, name: str, params: Any) -> Any:
        raise AssertionError(service)

    def moment(reading: Any) -> Moment:
        return Moment(desk.now, reading, exhibits.get, query, exhibits.put)

    return desk, Work(ServiceParts(SERVICE, OPEN_GARDEN), desk, exhibits, moment)


async def lived(*, restarts: bool, fails: bool = False) -> list[bytes]:
    """The log of nine beds, dug one after the other, each followed by a turn."""
    ledger = await founded(OPEN_GARDEN)
    desk, work = await gardening(ledger)
    for n in range(9):
        at = START + timedelta(minutes=n)
        await desk.decide(DigBed(bed=f"b{n}", places=n), asked(100 + n, at))
        if restarts:
            desk, work = await gardening(ledger)
        if fails:
            ledger.fail(after=1)
            with pytest.raises(LedgerUnavailable) if desk.marks.open() else _nothing():
                await work.turn(at)
            ledger.fail()
            desk, work = await gardening(ledger)
        await work.turn(at)
    return [kept.entry.wire for kept in await ledger.entries(0)]


def _nothing() -> Any:
    from contextlib import nullcontext

    return nullcontext()


async def attested(ledger: MemoryLedger) -> list[dict[str, Any]]:
    entries = [kept.entry for kept in await ledger.entries(0)]
    return [dict(entry.data) for entry in entries if entry.name == "StateAttested"]


async def test_a_state_is_attested_at_each_multiple_once() -> None:
    ledger = await founded(OPEN_GARDEN)
    desk, work = await gardening(ledger)
    for n in range(6):
        await desk.decide(DigBed(bed=f"b{n}", places=n), asked(100 + n))

    assert await work.turn(START) == 4  # two are passed, and attesting passes two more

    assert [said["position"] for said in await attested(ledger)] == [5, 10, 15, 20]
    assert await work.turn(START) == 0


async def test_what_is_attested_is_the_fold_of_exactly_so_many_entries() -> None:
    ledger = await founded(OPEN_GARDEN)
    desk, work = await gardening(ledger)
    for n in range(6):
        await desk.decide(DigBed(bed=f"b{n}", places=n), asked(100 + n))
    await work.turn(START)

    for said in await attested(ledger):
        folded: Folded[Any] = Folded(OPEN_GARDEN.initial)
        for kept in await ledger.entries(0, said["position"]):
            folded = folded.learn(OPEN_GARDEN, kept.entry)
        assert said["digest"] == state_digest("garden.v1", folded.basis, folded.state)


async def test_a_restart_anywhere_makes_the_same_log() -> None:
    assert await lived(restarts=True) == await lived(restarts=False)


async def test_an_attestation_that_failed_after_it_was_stored_is_one() -> None:
    assert await lived(restarts=False, fails=True) == await lived(restarts=False)


async def test_what_was_attested_already_is_not_kept_in_memory() -> None:
    ledger = await founded(OPEN_GARDEN)
    desk, work = await gardening(ledger)
    for n in range(6):
        await desk.decide(DigBed(bed=f"b{n}", places=n), asked(100 + n))
    await work.turn(START)

    assert desk.marks.open() == []
    assert (await gardening(ledger))[0].marks.open() == []


async def test_nobody_else_attests_a_service_s_state() -> None:
    ledger = await founded(OPEN_GARDEN)
    desk, _ = await gardening(ledger)

    receipt = await desk.decide(AttestState(position=2, digest="0" * 64), asked(1))

    assert receipt.entries[1].entry.data["reason"] == "no_mandate"


@pytest.mark.parametrize(("size", "sure"), [(9, True), (10, False), (11, False)])
def test_a_turn_is_not_left_out_where_the_log_has_grown_far_enough(size: int, sure: bool) -> None:
    quiet = Quiet()
    quiet.note("garden", Turned(performed=0, position=7, hears=frozenset(), next_position=10))

    assert quiet.sure("garden", START, ["a type that nobody hears"] * size) is sure
