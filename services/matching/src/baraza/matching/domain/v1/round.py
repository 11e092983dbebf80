"""Freezing a round: the sealed instance and the two exhibits beside it.

One pure function makes them from the rule set, the entrants and two derived inputs (shared hours,
personal exclusions). `check_frozen` makes them again from what the exhibits themselves say
of these inputs: so what the log can prove is proven, byte for byte.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from baraza.matching.domain.v1.certificate import canonical, digest, strict
from baraza.matching.domain.v1.entrants import Mentee, Mentor
from baraza.matching.domain.v1.points import HOURS, PARTS, parts
from baraza.matching.domain.v1.rule_set import RuleSet
from baraza.matching.domain.v1.sealing import Sides, sealed

EXCLUSIONS = "baraza-matching-exclusions/1"
SCORES = "baraza-matching-scores/1"
CODES = ("self", "entrant", "places", "stage", "language", "personal", "hours")
PERSONAL = "personal"  # conflict, blocked, acceptable and prior, told apart to nobody

Pair = tuple[str, str]  # ids of mentee and mentor


@dataclass(frozen=True)
class Exhibits:
    """Three files; their digests stand in `RoundFrozen`."""

    sealed: bytes
    exclusions: bytes
    scores: bytes

    @property
    def counts(self) -> dict[str, int]:
        """Excluded pairs by code."""
        counts: dict[str, int] = strict(self.exclusions)["counts"]
        return counts


def frozen_exhibits(
    rules: RuleSet,
    round_: str,
    mentees: Sequence[Mentee],
    mentors: Sequence[Mentor],
    shared: Mapping[Pair, int],
    personal: frozenset[Pair],
) -> Exhibits:
    """All that a round rests on. `shared` are weekly quarter-hours; a pair not in it has none."""
    sides = Sides.of(mentees, mentors)
    counts: dict[str, int] = {}
    listed: list[list[int]] = []
    rows: list[list[int]] = []
    for i, mentee in enumerate(sides.mentees):
        for j, mentor in enumerate(sides.mentors):
            pair = (mentee.id, mentor.id)
            hours = shared.get(pair, 0)
            code = excluded(rules, mentee, mentor, hours, pair in personal)
            if code is None:
                rows.append([i, j, *parts(rules, mentee, mentor, hours)])
                continue
            counts[code] = counts.get(code, 0) + 1
            if code == PERSONAL:
                listed.append([i, j])
    scores = canonical(
        {
            "format": SCORES,
            "round": round_,
            "weights": rules.weights,
            "parts": list(PARTS),
            "rows": rows,
        }
    )
    exclusions = {"format": EXCLUSIONS, "round": round_, "counts": counts, "personal": listed}
    asked = sealed(rules, round_, sides, rows, digest(scores))
    return Exhibits(canonical(asked), canonical(exclusions), scores)


def excluded(
    rules: RuleSet, mentee: Mentee, mentor: Mentor, quarter_hours: int, personal: bool
) -> str | None:
    """The first hard rule that the pair fails, or None: it is a candidate pair."""
    if mentee.who == mentor.who:
        return "self"
    if not (mentee.in_standing and mentor.in_standing):
        return "entrant"
    if not mentor.active or mentor.places < 1:
        return "places"
    if not mentor.trained or mentee.stage not in rules.stages or mentee.stage > mentor.stage:
        return "stage"
    if mentee.languages.isdisjoint(mentor.languages):
        return "language"
    if personal or mentor.id in mentee.unacceptable or mentee.id in mentor.unacceptable:
        return PERSONAL
    return "hours" if quarter_hours < rules.quarter_hours_min else None


def check_frozen(
    rules: RuleSet,
    round_: str,
    mentees: Sequence[Mentee],
    mentors: Sequence[Mentor],
    told: Exhibits,
) -> str | None:
    """What in the exhibits does not follow from rules and entrants; None: all of it does.

    Two inputs are believed as told (and checked by disclosure): which pairs are personal, and the
    hours of a candidate. A candidate with too few hours, a personal pair that fails an
    earlier rule, a wrong part, count or order: each gives other bytes.
    """
    sides = Sides.of(mentees, mentors)
    try:
        shared = _told_hours(rules, sides, strict(told.scores))
        personal = _told_personal(sides, strict(told.exclusions))
    except (ValueError, TypeError, KeyError, IndexError):
        return "scores or exclusions are not well formed"
    due = frozen_exhibits(rules, round_, mentees, mentors, shared, personal)
    if due.exclusions != told.exclusions:
        return "the exclusions are not those of the rules"
    if due.scores != told.scores:
        return "the scores are not those of the rules"
    return None if due.sealed == told.sealed else "the sealed instance is not that of the entrants"


def _told_hours(rules: RuleSet, sides: Sides, scores: Any) -> dict[Pair, int]:
    """Quarter-hours by the score rows; where hours bring no points, enough of them."""
    each, enough = rules.points.quarter_hour, rules.points.quarter_hours_max
    return {
        (sides.mentees[row[0]].id, sides.mentors[row[1]].id): (
            row[2 + HOURS] // each if each else enough
        )
        for row in scores["rows"]
    }


def _told_personal(sides: Sides, exclusions: Any) -> frozenset[Pair]:
    return frozenset((sides.mentees[i].id, sides.mentors[j].id) for i, j in exclusions["personal"])
