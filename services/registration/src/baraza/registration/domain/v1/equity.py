"""Equity: of each region, how many came how far, at each decision point (R1, R16)."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from baraza.forms.v1.book import in_force
from baraza.registration.domain.v1.evidence import MINUTES
from baraza.registration.domain.v1.figures import Cell
from baraza.registration.domain.v1.stages import STAGE_SET, done
from baraza.registration.domain.v1.state import Intake, State
from baraza.registration.domain.v1.texts import Stage, StageSet, read

ROLES = ("participant", "mentor")
POINTS = ("applied", "selected", "matched", "completed", "became_mentor", "filled_role")
"""Decision points of equity. The first three have the one before as their whole; `completed` is
told of those who were in a relationship, the last two of those who completed."""
MENTORED = frozenset({"sessions_held_min", MINUTES})


def cells(
    state: State, programme: str | None, role: str, point: str, at: datetime
) -> Sequence[Cell] | None:
    """None: that point has not come. Empty: there is nobody of this role."""
    cycles = intakes(state, programme, role)
    match point:
        case "applied":
            if not all(intake.closed for intake in cycles):
                return None
            people = applied(cycles)
            return _by_region(state, role, people, people)
        case "selected":
            if any(intake.ranking is None for intake in cycles):
                return None
            return _by_region(state, role, selected(cycles), applied(cycles))
        case "matched":
            return _matched(state, programme, role)
        case _:
            return _after(state, programme, role, point, at)


def intakes(state: State, programme: str | None, role: str | None = None) -> list[Intake]:
    return [
        intake
        for _, intake in sorted(state.intakes.items())
        if concerns(role, intake.role) and concerns(programme, intake.programme)
    ]


def concerns(asked: str | None, its: str) -> bool:
    """Whoever asks for none in particular asks for all."""
    return asked is None or asked == its


def applied(cycles: Iterable[Intake]) -> set[str]:
    return {person for intake in cycles for person in intake.candidates}


def selected(cycles: Iterable[Intake]) -> set[str]:
    ranking = (one for intake in cycles for one in intake.ranking or ())
    return {one.person for one in ranking if one.outcome == "selected"}


def _matched(state: State, programme: str | None, role: str) -> Sequence[Cell] | None:
    """Of the mentees who entered a round and got their answer, those who were matched; of those
    who became mentors, those who are or were in a relationship."""
    if role == "mentor":
        holders = _holders(state, programme, "mentor")
        return _by_region(state, role, _paired(state, programme, role) & holders, holders)
    rounds = [r for _, r in sorted(state.rounds.items()) if concerns(programme, r.programme)]
    entered = {mentee for r in rounds for mentee in r.matched}
    found = {mentee for r in rounds for mentee, matched in r.matched.items() if matched}
    return _by_region(state, role, found, entered) if entered else None


def _after(
    state: State, programme: str | None, role: str, point: str, at: datetime
) -> Sequence[Cell] | None:
    """What became of those who took part."""
    if role != "participant":
        return ()
    paired = _paired(state, programme, role)
    if not paired:
        return None
    completed = {person for person in paired if _completed(state, programme, person, at)}
    if point == "completed":
        return _by_region(state, role, completed, paired)
    of_point = _holders(state, programme, "mentor") if point == "became_mentor" else _filling(state)
    return _by_region(state, role, completed & of_point, completed)


def _paired(state: State, programme: str | None, role: str) -> set[str]:
    ties = (tie for tie in state.doings.ties.values() if concerns(programme, tie.programme))
    return {tie.mentor if role == "mentor" else tie.mentee for tie in ties}


def _holders(state: State, programme: str | None, role: str) -> set[str]:
    """Whoever has or had this role."""
    return {
        person
        for (name, person), held in state.roles.items()
        if name == role and concerns(programme, held.programme)
    }


def _filling(state: State) -> set[str]:
    return {one.filled for one in state.open_roles.values() if one.filled}


def _completed(state: State, programme: str | None, person: str, at: datetime) -> bool:
    ways = state.ways.get(person, ())
    return any(
        not completing(state, its, at).isdisjoint(done(ways, its))
        for its in sorted(dict.fromkeys(way.programme for way in ways))
        if concerns(programme, its)
    )


def completing(state: State, programme: str, at: datetime) -> frozenset[str]:
    """The stages by which somebody has completed a track: the first that asks for sessions held;
    where none does, the last."""
    text = in_force(state.book, STAGE_SET, programme, at)
    tracks = read(StageSet, text.rules).stages if text else {}
    return frozenset(f"{track}/{_completing(stages)}" for track, stages in tracks.items())


def _completing(stages: Sequence[Stage]) -> str:
    mentored = (one.stage for one in stages if MENTORED & one.exit.keys())
    return next(mentored, stages[-1].stage)


def _by_region(
    state: State, role: str, count: Collection[str], of: Collection[str]
) -> Sequence[Cell]:
    counted, whole = _regions(state, count), _regions(state, of)
    return [
        Cell(f"{role}_{region}", counted.get(region, 0), whole[region]) for region in sorted(whole)
    ]


def _regions(state: State, people: Collection[str]) -> dict[str, int]:
    regions: dict[str, int] = {}
    for person in people:
        region = region_of(state, person)
        regions[region] = regions.get(region, 0) + 1
    return regions


def region_of(state: State, person: str) -> str:
    known = state.people.get(person)
    return (known.region if known else None) or "not_said"
