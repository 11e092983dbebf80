"""What a year needs of its folder, so that no folder without faults stops half-way.

Each need comes from the calendar by which a year is lived (`pilot/year.py`) or from a rule by which
a service would refuse what is asked there. Told beforehand it is a fault with a place; told by a
refusal in April it is a year lost.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from baraza.console.programme.charter import SESSIONS, Programme
from baraza.console.programme.faults import Faults, Said
from baraza.console.programme.people import Body, Person, Seat
from baraza.console.programme.reading import Charter, Line, Table

VOTE_DAYS = 10
"""Before the announcement: bodies are seated, texts drafted, put to the vote, adopted."""
APPLY_DAYS = 4
"""From an intake's opening to the first applications."""
ENROL_DAYS = 3
"""Before the training's window its mentors enrol; by then the selection is settled."""
ROUND_DAYS = 7
"""From the end of that window to a round's close: certificates, terms, hours, entries."""
PLAN_MONTHS, FIRM_MONTHS, PILOT_MONTHS = 36, 6, 12
PILOT_WORKSHOPS = (2, 3)
OPERATORS_MOST = 40
"""One resolution gives all of them leave to operate; it has 60 effects at most."""
TEXT_BYTES = 24 * 1024
RESERVED = frozenset({"found", "programme", "allocate", "conclude"})
"""What the starter set's authority table leaves with bodies of the kind wmf."""
KEPT = frozenset({"mandate", "operate"})
"""With the founding body until operators, who are named by the envelopes, get theirs."""
VOTING = frozenset({"programme", "allocate", "rules", "stages", "instruments", "terms", "mandate"})
"""Whoever holds one of these votes on the starter set."""
VOICES = ("affiliate", "community")
"""One of these kinds has to approve a text (R38)."""
TRAINING = "mentor-training"
OPERATIONS = "operations"
_BODY = re.compile(r"[a-z][a-z0-9-]{0,26}")
_ROUND_LONGEST = 64


