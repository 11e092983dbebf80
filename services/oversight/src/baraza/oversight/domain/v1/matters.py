"""What becomes of a matter: opened, answered, overdue, decided, and handed on with a mandate."""

from dataclasses import replace
from typing import assert_never

from baraza.decider import Seen
from baraza.forms.v1.agenda import Agenda, Due
from baraza.forms.v1.matter import Matter
from baraza.oversight.domain.v1.kinds import MATTERS
from baraza.oversight.domain.v1.state import State
from baraza.oversight.messages import (
    MandateChanged,
    MatterAnswered,
    MatterDecided,
    MatterOpened,
    MatterOverdue,
)

OfMatter = MatterOpened | MatterAnswered | MatterDecided | MatterOverdue


def learned(state: State, fact: OfMatter, seen: Seen) -> State:
    """A matter leaves the agenda as its answer and its decision come, or are told to be late."""
    match fact:
        case MatterOpened():
            return _put(state, fact.matter, _opened(state, fact, seen), _promised(state, fact))
        case MatterAnswered():
            matter = replace(state.matters[fact.matter], answered=True)
            return _put(state, fact.matter, matter, _without(state.agenda, fact.subject, "answer"))
        case MatterOverdue():
            matter = replace(state.matters[fact.matter], overdue=True)
            return _put(state, fact.matter, matter, _without(state.agenda, fact.subject, fact.what))
        case MatterDecided():
            matter = replace(state.matters[fact.matter], outcome=fact.outcome)
            return _put(state, fact.matter, matter, state.agenda.close(fact.subject))
        case _:
            assert_never(fact)


def _put(state: State, id_: str, matter: Matter, agenda: Agenda) -> State:
    return replace(state, agenda=agenda, matters=state.matters.insert(id_, matter))


def _promised(state: State, fact: MatterOpened) -> Agenda:
    agenda = state.agenda.put(Due(fact.decide_by, fact.subject, "decision"))
    if fact.answer_by is None:
        return agenda
    return agenda.put(Due(fact.answer_by, fact.subject, "answer"))


def _without(agenda: Agenda, subject: str, what: str) -> Agenda:
    due = next((one for one in agenda.about.get(subject, ()) if one.what == what), None)
    return agenda if due is None else agenda.drop(due)


def _opened(state: State, fact: MatterOpened, seen: Seen) -> Matter:
    opener = f"body.{fact.body}" if fact.person is None else f"person.{fact.person}"
    return Matter(
        kind=fact.kind,
        opened_by=opener,
        addressee=fact.addressee,
        about="" if fact.about is None else str(fact.about),
        opened_at=seen.time,
        took_part=_took_part(state, fact),
        programme=fact.programme,
        number=seen.index,
    )


def _took_part(state: State, fact: MatterOpened) -> frozenset[str]:
    """Whose own act it is.

    Where the addressee of an appeal itself took part, only its seats of then are barred (self
    review).
    """
    if fact.about is not None:
        return state.settled[fact.about].took_part - {fact.addressee}
    return frozenset({fact.addressee} if MATTERS[fact.kind].stranger_decides else ())


def addressed_anew(state: State, fact: MandateChanged) -> State:
    """With a mandate go the open matters that it answers for (I44).

    Whoever has it instead is their addressee; where it just ends, another holder of what only a
    holder answers for; and who is given it has what lay with nobody who holds it.
    """
    matters = state.matters
    for id_, matter in state.matters.items():
        decided_by = MATTERS[matter.kind].decided_by
        covered = decided_by in fact.kinds and fact.programme in {None, matter.programme}
        if matter.outcome is None and covered:
            matters = matters.insert(id_, _handed_on(state, fact, matter))
    return replace(state, matters=matters)


def _handed_on(state: State, fact: MandateChanged, matter: Matter) -> Matter:
    kind = MATTERS[matter.kind]
    holders = state.holders(kind.decided_by, matter.programme)
    if fact.to_body is not None:
        new = fact.to_body if matter.addressee == fact.body else matter.addressee
    elif kind.to_holder and matter.addressee not in holders:
        new = min(holders, default=matter.addressee)
    else:
        new = matter.addressee
    own_seats_decide = matter.kind == "appeal"
    part = matter.took_part - {new} if own_seats_decide else matter.took_part
    return replace(matter, addressee=new, took_part=part)
