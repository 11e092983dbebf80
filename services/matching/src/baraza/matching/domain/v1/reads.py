"""What a decision rests on and does not write: entities whose versions its command guards."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterable, Iterator
from typing import assert_never

from rpds import HashTrieMap

from baraza.decider import Asked
from baraza.forms.v1.book import mandate_guards, text_guard
from baraza.forms.v1.identity import MERGES
from baraza.forms.v1.messages import entity
from baraza.matching.domain.v1.kinds import MENTORS_MOST, OFFERS_GUARDED, PARTICIPANT
from baraza.matching.domain.v1.matches import Relationship
from baraza.matching.domain.v1.outcomes import batches
from baraza.matching.domain.v1.state import Settled, State
from baraza.matching.domain.v1.texts import READ
from baraza.matching.domain.v1.voiding import open_offers
from baraza.matching.messages import (
    AgreeGoals,
    AnnounceRound,
    AnswerOffer,
    AttestState,
    ChangeRelationship,
    Command,
    CommitChance,
    DesignateBackup,
    DraftRules,
    EndRelationship,
    EnterRound,
    ErasePersonData,
    ExcludePair,
    FreezeRound,
    JoinWaitingList,
    LeaveRound,
    LeaveWaitingList,
    LiftExclusion,
    ProposePair,
    ReachDeadline,
    RecordBeacon,
    ReleaseOutcomes,
    RevealChance,
    SettleRound,
    VoidRound,
    WithdrawOffer,
    entrant_subject,
    pair_subject,
    places_subject,
)

STANDING = ("feedback.measure.all", MERGES)
"""Nobody whom the decision concerns is kept out, or somebody else as well: all measures, and all
merges, are one entity each."""


def reads(  # noqa: PLR0912 - a case for each command
    state: State, command: Command, asked: Asked
) -> frozenset[str]:
    """Mandates, texts in force, roles, and other entities where a rule sees the whole."""
    match command:
        case DraftRules() | LiftExclusion() | ExcludePair(round=None):
            return mandate_guards(state.book, asked)
        case CommitChance() | RevealChance() | RecordBeacon():
            return mandate_guards(state.book, asked)
        case ExcludePair(round=str(id_), person=who):
            return frozenset({f"matching.round.{id_}", f"matching.{entrant_subject(id_, who)}"})
        case LeaveRound(round=id_):
            return frozenset({f"matching.round.{id_}"})
        case AnnounceRound(programme=programme):
            texts = {text_guard(kind, where) for kind in READ for where in (programme, None)}
            return mandate_guards(state.book, asked) | texts
        case EnterRound():
            return frozenset(_of_entering(state, command, asked))
        case FreezeRound(round=id_):
            return frozenset({*STANDING, *_roles(_mentors(state, id_))})
        case VoidRound(round=id_):
            return mandate_guards(state.book, asked) | set(_of_voiding(state, id_))
        case ReleaseOutcomes(settlement=id_, batch=number):
            return frozenset(_of_releasing(state, id_, number))
        case ProposePair():
            return mandate_guards(state.book, asked) | set(_of_proposing(state, command, asked))
        case ChangeRelationship(relationship=id_, change=change):
            return mandate_guards(state.book, asked) | set(_of_changing(state, id_, change))
        case DesignateBackup():
            return mandate_guards(state.book, asked) | set(_of_backing(state, command))
        case AnswerOffer(answer="accept"):
            return frozenset(_of_accepting(state, command))
        case EndRelationship(relationship=id_, rematch=True):
            return frozenset(_taken_part(state.relationships, id_))
        case JoinWaitingList(mentee=mentee):
            rounds = _entered(mentee, state.open_rounds(asked.time))
            return frozenset({participant(mentee), *rounds})
        case (
            ExcludePair()
            | SettleRound()
            | AnswerOffer()
            | WithdrawOffer()
            | AgreeGoals()
            | EndRelationship()
            | LeaveWaitingList()
            | ReachDeadline()
            | ErasePersonData()
            | AttestState()
        ):
            return frozenset()
        case _:
            assert_never(command)


def _of_entering(state: State, command: EnterRound, asked: Asked) -> Iterator[str]:
    """The round is still open, one is in no other, and what each side rests on."""
    who = command.person
    yield from STANDING
    yield f"matching.round.{command.round}"
    others = [id_ for id_ in state.open_rounds(asked.time) if id_ != command.round]
    for name in state.identities.all(who):
        yield from _entered(name, others)
    if command.side == "mentor":
        yield from _roles([who])
        yield f"matching.{places_subject(who)}"
    else:
        yield f"registration.person.{who}"
        yield participant(who)
        yield f"matching.waiting.{who}"


def _of_releasing(state: State, id_: str, number: int) -> Iterator[str]:
    """Mentors' roles; the last batch writes the round, each other one reads it."""
    round_ = state.rounds.get(id_)
    if round_ is None or not isinstance(round_.phase, Settled):
        return
    if number < batches(round_.phase.outcomes):
        yield f"matching.round.{id_}"
    yield from STANDING
    yield from _roles(_mentors(state, id_))


