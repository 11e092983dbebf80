"""Why an answer for crossing groups is as it is: prices, with the groups' subsidies among them.

For its subsidies it is the best answer, so that stored prices explain it as they do any other; what
they count are points with the subsidies of whoever is matched.
"""

from dataclasses import dataclass

from baraza.matching.domain.explaining.solved import Solved, composites
from baraza.matching.domain.v1.certificate import LOW, strict
from baraza.matching.domain.v1.crossing import Crossing, read_instance


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

    def worth(self, mentee: int, place: int) -> int:
        more = self.bonus[mentee] << LOW if self.is_mentor(place) else 0
        return super().worth(mentee, place) + more

    def paid(self, mentee: int) -> tuple[Paid, ...]:
        """The groups of a mentee, and what each was paid for its floor."""
        found = []
        for q in self.crossing.groups_of[mentee]:
            group = self.crossing.groups[q]
            matched = sum(self.is_mentor(self.held[who]) for who in group.members)
            paid = Paid(group.id, len(group.members), group.floor, matched, self.subsidies[q])
            found.append(paid)
        return tuple(found)
