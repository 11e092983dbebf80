"""What a candidate pair is worth: one integer per part of the adopted weights."""

from collections.abc import Sequence

from baraza.matching.domain.v1.entrants import NONE, Mentee, Mentor
from baraza.matching.domain.v1.policy import Policy
from baraza.matching.domain.v1.rule_set import Points, RuleSet

PARTS = (
    "capacity",
    "mentee_choice",
    "mentor_choice",
    "hours",
    "language",
    "stage",
    "new_tie",
    "waiting",
    "continuity",
)
HOURS = PARTS.index("hours")
MENTEES_OWN = ("capacity", "mentee_choice", "hours", "language")
MENTORS_OWN = ("mentor_choice", "stage")
"""What a side has of a pair itself. The other parts are the programme's: neither side's order
rests on them."""


def own(points: Sequence[int], side: Sequence[str]) -> int:
    """The points of one side among the parts of a pair."""
    return sum(points[PARTS.index(part)] for part in side)


def parts(rules: RuleSet, mentee: Mentee, mentor: Mentor, quarter_hours: int) -> tuple[int, ...]:
    """The parts in the order of `PARTS`; the score is their sum."""
    points = rules.points
    return (
        capacity(rules, mentee, mentor),
        choice(points.mentee_choice, mentee.ranked, mentor.id),
        choice(points.mentor_choice, mentor.ranked, mentee.id),
        points.quarter_hour * min(points.quarter_hours_max, quarter_hours),
        language(points, mentee, mentor),
        min(points.stage_max, points.stage_step * max(0, mentor.stage - mentee.stage)),
        points.new_tie if new_tie(mentee, mentor) else 0,
        points.waiting_month * min(points.waiting_months_max, mentee.waiting_months),
        points.continuity if mentor.id in mentee.continues and mentee.id in mentor.continues else 0,
    )


def worth(rules: RuleSet, points: Sequence[int]) -> int:
    """What a pair is worth by the question of its round: all of its parts, or under `stable` those
    of its two sides."""
    if rules.policy is Policy.STABLE:
        return own(points, MENTEES_OWN) + own(points, MENTORS_OWN)
    return sum(points)


def capacity(rules: RuleSet, mentee: Mentee, mentor: Mentor) -> int:
    """Each wish the mentor can fill; half, rounded down, if only by a child of it in the tree."""
    found = 0
    for worth, wish in zip(rules.points.capacity, mentee.wanted, strict=False):
        if wish in mentor.available:
            found += worth
        elif not mentor.available.isdisjoint(rules.capacity_children.get(wish, NONE)):
            found += worth // 2
    return found


def choice(table: Sequence[int], ranked: Sequence[str], other: str) -> int:
    if other not in ranked:
        return 0
    rank = ranked.index(other)
    return table[rank] if rank < len(table) else 0


def language(points: Points, mentee: Mentee, mentor: Mentor) -> int:
    if mentee.first_language in mentee.languages & mentor.languages:
        return points.first_language
    if mentee.fluent & mentor.fluent & mentee.languages & mentor.languages:
        return points.fluent_language
    return points.shared_language


def new_tie(mentee: Mentee, mentor: Mentor) -> bool:
    """Both have an organisation, and no earlier fact joins one of hers with one of his."""
    joined = (
        mentee.affiliations & mentor.affiliations
        or mentee.tied & mentor.affiliations
        or mentor.tied & mentee.affiliations
    )
    return bool(mentee.affiliations and mentor.affiliations and not joined)
