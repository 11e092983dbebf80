"""Who pauses, leaves or is forgotten, and what matching then owes itself."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterable, Iterator
from dataclasses import replace

from baraza.decider import Message, Seen, Step
from baraza.forms.v1.heard import ErasureRequested
from baraza.forms.v1.identity import PersonsMerged
from baraza.forms.v1.places import Places
from baraza.forms.v1.role import Role
from baraza.matching import inbox
from baraza.matching.domain.v1.kinds import PARTICIPANT, ROLE
from baraza.matching.domain.v1.matches import Ended, Live, Pair, Proposed
from baraza.matching.domain.v1.openings import opened, opened_to
from baraza.matching.domain.v1.phases import ME, done_with, owing
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import (
    EndRelationship,
    ErasePersonData,
    LeaveWaitingList,
    PersonErased,
    WithdrawOffer,
)

MENTOR_LEFT, MENTEE_LEFT, VOIDED = "mentor_left", "mentee_left", "round_voided"
MEASURE, SAME = "interim_measure", "same_person"


def granted(state: State, fact: inbox.RoleGranted) -> State:
    if fact.programme is None or fact.role not in {ROLE, PARTICIPANT}:
        return state
    key = (fact.person, fact.programme)
    if fact.role == PARTICIPANT:
        return replace(state, left=state.left.discard(key))
    role = Role(fact.role, fact.person, fact.starts_on, fact.ends_on)
    return replace(state, roles=state.roles.insert(key, role))


def changed(state: State, fact: inbox.RoleChanged, seen: Seen) -> State:
    """Pairs of a mentor who pauses stay pairs; once they are back, a free place is offered."""
    if fact.role != ROLE:
        return state
    for key in _held(state, fact):
        if state.roles[key].state != "ended":
            role = replace(state.roles[key], state=fact.to)
            state = replace(state, roles=state.roles.insert(key, role))
    free = fact.to == "active" and state.free(fact.person) > 0
    return opened(state, fact.person, seen) if free else state


def ended(state: State, fact: inbox.RoleEnded, seen: Seen) -> State:
    match fact.role:
        case "mentor":
            for key in _held(state, fact):
                role = replace(state.roles[key], state="ended")
                state = replace(state, roles=state.roles.insert(key, role))
            places = state.places.get(fact.person, Places(0))
            pairs = [state.pair(fact.person, mentee) for mentee in sorted(places.holders)]
            return _asked(state, _parting(state, pairs, MENTOR_LEFT, fact.programme), seen)
        case "participant" if fact.programme is not None:
            key = (fact.person, fact.programme)
            state = replace(state, left=state.left.insert(key, True))
            pairs = [state.pairs.get(state.paired.get(fact.person, ""))]
            commands = [*_parting(state, pairs, MENTEE_LEFT, fact.programme)]
            return gone(_asked(state, commands, seen), fact.person, seen, fact.programme)
        case _:
            return state


def suspended(state: State, fact: inbox.InterimMeasureTaken, seen: Seen) -> State:
    """Pairs stay pairs; who was just being asked is asked no longer."""
    who = fact.person
    state = replace(state, suspended=state.suspended.insert(who, True))
    asked = [
        pair
        for _, pair in sorted(state.pairs.items())
        if who in {pair.mentor, pair.mentee} and isinstance(pair.phase, Proposed)
    ]
    return parted(state, asked, MEASURE, seen)


def back(state: State, fact: inbox.InterimMeasureLifted, seen: Seen) -> State:
    """A place is offered again to who waits for one; else their own to whoever does."""
    state = replace(state, suspended=state.suspended.discard(fact.person))
    if fact.person in state.waiting:
        return opened_to(state, fact.person, seen)
    return opened(state, fact.person, seen) if state.free(fact.person) > 0 else state


def merged(state: State, fact: PersonsMerged, seen: Seen) -> State:
    """Nobody is their own mentor: where two sides become one, what they had ends."""
    state = replace(state, identities=state.identities.join(fact.kept, fact.merged))
    pairs = [
        pair
        for _, pair in sorted(state.pairs.items())
        if state.identities.same(pair.mentor, pair.mentee)
    ]
    return parted(state, pairs, SAME, seen)


def gone(state: State, mentee: str, seen: Seen, programme: str | None = None) -> State:
    """Who has left waits for no place; also where they came to wait at the same moment."""
    waits = state.waiting.get(mentee)
    if waits is None or programme not in {None, state.rounds[waits.round].programme}:
        return state
    return _asked(state, [LeaveWaitingList(round=waits.round, mentee=mentee)], seen)


def erasing(state: State, fact: ErasureRequested, seen: Seen) -> State:
    return _asked(state, [ErasePersonData(pseudonym=fact.person, ground="requested")], seen)


def erased(state: State, fact: PersonErased) -> State:
    state = done_with(state, fact.subject)
    return replace(state, erased=state.erased.insert(fact.pseudonym, True))


def _held(state: State, fact: inbox.RoleChanged | inbox.RoleEnded) -> list[tuple[str, str]]:
    """The role meant; without a programme, in all of them."""
    if fact.programme is not None:
        key = (fact.person, fact.programme)
        return [key] if key in state.roles else []
    return sorted(key for key in state.roles if key[0] == fact.person)


def _parting(
    state: State, pairs: list[Pair | None], ground: str, programme: str | None
) -> Iterator[Message]:
    """A live relationship ends, and nobody is asked for an answer any more."""
    for pair in pairs:
        if pair is None or programme not in {None, state.rounds[pair.round].programme}:
            continue
        match pair.phase:
            case Live(relationship):
                yield EndRelationship(
                    relationship=relationship,
                    how="premature",
                    ground=ground,
                    talk_held=False,
                    rematch=ground not in {MENTEE_LEFT, SAME},
                )
            case Proposed():
                yield WithdrawOffer(mentor=pair.mentor, mentee=pair.mentee, ground=ground)
            case Ended():
                pass


def parted(state: State, pairs: list[Pair], ground: str, seen: Seen) -> State:
    """The service owes itself to undo these."""
    return _asked(state, _parting(state, [*pairs], ground, None), seen)


def _asked(state: State, commands: Iterable[Message], seen: Seen) -> State:
    """Steps of the service; those of one type are counted."""
    count: dict[str, int] = {}
    for command in commands:
        name = type(command).__name__
        count[name] = count.get(name, 0) + 1
        state = owing(state, Step.after(seen, ME, command, k=count[name]))
    return state
