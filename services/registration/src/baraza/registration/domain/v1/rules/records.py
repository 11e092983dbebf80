"""Records: a post, a barrier, a collaboration, a contact; each made by one, settled by another."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import any_mandate, body_of
from baraza.forms.v1.record import Record, settle_record
from baraza.registration.domain.v1.kinds import RECORDS
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.who import operator, self_or_operator
from baraza.registration.messages import Fact, MakeRecord, RecordMade, RecordSettled, SettleRecord


def make_record(state: State, command: MakeRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By who may tell such a thing. 2. Of people who are here. 3. Once. 4. It ends after it
    began. It counts for nothing until somebody else has settled it (R33).
    """
    # 1.
    if wrong := _may_tell(state, command, asked):
        return wrong
    # 2.
    if wrong := _there(state, command):
        return wrong
    # 3.
    if command.record in state.posts or command.record in state.notes:
        return Refused("already_done")
    # 4.
    if command.ends_on is not None and command.ends_on < (command.starts_on or ""):
        return Refused("wrong_state")
    return [said(RecordMade, command, made_by=asked.actor)]


def _may_tell(state: State, command: MakeRecord, asked: Asked) -> Refused | None:
    match command.kind:
        case "post":
            return self_or_operator(state.book, asked, command.person)
        case "contact":
            return any_mandate(state.book, asked, "operate")
        case _:
            return None if is_self(asked, command.person) else Refused("not_concerned")


def _there(state: State, command: MakeRecord) -> Refused | None:
    if command.person not in state.people:
        return Refused("unknown_entity")
    if command.other is None:
        return None
    if command.other in state.erased:
        return Refused("person_erased")
    if command.other not in state.people or command.programme not in state.programmes:
        return Refused("unknown_entity")
    return Refused("own_record") if command.other == command.person else None


def settle(state: State, command: SettleRecord, asked: Asked) -> Sequence[Fact] | Refused:
    """Withdrawn by whoever made it; judged by who may, and did not make it; of nobody who was
    forgotten (I50)."""
    record, other = _found(state, command)
    if record is None:
        return Refused("unknown_entity")
    if record.person in state.erased:
        return Refused("person_erased")
    if command.outcome == "withdrawn":
        wrong = _withdraw(record, asked)
    else:
        wrong = _judge(state, record, other, asked, command.outcome)
    return wrong or [said(RecordSettled, command, person=record.person, other=other)]


def _found(state: State, command: SettleRecord) -> tuple[Record | None, str | None]:
    """The record of this kind, and the other party of it if there is one."""
    if command.kind == "post":
        post = state.posts.get(command.record)
        return (post.record if post else None), None
    noted = state.notes.get(command.record)
    if noted is None or noted.record.kind != command.kind:
        return None, None
    return noted.record, noted.other


def _withdraw(record: Record, asked: Asked) -> Refused | None:
    if record.outcome is not None:
        return Refused("already_done")
    return None if asked.actor == record.made_by else Refused("not_concerned")


def _judge(
    state: State, record: Record, other: str | None, asked: Asked, outcome: str
) -> Refused | None:
    """A collaboration by the other party alone; a barrier and a post by an operator."""
    body = body_of(state.book, asked)
    if wrong := settle_record(record, RECORDS, asked.actor, outcome, body):
        return wrong
    match record.kind:
        case "collaboration":
            return None if is_self(asked, other or "") else Refused("not_concerned")
        case "barrier":
            return any_mandate(state.book, asked, "operate")
        case _:
            return operator(state.book, asked)
