"""What a decision rests on and does not write: entities whose versions its command guards."""

from collections.abc import Iterable
from typing import assert_never

from baraza.decider import Asked
from baraza.forms.v1.book import mandate_guards, text_guard
from baraza.scheduling.domain.v1.state import Announced, Planned, Timetable
from baraza.scheduling.messages import (
    AnnounceWorkshop,
    AnswerOffer,
    Certify,
    Command,
    DraftRules,
    EnrolInWorkshop,
    HoldWorkshop,
    MakeRecord,
    OfferTeaching,
    PlanSeries,
    PlanWorkshop,
    PublishPlan,
    ReachDeadline,
    SettleRecord,
    StateAvailability,
)


def reads(table: Timetable, command: Command, asked: Asked) -> frozenset[str]:
    """Mandates, texts in force, roles, and other workshops where a rule sees the whole."""
    match command:
        case DraftRules() | PublishPlan():
            return mandate_guards(table.book, asked)
        case PlanWorkshop(programme=programme):
            return mandate_guards(table.book, asked) | _texts(programme, "charter", "formats")
        case PlanSeries(programme=programme):
            return mandate_guards(table.book, asked) | _texts(programme, "charter", "template")
        case AnnounceWorkshop(workshop=name):
            return mandate_guards(table.book, asked) | _of_announcing(table, name)
        case OfferTeaching(workshop=name, person=person):
            return frozenset({_workshop(name), _trainer(person)})
        case AnswerOffer(workshop=name):
            return mandate_guards(table.book, asked) | _of_answering(table, command, name)
        case EnrolInWorkshop(workshop=name):
            return mandate_guards(table.book, asked) | {_workshop(name)}
        case MakeRecord(workshop=name) | Certify(workshop=name):
            return frozenset({_workshop(name)} if name is not None else ())
        case HoldWorkshop() | SettleRecord() | StateAvailability() | ReachDeadline():
            return frozenset()
        case _:
            assert_never(command)


def _of_announcing(table: Timetable, name: str) -> frozenset[str]:
    """Its leader's role, the texts, and each workshop that could be announced beside it.

    Those of the same programme share carry and a pilot's three; those of the same leader share
    the leader's hours.
    """
    workshop = table.workshops.get(name)
    if not isinstance(workshop, Planned):
        return frozenset()
    programme, leader = workshop.plan.programme, workshop.leader
    beside = {
        _workshop(other)
        for other, one in table.workshops.items()
        if other != name
        and not isinstance(one, Announced)
        and (one.plan.programme == programme or (leader is not None and one.leader == leader))
    }
    role = {_trainer(leader)} if leader is not None else set()
    return _texts(programme, "charter", "inconvenience") | beside | role


def _of_answering(table: Timetable, command: AnswerOffer, name: str) -> frozenset[str]:
    """The trainer's role, and the other offers: two must not be accepted at once."""
    workshop = table.workshops.get(name)
    others = workshop.offers if isinstance(workshop, Planned) else ()
    offers = {
        f"scheduling.{AnswerOffer(workshop=name, person=other, answer='accept').subject}"
        for other in others
        if other != command.person
    }
    return frozenset({_workshop(name), _trainer(command.person)}) | offers


def _texts(programme: str, *kinds: str) -> frozenset[str]:
    """A programme's own text comes before the general one, so both are guarded."""
    wheres: Iterable[str | None] = (programme, None)
    return frozenset(text_guard(kind, where) for where in wheres for kind in kinds)


def _workshop(name: str) -> str:
    return f"scheduling.workshop.{name}"


def _trainer(person: str) -> str:
    return f"registration.trainer.{person}"
