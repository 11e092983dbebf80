"""The figures of the headline reports: who was found, how far they came, what it changed (R31)."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from baraza.forms.v1.book import in_force
from baraza.registration.domain.v1 import equity, needs, ties
from baraza.registration.domain.v1.figures import Cell, Term
from baraza.registration.domain.v1.stages import STAGE_SET
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.texts import StageSet, read


def identification(state: State, programme: str | None) -> Sequence[Cell] | None:
    """By pool, of the applications to settled intakes those that were selected. None: none is."""
    came: Counter[str] = Counter()
    chosen: Counter[str] = Counter()
    settled = [one for one in equity.intakes(state, programme) if one.ranking is not None]
    for intake in settled:
        picked = equity.selected([intake])
        came.update(candidate.pool for candidate in intake.candidates.values())
        chosen.update(intake.candidates[person].pool for person in picked)
    return [Cell(pool, chosen[pool], came[pool]) for pool in sorted(came)] if settled else None


def development(state: State, programme: str | None, at: datetime) -> Sequence[Sequence[Cell]]:
    """By track a chain of stages: of the people who entered each, those who completed it."""
    entered: Counter[tuple[str, str]] = Counter()
    completed: Counter[tuple[str, str]] = Counter()
    for ways in state.ways.values():
        for way in ways:
            if equity.concerns(programme, way.programme):
                entered.update((way.track, stage) for stage in dict.fromkeys(way.entered))
                completed.update((way.track, stage) for stage in dict.fromkeys(way.completed))
    order = _order(state, programme, at)
    known = sorted(entered, key=lambda one: (one[0], order.get(one, len(order)), one[1]))
    tracks = sorted(dict.fromkeys(track for track, _ in known))
    return [
        [Cell(one[1], completed[one], entered[one]) for one in known if one[0] == track]
        for track in tracks
    ]


def _order(state: State, programme: str | None, at: datetime) -> Mapping[tuple[str, str], int]:
    text = in_force(state.book, STAGE_SET, programme, at)
    tracks = read(StageSet, text.rules).stages if text else {}
    return {
        (track, one.stage): number
        for track, stages in tracks.items()
        for number, one in enumerate(stages)
    }


def roles_filled(state: State, programme: str | None) -> Sequence[Cell]:
    """By kind of organisation, of the open roles declared those that were filled (R14, R21)."""
    roles = [r for r in state.open_roles.values() if equity.concerns(programme, r.programme)]
    declared = Counter(role.organisation_kind for role in roles)
    filled = Counter(role.organisation_kind for role in roles if role.filled is not None)
    return [Cell(kind, filled[kind], declared[kind]) for kind in sorted(declared)]


def new_ties(state: State, programme: str | None) -> Sequence[Cell]:
    """Of all relationships, those that joined two people whom nothing had joined (R24, I28)."""
    all_ = list(ties.of(state, programme))
    where = Counter(
        "within_region"
        if equity.region_of(state, tie.mentor) == equity.region_of(state, tie.mentee)
        else "across_regions"
        for tie in all_
        if tie.new
    )
    groups = ("across_regions", "within_region") if all_ else ()
    return [Cell(group, where[group], len(all_)) for group in groups]


def forecast(state: State, programme: str | None, at: datetime) -> Sequence[Cell]:
    """By capacity, of those who want it, for how many somebody here offers it (R14)."""
    wanted, offered = (needs.asked_for(state, role, programme, at) for role in needs.SIDES)
    return [Cell(one, min(offered[one], wanted[one]), wanted[one]) for one in sorted(wanted)]


def formats(state: State, programme: str | None) -> Sequence[Cell]:
    """By venue kind and by format, of the sessions told of, those that were held (R8, R37b)."""
    return _summed(state.running.sessions, programme)


def investment(state: State, programme: str | None) -> Sequence[Cell]:
    """By line, in minor units, of what envelopes were given what they spent (R18)."""
    return _summed(state.running.money, programme)


def _summed(
    sums: Mapping[tuple[str, str], tuple[int, int]], programme: str | None
) -> Sequence[Cell]:
    counts: Counter[str] = Counter()
    wholes: Counter[str] = Counter()
    for (of, group), (count, whole) in sums.items():
        if equity.concerns(programme, of):
            counts[group] += count
            wholes[group] += whole
    return [Cell(group, counts[group], wholes[group]) for group in sorted(wholes)]


def delivery(state: State, programme: str | None) -> Sequence[Cell]:
    """By kind of the organisation at which they are, of the workshops announced those that were
    held (R26, R39)."""
    sittings = [
        (state.organisations.get(sitting.host, UNKNOWN), sitting.held)
        for sitting in state.running.sittings.values()
        if equity.concerns(programme, sitting.programme)
    ]
    announced = Counter(kind for kind, _ in sittings)
    held = Counter(kind for kind, was_held in sittings if was_held)
    return [Cell(kind, held[kind], announced[kind]) for kind in sorted(announced)]


UNKNOWN = "unknown"
"""The kind of an organisation that was never registered."""


def posts(state: State) -> Iterator[Term]:
    """All verified terms, whoever held them."""
    for post in state.posts.values():
        if post.record.outcome == "verified":
            yield Term(post.post_kind, post.starts_on, post.ends_on)


def cohorts(state: State, programme: str | None) -> Iterator[Term]:
    """The terms of participants and mentors, by the pool by which each had come."""
    for intake in equity.intakes(state, programme):
        for person, candidate in intake.candidates.items():
            held = state.roles.get((intake.role, person))
            if held is not None and held.programme == intake.programme:
                yield Term(f"pool_{candidate.pool}", held.starts_on, held.ended_on)
