"""Public chance, the proven answer, and its release to each mentee."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.settlement import BATCH
from baraza.matching.domain.v1.certificate import Rejected, sealed_digest, strict, verify
from baraza.matching.domain.v1.kinds import BEACONS
from baraza.matching.domain.v1.lottery import check_voids, rehearsed
from baraza.matching.domain.v1.outcomes import Matched, Outcome, batch, batches
from baraza.matching.domain.v1.state import Drawn, Frozen, Open, Released, Round, Settled, State
from baraza.matching.messages import (
    BeaconRecorded,
    Fact,
    MenteeUnmatched,
    OutcomesReleased,
    PairProposed,
    RecordBeacon,
    ReleaseOutcomes,
    RoundSettled,
    SettleRound,
    WaitingListJoined,
    WaitingListLeft,
)

NOT_UNIQUE = 18  # of the certificate's reasons


def record_beacon(state: State, command: RecordBeacon, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By the service, once, after the pulse. 2. The pulse that was announced, genuine.

    3. The log's size right after the freeze; its root is the auditor's to compare (reason 21).
    """
    # 1.
    if wrong := ours(asked, "matching"):
        return wrong
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if not isinstance(round_.phase, Frozen):
        return Refused("wrong_state" if isinstance(round_.phase, Open) else "already_done")
    if asked.time < round_.pulse_at:
        return Refused("too_early")
    # 2.
    if command.pulse != round_.pulse:
        return Refused("other_pulse", numbers={"pulse": round_.pulse})
    foreseen = BEACONS[round_.beacon].rehearsed
    if foreseen and command.randomness != rehearsed(command.round, command.pulse):
        return Refused("bad_signature")
    # 3.
    if command.checkpoint_size != round_.phase.position:
        return Refused("seed_mismatch", numbers={"checkpoint_size": round_.phase.position})
    return [BeaconRecorded(**command.model_dump())]


def settle_round(state: State, command: SettleRound, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By the service, once, after the draw. 2. The result is proven the unique best.

    3. Of the question that was sealed. 4. With the chance that was recorded.
    5. Draws before it were void.
    """
    # 1.
    if wrong := ours(asked, "matching"):
        return wrong
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if not isinstance(round_.phase, Drawn):
        early = isinstance(round_.phase, Open | Frozen)
        return Refused("wrong_state" if early else "already_done")
    instance = asked.exhibits[command.instance.exhibit]
    result = asked.exhibits[command.result.exhibit]
    void = [asked.exhibits[each.exhibit] for each in command.void]
    # 2.
    if wrong := _unproven(instance, result):
        return wrong
    # 3.
    if sealed_digest(instance) != f"sha256:{round_.phase.sealed.exhibit}":
        return Refused("inputs_differ")
    # 4.
    drawn = {k: v for k, v in strict(instance)["lottery"].items() if k != "void"}
    if drawn | {"draw": 0} != round_.lottery(round_.phase):
        return Refused("seed_mismatch")
    # 5.
    try:
        check_voids(instance, void)
    except Rejected as why:
        return Refused("certificate_invalid", numbers={"reason": why.reason})
    matched = strict(result)["matched"]
    mentees = len(strict(instance)["mentees"])
    return [
        RoundSettled(
            **command.model_dump(),
            matched=matched,
            unmatched=mentees - matched,
            welfare=strict(result)["welfare"],
        )
    ]


def _unproven(instance: bytes, result: bytes) -> Refused | None:
    try:
        verify(instance, result)
    except Rejected as why:
        if why.reason == NOT_UNIQUE:
            return Refused("not_unique")
        return Refused("certificate_invalid", numbers={"reason": why.reason})
    return None


def release_outcomes(
    state: State, command: ReleaseOutcomes, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. By the service, after settling. 2. The next batch, of what was settled."""
    # 1.
    if wrong := ours(asked, "matching"):
        return wrong
    id_ = command.settlement
    round_ = state.rounds.get(id_)
    if round_ is None:
        return Refused("unknown_entity")
    phase = round_.phase
    if not isinstance(phase, Settled):
        return Refused("already_done" if isinstance(phase, Released) else "wrong_state")
    # 2.
    next_ = phase.released // BATCH + 1
    if command.batch != next_:
        return Refused("already_done" if command.batch < next_ else "wrong_state")
    if (command.instance, command.result) != (phase.instance, phase.result):
        return Refused("inputs_differ")
    instance = asked.exhibits[command.instance.exhibit]
    result = asked.exhibits[command.result.exhibit]
    told = _told(state, id_, round_, batch(instance, result, command.batch), asked.time)
    last = command.batch == batches(phase.outcomes)
    return [*told, *([_over(command, phase.outcomes, result)] if last else [])]


def _over(command: ReleaseOutcomes, outcomes: int, result: bytes) -> OutcomesReleased:
    """The totals, as they were settled: who has left since then is told to those concerned."""
    matched, welfare = strict(result)["matched"], strict(result)["welfare"]
    return OutcomesReleased(
        settlement=command.settlement,
        batches=command.batch,
        outcomes=outcomes,
        matched=matched,
        unmatched=outcomes - matched,
        welfare=welfare,
    )


def _told(
    state: State, id_: str, round_: Round, outcomes: Sequence[Outcome], at: datetime
) -> Iterator[Fact]:
    """What each mentee is told. A place that was lost since the freeze is given to nobody (I14)."""
    taken: dict[str, int] = {}
    answer_by = at + timedelta(days=round_.rules.answer_days)
    for outcome in outcomes:
        if not state.stays(outcome.mentee, round_.programme):
            yield MenteeUnmatched(round=id_, person=outcome.mentee, reason="left")
            continue
        if not isinstance(outcome, Matched):
            short = outcome.shortage.digest(id_).partition(":")[2] if outcome.shortage else None
            yield from _without(id_, outcome.mentee, outcome.reason, short)
            continue
        mentee, mentor = outcome.mentee, outcome.mentor
        free = state.free(mentor) - taken.get(mentor, 0)
        if free < 1 or not state.active_mentor(mentor, round_.programme, at):
            yield from _without(id_, mentee, "place_lost", None)
            continue
        taken[mentor] = taken.get(mentor, 0) + 1
        yield PairProposed(
            round=id_,
            mentor=mentor,
            mentee=mentee,
            origin="round",
            answer_by=answer_by,
            score=outcome.score,
        )
        if mentee in state.waiting:
            yield WaitingListLeft(round=id_, mentee=mentee)


def _without(id_: str, mentee: str, reason: str, shortage: str | None) -> Iterator[Fact]:
    why = {"reason": reason}
    yield MenteeUnmatched.model_validate(
        {"round": id_, "person": mentee, "shortage": shortage, **why}
    )
    yield WaitingListJoined.model_validate({"round": id_, "mentee": mentee, **why})
