"""A programme's folder as values: read whole or not at all, with all its faults at once."""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from baraza.console.programme.calendar import Happening
from baraza.console.programme.charter import (
    Envelope,
    Intake,
    Programme,
    Round,
    Stage,
    Training,
    Workshop,
)
from baraza.console.programme.checks import Checks
from baraza.console.programme.faults import Fault, Faults, FaultyFolder, Said
from baraza.console.programme.people import (
    SOURCE_POOLS,
    Affiliate,
    Body,
    ContactLimit,
    Person,
    RoleTerm,
    Seat,
)
from baraza.console.programme.reading import CHARTER, read_bytes, read_charter, read_table

FILES = (
    CHARTER,
    "affiliates.csv",
    "people.csv",
    "role_terms.csv",
    "bodies.csv",
    "seats.csv",
    "contact_limits.csv",
)
DEPLOY = Path(__file__).resolve().parents[6] / "deploy"
"""Beside the source: what a checkout brings for an operator to begin with."""
STARTER = DEPLOY / "starter"
DEFAULT = DEPLOY / "pilot"
OPTIONAL = ("happenings.csv",)

__all__ = [
    "DEFAULT",
    "FILES",
    "OPTIONAL",
    "SOURCE_POOLS",
    "Affiliate",
    "Body",
    "ContactLimit",
    "Envelope",
    "Fault",
    "FaultyFolder",
    "Folder",
    "Happening",
    "Intake",
    "Person",
    "Programme",
    "RoleTerm",
    "Round",
    "Seat",
    "Stage",
    "Training",
    "Workshop",
    "read",
]


@dataclass(frozen=True)
class Folder:
    """Everything a programme's folder says; each tuple in the order of its file."""

    path: Path
    seed: str
    """64 hex digits that follow from the bytes of the files and nothing else."""
    programme: Programme
    affiliates: tuple[Affiliate, ...]
    people: tuple[Person, ...]
    role_terms: tuple[RoleTerm, ...]
    bodies: tuple[Body, ...]
    seats: tuple[Seat, ...]
    contact_limits: tuple[ContactLimit, ...]
    happenings: tuple[Happening, ...]

    def affiliate(self, affiliate_id: str | None) -> Affiliate | None:
        """The affiliate; None for who has none."""
        return self._affiliates.get(affiliate_id) if affiliate_id else None

    def person(self, ref: str) -> Person:
        """The person whom the other files call so."""
        return self._people[ref]

    def body(self, body_id: str) -> Body:
        """The body, by its id in the files or in the log: `body-wmf`, `wmf`."""
        return self._bodies[body_id.removeprefix("body-")]

    def starter(self, service: str, kind: str) -> dict[str, Any]:
        """The starter set's rules of this kind, before the folder fills in what is its own."""
        rules: dict[str, Any] = json.loads((STARTER / service / f"{kind}.json").read_bytes())
        return rules

    @cached_property
    def _affiliates(self) -> dict[str, Affiliate]:
        return {each.affiliate_id: each for each in self.affiliates}

    @cached_property
    def _people(self) -> dict[str, Person]:
        return {each.person_ref: each for each in self.people}

    @cached_property
    def _bodies(self) -> dict[str, Body]:
        return {each.id: each for each in self.bodies}

    @property
    def mentees(self) -> tuple[Person, ...]:
        return tuple(each for each in self.people if each.is_mentee)

    @property
    def mentors(self) -> tuple[Person, ...]:
        return tuple(each for each in self.people if each.is_mentor)

    @property
    def places(self) -> int:
        """For participants: as the charter says; else as many as the mentors offer."""
        return self.programme.places or sum(each.mentor_places for each in self.mentors)

    def with_role(self, role: str) -> tuple[Person, ...]:
        return tuple(each for each in self.people if role in each.roles)

    def seats_of(self, body: str) -> tuple[Seat, ...]:
        """Seats of the body with this id (`wmf`), by number."""
        held = (seat for seat in self.seats if seat.body == body)
        return tuple(sorted(held, key=lambda seat: (seat.number, seat.starts_on)))

    def happening(self, what: str, on: date) -> tuple[Happening, ...]:
        """What of this kind happens on that day, in the order of the file."""
        return tuple(each for each in self.happenings if (each.what, each.on) == (what, on))

    def happens(self, act: str, refs: tuple[str, ...], on: date) -> bool:
        """Whether people do the ordinary thing on that day; the same on every machine."""
        per_mille = self.programme.behaviour_per_mille.get(act, 1000)
        words = ("baraza/pilot/1", self.programme.programme_id, act, *refs, on.isoformat())
        drawn = int.from_bytes(sha256("\n".join(words).encode()).digest()[:4], "big")
        return drawn % 1000 < per_mille


def read(path: Path) -> Folder:
    """The folder, or `FaultyFolder` with everything that is wrong with it."""
    faults = Faults()
    if not path.is_dir():
        faults.add(str(path), 1, 1, "", Said("no such folder"), "a programme's folder")
        raise FaultyFolder(faults.found)
    data = {name: read_bytes(path, name, faults) for name in FILES}
    data |= {name: read_bytes(path, name, faults) for name in OPTIONAL if (path / name).exists()}
    charter = read_charter(data[CHARTER], faults)
    affiliates = read_table("affiliates.csv", data["affiliates.csv"], Affiliate, faults)
    people = read_table("people.csv", data["people.csv"], Person, faults)
    terms = read_table("role_terms.csv", data["role_terms.csv"], RoleTerm, faults)
    bodies = read_table("bodies.csv", data["bodies.csv"], Body, faults)
    seats = read_table("seats.csv", data["seats.csv"], Seat, faults)
    limits = read_table("contact_limits.csv", data["contact_limits.csv"], ContactLimit, faults)
    happenings = read_table("happenings.csv", data.get("happenings.csv"), Happening, faults)
    Checks(faults, charter, affiliates, people, terms, bodies, seats, limits, happenings).all()
    if faults.found or charter.value is None:
        raise FaultyFolder(faults.found)
    return Folder(
        path=path,
        seed=seed_of({name: body for name, body in data.items() if body is not None}),
        programme=charter.value,
        affiliates=affiliates.values,
        people=people.values,
        role_terms=terms.values,
        bodies=bodies.values,
        seats=seats.values,
        contact_limits=limits.values,
        happenings=happenings.values,
    )


def seed_of(files: dict[str, bytes]) -> str:
    """SHA-256 over the files' bytes, sorted by name; each under its own digest."""
    whole = sha256(b"baraza.pilot.seed/v1\n")
    for name in sorted(files):
        whole.update(f"{name}\n{sha256(files[name]).hexdigest()}\n".encode())
    return whole.hexdigest()
