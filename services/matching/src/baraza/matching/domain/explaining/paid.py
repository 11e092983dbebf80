"""Why an answer for crossing groups is as it is: prices, with the groups' subsidies among them.

For its subsidies it is the best answer, so that stored prices explain it as they do any other; what
they count are points with the subsidies of whoever is matched.
"""

from dataclasses import dataclass
from functools import cached_property

from baraza.matching.domain.explaining.solved import Solved, composites
from baraza.matching.domain.v1.certificate import LOW, strict
from baraza.matching.domain.v1.crossing import Crossing, reached, read_instance


@dataclass(frozen=True)
class Paid:
    """A crossing group that a mentee stands in."""

    group: str
    size: int
    floor: int
    matched: int
    subsidy: int  # points, for each of the group who is matched


@dataclass(frozen=True)
class PaidFor(Solved):
    """An answer for crossing groups; all mentees have one bypass."""

    crossing: Crossing
    subsidies: tuple[int, ...]
    bonus: tuple[int, ...]  # of each mentee

    @classmethod
    def read(cls, instance: bytes, result: bytes) -> "PaidFor":
        read, answer = read_instance(instance), strict(result)
        asked, subsidies = read.asked, tuple(answer["subsidies"])
        mentors = {id_: at for at, id_ in enumerate(asked.mentors)}
        mate = dict(answer["pairs"])
        return cls(
            asked=asked,
            held=tuple(mentors.get(mate.get(row.id, ""), len(mentors)) for row in asked.mentees),
            assured=composites(answer["prices"]["mentees"]),
            price=(*composites(answer["prices"]["mentors"]), 0),
            room=(*asked.places, len(asked.mentees)),
            crossing=read,
            subsidies=subsidies,
            bonus=tuple(read.bonus(subsidies)),
        )

    @property
    def groups(self) -> tuple[str, ...]:
        return tuple(group.id for group in self.crossing.groups)

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(len(group.members) for group in self.crossing.groups)

    @property
    def subsidy(self) -> tuple[int, ...]:
        return tuple(points << LOW for points in self.subsidies)

    @cached_property
    def floors(self) -> tuple[int, ...]:
        return tuple(group.floor for group in self.crossing.groups)

    @cached_property
    def matched(self) -> tuple[int, ...]:
        """By crossing group; whoever stands in several is counted in each."""
        return tuple(reached(self.crossing, [*map(self.is_mentor, self.held)]))

    def worth(self, mentee: int, place: int) -> int:
        more = self.bonus[mentee] << LOW if self.is_mentor(place) else 0
        return super().worth(mentee, place) + more

    def paid(self, mentee: int) -> tuple[Paid, ...]:
        """The groups of a mentee, and what each was paid for its floor."""
        found = []
        for q in self.crossing.groups_of[mentee]:
            group = self.crossing.groups[q]
            size, matched = len(group.members), self.matched[q]
            found.append(Paid(group.id, size, group.floor, matched, self.subsidies[q]))
        return tuple(found)
