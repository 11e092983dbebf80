"""Records: who was at a workshop, that a session was held, how a pair is doing, what was done."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import any_mandate, may
from baraza.forms.v1.record import settle_record
from baraza.scheduling.domain.v1.kinds import RECORDS
from baraza.scheduling.domain.v1.rules.leading import led
from baraza.scheduling.domain.v1.state import Made, Tie, Timetable
from baraza.scheduling.messages import Fact, MakeRecord, RecordMade, RecordSettled, SettleRecord


def make_record(table: Timetable, command: MakeRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """1. It is new. 2. Its kind says who may make it, and when."""
    # 1.
    if command.record in table.records:
        return Refused("already_done")
    # 2.
    return _MAKE[command.kind](table, command, asked)


def _attendance(table: Timetable, command: MakeRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """1. The leader of an announced workshop says who was there. 2. Not before the start.

    3. Of somebody who had a place. 4. Once, unless the last record was disputed.
    """
    # 1.
    workshop = led(table, command.workshop, asked)
    if isinstance(workshop, Refused):
        return workshop
    # 2.
    if asked.time < workshop.start:
        return Refused("too_early")
    # 3.
    if not workshop.places.holds(command.person):
        return Refused("not_enrolled")
    # 4.
    if _stands(table, workshop.attendance.get(command.person)):
        return Refused("already_done")
    return [RecordMade(**dict(command))]


def _session(table: Timetable, command: MakeRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """1. One of the pair says whether it was held. 2. It was booked, and has begun.

    3. Once, unless the last record was disputed.
    """
    # 1.
    session = table.sessions.get(command.session or "")
    if session is None:
        return Refused("unknown_entity")
    tie = table.ties[session.relationship]
    if command.person != tie.mentee or not any(is_self(asked, one) for one in tie.pair):
        return Refused("not_concerned")
    # 2.
    if session.off:
        return Refused("wrong_state")
    if asked.time < session.start:
        return Refused("too_early")
    # 3.
    if _stands(table, session.record):
        return Refused("already_done")
    return [_of_pair(command, tie, asked)]


def _check_in(table: Timetable, command: MakeRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """1. An operator says how a pair is doing. 2. Its weeks have begun. 3. Once, late or not."""
    # 1.
    tie = table.ties.get(command.relationship or "")
    if tie is None:
        return Refused("unknown_entity")
    if wrong := may(table.book, asked, "operate", tie.programme):
        return wrong
    if command.person != tie.mentee:
        return Refused("not_concerned")
    # 2.
    number = command.number or 1
    if asked.time < tie.since + timedelta(weeks=tie.check_in_weeks) * (number - 1):
        return Refused("too_early", numbers={"weeks": tie.check_in_weeks})
    # 3.
    return Refused("already_done") if number in tie.checked else [_of_pair(command, tie, asked)]


def _activity(table: Timetable, command: MakeRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """A registered person says what they did themselves."""
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    if command.person not in table.people:
        return Refused("unknown_entity")
    return [RecordMade(**dict(command), made_by=asked.actor)]


_MAKE: Mapping[str, Callable[[Timetable, MakeRecord, Asked], Sequence[Fact] | Refused]] = {
    "attendance": _attendance,
    "session": _session,
    "check_in": _check_in,
    "activity": _activity,
}


def _stands(table: Timetable, record: str | None) -> bool:
    return record is not None and table.records[record].record.outcome != "disputed"


def _of_pair(command: MakeRecord, tie: Tie, asked: Asked) -> RecordMade:
    pair = {
        "relationship": tie.relationship,
        "programme": tie.programme,
        "mentor": tie.mentor,
        "mentee": tie.mentee,
    }
    return RecordMade(**{**dict(command), **pair, "made_by": asked.actor})


def settle(table: Timetable, command: SettleRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Of a record of this kind, of nobody who was forgotten (I50). 2. Not by whoever made it,
    with an outcome of its kind, and before silence settled it. 3. By the other side.
    """
    # 1.
    made = table.records.get(command.record)
    if made is None or made.record.kind != command.kind:
        return Refused("unknown_entity")
    if made.record.person in table.erased:
        return Refused("person_erased")
    # 2.
    if wrong := settle_record(made.record, RECORDS, asked.actor, command.outcome):
        return wrong
    # 3.
    if wrong := _other_side(table, made, asked):
        return wrong
    return [settlement(table, command.record, made, command.outcome)]


def _other_side(table: Timetable, made: Made, asked: Asked) -> Refused | None:
    """Attendance: the person. A session: the other of the pair. What somebody did: a mentor of
    theirs, or whoever runs a programme of theirs. None: it is.
    """
    person = made.record.person
    if made.record.kind == "attendance":
        return None if is_self(asked, person) else Refused("not_concerned")
    if made.record.kind == "session":
        pair = table.ties[table.sessions[made.about or ""].relationship].pair
        return None if any(is_self(asked, one) for one in pair) else Refused("not_concerned")
    ties = [tie for tie in table.tied(person) if tie.mentee == person]
    if any(is_self(asked, tie.mentor) for tie in ties):
        return None
    if asked.actor.startswith("person.") and asked.acting_as == "self":
        return Refused("not_concerned")
    programmes = sorted({tie.programme for tie in ties})
    refusals = [may(table.book, asked, "operate", programme) for programme in programmes]
    if not refusals:
        return any_mandate(table.book, asked, "operate")
    return None if None in refusals else refusals[0]


def settlement(table: Timetable, name: str, made: Made, outcome: str) -> RecordSettled:
    """The fact that settles it; of a session it says which, so that nobody has to look it up."""
    fact = {
        "kind": made.record.kind,
        "record": name,
        "person": made.record.person,
        "outcome": outcome,
    }
    if made.record.kind == "session":
        tie = table.ties[table.sessions[made.about or ""].relationship]
        fact["session"] = made.about or ""
        fact |= {"relationship": tie.relationship, "programme": tie.programme}
    return RecordSettled.model_validate(fact)
