"""What must agree across the lines and files of a folder."""

import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any, TypeVar

from pydantic import BaseModel

from baraza.console.programme.calendar import KINDS, Happening
from baraza.console.programme.charter import ACTS, Programme
from baraza.console.programme.course import Course
from baraza.console.programme.faults import Faults
from baraza.console.programme.groups import groups
from baraza.console.programme.people import (
    Affiliate,
    Body,
    ContactLimit,
    Person,
    RoleTerm,
    Seat,
)
from baraza.console.programme.reading import Charter, Line, Table

Row = TypeVar("Row", bound=BaseModel)
TOLD_DAYS = ("from", "until", "decided", "funded", "closed")
"""Days that a happening's detail may tell."""


class Checks:
    """All of a folder's parts side by side; each method is one family of agreements."""

    def __init__(
        self,
        faults: Faults,
        charter: Charter,
        affiliates: Table[Affiliate],
        people: Table[Person],
        terms: Table[RoleTerm],
        bodies: Table[Body],
        seats: Table[Seat],
        limits: Table[ContactLimit],
        happenings: Table[Happening],
    ) -> None:
        self.faults = faults
        self.charter = charter
        self.affiliates, self.people, self.terms = affiliates, people, terms
        self.bodies, self.seats = bodies, seats
        self.limits, self.happenings = limits, happenings
        self.known_affiliates = affiliates.names("affiliate_id")
        self.known_people = people.names("person_ref")
        self.known_bodies = bodies.names("body_id")

    def all(self) -> None:
        self.ids()
        self.people_stand_somewhere()
        self.terms_and_seats()
        self.limits_and_happenings()
        if self.charter.value is not None:
            programme = self.charter.value
            self.charter_days(programme)
            self.charter_names(programme)
            self.charter_money(programme)
            self.happenings_in_time(programme)
            Course(self.faults, self.charter, programme, self.bodies, self.seats, self.people).all()

    # --- ids and references --------------------------------------------------------------

    def ids(self) -> None:
        self._once(self.affiliates, "affiliate_id", lambda row: row.affiliate_id)
        self._once(self.people, "person_ref", lambda row: row.person_ref)
        self._once(self.people, "wiki_username", lambda row: account(row.wiki_username))
        self._once(self.bodies, "body_id", lambda row: row.id)
        self._once(self.seats, "seat", lambda row: (row.body_id, row.seat, row.starts_on))
        self._once(self.seats, "person_ref", lambda row: (row.body_id, row.person_ref))
        self._once(self.limits, "to_person", lambda row: (row.from_person, row.to_person, row.kind))

    def _once(self, table: Table[Row], column: str, key: Callable[[Row], object]) -> None:
        first: dict[object, int] = {}
        for line in table.lines:
            number = first.setdefault(key(line.value), line.number)
            if number != line.number:
                found = getattr(line.value, column)
                expected = f"each only once (it stands on line {number} too)"
                table.fault(self.faults, line, column, found, expected)

    def _person(self, table: Table[Any], line: Line[Any], column: str) -> None:
        ref = getattr(line.value, column)
        if ref is not None and _missing(ref, self.known_people):
            table.fault(self.faults, line, column, ref, "a person_ref of people.csv")

    def people_stand_somewhere(self) -> None:
        for line in self.people.lines:
            self._person_stands(line)

    def _person_stands(self, line: Line[Person]) -> None:
        person = line.value

        def fault(column: str, expected: str) -> None:
            found = getattr(person, column)
            found = ";".join(found) if isinstance(found, tuple) else found
            self.people.fault(self.faults, line, column, found, expected)

        chosen = person.is_mentee or person.is_mentor
        if person.affiliate_id is None and chosen:
            fault("affiliate_id", "an affiliate_id of affiliates.csv: only externals have none")
        if _missing(person.affiliate_id, self.known_affiliates):
            fault("affiliate_id", "an affiliate_id of affiliates.csv")
        if set(person.fluent) - set(person.languages):
            fault("fluent", "some of the person's languages")
        if chosen and person.pool is None:
            fault("pool", "the pool that the person comes from")
        if person.is_mentee and person.is_mentor:
            fault("roles", "mentee or mentor, not both")

    def terms_and_seats(self) -> None:
        for term in self.terms.lines:
            self._person(self.terms, term, "person_ref")
            of_affiliate = term.value.body.startswith("aff-")
            if of_affiliate and _missing(term.value.body, self.known_affiliates):
                expected = "an affiliate_id of affiliates.csv"
                self.terms.fault(self.faults, term, "body", term.value.body, expected)
            self._ends_after(self.terms, term)
        for seat in self.seats.lines:
            self._person(self.seats, seat, "person_ref")
            if _missing(seat.value.body_id, self.known_bodies):
                found, expected = seat.value.body_id, "a body_id of bodies.csv"
                self.seats.fault(self.faults, seat, "body_id", found, expected)
            self._ends_after(self.seats, seat)
        for body in self.bodies.lines if self.seats.cells is not None else ():
            held = sum(seat.body_id == body.value.body_id for seat in self.seats.values)
            if not 1 <= body.value.quorum <= held:
                expected = f"a number from 1 to the {held} seats of the body in seats.csv"
                self.bodies.fault(self.faults, body, "quorum", body.value.quorum, expected)

    def _ends_after(self, table: Table[Any], line: Line[Any]) -> None:
        starts, ends = line.value.starts_on, line.value.ends_on
        if ends is not None and ends < starts:
            table.fault(self.faults, line, "ends_on", ends, f"a day not before {starts}")

    def limits_and_happenings(self) -> None:
        for limit in self.limits.lines:
            self._person(self.limits, limit, "from_person")
            self._person(self.limits, limit, "to_person")
            if limit.value.from_person == limit.value.to_person:
                found = limit.value.to_person
                self.limits.fault(self.faults, limit, "to_person", found, "somebody else")
        for line in self.happenings.lines:
            self._person(self.happenings, line, "person_ref")
            self._person(self.happenings, line, "other_ref")
            self._happening(line)

    def _happening(self, line: Line[Happening]) -> None:
        happening, kind = line.value, KINDS[line.value.what]
        if not re.fullmatch(kind.detail, happening.detail):
            expected = f"{kind.form} for {happening.what}"
            self.happenings.fault(self.faults, line, "detail", happening.detail, expected)
        for column, wanted in (("person_ref", kind.person), ("other_ref", kind.other)):
            if wanted and getattr(happening, column) is None:
                expected = f"a person_ref of people.csv for {happening.what}"
                self.happenings.fault(self.faults, line, column, None, expected)
        for name in TOLD_DAYS:
            day = happening.said.get(name, "")[:10]
            if day and _day(day) is None:
                self.happenings.fault(self.faults, line, "detail", day, "a day of the calendar")

    def happenings_in_time(self, programme: Programme) -> None:
        first = programme.starts_on
        for line in self.happenings.lines:
            if not first <= line.value.on <= programme.ends_on:
                expected = f"a day of the programme, {first} to {programme.ends_on}"
                self.happenings.fault(self.faults, line, "on", line.value.on, expected)
            self._detail_in_time(line, programme)

    def _detail_in_time(self, line: Line[Happening], programme: Programme) -> None:
        """What follows from a happening follows within the programme, and not before it."""
        happening, last = line.value, programme.ends_on
        said = {name: _day(happening.said.get(name, "")[:10]) for name in TOLD_DAYS}
        if happening.what == "declares_barrier":
            first = {"from": programme.starts_on, "until": said["from"] or programme.starts_on}
        else:
            pause = timedelta(days=happening.what == "mentor_pauses")
            first = dict.fromkeys(TOLD_DAYS, happening.on + pause)
        for name, day in said.items():
            if day and not first[name] <= day <= last:
                expected = f"a day from {first[name]} to {last}"
                self.happenings.fault(self.faults, line, "detail", day, expected)

    # --- the charter ---------------------------------------------------------------------

    def charter_days(self, programme: Programme) -> None:
        first, last = programme.starts_on, programme.ends_on
        intake = programme.intake
        rounds = programme.matching.rounds
        self._rising(("starts_on", "ends_on"), (first, last))
        self._rising(("announced_on", "starts_on"), (programme.announced_on, first))
        self._rising(
            ("intake.opens_on", "intake.closes_on", "intake.settled_on", "intake.appeals_until"),
            (intake.opens_on, intake.closes_on, intake.settled_on, intake.appeals_until),
        )
        self._rising(
            [f"matching.rounds.{k}.closes_on" for k in range(len(rounds))],
            [each.closes_on for each in rounds],
        )
        within: list[tuple[str, date]] = [
            ("intake.opens_on", intake.opens_on),
            ("intake.appeals_until", intake.appeals_until),
            *((f"matching.rounds.{k}.closes_on", r.closes_on) for k, r in enumerate(rounds)),
        ]
        windows = [("mentor_training", programme.mentor_training.window)]
        windows += [(f"workshops.{k}", w.window) for k, w in enumerate(programme.workshops)]
        for name, window in windows:
            paths = (f"{name}.window.0", f"{name}.window.1")
            self._rising(paths, window, same=True)
            within += zip(paths, window, strict=True)
        if programme.oversight_handed_over is not None:
            within.append(("oversight_handed_over.on", programme.oversight_handed_over.on))
        for path, day in within:
            if not first <= day <= last:
                self._charter(path, day, f"a day of the programme, {first} to {last}")
        if programme.series_beyond_pilot and programme.series_beyond_pilot.until <= last:
            until = programme.series_beyond_pilot.until
            self._charter("series_beyond_pilot.until", until, f"a day after {last}")

    def _rising(self, paths: Iterable[str], days: Iterable[date], *, same: bool = False) -> None:
        before: tuple[str, date] | None = None
        for path, day in zip(paths, days, strict=True):
            if before and (day < before[1] or (day == before[1] and not same)):
                word = "not before" if same else "after"
                self._charter(path, day, f"a day {word} {before[0]} ({before[1]})")
            before = (path, day)

    def charter_names(self, programme: Programme) -> None:
        self._some_body(programme.decided_by, "decided_by")
        if programme.oversight_handed_over is not None:
            self._some_body(programme.oversight_handed_over.from_, "oversight_handed_over.from")
            self._some_body(programme.oversight_handed_over.to, "oversight_handed_over.to")
        for language in programme.languages:
            if language not in programme.name:
                self._charter("name", language, "a name in each of the programme's languages")
        lists: dict[str, Iterable[str]] = {
            "languages": programme.languages,
            "tracks": programme.tracks,
            "founding_trainers": programme.founding_trainers,
            "stages": [stage.stage for stage in programme.stages],
            "workshops": [workshop.workshop for workshop in programme.workshops],
            "matching.rounds": [each.round for each in programme.matching.rounds],
            "envelopes": [envelope.affiliate_id for envelope in programme.envelopes],
        }
        for path, values in lists.items():
            self._distinct(path, list(values))
        self._floors(programme)
        for act in ACTS:
            if act not in programme.behaviour_per_mille:
                self._charter("behaviour_per_mille", None, f"the member {act}")
        leaders = {
            row["person_ref"]
            for row in self.people.cells or ()
            if "seminar_leader" in row["roles"].split(";")
        }
        for place, ref in enumerate(programme.founding_trainers):
            if ref not in leaders and self.known_people is not None:
                expected = "the person_ref of a seminar_leader of people.csv"
                self._charter(f"founding_trainers.{place}", ref, expected)

    def _floors(self, programme: Programme) -> None:
        """A floor is for a group that somebody may be in."""
        matching = programme.matching
        if self.affiliates.cells is None or self.people.cells is None:
            return
        known = groups(matching.equity_groups, self.affiliates.values, self.people.values)
        for group in matching.floors_per_mille or {}:
            if group not in known:
                path = f"matching.floors_per_mille.{group}"
                self._charter(path, group, f"a {matching.equity_groups} of the folder")

    def _distinct(self, path: str, values: list[str]) -> None:
        if not values:
            self._charter(path, None, "one at least")
        for place, value in enumerate(values):
            if value in values[:place]:
                self._charter(f"{path}.{place}", value, "each only once")

    def _some_body(self, body: str, path: str) -> None:
        if _missing(body, self.known_bodies):
            self._charter(path, body, "a body_id of bodies.csv")

    def charter_money(self, programme: Programme) -> None:
        payers = {envelope.affiliate_id for envelope in programme.envelopes}
        central = programme.delivery == "central"
        owners = self.known_affiliates
        if central and owners is not None and self.known_bodies is not None:
            owners |= self.known_bodies
        for place, envelope in enumerate(programme.envelopes):
            path = f"envelopes.{place}"
            if _missing(envelope.affiliate_id, owners):
                found, expected = envelope.affiliate_id, "an affiliate_id of affiliates.csv"
                self._charter(f"{path}.affiliate_id", found, expected)
            if envelope.currency not in {None, programme.currency}:
                expected = f"{programme.currency}, the currency of the programme"
                self._charter(f"{path}.currency", envelope.currency, expected)
            total = sum(envelope.lines.values())
            if total != envelope.amount_minor:
                expected = f"lines that make up amount_minor, {envelope.amount_minor}"
                self._charter(f"{path}.lines", total, expected)
        total = sum(envelope.amount_minor for envelope in programme.envelopes)
        if total > programme.allocation_minor:
            expected = f"envelopes of at most allocation_minor, {programme.allocation_minor}"
            self._charter("envelopes", total, expected)
        hosts = [("mentor_training.host", programme.mentor_training.host)]
        hosts += [(f"workshops.{k}.host", w.host) for k, w in enumerate(programme.workshops)]
        for path, host in hosts:
            if host not in payers:
                self._charter(path, host, "the affiliate_id of an envelope, which pays")

    def _charter(self, path: str, found: object, expected: str) -> None:
        parts = [int(part) if part.isdigit() else part for part in path.split(".")]
        self.charter.fault(self.faults, parts, found, expected)


def _missing(ref: str | None, known: frozenset[str] | None) -> bool:
    """Whether a file that could be read has nothing of this name."""
    return ref is not None and known is not None and ref not in known


def account(name: str) -> str:
    """The one spelling of an account: on the wikis a space is an underscore, a first letter big."""
    plain = " ".join(name.replace("_", " ").split())
    return plain[:1].upper() + plain[1:]


def _day(text: str) -> date | None:
    """The day of the calendar that is written so; None: there is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
