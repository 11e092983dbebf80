"""A small service and a log for it: what tests of the shared packages stand on."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, ClassVar

from rpds import HashTrieMap

from baraza.decider import (
    Asked,
    Decider,
    Entry,
    ExhibitRef,
    FieldCommitment,
    Message,
    Pseudonym,
    Refused,
    Rules,
    Seen,
    Step,
    decide_by,
    entry_type,
    known,
    named,
    uuid7_of,
    written,
)
from baraza.decider.decision import schema_uri
from baraza.forms.v1.agenda import Agenda, Due
from baraza.forms.v1.messages import ReachDeadline
from baraza.messaging.ask import Ask
from baraza.messaging.memory import MemoryLedger

ORIGIN = "baraza.example/test"
START = datetime(2027, 1, 4, 9, tzinfo=UTC)
SERVICE = "garden"


# --- the sample service: beds with a number of places --------------------------------------


class OfBed(Message):
    bed: str

    @property
    def subject(self) -> str:
        return f"bed.{self.bed}"


class DigBed(OfBed):
    """Make a bed with so many places, to be cleared when a time has passed."""

    makes: ClassVar[str | None] = "bed"

    places: int = 2
    soil: ExhibitRef | None = None


class PlantSeed(OfBed):
    """Put a seed of a person's into a place."""

    person: Pseudonym
    wish: FieldCommitment | None = None
    known_gardener: bool = False


class WaterBed(OfBed):
    """A step that follows planting."""

    litres: int


class BedDug(OfBed):
    places: int


class SeedPlanted(OfBed):
    person: Pseudonym
    wish: FieldCommitment | None = None


class BedWatered(OfBed):
    litres: int


class BedCleared(OfBed):
    pass


class ErasePersonData(Message):
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"person.{self.person}"


class PersonErased(Message):
    pseudonym: Pseudonym

    @property
    def subject(self) -> str:
        return f"person.{self.pseudonym}"


Fact = BedDug | SeedPlanted | BedWatered | BedCleared | PersonErased


@dataclass(frozen=True)
class Garden:
    places: HashTrieMap[str, int] = field(default_factory=HashTrieMap)
    agenda: Agenda = field(default_factory=Agenda)
    steps: tuple[Step, ...] = ()


def _dig(garden: Garden, command: DigBed, _: Asked) -> Sequence[Fact] | Refused:
    if command.bed in garden.places:
        return Refused("already_done")
    return [BedDug(bed=command.bed, places=command.places)]


def _plant(garden: Garden, command: PlantSeed, _: Asked) -> Sequence[Fact] | Refused:
    left = garden.places.get(command.bed, 0)
    if left < 1:
        return Refused("no_place_left", numbers={"places": left})
    return [SeedPlanted(bed=command.bed, person=command.person, wish=command.wish)]


def _water(_: Garden, command: WaterBed, __: Asked) -> Sequence[Fact] | Refused:
    return [BedWatered(bed=command.bed, litres=command.litres)]


def _reach(garden: Garden, command: ReachDeadline, asked: Asked) -> Sequence[Fact] | Refused:
    due = Due(command.at, command.about, command.what)
    refused = garden.agenda.reach(due, asked.time)
    return refused or [BedCleared(bed=command.about.partition(".")[2])]


def _erase(_: Garden, command: ErasePersonData, __: Asked) -> Sequence[Fact] | Refused:
    return [PersonErased(pseudonym=command.person)]


RULES: Rules[Any, Garden, Any] = {
    DigBed: _dig,
    PlantSeed: _plant,
    WaterBed: _water,
    ReachDeadline: _reach,
    ErasePersonData: _erase,
}


def _evolve(garden: Garden, fact: Fact, seen: Seen) -> Garden:
    match fact:
        case BedDug(bed=bed, places=places):
            due = Due(seen.time + timedelta(days=2), f"bed.{bed}", "clearing")
            return Garden(garden.places.insert(bed, places), garden.agenda.put(due), garden.steps)
        case SeedPlanted(bed=bed):
            step = Step.after(seen, SERVICE, WaterBed(bed=bed, litres=1))
            left = garden.places.get(bed, 0) - 1
            return Garden(garden.places.insert(bed, left), garden.agenda, (*garden.steps, step))
        case BedCleared(bed=bed):
            return Garden(garden.places, garden.agenda.close(f"bed.{bed}"), garden.steps)
        case _:
            return garden


GARDEN: Decider[Any, Any, Any, Any] = Decider(
    name="garden.v1",
    initial=Garden(),
    decide=decide_by(RULES),
    evolve=_evolve,
    reads=lambda state, command, asked: frozenset(),
    commands=named(SERVICE, RULES),
    knows=known(SERVICE, [BedDug, SeedPlanted, BedWatered, BedCleared, PersonErased]),
)


def command_id(n: int) -> str:
    """The n-th id that an asker chose."""
    return uuid7_of(START, sha256(f"command {n}".encode()).digest())


def an_ask(n: int, actor: str = "person.p00001", **data: Any) -> Ask:
    return Ask(id=command_id(n), actor=actor, data=data)


def asked(n: int, at: datetime = START, actor: str = "person.p00001") -> Asked:
    return Asked(command_id(n), at, actor)


# --- a founded log -------------------------------------------------------------------------


def types_of(*deciders: Decider[Any, Any, Any, Any]) -> list[str]:
    """All entry types that these services may record."""
    types: set[str] = set()
    for decider in deciders:
        types |= decider.commands.keys()
        types |= {type_ for type_ in decider.knows if type_.split(".")[2] == decider.service}
        types.add(entry_type("event", decider.service, "CommandRefused"))
    return sorted(types)


async def founded(
    *deciders: Decider[Any, Any, Any, Any],
    origin: str = ORIGIN,
    more: Iterable[str] = (),
    clock: str = "virtual",
) -> MemoryLedger:
    """A log in memory, whose founding publishes a schema for every type of these services."""
    ledger = MemoryLedger()
    contracts = {}
    for type_ in [*types_of(*deciders), *more]:
        contracts[type_] = await ledger.put_exhibit(type_.encode())
    await ledger.append(founding(contracts, origin, clock))
    return ledger


def founding(
    contracts: dict[str, str], origin: str = ORIGIN, clock: str = "virtual"
) -> tuple[Entry, Entry]:
    """The first decision of a log, as far as a fold looks at it."""
    common = {
        "specversion": "1.0",
        "source": f"//{origin}/ledger",
        "subject": "log.one",
        "time": written(START - timedelta(days=1)),
        "datacontenttype": "application/json",
        "dataschema": schema_uri("0" * 64),
        "commandid": command_id(0),
        "correlationid": command_id(0),
        **({"exhibits": " ".join(sorted(set(contracts.values())))} if contracts else {}),
        "data": {"origin": origin, "clock": clock, "contracts": contracts},
    }
    event = Entry(
        {
            **common,
            "id": f"{command_id(0)}.1",
            "type": "baraza.event.ledger.LogFounded.v1",
            "entityversion": 1,
        }
    )
    command = Entry(
        {
            **common,
            "id": command_id(0),
            "type": "baraza.command.ledger.FoundLog.v1",
            "actor": "body.founders",
            "actingas": "self",
            "basis": 0,
            "decider": "ledger.v1",
            "eventcount": 1,
            "eventsdigest": sha256(event.digest).hexdigest(),
        }
    )
    return command, event
