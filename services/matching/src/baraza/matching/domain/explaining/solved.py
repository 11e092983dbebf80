"""An instance with its result, read so that stored prices can be asked about."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from baraza.matching.domain.v1.certificate import (
    BASE,
    DRAW,
    LOW,
    Instance,
    draw_of,
    read_instance,
    strict,
)


@dataclass(frozen=True)
class Worth:
    """A composite in words: so many more matched, so many points, and a share of the draw."""

    matched: int
    points: int
    draw: int

    @classmethod
    def of(cls, composite: int) -> "Worth":
        draw = (composite + (1 << (LOW - 1))) % (1 << LOW) - (1 << (LOW - 1))
        high = (composite - draw) >> LOW
        matched = (high + (BASE >> 1)) >> DRAW
        return cls(matched, high - (matched << DRAW), draw)


@dataclass(frozen=True)
class Answered:
    """A proven answer to the question of any policy.

    Nothing is verified here: whoever explains an answer has had it proven first.
    """

    asked: Instance
    held: tuple[int, ...]  # the place of each mentee; from the number of mentors on it is none

    @cached_property
    def mentees(self) -> dict[str, int]:
        return {row.id: at for at, row in enumerate(self.asked.mentees)}

    @cached_property
    def mentors(self) -> dict[str, int]:
        return {id_: at for at, id_ in enumerate(self.asked.mentors)}

    @cached_property
    def welfare(self) -> int:
        return sum(self.score(i, j) for i, j in enumerate(self.held) if self.is_mentor(j))

    @property
    def groups(self) -> tuple[str, ...]:
        """Those by which rates are told."""
        return self.asked.groups

    @property
    def sizes(self) -> tuple[int, ...]:
        """Mentees of each group."""
        return self.asked.sizes

    @cached_property
    def floors(self) -> tuple[int, ...]:
        """By group; a question without floors has none."""
        return (0,) * len(self.groups)

    @cached_property
    def count(self) -> int:
        """Mentees with a mentor."""
        return sum(map(self.is_mentor, self.held))

    @cached_property
    def matched(self) -> tuple[int, ...]:
        """Mentees with a mentor, by group."""
        found = [0] * len(self.asked.groups)
        for row, place in zip(self.asked.mentees, self.held, strict=True):
            found[row.group] += self.is_mentor(place)
        return tuple(found)

    def is_mentor(self, place: int) -> bool:
        return place < len(self.asked.mentors)

    def score(self, mentee: int, mentor: int) -> int:
        """Points of a candidate pair; ValueError where the two are none."""
        row = self.asked.mentees[mentee]
        return row.scores[row.mentors.index(mentor)]

    def names(self, mentee: int, mentor: int) -> tuple[str, str, str | None]:
        """Of a mentee, of a mentor, and of the mentor that the mentee has."""
        has, mentors = self.held[mentee], self.asked.mentors
        mate = mentors[has] if self.is_mentor(has) else None
        return self.asked.mentees[mentee].id, mentors[mentor], mate


@dataclass(frozen=True)
class Solved(Answered):
    """An answer with its prices. Places are mentors by position, then the bypass of each group."""

    assured: tuple[int, ...]  # price of each mentee, composite
    price: tuple[int, ...]  # of each place, composite
    room: tuple[int, ...]  # of each place

    @classmethod
    def read(cls, instance: bytes, result: bytes) -> "Solved":
        return cls.of(read_instance(instance), result)

    @classmethod
    def of(cls, asked: Instance, result: bytes) -> "Solved":
        answer = strict(result)
        mentors = {id_: at for at, id_ in enumerate(asked.mentors)}
        mate = {mentee: mentors[mentor] for mentee, mentor in answer["pairs"]}
        prices = answer["prices"]
        bypasses = [size - low for size, low in zip(asked.sizes, answer["floors"], strict=True)]
        return cls(
            asked,
            tuple(mate.get(row.id, len(mentors) + row.group) for row in asked.mentees),
            composites(prices["mentees"]),
            (*composites(prices["mentors"]), *composites(prices["groups"])),
            (*asked.places, *bypasses),
        )

    @cached_property
    def there(self) -> tuple[tuple[int, ...], ...]:
        """Who is at each place."""
        found: list[list[int]] = [[] for _ in self.room]
        for who, place in enumerate(self.held):
            found[place].append(who)
        return tuple(map(tuple, found))

    @cached_property
    def takers(self) -> tuple[tuple[int, ...], ...]:
        """Who may take each place."""
        found: list[list[int]] = [[] for _ in self.room]
        for who in range(len(self.held)):
            for place in self.may_take(who):
                found[place].append(who)
        return tuple(map(tuple, found))

    @property
    def subsidy(self) -> tuple[int, ...]:
        """What each group needed beside its points, composite."""
        return self.price[len(self.asked.mentors) :]

    @cached_property
    def floors(self) -> tuple[int, ...]:
        """The floor vector: a bypass has room for all of its group beyond it."""
        rooms = self.room[len(self.asked.mentors) :]
        return tuple(size - room for size, room in zip(self.asked.sizes, rooms, strict=True))

    def bypass(self, mentee: int) -> int:
        return len(self.asked.mentors) + self.asked.mentees[mentee].group

    def may_take(self, mentee: int) -> tuple[int, ...]:
        """Its candidates, then the bypass of its group."""
        return (*self.asked.mentees[mentee].mentors, self.bypass(mentee))

    def draw(self, mentee: int, mentor: int) -> int:
        return draw_of(self._seed, self.asked.mentees[mentee].id, self.asked.mentors[mentor])

    def worth(self, mentee: int, place: int) -> int:
        """Composite weight of a candidate pair; a bypass is worth nothing."""
        if not self.is_mentor(place):
            return 0
        return ((BASE + self.score(mentee, place)) << LOW) + self.draw(mentee, place)

    def slack(self, mentee: int, place: int) -> int:
        """A lower bound of what forcing the pair would cost, composite."""
        return self.assured[mentee] + self.price[place] - self.worth(mentee, place)

    @cached_property
    def _seed(self) -> bytes:
        return self.asked.seed


def composites(prices: list[Any]) -> tuple[int, ...]:
    return tuple((high << LOW) + int(low) for high, low in prices)
