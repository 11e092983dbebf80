"""Public chance, and the proven answer to the question of a round."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import may
from baraza.matching.domain.v1 import crossing
from baraza.matching.domain.v1.beacons import NotThePulse, beacon_of, genuine
from baraza.matching.domain.v1.certificate import Rejected, sealed_digest, strict
from baraza.matching.domain.v1.contributions import combined
from baraza.matching.domain.v1.kinds import NO_ANSWER
from baraza.matching.domain.v1.lottery import check_voids, rehearsed
from baraza.matching.domain.v1.policy import Policy, policy_of, proven, totals
from baraza.matching.domain.v1.state import Drawn, Frozen, Open, Round, State
from baraza.matching.messages import (
    BeaconRecorded,
    Fact,
    RecordBeacon,
    RoundSettled,
    RoundUnanswered,
    RoundVoided,
    SettleRound,
)

NOT_UNIQUE = 18  # of the certificate's reasons


def record_beacon(state: State, command: RecordBeacon, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By the service, once, after the pulse; one that a beacon publishes may be brought by who
    operates the programme. 2. The pulse that was announced, genuine.

    3. The log's size right after the freeze; its root is the auditor's to compare (reason 21).
    """
    # 1.
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if wrong := _may_not_bring(state, round_, asked):
        return wrong
    if not isinstance(round_.phase, Frozen):
        return Refused("wrong_state" if isinstance(round_.phase, Open) else "already_done")
    if asked.time < round_.pulse_at:
        return Refused("too_early")
    # 2.
    if command.pulse != round_.pulse:
        return Refused("other_pulse", numbers={"pulse": round_.pulse})
    try:
        due = _randomness(round_, command, asked)
    except NotThePulse as why:
        return Refused(why.code)
    if command.randomness != due:
        return Refused("bad_signature")
    # 3.
    if command.checkpoint_size != round_.phase.position:
        return Refused("seed_mismatch", numbers={"checkpoint_size": round_.phase.position})
    return [BeaconRecorded(**command.model_dump())]


def _may_not_bring(state: State, round_: Round, asked: Asked) -> Refused | None:
    wrong = ours(asked, "matching")
    if wrong and beacon_of(round_.beacon).published:
        return may(state.book, asked, "operate", round_.programme)
    return wrong


def _randomness(round_: Round, command: RecordBeacon, asked: Asked) -> str:
    """What the chance announced comes to. Raises `NotThePulse`."""
    beacon = beacon_of(round_.beacon)
    if beacon.rehearsed:
        return rehearsed(command.round, round_.pulse)
    if beacon.contributed:
        if not round_.all_revealed:
            raise NotThePulse("wrong_state", "a contribution is missing")
        return combined(round_.revealed.values())
    if command.published is None:
        raise NotThePulse("bad_signature", "no pulse was brought")
    body = asked.exhibits[command.published.exhibit]
    adopted = round_.rules.beacons
    return genuine(body, round_.beacon, round_.pulse, round_.pulse_at, adopted).value


def settle_round(state: State, command: SettleRound, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By the service, once, after the draw. 2. The result is proven what its policy promises.

    3. Of the question that was sealed. 4. With the chance that was recorded.
    5. Draws before it were void. 6. Without a result: floors that cross were to be kept.
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
    result = asked.exhibits[command.result.exhibit] if command.result else None
    void = [asked.exhibits[each.exhibit] for each in command.void]
    # 2.
    if result is not None and (wrong := _unproven(instance, result)):
        return wrong
    # 3.
    if not _sealed_as(instance, round_.phase):
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
    # 6.
    if command.result is None or result is None:
        return _unanswered(round_, command, instance)
    came = totals(instance, result)
    return [
        RoundSettled(
            round=command.round,
            instance=command.instance,
            result=command.result,
            void=command.void,
            matched=came.matched,
            unmatched=came.mentees - came.matched,
            welfare=came.welfare,
            gap=came.gap,
        )
    ]


def _sealed_as(instance: bytes, drawn: Drawn) -> bool:
    """Bytes that are no instance were not sealed either."""
    try:
        return sealed_digest(instance) == f"sha256:{drawn.sealed.exhibit}"
    except (ValueError, AttributeError):
        return False


def _unanswered(round_: Round, command: SettleRound, instance: bytes) -> Sequence[Fact] | Refused:
    """The search is bounded and the same on every machine: whoever has the instance repeats it."""
    floors: dict[str, int] = {}
    if policy_of(instance) is Policy.CROSSING:
        floors = {group.id: group.floor for group in crossing.read_instance(instance).groups}
    if any(lacking > floors.get(group, 0) for group, lacking in command.short.items()):
        return Refused("no_such_floor")
    return [
        RoundUnanswered(
            round=command.round,
            instance=command.instance,
            void=command.void,
            short=command.short,
        ),
        RoundVoided(round=command.round, programme=round_.programme, ground=NO_ANSWER),
    ]


def _unproven(instance: bytes, result: bytes) -> Refused | None:
    try:
        proven(instance, result)
    except Rejected as why:
        if why.reason == NOT_UNIQUE:
            return Refused("not_unique")
        return Refused("certificate_invalid", numbers={"reason": why.reason})
    return None
