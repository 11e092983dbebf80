"""What a decision rests on and does not write: entities whose versions its command guards."""

from collections.abc import Iterable
from typing import assert_never

from baraza.decider import Asked
from baraza.forms.v1.book import mandate_guards, text_guard
from baraza.forms.v1.messages import ErasePersonData
from baraza.scheduling import messages as m
from baraza.scheduling.domain.v1.state import Announced, Cancelled, Planned, Timetable


def reads(table: Timetable, command: m.Command, asked: Asked) -> frozenset[str]:
    """Mandates, texts in force, roles, and other workshops where a rule sees the whole."""
    return mandate_guards(table.book, asked) | _particular(table, command, asked)


def _particular(table: Timetable, command: m.Command, asked: Asked) -> frozenset[str]:
    match command:
        case m.PlanWorkshop(programme=programme):
            return _texts(programme, "charter", "formats")
        case m.PlanSeries(programme=programme):
            return _texts(programme, "charter", "template")
        case m.AnnounceWorkshop(workshop=name) | m.ChangeWorkshop(workshop=name):
            return _of_announcing(table, name)
        case m.CancelWorkshop(workshop=name):
            return _of_cancelling(table, name)
        case m.OfferTeaching(workshop=name, person=person):
            return frozenset({_workshop(name), _trainer(person)})
        case m.AnswerOffer(workshop=name):
            return _of_answering(table, command, name)
        case m.EnrolInWorkshop(workshop=name) | m.CancelEnrolment(workshop=name):
            return frozenset({_workshop(name)})
        case m.Certify(workshop=name):
            return _of_certifying(table, command, asked)
        case m.BookSession(relationship=name):
            return frozenset({f"matching.relationship.{name}"})
        case m.MakeRecord():
            return _of_record(command)
        case (
            m.DraftRules() | m.PublishPlan() | m.SeekTrainer() | m.ReleaseTrainer()
            | m.HoldWorkshop() | m.ChangeSession() | m.SettleRecord() | m.StateAvailability()
            | m.ReachDeadline() | ErasePersonData() | m.AttestState()
        ):  # fmt: skip
            return frozenset()
        case _:
            assert_never(command)


def _of_record(command: m.MakeRecord) -> frozenset[str]:
    """What it is about: it may be called off, or get another leader."""
    if command.workshop is not None:
        return frozenset({_workshop(command.workshop)})
    if command.session is not None:
        return frozenset({f"scheduling.session.{command.session}"})
    return frozenset()


def _of_certifying(table: Timetable, command: m.Certify, asked: Asked) -> frozenset[str]:
    """The workshop; and where a trainer certifies, on what it rests that they may."""
    workshop = table.workshops.get(command.workshop)
    guards = frozenset({_workshop(command.workshop)})
    if command.kind != "trainer" or workshop is None:
        return guards
    kind, _, by = asked.actor.partition(".")
    role = {_trainer(by)} if kind == "person" else set()
    return guards | role | _texts(workshop.plan.programme, "first_trainers")


def _of_announcing(table: Timetable, name: str) -> frozenset[str]:
    """Its leader's role, the texts, and each workshop that could be announced beside it.

    Those of the same programme share carry and a pilot's three; those of the same leader share
    the leader's hours.
    """
    workshop = table.workshops.get(name)
    if workshop is None or isinstance(workshop, Cancelled):
        return frozenset()
    programme, leader = workshop.plan.programme, workshop.leader
    beside = {
        _workshop(other)
        for other, one in table.workshops.items()
        if other != name
        and isinstance(one, Planned)
        and (one.plan.programme == programme or (leader is not None and one.leader == leader))
    }
    role = {_trainer(leader)} if leader is not None else set()
    return _texts(programme, "charter", "inconvenience") | beside | role


def _of_cancelling(table: Timetable, name: str) -> frozenset[str]:
    """The workshops that a pilot would be left with: two must not be called off at once."""
    workshop = table.workshops.get(name)
    if not isinstance(workshop, Announced):
        return frozenset()
    programme = workshop.plan.programme
    beside = {_workshop(one.plan.workshop) for one in table.announced_of(programme)}
    return _texts(programme, "charter") | (beside - {_workshop(name)})


def _of_answering(table: Timetable, command: m.AnswerOffer, name: str) -> frozenset[str]:
    """The trainer's role, and the other offers: two must not be accepted at once."""
    workshop = table.workshops.get(name)
    others = () if workshop is None or isinstance(workshop, Cancelled) else workshop.offers
    offers = {
        f"scheduling.{m.AnswerOffer(workshop=name, person=other, answer='accept').subject}"
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
