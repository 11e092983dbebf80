"""What others say, as far as oversight rests on it."""

from dataclasses import replace
from typing import assert_never

from baraza.decider import Seen
from baraza.forms.v1 import heard
from baraza.oversight import inbox
from baraza.oversight.domain.v1.state import Settled, State, with_
from baraza.oversight.domain.v1.steps import after_end, forgetting


def learned(state: State, fact: inbox.Foreign | heard.ErasureRequested, seen: Seen) -> State:
    match fact:
        case inbox.PersonRegistered(person=person):
            return with_(state, people=state.people.insert(person, True))
        case inbox.OrganisationRegistered(organisation=id_):
            return replace(state, organisations=state.organisations.insert(id_, True))
        case inbox.IntakeAnnounced(intake=intake, programme=programme):
            return replace(state, intakes=state.intakes.insert(intake, programme))
        case inbox.CandidacySettled():
            return _settled(state, fact, seen)
        case inbox.RecordMade() | inbox.RecordMissing():
            return state  # that it stands in the log is all
        case heard.ErasureRequested(person=person):
            return forgetting(state, person, seen)
        case inbox.ProgrammeOpened() | inbox.ProgrammeEnded() | inbox.EvaluationPublished():
            return _programme(state, fact, seen)
        case _:
            return _purpose(state, fact)


def _programme(
    state: State,
    fact: inbox.ProgrammeOpened | inbox.ProgrammeEnded | inbox.EvaluationPublished,
    seen: Seen,
) -> State:
    programme = fact.programme
    match fact:
        case inbox.ProgrammeOpened():
            return replace(state, running=state.running.insert(programme, True))
        case inbox.ProgrammeEnded():
            ended = replace(state, ended=state.ended.insert(programme, fact.ended_on))
            return after_end(ended, programme, seen)
        case inbox.EvaluationPublished():
            times = state.evaluated.get(programme, 0) + 1
            evaluated = replace(state, evaluated=state.evaluated.insert(programme, times))
            return after_end(evaluated, programme, seen)
        case _:
            assert_never(fact)


def _purpose(state: State, fact: inbox.Purpose) -> State:
    """What money may be for, as a move names it."""
    match fact:
        case inbox.WorkshopPlanned() | inbox.WorkshopAnnounced() | inbox.WorkshopHeld():
            subject = f"workshop.{fact.workshop}"
        case inbox.SeriesPlanned():
            subject = f"series.{fact.series}"
        case inbox.RelationshipStarted():
            subject = f"relationship.{fact.relationship}"
        case inbox.EngagementRequested():
            subject = f"engagement.{fact.engagement}"
        case _:
            assert_never(fact)
    return with_(state, purposes=state.purposes.insert(subject, fact.programme))


def _settled(state: State, fact: inbox.CandidacySettled, seen: Seen) -> State:
    programme = state.intakes.get(fact.intake)
    act = Settled(fact.person, programme, seen.time, _deciders(state, programme, seen))
    return with_(state, settled=state.settled.insert(seen.index, act))


def _deciders(state: State, programme: str | None, seen: Seen) -> frozenset[str]:
    """Who takes part in what a select mandate decides: the bodies, and the people on their seats.

    The settled outcome comes from registration without saying which body it was.
    """
    bodies = state.holders("select", programme)
    seated = (state.book.seated(body, seen.time) for body in bodies)
    return bodies | {f"person.{person}" for people in seated for person in people}