@dataclass(frozen=True)
class Course:
    """A folder whose parts could all be read, and which agree with each other."""

    faults: Faults
    charter: Charter
    programme: Programme
    bodies: Table[Body]
    seats: Table[Seat]
    people: Table[Person]

    def all(self) -> None:
        self.programme_days()
        self.intake_and_round()
        self.sessions()
        self.workshops()
        self.money()
        self.operators()
        self.authority()
        self.quorums()
        self.people_of_it()

    # --- the charter ---------------------------------------------------------------------

    def programme_days(self) -> None:
        programme = self.programme
        first, last = programme.starts_on, programme.ends_on
        over = months_after(first, PILOT_MONTHS)
        if programme.kind == "pilot" and last >= over:
            self._charter("ends_on", last, f"a day before {over}: a pilot lasts a year at most")
        farthest = months_after(first, PLAN_MONTHS)
        series = programme.series_beyond_pilot
        if series is not None and series.until > farthest:
            expected = f"a day not after {farthest}: plans reach {PLAN_MONTHS} months ahead"
            self._charter("series_beyond_pilot.until", series.until, expected)

    def intake_and_round(self) -> None:
        """Applied, selected, trained, entered, answered: each leaves the next its days."""
        programme = self.programme
        intake, matching = programme.intake, programme.matching
        training = programme.mentor_training.window
        self._not_before(
            "intake.closes_on",
            intake.closes_on,
            intake.opens_on + timedelta(days=APPLY_DAYS),
            f"people apply from the day {APPLY_DAYS} days after intake.opens_on",
        )
        self._not_after(
            "intake.appeals_until",
            intake.appeals_until,
            intake.settled_on + timedelta(days=365),
            "appeals last a year at most",
        )
        self._not_before(
            "mentor_training.window.0",
            training[0],
            intake.settled_on + timedelta(days=ENROL_DAYS),
            f"who was settled on intake.settled_on enrols {ENROL_DAYS} days before",
        )
        self._not_after(
            "mentor_training.window.1",
            training[1],
            months_after(training[0] - timedelta(days=ENROL_DAYS), FIRM_MONTHS),
            f"people enrol in what begins within {FIRM_MONTHS} months",
        )
        if not matching.rounds:
            return
        closes = matching.rounds[0].closes_on
        self._not_before(
            "matching.rounds.0.closes_on",
            closes,
            training[1] + timedelta(days=ROUND_DAYS),
            f"mentors enter it once they are trained, {ROUND_DAYS} days after the window",
        )
        answers = timedelta(days=2 * matching.answer_days + 7)
        self._not_after(
            "matching.rounds.0.closes_on",
            closes,
            programme.ends_on - answers,
            f"answers to it take {answers.days} days, and the programme ends {programme.ends_on}",
        )
        for place, each in enumerate(matching.rounds):
            if len(f"{programme.programme_id}-{each.round}") > _ROUND_LONGEST:
                expected = f"with programme_id and a hyphen at most {_ROUND_LONGEST} characters"
                self._charter(f"matching.rounds.{place}.round", each.round, expected)

    def sessions(self) -> None:
        """All sessions of a pair are booked at once."""
        mentoring = self.programme.mentoring
        weeks = mentoring.months * 30 // 7
        if -(-weeks // mentoring.every_weeks) > SESSIONS:
            least = -(-weeks // SESSIONS)
            expected = f"{least} at least: a pair has {SESSIONS} sessions at most"
            self._charter("mentoring.every_weeks", mentoring.every_weeks, expected)

    def workshops(self) -> None:
        programme = self.programme
        least, most = PILOT_WORKSHOPS
        held = len(programme.workshops)
        if programme.kind == "pilot" and not least <= held <= most:
            self._charter("workshops", held, f"{least} or {most} workshops, as every pilot has")
        farthest = months_after(programme.announced_on, PLAN_MONTHS)
        for place, workshop in enumerate(programme.workshops):
            path = f"workshops.{place}"
            if workshop.workshop == TRAINING:
                self._charter(f"{path}.workshop", TRAINING, "a name other than the training's")
            why = f"plans reach {PLAN_MONTHS} months beyond announced_on"
            self._not_after(f"{path}.window.1", workshop.window[1], farthest, why)

    def money(self) -> None:
        """A host pays for its workshops from the line `workshops` of its envelope."""
        programme = self.programme
        costs: dict[str, int] = {}
        for plan in (programme.mentor_training, *programme.workshops):
            costs[plan.host] = costs.get(plan.host, 0) + plan.cost_minor
        for place, envelope in enumerate(programme.envelopes):
            cost = costs.get(envelope.affiliate_id, 0)
            line = envelope.lines.get("workshops", 0)
            if cost > line:
                expected = f"{cost} at least: so much do the workshops cost that it hosts"
                self._charter(f"envelopes.{place}.lines.workshops", line, expected)

    def operators(self) -> None:
        """Whoever runs the daily business is a body of its own, without votes."""
        programme = self.programme
        taken = {body.id for body in self.bodies.values}
        if programme.delivery == "central":
            for line in self.bodies.lines:
                if line.value.id == OPERATIONS:
                    self._body(line, "body_id", "another id: central delivery has this operator")
            return
        if len(programme.envelopes) > OPERATORS_MOST:
            found = Said(f"{len(programme.envelopes)} envelopes")
            self._charter("envelopes", found, f"at most {OPERATORS_MOST}, each with its operator")
        for place, envelope in enumerate(programme.envelopes):
            organisation = envelope.affiliate_id
            path = f"envelopes.{place}.affiliate_id"
            if not _BODY.fullmatch(organisation):
                expected = "an operator's id: lower-case letters, digits, hyphens; at most 27"
                self._charter(path, organisation, expected)
            elif organisation in taken:
                self._charter(path, organisation, "an operator that is no body of bodies.csv")

    # --- who decides ---------------------------------------------------------------------

    def authority(self) -> None:
        """The founding body, then all others before the starter set is drafted."""
        programme = self.programme
        seated_by = programme.announced_on - timedelta(days=VOTE_DAYS)
        founder = self._founder()
        for line in self.bodies.lines:
            body = line.value
            if body.registered_on > seated_by:
                expected = f"a day not after {seated_by}, {VOTE_DAYS} days before announced_on"
                self._body(line, "registered_on", expected)
            if body.id == "founders":
                self._body(line, "body_id", "another id: the founders have it")
            if founder is None or line is founder:
                continue
            if body.registered_on < founder.value.registered_on:
                expected = f"a day not before {founder.value.registered_on}, when it all begins"
                self._body(line, "registered_on", expected)
            self._mandates(line)
        if founder is not None:
            self._founding(founder)

    def _founder(self) -> Line[Body] | None:
        named = (
            line for line in self.bodies.lines if line.value.body_id == self.programme.decided_by
        )
        return next(named, None)

    def _mandates(self, line: Line[Body]) -> None:
        body = line.value
        for kind in body.mandates:
            if kind in KEPT:
                self._body(line, "mandates", f"mandates without {kind}: decided_by keeps it")
            elif kind in RESERVED and body.stakeholder_kind != "wmf":
                self._body(line, "mandates", f"mandates without {kind}: only a wmf body has it")

    def _founding(self, founder: Line[Body]) -> None:
        if founder.value.stakeholder_kind != "wmf":
            self._body(founder, "stakeholder_kind", "wmf: decided_by approves and allocates")
        if not {"programme", "allocate"} <= set(founder.value.mandates):
            self._body(founder, "mandates", "programme and allocate among them: it is decided_by")
        voices = [
            body
            for body in self.bodies.values
            if body.stakeholder_kind in VOICES and VOTING & set(body.mandates)
        ]
        if not voices and len(self.bodies.values) == len(self.bodies.cells or ()):
            expected = (
                "one more body at least, of the kind affiliate or community, with one of the "
                "mandates rules, stages, instruments, terms: texts need its approval"
            )
            self._body(founder, "stakeholder_kind", expected)

    def quorums(self) -> None:
        """A body can decide from its registration until the last appeal is decided."""
        last = self.programme.intake.appeals_until + timedelta(days=14)
        for line in self.bodies.lines:
            body = line.value
            terms = [seat for seat in self.seats.values if seat.body_id == body.body_id]
            if len(terms) < body.quorum:
                continue  # told already
            days = {body.registered_on, *(seat.starts_on for seat in terms)}
            days |= {seat.ends_on + timedelta(days=1) for seat in terms if seat.ends_on}
            for day in sorted(day for day in days if body.registered_on <= day <= last):
                held = sum(_sits(seat, day) for seat in terms)
                if held < body.quorum:
                    found = Said(f"{held} of {body.quorum} seats held on {day}")
                    expected = f"a quorum on every day from {body.registered_on} to {last}"
                    self.bodies.fault(self.faults, line, "quorum", found, expected)
                    break
        for later, earlier in _twice(self.seats.lines):
            expected = f"a day on which the seat is empty (see line {earlier.number})"
            starts = later.value.starts_on
            self.seats.fault(self.faults, later, "starts_on", starts, expected)

    # --- people --------------------------------------------------------------------------

    def people_of_it(self) -> None:
        people = self.people.values
        if len(people) < len(self.people.cells or ()) or not people:
            return  # what cannot be read is told already
        seeking = {"mentee", "mentor"}
        if not any("seminar_leader" in p.roles and not seeking & set(p.roles) for p in people):
            expected = "a seminar_leader who seeks no place at least: such people screen"
            self.faults.add(self.people.file, 1, 1, "roles", Said("nobody"), expected)
        if not any(seeking & set(person.roles) for person in people):
            expected = "a mentee or a mentor at least"
            self.faults.add(self.people.file, 1, 1, "roles", Said("nobody"), expected)
        plans = (self.programme.mentor_training, *self.programme.workshops)
        named = {code for plan in plans for code in plan.capacities}
        for person in people:
            named.update(person.capacities_available, person.capacities_wanted)
        size = len('{"capacities":[]}') + sum(len(f'{{"capacity":"{code}"}},') for code in named)
        if size > TEXT_BYTES:
            found = Said(f"{len(named)} different ones")
            expected = f"fewer: as a text they have at most {TEXT_BYTES} bytes"
            self.faults.add(self.people.file, 1, 1, "capacities_wanted", found, expected)

    # --- telling -------------------------------------------------------------------------

    def _not_before(self, path: str, day: date, first: date, why: str) -> None:
        if day < first:
            self._charter(path, day, f"a day not before {first}: {why}")

    def _not_after(self, path: str, day: date, last: date, why: str) -> None:
        if day > last:
            self._charter(path, day, f"a day not after {last}: {why}")

    def _charter(self, path: str, found: object, expected: str) -> None:
        parts = [int(part) if part.isdigit() else part for part in path.split(".")]
        self.charter.fault(self.faults, parts, found, expected)

    def _body(self, line: Line[Body], column: str, expected: str) -> None:
        found = getattr(line.value, column)
        shown = ";".join(found) if isinstance(found, tuple) else found
        self.bodies.fault(self.faults, line, column, shown, expected)


def months_after(day: date, months: int) -> date:
    """The same day so many months later; one that does not exist becomes the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return date(year, month + 1, min(day.day, (following - timedelta(days=1)).day))


def _sits(seat: Seat, day: date) -> bool:
    return seat.starts_on <= day and (seat.ends_on is None or day <= seat.ends_on)


def _twice(lines: Sequence[Line[Seat]]) -> Iterator[tuple[Line[Seat], Line[Seat]]]:
    """Terms that begin while another on the same seat still runs, with that other."""
    last: dict[tuple[str, str], Line[Seat]] = {}
    for line in sorted(lines, key=lambda each: (each.value.starts_on, each.number)):
        key = (line.value.body_id, line.value.seat)
        before = last.get(key)
        if before is not None and _sits(before.value, line.value.starts_on):
            yield line, before
        last[key] = line
