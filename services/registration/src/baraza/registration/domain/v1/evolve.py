"""What each fact changes of what is remembered."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from typing import assert_never

from baraza.decider import Seen
from baraza.forms.v1 import heard
from baraza.forms.v1.heard import BookFact
from baraza.forms.v1.role import Role
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1 import intakes, offers, people, steps
from baraza.registration.domain.v1.state import Programme, Round, State

Known = m.Fact | inbox.InboxFact | BookFact  # closed with this version


def evolve(state: State, fact: Known, seen: Seen) -> State:  # noqa: PLR0912 - a case for each fact
    match fact:
        # people and what they held
        case m.OrganisationRegistered():
            known = state.organisations.insert(fact.organisation, fact.kind)
            return replace(state, organisations=known)
        case m.PersonRegistered():
            return people.registered(state, fact)
        case m.RecordMade():
            return people.claimed(state, fact, seen)
        case m.RecordSettled():
            return people.settled(state, fact)
        # programmes
        case m.ProgrammeAnnounced():
            return _programme(state, fact.programme, announced=True)
        case m.ProgrammeOpened():
            return _programme(state, fact.programme, opened=True)
        case inbox.ProgrammeDecided():
            return _programme(state, fact.programme, charter=fact.charter)
        case inbox.EnvelopeOpened():
            held = state.programmes.get(fact.programme, Programme()).envelopes
            return _programme(state, fact.programme, envelopes=(*held, fact.envelope))
        case inbox.WorkshopAnnounced():
            return _workshop(state, fact)
        # intakes
        case m.IntakeAnnounced():
            return intakes.announced(state, fact, seen)
        case m.IntakeClosed():
            return intakes.closed(state, fact)
        case m.CampaignLaunched():
            return intakes.launched(state, fact)
        case m.CampaignClosed():
            return intakes.campaign_closed(state, fact)
        case m.ApplicationSubmitted():
            return intakes.applied(state, fact)
        case m.ScreenerAssigned():
            return intakes.assigned(state, fact)
        case m.ScreeningRecorded():
            return intakes.screened(state, fact)
        case m.SelectionSettled():
            return intakes.selected(state, fact, seen)
        case m.CandidacySettled():
            return intakes.released(state, fact, seen)
        case m.OutcomesReleased():
            return intakes.all_released(state, fact)
        # offers
        case m.OfferMade():
            return offers.made(state, fact)
        case m.OfferAnswered():
            return offers.answered(state, fact)
        case m.OfferEnded():
            return offers.ended(state, fact)
        case inbox.MatterDecided():
            upheld = fact.kind == "appeal" and fact.outcome == "upheld"
            appeals = state.appeals.insert(fact.matter, fact.about)
            return replace(state, appeals=appeals) if upheld else state
        # roles
        case m.TermsAcknowledged():
            return people.acknowledged(state, fact, seen)
        case m.RoleGranted():
            role = Role(fact.role, fact.person, fact.starts_on, fact.ends_on)
            held_roles = state.roles.insert((fact.role, fact.person), role)
            return replace(steps.paid(state, fact.role, fact.person), roles=held_roles)
        case inbox.CompletionCertified():
            return _certified(state, fact, seen)
        # rounds, reports
        case inbox.RoundAnnounced():
            return replace(state, rounds=state.rounds.insert(fact.round, Round(fact.programme)))
        case inbox.PairProposed():
            in_round = fact.origin == "round"
            return _in_round(state, fact.round, fact.mentee, found=True) if in_round else state
        case inbox.MenteeUnmatched():
            return _in_round(state, fact.round, fact.person, found=False)
        case m.ReportPublished():
            return replace(state, reports=state.reports.insert(fact.report, fact.point))
        case m.StageEntered():
            return state
        # the book
        case inbox.LogFounded():
            return replace(state, rehearsal=fact.clock == "virtual")
        case heard.RulesInForce():
            return _in_force(replace(state, book=state.book.learn(fact, seen)), fact, seen)
        case (
            heard.BodyRegistered()
            | heard.SeatGranted()
            | heard.MandateChanged()
            | heard.RulesDrafted()
            | m.RulesDrafted()
        ):
            return replace(state, book=state.book.learn(fact, seen))
        case _:
            assert_never(fact)


def _programme(state: State, id_: str, **changes: object) -> State:
    programme = replace(state.programmes.get(id_, Programme()), **changes)  # type: ignore[arg-type]
    return replace(state, programmes=state.programmes.insert(id_, programme))


def _workshop(state: State, fact: inbox.WorkshopAnnounced) -> State:
    known = replace(state, workshops=state.workshops.insert(fact.workshop, fact.programme))
    skills = state.programmes.get(fact.programme, Programme()).skills
    if fact.purpose != "skills" or fact.workshop in skills:
        return known
    return _programme(known, fact.programme, skills=(*skills, fact.workshop))


def _certified(state: State, fact: inbox.CompletionCertified, seen: Seen) -> State:
    programme = state.workshops.get(fact.workshop)
    if fact.purpose != "mentor_training" or programme is None:
        return state
    trained = state.trained.insert((fact.person, programme), fact.certificate)
    return steps.owe_mentor(replace(state, trained=trained), fact.person, programme, seen)


def _in_round(state: State, round_: str, mentee: str, *, found: bool) -> State:
    known = state.rounds.get(round_)
    if known is None:
        return state
    matched = known.matched.insert(mentee, found)
    return replace(state, rounds=state.rounds.insert(round_, replace(known, matched=matched)))


def _in_force(state: State, fact: heard.RulesInForce, seen: Seen) -> State:
    """The first trainers are named: whoever acknowledged the terms before has the role now."""
    if fact.kind != "first_trainers":
        return state
    for programme in sorted(state.programmes) if fact.programme is None else [fact.programme]:
        for k, person in enumerate(steps.first_trainers(state, programme, seen), 1):
            state = steps.owe_trainer(state, person, programme, seen, k)
    return state
