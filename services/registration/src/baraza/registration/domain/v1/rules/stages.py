"""Stages: completed by what is in the log, by nobody's word; longer where a barrier stood."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import in_force
from baraza.registration.domain.v1.evidence import cited
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.stages import (
    STAGE_SET,
    Way,
    done,
    following,
    lacking,
    stage_of,
    stage_set_of,
    way_on,
)
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.texts import StageSet, read
from baraza.registration.domain.v1.who import operator, self_or_operator
from baraza.registration.messages import (
    AdvanceStage,
    ExtendStage,
    Fact,
    OfStage,
    StageCompleted,
    StageEntered,
    StageExtended,
)

NUMBERS_MAX = 8


def advance_stage(state: State, command: AdvanceStage, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By the person, an operator, or the service. 2. The stage on which they are.

    3. All criteria are met that were in force when they entered it (I8); else the numbers say
    what lacks. 4. The next stage is that of the set in force now.
    """
    # 1.
    if ours(asked, "registration") and (
        wrong := self_or_operator(state.book, asked, command.person, command.programme)
    ):
        return wrong
    # 2.
    way = _way(state, command)
    if isinstance(way, Refused):
        return way
    # 3.
    evidence = state.doings.of(command.person, command.programme)
    before = done(state.ways.get(command.person, ()), command.programme)
    numbers = lacking(way, evidence, before)
    rule = f"{STAGE_SET}.{way.stage_set}"
    if numbers is None:
        return Refused("not_adopted", rule=rule)
    if numbers:
        return Refused("criteria_not_met", rule, dict(list(numbers.items())[:NUMBERS_MAX]))
    # 4.
    completed = said(
        StageCompleted,
        command,
        number=way.number,
        stage_set=way.stage_set,
        cited=cited(evidence, way.exit or ()),
    )
    return [completed, *_next(state, way, command, asked)]


def extend_stage(state: State, command: ExtendStage, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By an operator. 2. The stage on which the person is. 3. Under a barrier of theirs that
    was accepted, once for each. 4. Until a day that has not passed."""
    # 1.
    if wrong := operator(state.book, asked, command.programme):
        return wrong
    # 2.
    way = _way(state, command)
    if isinstance(way, Refused):
        return way
    # 3.
    barrier = state.doings.barriers.get(command.barrier)
    if barrier is None or barrier.person != command.person:
        return Refused("unknown_entity")
    if not barrier.accepted:
        return Refused("wrong_state")
    if command.barrier in way.barriers:
        return Refused("already_done")
    # 4.
    if command.until < asked.time.date().isoformat():
        return Refused("too_late")
    return [said(StageExtended, command)]


def _way(state: State, command: OfStage) -> Way | Refused:
    """The way on which this stage is open; a stage that the set of this way does not have is
    another version's."""
    way = way_on(state.ways.get(command.person, ()), command.programme, command.track)
    if way is None:
        return Refused("unknown_entity")
    if way.running and way.stage == command.stage:
        return way
    if command.stage in way.completed:
        return Refused("already_done")
    stages = stage_set_of(state.book, command.programme, way.stage_set)
    known = stage_of(stages, command.track, command.stage)
    return Refused("other_version" if known is None else "wrong_state")


def _next(state: State, way: Way, command: AdvanceStage, asked: Asked) -> Sequence[StageEntered]:
    text = in_force(state.book, STAGE_SET, command.programme, asked.time)
    if text is None:
        return []
    found = following(read(StageSet, text.rules), command.track, {*way.completed, command.stage})
    if found is None:
        return []
    number, stage = found
    return [
        StageEntered(
            person=command.person,
            programme=command.programme,
            track=command.track,
            stage=stage,
            number=number,
            stage_set=text.version,
        )
    ]
