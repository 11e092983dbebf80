"""A settled round is released to each mentee, in batches."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.settlement import BATCH
from baraza.matching.domain.v1.outcomes import Matched, Outcome, batch, batches
from baraza.matching.domain.v1.policy import totals
from baraza.matching.domain.v1.state import Released, Round, Settled, State
from baraza.matching.messages import (
    Fact,
    MenteeUnmatched,
    OutcomesReleased,
    PairProposed,
    ReleaseOutcomes,
    WaitingListJoined,
    WaitingListLeft,
)


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
    return [*told, *([_over(command, phase.outcomes, instance, result)] if last else [])]


def _over(
    command: ReleaseOutcomes, outcomes: int, instance: bytes, result: bytes
) -> OutcomesReleased:
    """The totals, as they were settled: who has left since then is told to those concerned."""
    came = totals(instance, result)
    return OutcomesReleased(
        settlement=command.settlement,
        batches=command.batch,
        outcomes=outcomes,
        matched=came.matched,
        unmatched=outcomes - came.matched,
        welfare=came.welfare,
        gap=came.gap,
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
        lost = free < 1 or not state.active_mentor(mentor, round_.programme, at)
        if lost or state.kept_out(mentee) or state.identities.same(mentee, mentor):
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
