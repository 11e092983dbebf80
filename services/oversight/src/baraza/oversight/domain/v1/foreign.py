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
        case inbox.RoundAnnounced(round=id_, programme=programme):
            return replace(state, rounds=state.rounds.insert(id_, programme))
        case inbox.CandidacySettled(person=person, intake=intake):
            return _settled(state, person, "select", state.intakes.get(intake), seen)
        case inbox.MenteeUnmatched(person=person, round=id_):
            return _settled(state, person, "operate", state.rounds.get(id_), seen)
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


def _settled(state: State, person: str, kind: str, programme: str | None, seen: Seen) -> State:
    act = Settled(person, programme, seen.time, _deciders(state, kind, programme, seen))
    return with_(state, settled=state.settled.insert(seen.index, act))


def _deciders(state: State, kind: str, programme: str | None, seen: Seen) -> frozenset[str]:
    """Who takes part: bodies that hold such a mandate, and the people on their seats.

    A settled candidacy does not say which body selected; a round is decided by its rules, and who
    runs the programme announced it.
    """
    bodies = state.holders(kind, programme)
    seated = (state.book.seated(body, seen.time) for body in bodies)
    return bodies | {f"person.{person}" for people in seated for person in people}
