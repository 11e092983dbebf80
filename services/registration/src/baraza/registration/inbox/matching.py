"""What registration reads of matching: rounds, pairs, who found nobody."""

from baraza.decider import Heard


class RoundAnnounced(Heard):
    """Matching: a round of a programme."""

    round: str
    programme: str


class PairProposed(Heard):
    """Matching: a mentee and a mentor are put to each other."""

    round: str
    mentee: str
    origin: str


class MenteeUnmatched(Heard):
    """Matching: nobody was found for a mentee."""

    round: str
    person: str


class RoundVoided(Heard):
    """Matching: a round does not count."""

    round: str


class RelationshipStarted(Heard):
    """Matching: two people are a pair."""

    relationship: str
    programme: str
    mentor: str
    mentee: str


class RelationshipEnded(Heard):
    """Matching: two people are a pair no longer."""

    relationship: str
    programme: str
    mentor: str
    mentee: str
