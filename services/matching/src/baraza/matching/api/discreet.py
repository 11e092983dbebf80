"""Exclusions as a question may tell them: nobody finds out by asking that they are avoided."""

from baraza.matching.domain.explaining import Exclusions
from baraza.matching.domain.v1.certificate import Instance
from baraza.matching.domain.v1.round import CODES
from baraza.matching.read_model import OF_PEOPLE


class Discreet(Exclusions):
    """Whom people avoid and when they have time is one rule here, which no pair is told apart.

    A body that holds the exhibits has them apart (`baraza-audit match why`).
    """

    def codes(self, asked: Instance, mentee: int, mentor: int) -> tuple[str, ...]:
        """Of any pair that is no candidate, all the rules by which some pair of the round is none,
        as far as its two are different people and the mentor had a place."""
        if asked.mentees[mentee].id == asked.mentors[mentor]:
            return ("self",)
        among = CODES[1:3] if asked.places[mentor] == 0 else CODES[1:]
        said = (OF_PEOPLE.get(code, code) for code in among if code in self.counts)
        return tuple(dict.fromkeys(said))
