"""Equity: of each group, how many came how far, at each decision point (R1, R16)."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from baraza.forms.v1.book import in_force
from baraza.registration.domain.v1.evidence import MINUTES, Tie
from baraza.registration.domain.v1.figures import Cell
from baraza.registration.domain.v1.stages import STAGE_SET, done
from baraza.registration.domain.v1.state import Intake, State
from baraza.registration.domain.v1.texts import Stage, StageSet, read

ROLES = ("participant", "mentor", "trainer")
POINTS = ("applied", "selected", "matched", "completed", "became_mentor", "filled_role")
"""Decision points of equity. Everybody is counted of those who came, so that one number is the
whole of a group at every point: two wholes that differ by a few would tell of those few."""
MENTORED = frozenset({"sessions_held_min", MINUTES})
KNOWN = ("region", "language", "affiliate_kind")
"""Dimensions of which the log has a coarse fact. What a charter declares beside them is told by
nobody in the log, so there is no figure of it."""


@dataclass(frozen=True)
class Table:
    """Those of one role at one point: all of them, and by the groups of one dimension."""

    role: str
    dimension: str
    total: Cell
    cells: Sequence[Cell]


def tables(state: State, programme: str | None, point: str, at: datetime) -> Sequence[Table] | None:
    """By role and dimension. None: that point has not come. Of a role with nobody, no table."""
    found = []
    for role in ROLES:
        people = reached(state, programme, role, point, at)
        if people is None:
            return None
        came = _came(state, programme, role)
        if came and (people or point in MEANT[role]):
            found += [
                _table(state, role, dimension, people & came, came)
                for dimension in dimensions(state, programme, at)
            ]
    return found


MEANT = {
    "participant": frozenset(POINTS),
    "mentor": frozenset({"applied", "selected", "matched", "completed", "filled_role"}),
    "trainer": frozenset({"applied", "selected", "filled_role"}),
}
"""Points that a role can come to."""


def dimensions(state: State, programme: str | None, at: datetime) -> Sequence[str]:
    """Those that the charter declares, in this order; without a charter, the region."""
    charter = in_force(state.book, "charter", programme, at)
    declared = charter.rules.get("dimensions", ()) if charter else KNOWN[:1]
    return [dimension for dimension in KNOWN if dimension in declared]


def reached(
    state: State, programme: str | None, role: str, point: str, at: datetime
) -> set[str] | None:
    """Who came so far. None: the point has not come."""
    cycles = intakes(state, programme, role)
    match point:
        case "applied":
            return _came(state, programme, role) if all(one.closed for one in cycles) else None
        case "selected":
            if any(intake.ranking is None for intake in cycles):
                return None
            return selected(cycles) | _holders(state, programme, role)
        case "matched":
            return _matched(state, programme, role)
        case _:
            return _after(state, programme, role, point, at)


def _came(state: State, programme: str | None, role: str) -> set[str]:
    """Whoever applied, or has or had the role by another way."""
    return applied(intakes(state, programme, role)) | _holders(state, programme, role)


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


def _matched(state: State, programme: str | None, role: str) -> set[str] | None:
    """Whom a round gave a mentor; of mentors and trainers, who is or was in a relationship."""
    if role != "participant":
        return _paired(state, programme, role)
    rounds = [r for _, r in sorted(state.rounds.items()) if concerns(programme, r.programme)]
    told = {mentee: matched for r in rounds for mentee, matched in r.matched.items() if matched}
    return set(told) if any(r.matched for r in rounds) else None


def _after(
    state: State, programme: str | None, role: str, point: str, at: datetime
) -> set[str] | None:
    """What became of those who took part; of a mentor, of whose mentee."""
    paired = _paired(state, programme, "participant")
    if not paired:
        return None
    completed = {person for person in paired if _completed(state, programme, person, at)}
    match (role, point):
        case ("participant", "completed"):
            return completed
        case ("participant", "became_mentor"):
            return completed & _holders(state, programme, "mentor")
        case ("participant", _):
            return completed & _filling(state)
        case ("mentor", "completed"):
            return {tie.mentor for tie in _ties(state, programme) if tie.mentee in completed}
        case (_, "filled_role"):
            return _holders(state, programme, role) & _filling(state)
        case _:
            return set()


def _paired(state: State, programme: str | None, role: str) -> set[str]:
    ties = _ties(state, programme)
    match role:
        case "participant":
            return {tie.mentee for tie in ties}
        case "mentor":
            return {tie.mentor for tie in ties}
        case _:
            return set()


def _ties(state: State, programme: str | None) -> list[Tie]:
    return [tie for tie in state.doings.ties.values() if concerns(programme, tie.programme)]


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


def _table(
    state: State, role: str, dimension: str, count: Collection[str], of: Collection[str]
) -> Table:
    counted = Counter(_group(state, person, dimension) for person in count)
    whole = Counter(_group(state, person, dimension) for person in of)
    cells = [
        Cell(f"{role}_{dimension}_{group}", counted[group], whole[group]) for group in sorted(whole)
    ]
    return Table(role, dimension, Cell(role, len(count), len(of)), cells)


def _group(state: State, person: str, dimension: str) -> str:
    """As a code: a language tag has hyphens and capitals."""
    if dimension == "region":
        return region_of(state, person)
    known = state.people.get(person)
    if known is None:
        return NOT_SAID
    said = known.language if dimension == "language" else known.affiliate_kind
    return (said or NOT_SAID).lower().replace("-", "_")


NOT_SAID = "not_said"


def region_of(state: State, person: str) -> str:
    known = state.people.get(person)
    return (known.region if known else None) or NOT_SAID
