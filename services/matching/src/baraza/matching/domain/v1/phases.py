"""How a round goes from phase to phase, and which step of the service follows."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from datetime import datetime

from rpds import HashTrieMap

from baraza.decider import Seen, Step
from baraza.forms.v1.places import Places
from baraza.matching.domain.v1.beacons import beacon_of
from baraza.matching.domain.v1.contributions import LEAST, NOT_COMMITTED, NOT_REVEALED
from baraza.matching.domain.v1.outcomes import batches
from baraza.matching.domain.v1.state import (
    Drawn,
    Entered,
    Frozen,
    Phase,
    Released,
    Round,
    Settled,
    State,
)
from baraza.matching.domain.v1.texts import adopted
from baraza.matching.messages import (
    BeaconRecorded,
    ChanceCommitted,
    ChanceRevealed,
    OutcomesReleased,
    ReleaseOutcomes,
    RoundAnnounced,
    RoundEntered,
    RoundFrozen,
    RoundLeft,
    RoundSettled,
    VoidRound,
)

ME = "matching"
VOID = VoidRound.__name__


def announced(state: State, fact: RoundAnnounced, seen: Seen) -> State:
    text = adopted(state.book, fact.programme, seen.time)
    if text is None:  # no announcement stands without one
        return state
    round_ = Round(
        programme=fact.programme,
        opens=fact.opens,
        closes=fact.closes,
        beacon=fact.beacon,
        pulse=fact.pulse,
        pulse_at=fact.pulse_at,
        weeks=fact.weeks,
        rules=text[1],
        rule=text[0].rule,
        contributors=fact.contributors or (),
    )
    state = state.put_round(fact.round, round_)
    if beacon_of(fact.beacon).contributed:  # frozen once enough of them have committed
        return owing(state, _void(fact.round, NOT_COMMITTED, fact.closes, seen))
    return owing(state, _freeze(round_, fact.round, seen))


def entered(state: State, fact: RoundEntered) -> State:
    round_ = state.rounds.get(fact.round)
    if round_ is None:
        return state
    said = Entered(
        side=fact.side,
        capacities=fact.capacities,
        languages=frozenset(fact.languages),
        fluent=frozenset(fact.fluent),
        places=fact.places,
        label=fact.organisation_label,
        ranked=fact.ranked,
    )
    entrants = round_.entrants.insert(fact.person, said)
    state = state.put_round(fact.round, replace(round_, entrants=entrants))
    if fact.side == "mentee":
        return _offers_as_before(state, fact.person) if _was_mentor(round_, fact.person) else state
    places = replace(state.places.get(fact.person, Places(0)), room=fact.places)
    return replace(
        state,
        places=state.places.insert(fact.person, places),
        said_in=state.said_in.insert(fact.person, fact.round),
    )


def left(state: State, fact: RoundLeft) -> State:
    """What a mentor offers is again what they said in the last round that they are still in."""
    round_ = state.rounds[fact.round]
    gone = replace(round_, entrants=round_.entrants.discard(fact.person))
    state = state.put_round(fact.round, gone)
    return _offers_as_before(state, fact.person) if _was_mentor(round_, fact.person) else state


def _was_mentor(round_: Round, person: str) -> bool:
    return person in round_.entrants and round_.entrants[person].side == "mentor"


def _offers_as_before(state: State, person: str) -> State:
    """They are no mentor of the round in which they spoke last."""
    before = [
        (one.closes, id_, one.entrants[person].places)
        for id_, one in state.rounds.items()
        if person in one.mentors
    ]
    _, last, room = max(before, default=(None, None, 0))
    held = replace(state.places.get(person, Places(0)), room=room)
    said_in = state.said_in
    said_in = said_in.insert(person, last) if last else said_in.discard(person)
    return replace(state, places=state.places.insert(person, held), said_in=said_in)


def frozen(state: State, fact: RoundFrozen, seen: Seen) -> State:
    """The freeze is one fact, so the log is one longer than its index right after it."""
    round_ = state.rounds[fact.round]
    state = _in(state, fact.round, Frozen(fact.sealed, seen.index + 1))
    state = _done(state, "FreezeRound", fact.round)
    beacon = beacon_of(round_.beacon)
    if beacon.contributed:
        return owing(state, _void(fact.round, NOT_REVEALED, round_.pulse_at, seen))
    if beacon.published:  # whoever operates the programme brings it
        return state
    return owing(state, _record(round_, fact.round, seen))


def committed(state: State, fact: ChanceCommitted, seen: Seen) -> State:
    round_ = state.rounds[fact.round]
    round_ = replace(round_, committed=round_.committed.insert(fact.body, fact.digest))
    state = state.put_round(fact.round, round_)
    if len(round_.committed) != LEAST:
        return state
    return owing(_done(state, VOID, fact.round), _freeze(round_, fact.round, seen))


def revealed(state: State, fact: ChanceRevealed, seen: Seen) -> State:
    round_ = state.rounds[fact.round]
    round_ = replace(round_, revealed=round_.revealed.insert(fact.body, fact.contribution))
    state = state.put_round(fact.round, round_)
    if not round_.all_revealed:
        return state
    return owing(_done(state, VOID, fact.round), _record(round_, fact.round, seen))


def _freeze(round_: Round, id_: str, seen: Seen) -> Step:
    return Step.after(seen, ME, "FreezeRound", about=id_, not_before=round_.closes)


def _void(id_: str, ground: str, at: datetime, seen: Seen) -> Step:
    """What is owed unless enough bodies do their part before this time."""
    ask = VoidRound(round=id_, ground=ground)
    return Step.after(seen, ME, ask, about=id_, not_before=at)


def _record(round_: Round, id_: str, seen: Seen) -> Step:
    return Step.after(seen, ME, "RecordBeacon", about=id_, not_before=round_.pulse_at)


def drawn(state: State, fact: BeaconRecorded, seen: Seen) -> State:
    phase = state.rounds[fact.round].phase
    if not isinstance(phase, Frozen):
        return state
    recorded = Drawn(phase.sealed, fact.checkpoint_size, fact.checkpoint_root, fact.randomness)
    state = _done(_in(state, fact.round, recorded), "RecordBeacon", fact.round)
    return owing(state, Step.after(seen, ME, "SettleRound", about=fact.round))


def settled(state: State, fact: RoundSettled, seen: Seen) -> State:
    count = fact.matched + fact.unmatched
    phase = Settled(fact.instance, fact.result, count)
    state = _done(_in(state, fact.round, phase), "SettleRound", fact.round)
    for number in range(1, batches(count) + 1):
        ask = ReleaseOutcomes(
            settlement=fact.round, batch=number, instance=fact.instance, result=fact.result
        )
        state = owing(state, Step.after(seen, ME, ask, about=fact.round, k=number))
    return state


def one_released(state: State, id_: str) -> State:
    """An outcome has become a mentee's own; batches go in order, so their number is enough."""
    phase = state.rounds[id_].phase if id_ in state.rounds else None
    if not isinstance(phase, Settled):
        return state
    return _in(state, id_, replace(phase, released=phase.released + 1))


def released(state: State, fact: OutcomesReleased) -> State:
    phase = state.rounds[fact.settlement].phase
    if not isinstance(phase, Settled):
        return state
    over = Released(phase.instance, phase.result)
    return _done(_in(state, fact.settlement, over), "ReleaseOutcomes", fact.settlement)


def done_with(state: State, subject: str) -> State:
    """What it is about has ended, and with it what the service owed itself about it."""
    pending: HashTrieMap[str, Step] = state.pending
    for id_, step in state.pending.items():
        if step.about == subject:
            pending = pending.discard(id_)
    return replace(state, pending=pending)


def _in(state: State, id_: str, phase: Phase) -> State:
    return state.put_round(id_, replace(state.rounds[id_], phase=phase))


def owing(state: State, step: Step) -> State:
    return replace(state, pending=state.pending.insert(step.id, step))


def _done(state: State, command: str, about: str) -> State:
    """The desk passes over what is done; it is dropped so that the state stays small."""
    pending: HashTrieMap[str, Step] = state.pending
    for id_, step in state.pending.items():
        if (step.command, step.about) == (command, about):
            pending = pending.discard(id_)
    return replace(state, pending=pending)
