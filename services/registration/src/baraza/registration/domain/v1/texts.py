"""What registration's texts may say: a typed shape for the rules of each kind.

A text is data: what it says is adopted by resolution. Its shape is the decider's, and is checked
when it is drafted, so that no rule ever meets a text that it cannot read.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, ValidationError, model_validator

from baraza.decider import Code, Part
from baraza.forms.v1.book import Book
from baraza.forms.v1.messages import BodyId, Day
from baraza.registration.domain.v1.calendar import add_months, parts
from baraza.registration.messages import LanguageTag, RoleKind, TextKind

Count = Annotated[int, Field(ge=0, lt=2**31)]
Some = Annotated[int, Field(ge=1, lt=2**31)]
Group = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
PerMille = Annotated[int, Field(ge=0, le=1000)]
Weeks = Annotated[int, Field(ge=1, le=520)]
Clock = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
PILOT_MONTHS = 12
SMALLEST_CELL = 5
FOUNDING_POOLS = ("current_advisory_board", "former_board", "current_board")


class OfText(Part):
    """Rules of one kind of text."""

    def fault(self, _: Book) -> str | None:
        """The particular code for which this text cannot be drafted. None: it can."""
        return None


class Charter(OfText):
    """What a programme is: whose, from when to when, in which languages, for which ends.

    The programme's own: `kind`, `name`, `languages`, `owner` (the body that decides it),
    `delivery`, `tracks`, the three dates, `currency`, `money_lines` (names in its envelopes).
    General: `dimensions` of equity; `targets`: by dimension and group, of every thousand mentees
    who enter a round for how many a floor reaches; `publish`.
    """

    kind: Literal["pilot", "standing"]
    name: dict[LanguageTag, str]
    languages: Annotated[tuple[LanguageTag, ...], Field(min_length=1)]
    owner: BodyId
    delivery: Literal["affiliate_run", "central"]
    tracks: Annotated[tuple[Code, ...], Field(min_length=1)]
    announced_on: Day
    starts_on: Day
    ends_on: Day
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
    money_lines: tuple[Code, ...]
    dimensions: tuple[Code, ...]
    targets: dict[Code, dict[Group, PerMille]]
    publish: Literal["bodies", "world"]

    @model_validator(mode="after")
    def _in_order(self) -> "Charter":
        for day in (self.announced_on, self.starts_on, self.ends_on):
            date.fromisoformat(day)
        if not self.announced_on <= self.starts_on <= self.ends_on:
            raise ValueError("a programme is announced, then starts, then ends")
        if not self.targets.keys() <= set(self.dimensions):
            raise ValueError("targets are of dimensions that the charter declares")
        return self

    def fault(self, book: Book) -> str | None:
        too_long = parts(self.ends_on) >= add_months(self.starts_on, PILOT_MONTHS)
        if self.kind == "pilot" and too_long:
            return "pilot_too_long"
        operates = book.held(self.owner, "operate")
        if any(not (mandate.interim or mandate.ended) for mandate in operates):
            return "owner_is_operator"
        return None if set(self.languages) <= set(self.name) else "language_missing"


class Stage(Part):
    """A step of a track: what lets one in, what one has done on leaving it, what it builds on."""

    stage: Code
    enter: Code | None = None
    exit: dict[Code, Count] = Field(default_factory=dict)
    needs: tuple[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*$")], ...] = ()
    """Stages of other tracks, `track/stage`, completed before."""


class Persistence(Part):
    per_mille_min: Annotated[int, Field(ge=0, le=1000)]
    unreasonable_hours: tuple[Clock, Clock]
    """Local hours in which nobody is expected: from, until."""


class Rhythm(Part):
    """Bounded, so that whoever folds it can reckon with its days."""

    session_minutes: Some
    every_weeks: Weeks
    months: Weeks
    check_in_every_weeks: Weeks


class StageSet(OfText):
    """How far one can come, and by what.

    The programme's own: `stages` of the track `leadership`, `persistence`, `mentoring`,
    `feedback_after_sessions`. General: the other tracks' stages, `enters` (role -> tracks).
    """

    stages: dict[Code, Annotated[tuple[Stage, ...], Field(min_length=1)]]
    enters: dict[RoleKind, tuple[Code, ...]]
    persistence: Persistence
    mentoring: Rhythm
    feedback_after_sessions: tuple[Count, ...]

    @model_validator(mode="after")
    def _known(self) -> "StageSet":
        for track, stages in self.stages.items():
            if len({stage.stage for stage in stages}) < len(stages):
                raise ValueError(f"a stage of {track} is named twice")
        named = {track for tracks in self.enters.values() for track in tracks}
        needed = {need for stages in self.stages.values() for s in stages for need in s.needs}
        if not named <= set(self.stages) or not needed <= set(self._leads_to()):
            raise ValueError("a track or stage is cited that this set does not have")
        return self

    def fault(self, _: Book) -> str | None:
        return "cyclic_stages" if _cyclic(self._leads_to()) else None

    def first(self, track: str) -> str:
        return self.stages[track][0].stage

    def _leads_to(self) -> dict[str, tuple[str, ...]]:
        """Each stage with those that come before it."""
        before: dict[str, tuple[str, ...]] = {}
        for track, stages in self.stages.items():
            earlier: tuple[str, ...] = ()
            for stage in stages:
                before[f"{track}/{stage.stage}"] = (*earlier, *stage.needs)
                earlier = (f"{track}/{stage.stage}",)
        return before


def _cyclic(before: Mapping[str, tuple[str, ...]]) -> bool:
    """Take away what builds on nothing that is left, until nothing is or nothing moves."""
    left = set(before)
    while left:
        free = {stage for stage in sorted(left) if not left & set(before[stage])}
        if not free:
            return True
        left -= free
    return False


class RoleTerms(Part):
    """What a role promises: `training` names the purpose of the workshop it begins with."""

    code_of_conduct: bool
    training: Code | None = None


class Terms(OfText):
    """The terms of each role. The programme's own: `languages`, in which they can be read."""

    roles: dict[RoleKind, RoleTerms]
    languages: Annotated[tuple[LanguageTag, ...], Field(min_length=1)]


