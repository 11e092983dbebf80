"""A decision's bytes follow from the log before it; folding knows what it must not skip."""

from __future__ import annotations  # HashTrieMap has no [] at run time

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st
from rpds import HashTrieMap

from baraza.decider import (
    Asked,
    Chain,
    Decider,
    Entry,
    ExhibitRef,
    Folded,
    Message,
    Refused,
    Seen,
    Step,
    UnknownType,
    decide_by,
    decision,
    due_id,
    instant,
    known,
    made_id,
    named,
    state_digest,
    step_id,
    uuid7_of,
    written,
)
from baraza.decider.decision import schema_uri

ORIGIN = "baraza.example/test"
NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
COMMAND_ID = uuid7_of(NOON, bytes(32))


class OfJar(Message):
    jar: str

    @property
    def subject(self) -> str:
        return f"jar.{self.jar}"


class Fill(OfJar):
    spoons: int
    label: ExhibitRef | None = None


class Filled(OfJar):
    spoons: int
    label: ExhibitRef | None = None


class Sealed(OfJar):
    pass


@dataclass(frozen=True)
class Shelf:
    spoons: HashTrieMap[str, int] = field(default_factory=HashTrieMap)


def fill(shelf: Shelf, command: Fill, _: Asked) -> Sequence[Filled | Sealed] | Refused:
    full = shelf.spoons.get(command.jar, 0) + command.spoons
    if full > 10:
        return Refused("too_full", numbers={"room": 10 - shelf.spoons.get(command.jar, 0)})
    filled = Filled(jar=command.jar, spoons=command.spoons, label=command.label)
    return [filled, Sealed(jar=command.jar)] if full == 10 else [filled]


def evolve(shelf: Shelf, fact: Filled | Sealed, seen: Seen) -> Shelf:
    match fact:
        case Filled():
            held = shelf.spoons.get(fact.jar, 0)
            return replace(shelf, spoons=shelf.spoons.insert(fact.jar, held + fact.spoons))
        case Sealed():
            return shelf


SHELF: Decider[Shelf, Fill, Filled | Sealed, Filled | Sealed] = Decider(
    name="kitchen.v1",
    initial=Shelf(),
    decide=decide_by({Fill: fill}),
    evolve=evolve,
    reads=lambda shelf, command, asked: frozenset({"larder.room.main"}),
    commands=named("kitchen", [Fill]),
    knows=known("kitchen", [Filled, Sealed]),
)
CONTRACTS = HashTrieMap(
    {
        "baraza.command.kitchen.Fill.v1": "11" * 32,
        "baraza.event.kitchen.Filled.v1": "22" * 32,
        "baraza.event.kitchen.Sealed.v1": "33" * 32,
        "baraza.event.kitchen.CommandRefused.v1": "44" * 32,
    }
)
EMPTY = Folded(Shelf(), contracts=CONTRACTS)


def asked(id_: str = COMMAND_ID) -> Asked:
    return Asked(id_, NOON, "person.p00001", "self", "ordinary")


def decided(folded: Folded[Shelf], spoons: int, **more: ExhibitRef) -> tuple[Entry, ...]:
    command = Fill.model_validate({"jar": "honey", "spoons": spoons, **more})
    return decision(SHELF, folded, command, asked(), origin=ORIGIN)


def learned(folded: Folded[Shelf], entries: Sequence[Entry]) -> Folded[Shelf]:
    for entry in entries:
        folded = folded.learn(SHELF, entry)
    return folded


def test_a_decision_is_its_command_and_its_facts_in_order() -> None:
    command, filled, sealed = decided(EMPTY, 10)

    assert [command.name, filled.name, sealed.name] == ["Fill", "Filled", "Sealed"]
    assert [filled.id, sealed.id] == [f"{COMMAND_ID}.1", f"{COMMAND_ID}.2"]
    assert [filled.document["entityversion"], sealed.document["entityversion"]] == [1, 2]
    assert command.document["eventcount"] == 2
    digests = filled.digest + sealed.digest
    assert command.document["eventsdigest"] == sha256(digests).hexdigest()


def test_the_same_arguments_give_the_same_bytes() -> None:
    first, second = decided(EMPTY, 3), decided(EMPTY, 3)

    assert [entry.wire for entry in first] == [entry.wire for entry in second]


def test_what_is_read_and_not_written_is_guarded_at_its_version() -> None:
    folded = replace(EMPTY, versions=EMPTY.versions.insert("larder.room.main", 7))

    assert decided(folded, 3)[0].document["expect"] == "larder.room.main=7"


def test_a_refusal_stands_on_a_subject_of_its_own_and_guards_whom_it_addresses() -> None:
    folded = learned(EMPTY, decided(EMPTY, 9))
    command, refusal = decided(folded, 2)

    assert refusal.subject == f"refusal.{COMMAND_ID}"
    assert refusal.document["entityversion"] == 1
    assert command.document["expect"] == "kitchen.jar.honey=1 larder.room.main=0"
    assert refusal.data == {
        "command": "Fill",
        "reason": "too_full",
        "rule": "kitchen.v1",
        "numbers": {"room": 1},
    }