def _of_voiding(state: State, id_: str) -> Iterator[str]:
    """Who is just answering may be becoming a pair."""
    for pair in open_offers(state, id_)[:OFFERS_GUARDED]:
        yield f"matching.{pair_subject(pair.mentor, pair.mentee)}"


def _of_proposing(state: State, command: ProposePair, asked: Asked) -> Iterator[str]:
    """The round counts, the role, places offered, and that neither enters a round meanwhile."""
    yield from STANDING
    yield f"matching.round.{command.round}"
    yield from _roles([command.mentor])
    yield participant(command.mentee)
    rounds = set(state.open_rounds(asked.time))
    yield from _entered(command.mentee, rounds)
    yield from _entered(command.mentor, rounds | {state.said_in.get(command.mentor, command.round)})


def _of_changing(state: State, id_: str, change: str) -> Iterator[str]:
    """It goes on no longer than the programme."""
    if change == "extend" and id_ in state.relationships:
        yield f"registration.programme.{state.relationships[id_].programme}"


def _of_backing(state: State, command: DesignateBackup) -> Iterator[str]:
    """The backup's role and places, and that they are not kept out."""
    yield from STANDING
    yield from _roles([command.backup])
    yield f"matching.{places_subject(command.backup)}"
    if command.relationship in state.relationships:
        yield participant(state.relationships[command.relationship].mentee)


def _of_accepting(state: State, command: AnswerOffer) -> Iterator[str]:
    """Both are still there, and so are the round and the programme (R42)."""
    yield from STANDING
    yield participant(command.mentee)
    yield from _roles([command.mentor])
    pair = state.pair(command.mentor, command.mentee)
    if pair is not None:
        yield f"matching.round.{pair.round}"
        yield f"registration.programme.{state.rounds[pair.round].programme}"


def _taken_part(relationships: HashTrieMap[str, Relationship], id_: str) -> Iterator[str]:
    """Another mentor is for who is still in the programme."""
    if id_ in relationships:
        yield participant(relationships[id_].mentee)


def participant(who: str) -> str:
    return f"registration.{entity(PARTICIPANT, who)}"


def _entered(who: str, rounds: Iterable[str]) -> Iterator[str]:
    return (f"matching.{entrant_subject(id_, who)}" for id_ in rounds)


def _roles(mentors: Iterable[str]) -> Iterator[str]:
    return (f"registration.mentor.{who}" for who in mentors)


def _mentors(state: State, id_: str) -> list[str]:
    """Those of a round, ascending. Of a round that is too large nothing rests on their roles."""
    round_ = state.rounds.get(id_)
    mentors = round_.mentors if round_ else []
    return mentors if len(mentors) <= MENTORS_MOST else []
