"""A round opens, people enter it, and its inputs are sealed."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self, ours
from baraza.forms.v1.book import Text, may
from baraza.matching.domain.v1.beacons import BEACONS, Beacon
from baraza.matching.domain.v1.contributions import LEAST
from baraza.matching.domain.v1.kinds import MENTORS_MOST, PULSE_AFTER
from baraza.matching.domain.v1.round import Exhibits, check_frozen
from baraza.matching.domain.v1.rule_set import RuleSet
from baraza.matching.domain.v1.sides import sides
from baraza.matching.domain.v1.state import Open, Round, State
from baraza.matching.domain.v1.texts import adopted, other_floors
from baraza.matching.messages import (
    AnnounceRound,
    EnterRound,
    Fact,
    FreezeRound,
    LeaveRound,
    RoundAnnounced,
    RoundEntered,
    RoundFrozen,
    RoundLeft,
)


def announce_round(state: State, command: AnnounceRound, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By who operates the programme, once. 2. Under rules in force, whose floors are the targets
    of the charter (R1).

    3. It can still be entered. 4. Its chance comes later (I27). 5. From where it can be checked.
    """
    # 1.
    if wrong := may(state.book, asked, "operate", command.programme):
        return wrong
    if command.round in state.rounds:
        return Refused("already_done")
    # 2.
    found = adopted(state.book, command.programme, asked.time)
    if found is None:
        return Refused("not_adopted")
    charter = other_floors(state.book, command.programme, found[1], asked.time)
    if charter is not None:
        return Refused("floors_not_of_charter", charter.rule)
    # 3.
    programme = state.programmes.get(command.programme)
    over = programme is not None and programme.over
    if over or command.closes <= max(command.opens, asked.time):
        return Refused("too_late")
    # 4.
    beacon = BEACONS.get(command.beacon)
    if beacon is None:
        return Refused("bad_signature")
    foreseen = beacon.rehearsed and not state.rehearsal
    if foreseen or command.pulse_at < command.closes + PULSE_AFTER:
        return Refused("randomness_before_close")
    # 5.
    if wrong := _unsourced(state, command, beacon, found):
        return wrong
    text, rules = found
    announced = {"rule_set": text.version, "policy": rules.policy.value}
    return [RoundAnnounced.model_validate({**command.model_dump(), **announced})]


def _unsourced(
    state: State, command: AnnounceRound, beacon: Beacon, found: tuple[Text, RuleSet]
) -> Refused | None:
    """A beacon's key is adopted by a body; whoever contributes is one, and enough of them do."""
    text, rules = found
    if beacon.published and command.beacon not in {one.name for one in rules.beacons}:
        return Refused("not_adopted", text.rule)
    told = command.contributors or ()
    if beacon.contributed and len(told) < LEAST:
        return Refused("too_few_contributors", numbers={"told": len(told), "least": LEAST})
    if any(body not in state.book.bodies for body in told):
        return Refused("unknown_entity")
    return None


def enter_round(state: State, command: EnterRound, asked: Asked) -> Sequence[Fact] | Refused:
    """1. The person enters, while the round is open. 2. With as many wishes as the rules allow.

    3. Whoever is in another round waits for its outcome. 4. What each side needs.
    """
    # 1.
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    if asked.time < round_.opens:
        return Refused("too_early")
    if asked.time >= round_.closes or not isinstance(round_.phase, Open):
        return Refused("too_late")
    # 2.
    most = round_.rules.ranked_max
    if len(command.ranked) > most:
        return Refused("too_many_ranked", round_.rule, {"ranked_max": most})
    # 3.
    names = state.identities.all(command.person)
    if any(
        name in state.rounds[other].entrants
        for other in state.open_rounds(asked.time)
        if other != command.round
        for name in names
    ):
        return Refused("round_open")
    # 4.
    lacking = _mentee_lacks if command.side == "mentee" else _mentor_lacks
    return lacking(state, round_, command) or [RoundEntered(**command.model_dump())]


def leave_round(state: State, command: LeaveRound, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Who is in it, for themselves. 2. While it is open: after that they decline what comes."""
    # 1.
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    # 2.
    if asked.time >= round_.closes or not isinstance(round_.phase, Open):
        return Refused("too_late")
    if command.person not in round_.entrants:
        return Refused("wrong_state")
    return [RoundLeft(**command.model_dump())]


def _mentee_lacks(state: State, round_: Round, command: EnterRound) -> Refused | None:
    """To be in the programme, on a stage of the rule set's list, and no mentor yet."""
    if not state.may_be_paired(command.person, round_.programme):
        return Refused("wrong_state")
    stage = state.stages.get((command.person, round_.programme))
    if stage is None or stage not in round_.rules.stages:
        return Refused("stage_not_reached", round_.rule)
    return Refused("already_paired") if state.has_mentor(command.person) else None


def _mentor_lacks(state: State, round_: Round, command: EnterRound) -> Refused | None:
    """A role that is active when the round closes, places for whom one holds already (I14), and
    room among the mentors."""
    if not state.active_mentor(command.person, round_.programme, round_.closes):
        return Refused("mentor_not_active")
    held = state.held(command.person)
    if command.places < held:
        return Refused("no_place_left", numbers={"places": command.places, "held": held})
    mentors = {command.person, *round_.mentors}
    return _too_large(len(mentors))


def _too_large(mentors: int) -> Refused | None:
    if mentors <= MENTORS_MOST:
        return None
    return Refused("too_large", numbers={"mentors": mentors, "most": MENTORS_MOST})


def freeze_round(state: State, command: FreezeRound, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By the service, once, after closing. 2. Before its chance exists (I27).

    3. With no more mentors than the decision can guard. 4. The exhibits follow from the rules and
    from who entered.
    """
    # 1.
    if wrong := ours(asked, "matching"):
        return wrong
    round_ = state.rounds.get(command.round)
    if round_ is None:
        return Refused("unknown_entity")
    if not isinstance(round_.phase, Open):
        return Refused("already_done")
    if asked.time < round_.closes:
        return Refused("too_early")
    # 2.
    if asked.time >= round_.pulse_at:
        return Refused("randomness_before_close")
    # 3.
    if wrong := _too_large(len(round_.mentors)):
        return wrong
    # 4.
    told = Exhibits(
        sealed=asked.exhibits[command.sealed.exhibit],
        exclusions=asked.exhibits[command.exclusions.exhibit],
        scores=asked.exhibits[command.scores.exhibit],
    )
    mentees, mentors = sides(state, round_, asked.time)
    if check_frozen(round_.rules, command.round, mentees, mentors, told) is not None:
        return Refused("exhibit_not_by_rules", round_.rule)
    return [
        RoundFrozen(
            **command.model_dump(),
            digest=f"sha256:{command.sealed.exhibit}",
            mentees=len(mentees),
            mentors=len(mentors),
            excluded=told.counts,
        )
    ]