class Criterion(Part):
    name: Code
    weight: Annotated[int, Field(ge=1, le=1000)]


class OfRole(Part):
    """How an intake ranks: a candidate's points are the sum of weight times mark (0 to 100)."""

    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1, max_length=20)]
    minimum_points: Count
    """Whoever has fewer is declined; above, the first are selected, the rest wait in reserve."""
    answer_days: Annotated[int, Field(ge=1, le=60)]
    """How long an offered place stands."""

    @model_validator(mode="after")
    def _distinct(self) -> "OfRole":
        if len({one.name for one in self.criteria}) < len(self.criteria):
            raise ValueError("a criterion is named twice")
        return self


class Criteria(OfText):
    """By what the intakes of each role select. All of it is general."""

    participant: OfRole
    mentor: OfRole


class Capacity(Part):
    capacity: Code
    parent: Code | None = None


class CapacityTree(OfText):
    """What can be learned and taught. The programme's own: `capacities`, all its people name."""

    capacities: tuple[Capacity, ...]

    @model_validator(mode="after")
    def _tree(self) -> "CapacityTree":
        codes = {one.capacity for one in self.capacities}
        before = {one.capacity: (one.parent,) if one.parent else () for one in self.capacities}
        parents = {one.parent for one in self.capacities if one.parent}
        if len(codes) < len(self.capacities) or not parents <= codes or _cyclic(before):
            raise ValueError("capacities are named once, and make a tree")
        return self


class Pool(Part):
    """Whom a pool holds: people with a verified post of this kind that runs, or has ended."""

    pool: Code
    post_kind: Literal["board", "advisory_board", "community"]
    running: bool


class Pools(OfText):
    """Where mentors are looked for: the recommendation's three first (R43). All general."""

    pools: tuple[Pool, ...]

    def fault(self, _: Book) -> str | None:
        first = tuple((p.pool, p.post_kind, p.running) for p in self.pools[:3])
        kinds = (("advisory_board", True), ("board", False), ("board", True))
        expected = tuple((pool, *kind) for pool, kind in zip(FOUNDING_POOLS, kinds, strict=True))
        if first != expected or len({p.pool for p in self.pools}) < len(self.pools):
            return "founding_pool"
        return None

    def of(self, pool: str) -> Pool | None:
        return next((one for one in self.pools if one.pool == pool), None)


class Definitions(OfText):
    """What each figure means. `small_cell` is the programme's own, and at least 5 counts (I26)."""

    small_cell: Some = SMALLEST_CELL
    retention_months: Annotated[tuple[int, ...], Field(min_length=1)] = (3, 6, 12, 36)
    dimension: Literal["region"] = "region"

    @property
    def hidden_below(self) -> int:
        return max(self.small_cell, SMALLEST_CELL)


TEXTS: Mapping[TextKind, type[OfText]] = {
    "charter": Charter,
    "stage_set": StageSet,
    "terms": Terms,
    "criteria": Criteria,
    "capacity_tree": CapacityTree,
    "pools": Pools,
    "definitions": Definitions,
}

T = TypeVar("T", bound=OfText)


def read(shape: type[T], rules: Mapping[str, Any]) -> T:
    """A text in force, typed; it was checked when it was drafted."""
    return shape.model_validate(dict(rules))


def fault(kind: TextKind, rules: Mapping[str, Any], book: Book) -> str | None:
    """Why these rules cannot be drafted, as a code. None: they can."""
    if not all(_plain(value) for value in rules.values()):
        return "rules_malformed"
    try:
        return TEXTS[kind].model_validate(dict(rules)).fault(book)
    except ValidationError:
        return "rules_malformed"


def _plain(value: Any) -> bool:
    """Texts, integers, yes and no, lists and maps of them: what canonical JSON holds exactly."""
    return all(type(leaf) in {str, int, bool, type(None)} for leaf in _leaves(value))


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, Mapping):
        for item in value.values():
            yield from _leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _leaves(item)
    else:
        yield value
