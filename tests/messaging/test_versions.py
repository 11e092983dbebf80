"""Two versions of the rules in one release: the log says from where on the newer one decides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, insert, select

from baraza.auditor.findings import Findings
from baraza.auditor.folds import AnyDecider
from baraza.auditor.log import Log
from baraza.auditor.replay import Replay, Replayed
from baraza.auditor.scan import Scan
from baraza.auditor.source import Folder
from baraza.decider import (
    Asked,
    Decider,
    Entry,
    Folded,
    Message,
    Refused,
    Rules,
    Upcasters,
    decide_by,
    decision,
    known,
    named,
    state_digest,
)
from baraza.decider.folded import evolved
from baraza.ledger.messages import DeciderRegistered, RegisterDecider
from baraza.messaging.desk import Desk
from baraza.messaging.memory import MemoryLedger
from baraza.messaging.problems import Halted, Malformed
from baraza.messaging.versions import ANNOUNCED, by_age
from baraza.projection import Projector
from baraza.projection.upcasting import upcasting
from fakes import GARDEN, RULES, SERVICE, BedDug, DigBed, Garden, asked, founded
from forge import ORIGIN, Forge, Item, producer


class BedDug2(Message):
    """As version 2 says it: beds are measured in hands, two to a place."""

    v: ClassVar[int] = 2

    bed: str
    hands: int

    @property
    def subject(self) -> str:
        return f"bed.{self.bed}"


class FillBed(Message):
    """What only version 2 can be asked."""

    bed: str

    @property
    def subject(self) -> str:
        return f"bed.{self.bed}"


BedDug2.__name__ = "BedDug"
NEW = f"baraza.event.{SERVICE}.BedDug.v2"
UPCASTERS: Upcasters = {
    f"baraza.event.{SERVICE}.BedDug.v1": lambda data: {
        "bed": data["bed"],
        "hands": 2 * data["places"],
    }
}


def _dig(_: Any, command: DigBed, __: Asked) -> Sequence[Any] | Refused:
    return [BedDug2(bed=command.bed, hands=2 * command.places + 1)]


def _fill(_: Any, command: FillBed, __: Asked) -> Sequence[Any] | Refused:
    return [BedDug2(bed=command.bed, hands=0)]


def _evolve(garden: Garden, fact: Any, seen: Any) -> Garden:
    if isinstance(fact, BedDug2):
        return replace(garden, places=garden.places.insert(fact.bed, fact.hands))
    state: Garden = GARDEN.evolve(garden, fact, seen)
    return state


RULES_2: Rules[Any, Any, Any] = {**RULES, DigBed: _dig, FillBed: _fill}
GARDEN_2: Decider[Any, Any, Any, Any] = replace(
    GARDEN,
    name="garden.v2",
    decide=decide_by(RULES_2),
    evolve=_evolve,
    commands=named(SERVICE, RULES_2),
    knows={
        **{type_: model for type_, model in GARDEN.knows.items() if model is not BedDug},
        **known(SERVICE, [BedDug2]),
    },
    upcasters=UPCASTERS,
)
KEEPER: Decider[Any, Any, Any, Any] = Decider(
    name="ledger.v1",
    initial=None,
    decide=lambda _state, command, _asked: [DeciderRegistered(**command.model_dump())],
    evolve=lambda state, _fact, _seen: state,
    reads=lambda _state, _command, _asked: frozenset(),
    commands=named("ledger", [RegisterDecider]),
    knows=known("ledger", [DeciderRegistered]),
)


async def a_log() -> MemoryLedger:
    return await founded(GARDEN_2, GARDEN, KEEPER, origin=ORIGIN)


async def released(ledger: MemoryLedger, *deciders: AnyDecider, **more: Any) -> Desk:
    """A service of a release with these versions, once it has started."""
    oldest, *newer = by_age(deciders)
    desk = Desk(oldest, ledger, ORIGIN, newer=newer, **more)
    await desk.catch_up()
    return desk


async def announced(ledger: MemoryLedger, name: str, n: int) -> None:
    entries = await ledger.entries(0)
    folded: Folded[Any] = Folded(None)
    for kept in entries:
        if kept.entry.name != "BedDug":
            folded = folded.learn(replace(KEEPER, knows={}, name="-.v1"), kept.entry)
    folded = replace(folded, basis=len(entries))
    by = Asked(asked(n).id, asked(n).time, "service.ledger")
    command = RegisterDecider(decider=name, source_sha256="0" * 64)
    await ledger.append(decision(KEEPER, folded, command, by, origin=ORIGIN))


async def dug(desk: Desk, n: int) -> Entry:
    receipt = await desk.decide(DigBed(bed=f"b{n}", places=3), asked(n))
    return receipt.entries[0].entry


async def two_versions(ledger: MemoryLedger) -> list[str]:
    """One release after the other; by whom each of four commands was decided."""
    by = []
    desk = await released(ledger, GARDEN)
    by.append(await dug(desk, 1))
    desk = await released(ledger, GARDEN, GARDEN_2)
    by.append(await dug(desk, 2))
    await announced(ledger, "garden.v2", 3)
    await desk.catch_up()
    by.append(await dug(desk, 4))
    desk = await released(ledger, GARDEN, GARDEN_2)
    by.append(await dug(desk, 5))
    return [entry.document["decider"] for entry in by]


@pytest.mark.case(48)
async def test_the_newest_version_that_the_log_has_announced_decides() -> None:
    assert await two_versions(await a_log()) == ["garden.v1", "garden.v1", "garden.v2", "garden.v2"]


@pytest.mark.case(48)
async def test_who_switched_while_it_ran_stands_where_a_restart_does() -> None:
    ledger = await a_log()
    await two_versions(ledger)
    entries = await ledger.entries(0)
    switched = await released(MemoryLedger(), GARDEN, GARDEN_2)
    for kept in entries:
        await switched.receive([kept])
    fold = GARDEN_2.initial
    for kept in entries:
        if kept.entry.kind == "event":
            fold = evolved(GARDEN_2, fold, kept.entry, kept.index)

    assert switched.decider is GARDEN_2
    assert switched.now.state == fold
    assert dict(fold.places) == {"b1": 6, "b2": 6, "b4": 7, "b5": 7}


@pytest.mark.case(48)
async def test_before_the_switch_old_and_new_release_fold_to_the_same_digest() -> None:
    ledger = await a_log()
    await dug(await released(ledger, GARDEN), 1)
    old, new = await released(ledger, GARDEN), await released(ledger, GARDEN, GARDEN_2)

    digests = [state_digest(d.decider.name, d.position, d.now.state) for d in (old, new)]
    assert digests[0] == digests[1]


@pytest.mark.case(48)
async def test_the_old_release_refuses_to_decide_after_facts_it_cannot_read() -> None:
    ledger = await a_log()
    await two_versions(ledger)
    old = Desk(GARDEN, ledger, ORIGIN)

    with pytest.raises(Halted):
        await old.catch_up()

    size = (await ledger.head()).size
    assert old.halted == "unknown_type"
    with pytest.raises(Halted):
        await dug(old, 9)
    assert (await ledger.head()).size == size


async def test_what_only_the_newer_version_takes_is_not_asked_of_the_older() -> None:
    ledger = await a_log()
    desk = await released(ledger, GARDEN, GARDEN_2)
    with pytest.raises(Malformed):
        await desk.decide(FillBed(bed="b1"), asked(1))

    await announced(ledger, "garden.v2", 2)
    await desk.catch_up()
    receipt = await desk.decide(FillBed(bed="b1"), asked(3))

    assert receipt.entries[1].entry.type == NEW


async def test_announcing_what_a_release_has_not_changes_nothing_in_it() -> None:
    ledger = await a_log()
    desk = await released(ledger, GARDEN)
    await announced(ledger, "garden.v2", 1)
    await desk.catch_up()

    assert desk.decider is GARDEN


# --- others who read the same log ------------------------------------------------------------


async def replayed(
    ledger: MemoryLedger, folder: Path, deciders: Mapping[str, AnyDecider]
) -> tuple[Replayed, Findings]:
    items = [
        Item(dict(kept.entry.document), producer(kept.entry.service), kept.recorded_at)
        for kept in await ledger.entries(0)
        if kept.index > 1
    ]
    first = [
        Item(dict(kept.entry.document), producer("root"), kept.recorded_at)
        for kept in await ledger.entries(0, 2)
    ]
    log = Log.open(Folder(Forge(items=[*first, *items]).export(folder)))
    findings = Findings()
    scan = Scan(log, findings)
    resting = scan.run()
    resting.commands.pop("ledger.v1")
    done = Replay(log, scan.reader, resting, deciders, findings, origin=ORIGIN).run()
    return done, findings


@pytest.mark.case(48)
async def test_the_auditor_decides_each_command_by_the_version_that_it_names(
    tmp_path: Path,
) -> None:
    ledger = await a_log()
    await two_versions(ledger)
    both = {"garden.v1": GARDEN, "garden.v2": GARDEN_2}
    done, findings = await replayed(ledger, tmp_path, both)

    assert (done.same, done.different, findings.exit) == (4, 0, 0), findings.listed
    assert {n: said["position"] for n, said in done.state.items()} == {
        "garden.v1": 4,
        "garden.v2": 10,
    }


@pytest.mark.case(32, 48)
async def test_an_auditor_of_the_old_release_says_what_it_cannot_decide(tmp_path: Path) -> None:
    ledger = await a_log()
    await two_versions(ledger)
    done, findings = await replayed(ledger, tmp_path, {"garden.v1": GARDEN})

    assert (done.same, done.unverifiable, findings.exit) == (2, 2, 3)
    (finding,) = findings.listed
    assert finding.code == "unknown_decider"
    assert "2 commands not decided again, in the entries 8 to 10" in finding.detail


async def test_rules_without_the_chain_cannot_read_the_older_fact(tmp_path: Path) -> None:
    ledger = await a_log()
    await two_versions(ledger)
    chainless = replace(GARDEN_2, upcasters={})
    both = {"garden.v1": GARDEN, "garden.v2": chainless}
    done, findings = await replayed(ledger, tmp_path, both)

    assert (done.same, done.unverifiable, findings.exit) == (2, 2, 3)
    assert [f.code for f in findings.listed] == ["unknown_type"]


async def test_a_read_model_reads_by_the_same_chain() -> None:
    ledger = await a_log()
    await two_versions(ledger)
    metadata = MetaData()
    beds = Table("bed", metadata, Column("id", String, primary_key=True), Column("hands", Integer))

    def project(connection: Any, index: int, entry: Entry) -> None:
        if entry.type == NEW:
            row = {"id": entry.data["bed"], "hands": entry.data["hands"]}
            connection.execute(insert(beds).values(row))

    projector = Projector("sqlite://", metadata, upcasting(UPCASTERS, project))
    projector.apply([(kept.index, kept.entry) for kept in await ledger.entries(0)])
    with projector.reading() as connection:
        rows = {row.id: row.hands for row in connection.execute(select(beds))}
    projector.close()

    assert rows == {"b1": 6, "b2": 6, "b4": 7, "b5": 7}


def test_announcements_are_read_as_the_ledger_writes_them() -> None:
    assert ANNOUNCED in known("ledger", [DeciderRegistered])
