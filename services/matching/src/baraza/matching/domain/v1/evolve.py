"""What each fact changes of what is remembered."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from typing import assert_never

from baraza.decider import Seen
from baraza.forms.v1.heard import (
    BodyRegistered,
    BookFact,
    MandateChanged,
    RulesDrafted,
    RulesInForce,
    SeatGranted,
)
from baraza.forms.v1.role import Role
from baraza.matching import inbox
from baraza.matching import messages as m
from baraza.matching.domain.v1 import pairing, phases
from baraza.matching.domain.v1.kinds import ROLE
from baraza.matching.domain.v1.state import Exclusion, Person, State, Waiting

Known = m.Fact | inbox.Foreign | BookFact  # closed with this version


def evolve(state: State, fact: Known, seen: Seen) -> State:  # noqa: PLR0912 - a case for each fact
    match fact:
        # bodies, mandates, texts
        case (
            BodyRegistered()
            | SeatGranted()
            | MandateChanged()
            | RulesDrafted()
            | RulesInForce()
            | m.RulesDrafted()
        ):
            return replace(state, book=state.book.learn(fact, seen))
        # people, at registration
        case inbox.LogFounded(clock=clock):
            return replace(state, rehearsal=clock == "virtual")
        case inbox.PersonRegistered():
            return _registered(state, fact)
        case inbox.RoleGranted():
            return _granted(state, fact)
        case inbox.StageEntered():
            key = (fact.person, fact.programme)
            return replace(state, stages=state.stages.insert(key, fact.number))
        case m.PairExcluded():
            return _excluded(state, fact, seen)
        # a round
        case m.RoundAnnounced():
            return phases.announced(state, fact, seen)
        case m.RoundEntered():
            return phases.entered(state, fact)
        case m.RoundFrozen():
            return phases.frozen(state, fact, seen)
        case m.BeaconRecorded():
            return phases.drawn(state, fact, seen)
        case m.RoundSettled():
            return phases.settled(state, fact, seen)
        case m.OutcomesReleased():
            return phases.released(state, fact)
        # pairs
        case m.PairProposed():
            return pairing.proposed(state, fact)
        case m.OfferAnswered():
            return pairing.answered(state, fact)
        case m.OfferEnded():
            return pairing.ended(state, fact, seen)
        case m.RelationshipStarted():
            return pairing.started(state, fact)
        # who waits
        case m.MenteeUnmatched():
            return phases.one_released(state, fact.round)
        case m.WaitingListJoined(mentee=mentee):
            waits = state.waiting.get(mentee)
            entry = Waiting(fact.round, waits.since if waits else seen.time)
            return replace(state, waiting=state.waiting.insert(mentee, entry))
        case m.WaitingListLeft(mentee=mentee):
            return replace(state, waiting=state.waiting.discard(mentee))
        case _:
            assert_never(fact)


def _registered(state: State, fact: inbox.PersonRegistered) -> State:
    first = fact.languages[0] if fact.languages else ""
    person = Person(fact.region, fact.organisation_kind, first)
    return replace(state, people=state.people.insert(fact.person, person))


def _granted(state: State, fact: inbox.RoleGranted) -> State:
    if fact.role != ROLE:
        return state
    role = Role(fact.role, fact.person, fact.starts_on, fact.ends_on)
    return replace(state, roles=state.roles.insert((fact.person, fact.programme), role))


def _excluded(state: State, fact: m.PairExcluded, seen: Seen) -> State:
    """Whom it names is in the vault under the command's id, with which the fact's id begins."""
    exclusion = Exclusion(seen.id.rpartition(".")[0], fact.person)
    return replace(state, exclusions=state.exclusions.insert(fact.exclusion, exclusion))
