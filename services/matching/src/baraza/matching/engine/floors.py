"""Floors: the leximin vector of matched mentees per group, and why no more can be had.

Count vectors form an integral polymatroid, so that a greedy is exact: the group that is worst off
is raised by one as long as any is not saturated. A raise is an augmenting path, on which a mentee
of any group may give its place way to an unmatched one of its own group.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from baraza.matching.domain.v1.certificate import Instance

Proof = tuple[int, tuple[int, ...], tuple[int, ...]]
"""A group below its target, the groups and the mentors reached from it, each ascending."""


@dataclass(frozen=True)
class Floors:
    """How many of each group are matched at least; for each below its target, its Hall set."""

    vector: tuple[int, ...]
    proofs: tuple[Proof, ...] = ()


class Leap(Protocol):
    """From counts per group and the groups still open to a matching, by mentee (-1: none), of no
    fewer, in which the open ones have a rate that all of them can have: the highest, where it is
    `thorough`; elsewhere it may be a lower one, that is found sooner. None where none is found."""

    def __call__(
        self, matched: Sequence[int], open_: Sequence[int], *, thorough: bool
    ) -> Sequence[int] | None: ...


STEPS = 64
"""By one mentee each, before a leap that was not thorough is made again thoroughly."""


def leximin(asked: Instance, leap: Leap | None = None) -> Floors:
    """The floor vector of the instance's targets, the worst rate first, with its proofs.

    The greedy passes through every rate that all open groups can have, so that it may begin at
    any of them, and again whenever a group has closed: a `leap` saves the way there.
    """
    count = _Counting(asked)
    open_ = [g for g, target in enumerate(asked.targets) if target]
    leaps_for, steps = 0, 0  # how many were open when it leapt, and steps since then
    while open_:
        if leap and (len(open_) != leaps_for or steps == STEPS):
            thorough = len(open_) == leaps_for
            leaps_for, steps = len(open_), steps + 1 if thorough else 0
            held = leap(count.matched, open_, thorough=thorough)
            if held is not None:
                count.adopt(held)
                open_ = [g for g in open_ if count.matched[g] < asked.targets[g]]
                continue
        worst = min(open_, key=lambda g: _order(count.matched[g], asked.sizes[g], g))
        saturated = count.raise_one(worst)
        steps += 1
        open_ = [g for g in open_ if g not in saturated and count.matched[g] < asked.targets[g]]
    below = [g for g, target in enumerate(asked.targets) if count.matched[g] < target]
    return Floors(tuple(count.matched), tuple((g, *count.reached_from(g)) for g in below))


def _order(matched: int, size: int, group: int) -> tuple[Fraction, int, int]:
    """The least rate first; of equal ones the smaller group, then the one declared earlier."""
    return Fraction(matched, size), size, group


class _Counting:
    """Mentees with some place each, by number alone; points are not looked at."""

    def __init__(self, asked: Instance) -> None:
        self.asked = asked
        self._held = [-1] * len(asked.mentees)
        self.there: list[list[int]] = [[] for _ in asked.mentors]
        self.dead = [False] * len(asked.mentors)  # nothing can be had from them any more
        self._members: list[list[int]] = [[] for _ in asked.groups]
        for at, row in enumerate(asked.mentees):
            self._members[row.group].append(at)
        self.matched = [0] * len(asked.groups)
        self.closed: dict[int, tuple[tuple[int, ...], tuple[int, ...]]] = {}

    def adopt(self, held: Sequence[int]) -> None:
        """Go on from another matching of at least these counts."""
        self._held = list(held)
        self.there = [[] for _ in self.asked.mentors]
        self.matched = [0] * len(self.asked.groups)
        for who, mentor in enumerate(held):
            if mentor >= 0:
                self.there[mentor].append(who)
                self.matched[self.asked.mentees[who].group] += 1

    def raise_one(self, group: int) -> Sequence[int]:
        """One more of the group, and nobody is saturated; or else all groups that now are."""
        search = _Search(self, group)
        end = search.run()
        if end is None:
            for mentor in search.mentors():
                self.dead[mentor] = True
            return search.groups()
        self._move(search, end)
        self.matched[group] += 1
        return ()

    def reached_from(self, group: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """All groups and mentors that a saturated group reaches: they share what there is."""
        self.dead = [False] * len(self.dead)
        search = _Search(self, group)
        if search.run() is not None:
            raise AssertionError("a group below its target could have had one more")
        self.closed[group] = tuple(search.groups()), tuple(search.mentors())
        return self.closed[group]

    def unmatched(self, group: int) -> Iterator[int]:
        return (at for at in self._members[group] if self._held[at] < 0)

    def _move(self, search: "_Search", mentor: int) -> None:
        """Along the path, from the mentor with room back to the newcomer."""
        while True:
            who = search.into[mentor]
            left = self._held[who]
            self._held[who] = mentor
            self.there[mentor].append(who)
            if left < 0:
                gives_way = search.by[self.asked.mentees[who].group]
                if gives_way < 0:
                    return
                left = self._held[gives_way]
                self._held[gives_way] = -1
                who = gives_way
            self.there[left].remove(who)
            mentor = left


class _Search:
    """Breadth first from the unmatched mentees of a group to a mentor with room."""

    def __init__(self, count: _Counting, group: int) -> None:
        self._count = count
        self.asked = count.asked
        self.into = [-1] * len(self.asked.mentors)  # the mentee who would move in
        self.by = [-1] * len(self.asked.groups)  # the mentee who would give way in its group
        self._seen = [False] * len(self.asked.groups)
        self._seen[group] = True
        self._todo = list(count.unmatched(group))

    def run(self) -> int | None:
        """A mentor with room, or None where there is none to be reached."""
        asked, count = self.asked, self._count
        for who in self._todo:
            for mentor in asked.mentees[who].mentors:
                if self.into[mentor] >= 0 or count.dead[mentor]:
                    continue
                self.into[mentor] = who
                if len(count.there[mentor]) < asked.places[mentor]:
                    return mentor
                for other in count.there[mentor]:
                    self._todo.append(other)
                    self._reach_group(other)
        return None

    def _reach_group(self, mentee: int) -> None:
        group = self.asked.mentees[mentee].group
        if not self._seen[group]:
            self._seen[group] = True
            self.by[group] = mentee
            if group in self._count.closed:
                self._reach_what(*self._count.closed[group], mentee)
            else:
                self._todo += self._count.unmatched(group)

    def _reach_what(self, groups: Sequence[int], mentors: Sequence[int], mentee: int) -> None:
        """All that a group reaches whose proof was made: whoever reaches it reaches no more."""
        for group in groups:
            self._seen[group] = True
        for mentor in mentors:
            if self.into[mentor] < 0:
                self.into[mentor] = mentee

    def groups(self) -> list[int]:
        return [group for group, seen in enumerate(self._seen) if seen]

    def mentors(self) -> list[int]:
        return [mentor for mentor, who in enumerate(self.into) if who >= 0]
