"""What each fact changes of what is remembered."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from typing import assert_never

from baraza.decider import Seen
from baraza.forms.v1.heard import (
    BodyRegistered,
    BookFact,
    ErasureRequested,
    MandateChanged,
    RulesDrafted,
    RulesInForce,
    SeatGranted,
)
from baraza.forms.v1.identity import PersonsMerged
from baraza.matching import inbox
from baraza.matching import messages as m
from baraza.matching.domain.v1 import (
    appealing,
    changing,
    leaving,
    openings,
    pairing,
    phases,
    relating,
    voiding,
)
from baraza.matching.domain.v1.matches import Waiting
from baraza.matching.domain.v1.state import Exclusion, Person, Programme, State
from baraza.matching.domain.v1.texts import READ

Known = (
    m.Fact | inbox.Foreign | BookFact | ErasureRequested | PersonsMerged
)  # closed with this version

ASKED_FOR = frozenset({"rematch", "withdrawn", "asked"})
"""Whoever comes to wait so may be put to any mentor of their rounds who has room."""


def evolve(state: State, fact: Known, seen: Seen) -> State:  # noqa: PLR0912, PLR0915 - a case each
    match fact:
        # bodies, mandates, texts
        case (
            BodyRegistered() | SeatGranted() | MandateChanged() | RulesInForce() | m.RulesDrafted()
        ):
            return replace(state, book=state.book.learn(fact, seen))
        case RulesDrafted(kind=kind):
            return replace(state, book=state.book.learn(fact, seen)) if kind in READ else state
        # people, at registration
        case inbox.LogFounded(clock=clock):
            return replace(state, rehearsal=clock == "virtual")
        case inbox.PersonRegistered():
            return _registered(state, fact)
        case inbox.RoleGranted():
            return leaving.granted(state, fact)
        case inbox.RoleChanged():
            return leaving.changed(state, fact, seen)
        case inbox.RoleEnded():
            return leaving.ended(state, fact, seen)
        case PersonsMerged():
            return leaving.merged(state, fact, seen)
        case ErasureRequested():
            return leaving.erasing(state, fact, seen)
        case m.PersonErased():
            return leaving.erased(state, fact)
        case m.StateAttested():
            return state
        case inbox.StageEntered():
            key = (fact.person, fact.programme)
            return replace(state, stages=state.stages.insert(key, fact.number))
        case m.PairExcluded():
            return _excluded(state, fact, seen)
        case m.ExclusionLifted(exclusion=exclusion):
            return replace(state, exclusions=state.exclusions.discard(exclusion))
        case inbox.ProgrammeOpened(programme=programme, ends_on=last):
            opened = state.programmes.insert(programme, Programme(last))
            return replace(state, programmes=opened)
        case inbox.ProgrammeEnded(programme=programme):
            ended = Programme(seen.time.date().isoformat(), over=True)
            return replace(state, programmes=state.programmes.insert(programme, ended))
        case inbox.InterimMeasureTaken():
            return leaving.suspended(state, fact, seen)
        case inbox.InterimMeasureLifted():
            return leaving.back(state, fact, seen)
        case inbox.MatterOpened(kind=kind, matter=matter):
            found = kind == "finding"
            return replace(state, findings=state.findings.insert(matter, True)) if found else state
        # a round
        case m.RoundAnnounced():
            return phases.announced(state, fact, seen)
        case m.RoundEntered():
            return phases.entered(state, fact)
        case m.RoundLeft():
            return phases.left(state, fact)
        case m.RoundFrozen():
            return phases.frozen(state, fact, seen)
        case m.ChanceCommitted():
            return phases.committed(state, fact, seen)
        case m.ChanceRevealed():
            return phases.revealed(state, fact, seen)
        case m.BeaconRecorded():
            return phases.drawn(state, fact, seen)
        case m.RoundSettled():
            return phases.settled(state, fact, seen)
        case m.RoundUnanswered():
            return state  # the same decision says that the round is void
        case m.OutcomesReleased():
            return phases.released(state, fact)
        case m.RoundVoided():
            return voiding.voided(state, fact, seen)
        # pairs
        case m.PairProposed():
            return pairing.proposed(state, fact, seen)
        case m.OfferAnswered():
            return pairing.answered(state, fact)
        case m.OfferEnded():
            return pairing.ended(state, fact, seen)
        # relationships
        case m.RelationshipStarted():
            return relating.started(state, fact)
        case m.GoalsAgreed():
            return relating.agreed(state, fact)
        case m.RelationshipChanged():
            return changing.changed(state, fact, seen)
        case m.BackupDesignated():
            return changing.backed(state, fact)
        case m.ClosureBegun():
            return relating.closing(state, fact)
        case m.RelationshipEnded():
            return relating.ended(state, fact, seen)
        # who waits
        case m.MenteeUnmatched():
            return phases.one_released(appealing.told(state, fact, seen), fact.round)
        case inbox.MatterDecided():
            return appealing.decided(state, fact, seen)
        case m.WaitingListJoined():
            return _waits(state, fact, seen)
        case m.WaitingListLeft(mentee=mentee):
            state = phases.done_with(state, fact.subject)
            return replace(
                state,
                waiting=state.waiting.discard(mentee),
                backed=state.backed.discard(mentee),
            )
        case _:
            assert_never(fact)


def _registered(state: State, fact: inbox.PersonRegistered) -> State:
    first = fact.languages[0] if fact.languages else ""
    person = Person(fact.region, fact.organisation_kind, first)
    return replace(state, people=state.people.insert(fact.person, person))


def _excluded(state: State, fact: m.PairExcluded, seen: Seen) -> State:
    """Whom it names is in the vault under the command's id, with which the fact's id begins."""
    command_id = seen.id.rpartition(".")[0]
    exclusion = Exclusion(command_id, fact.person, fact.rule, fact.round)
    return replace(state, exclusions=state.exclusions.insert(fact.exclusion, exclusion))


def _waits(state: State, fact: m.WaitingListJoined, seen: Seen) -> State:
    """Whoever waits already goes on counting months."""
    waits = state.waiting.get(fact.mentee)
    since = waits.since if waits else fact.since or seen.time
    entry = Waiting(fact.round, since)
    state = replace(state, waiting=state.waiting.insert(fact.mentee, entry))
    if fact.round in state.rounds and not state.stays(
        fact.mentee, state.rounds[fact.round].programme
    ):
        return leaving.gone(state, fact.mentee, seen)
    if fact.reason not in ASKED_FOR:
        return state
    if fact.reason == "rematch" and fact.mentee in state.backed:
        state = openings.called_on(state, fact.mentee, seen)
    return openings.opened_to(state, fact.mentee, seen)
