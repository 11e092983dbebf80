"""How far people have come: one open stage per track, each by the criteria of its beginning."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from baraza.forms.v1.book import Book
from baraza.registration.domain.v1.evidence import Evidence
from baraza.registration.domain.v1.texts import Stage, StageSet, read

STAGE_SET = "stage_set"
NEEDED = "stages_before"


@dataclass(frozen=True)
class Way:
    """One person's way along one track.

    The criteria are kept from the set in force when the stage was entered (I8), whatever is
    adopted in between; `step` is the advance that the service owes itself.
    """

    programme: str
    track: str
    stage: str | None = None  # None: the last one is completed
    number: int = 0
    stage_set: int = 0
    exit: tuple[tuple[str, int], ...] | None = None  # None: that set is not known here
    needs: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    completed: tuple[str, ...] = ()
    until: str | None = None
    barriers: tuple[str, ...] = ()  # under which it was extended
    over: bool = False  # the person has left
    step: str | None = None

    @property
    def running(self) -> bool:
        return self.stage is not None and not self.over

    def enter(self, stage: str, number: int, version: int, found: Stage | None) -> Way:
        return replace(
            self,
            stage=stage,
            number=number,
            stage_set=version,
            exit=tuple(sorted(found.exit.items())) if found else None,
            needs=found.needs if found else (),
            entered=(*self.entered, stage),
            until=None,
            barriers=(),
            over=False,
        )

    def complete(self, stage: str) -> Way:
        return replace(self, stage=None, completed=(*self.completed, stage))


Ways = Sequence[Way]
"""All of one person: a few."""


def way_on(ways: Ways, programme: str, track: str) -> Way | None:
    return next((w for w in ways if (w.programme, w.track) == (programme, track)), None)


def put_way(ways: Ways, way: Way) -> tuple[Way, ...]:
    """In the place of what was known of this track: one stage at most is open on it (I9)."""
    which = (way.programme, way.track)
    return (*(w for w in ways if (w.programme, w.track) != which), way)


def done(ways: Ways, programme: str) -> frozenset[str]:
    """Every stage completed, as a criterion cites it: `track/stage`."""
    return frozenset(
        f"{way.track}/{stage}"
        for way in ways
        if way.programme == programme
        for stage in way.completed
    )


def lacking(way: Way, evidence: Evidence, completed: Collection[str]) -> Mapping[str, int] | None:
    """What is not there yet, as have and need of each criterion. None: the set is not known."""
    if way.exit is None:
        return None
    numbers: dict[str, int] = {}
    for criterion, need in way.exit:
        have = evidence.have(criterion)
        if have < need:
            numbers |= {f"{criterion}_have": have, f"{criterion}_need": need}
    before = sum(1 for need in way.needs if need in completed)
    if before < len(way.needs):
        numbers |= {f"{NEEDED}_have": before, f"{NEEDED}_need": len(way.needs)}
    return numbers


def stage_set_of(book: Book, programme: str, version: int) -> StageSet | None:
    """This version: the programme's own, else the general one."""
    for which in (programme, None):
        for text in book.adopted.get((STAGE_SET, which), ()):
            if text.version == version:
                return read(StageSet, text.rules)
    return None


def stage_of(stages: StageSet | None, track: str, stage: str) -> Stage | None:
    known = stages.stages.get(track, ()) if stages else ()
    return next((one for one in known if one.stage == stage), None)


def following(stages: StageSet, track: str, completed: Collection[str]) -> tuple[int, str] | None:
    """The stage of this set that comes after all that are completed. None: there is none."""
    names = [one.stage for one in stages.stages.get(track, ())]
    last = max((number for number, name in enumerate(names) if name in completed), default=-1)
    return (last + 1, names[last + 1]) if last + 1 < len(names) else None