def test_a_refusal_changes_no_state() -> None:
    folded = learned(EMPTY, decided(EMPTY, 9))
    after = learned(folded, decided(folded, 2))

    assert after.state == folded.state
    assert after.basis == folded.basis + 2


def test_an_exhibit_named_in_data_is_listed_on_command_and_fact() -> None:
    label = ExhibitRef(exhibit="ab" * 32, size=3)
    command, filled = decided(EMPTY, 3, label=label)

    assert command.document["exhibits"] == filled.document["exhibits"] == "ab" * 32


def test_a_hand_note_is_listed_on_the_command_alone() -> None:
    command, filled = decision(
        SHELF,
        EMPTY,
        Fill(jar="honey", spoons=1),
        asked(),
        origin=ORIGIN,
        chain=Chain(hand="cd" * 32, via="file"),
    )

    assert command.document["exhibits"] == "cd" * 32
    assert "exhibits" not in filled.document
    assert command.document["via"] == "file"


def test_an_entry_read_back_is_the_entry() -> None:
    for entry in decided(EMPTY, 10):
        again = Entry.read(entry.wire)

        assert again.document == json.loads(entry.wire)
        assert again.wire == entry.wire
        assert again.bus_subject == entry.bus_subject


def test_a_fact_of_an_unknown_version_is_never_skipped() -> None:
    _, filled = decided(EMPTY, 3)
    newer = Entry({**filled.document, "type": "baraza.event.kitchen.Filled.v2"})

    with pytest.raises(UnknownType, match="entry 0"):
        EMPTY.learn(SHELF, newer)


def test_a_foreign_fact_outside_the_inbox_moves_only_position_and_version() -> None:
    _, filled = decided(EMPTY, 3)
    type_ = "baraza.event.larder.Swept.v1"
    foreign = Entry({**filled.document, "type": type_, "subject": "room.main"})
    after = EMPTY.learn(SHELF, foreign)

    assert after.state == EMPTY.state
    assert after.version("larder.room.main") == 1


def test_contracts_come_from_the_log() -> None:
    _, filled = decided(EMPTY, 3)
    document = {
        **filled.document,
        "type": "baraza.event.ledger.ContractRegistered.v1",
        "data": {"contracts": {"baraza.event.kitchen.Eaten.v1": "55" * 32}},
    }

    contracts = EMPTY.learn(SHELF, Entry(document)).contracts
    assert contracts["baraza.event.kitchen.Eaten.v1"] == "55" * 32
    assert schema_uri("00" * 32) == "ni:///sha-256;" + "A" * 43


@forall(st.lists(st.integers(1, 10), max_size=8))
def test_no_history_overfills_a_jar(spoons: list[int]) -> None:
    folded = EMPTY
    for amount in spoons:
        folded = learned(folded, decided(folded, amount))

    assert folded.state.spoons.get("honey", 0) <= 10


@forall(
    st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.binary(min_size=32, max_size=32),
)
def test_an_id_made_from_time_and_chance_is_a_uuid_of_version_7(
    time: datetime, chance: bytes
) -> None:
    text = uuid7_of(time, chance)
    value = int(text.replace("-", ""), 16)

    assert (value >> 76) & 15 == 7
    assert (value >> 62) & 3 == 2
    assert timedelta(milliseconds=value >> 80) == timedelta(
        milliseconds=(time - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    )


@forall(st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_instant_survives_writing_and_reading(time: datetime) -> None:
    time = time.replace(microsecond=time.microsecond // 1000 * 1000)

    assert instant(written(time)) == time


def test_ids_follow_from_what_they_are_for() -> None:
    seen = Seen(4, f"{COMMAND_ID}.1", "jar.honey", NOON, COMMAND_ID)
    first = Step.after(seen, "kitchen", Fill(jar="honey", spoons=1))
    second = Step.after(seen, "kitchen", Fill(jar="honey", spoons=1), k=2)

    assert first.id == step_id(seen.id, NOON, "baraza.command.kitchen.Fill.v1", 1)
    assert first.id != second.id
    assert first.order < second.order
    assert due_id("t", NOON, "jar.honey", "eat") != due_id("t", NOON, "jar.honey", "seal")
    assert made_id(COMMAND_ID, "jar", 1) != made_id(COMMAND_ID, "jar", 2)


@forall(st.permutations(["ada", "alan", "grace", "kay", "barbara"]))
def test_a_states_digest_does_not_depend_on_how_a_map_was_filled(names: list[str]) -> None:
    filled = Shelf(HashTrieMap({name: len(name) for name in names}))
    sorted_ = Shelf(HashTrieMap({name: len(name) for name in sorted(names)}))

    assert state_digest("kitchen.v1", 3, filled) == state_digest("kitchen.v1", 3, sorted_)


def test_a_states_digest_names_decider_and_position() -> None:
    assert state_digest("kitchen.v1", 3, Shelf()) != state_digest("kitchen.v1", 4, Shelf())
    assert state_digest("kitchen.v1", 3, Shelf()) != state_digest("kitchen.v2", 3, Shelf())
