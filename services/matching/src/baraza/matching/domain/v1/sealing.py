"""The sealed instance of a round, in the form of the question that its rule set asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baraza.matching.domain.v1 import certificate, crossing, stable
from baraza.matching.domain.v1.entrants import Mentee, Mentor
from baraza.matching.domain.v1.points import MENTEES_OWN, MENTORS_OWN, own
from baraza.matching.domain.v1.policy import Policy
from baraza.matching.domain.v1.rule_set import RuleSet

Rows = Sequence[Sequence[int]]
"""Of the scores exhibit: positions of mentee and mentor, then the parts."""


@dataclass(frozen=True)
class Sides:
    """The two lists of an instance, each ascending by id."""

    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]

    @classmethod
    def of(cls, mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> "Sides":
        return cls(
            tuple(sorted(mentees, key=lambda e: e.id)), tuple(sorted(mentors, key=lambda e: e.id))
        )


def sealed(rules: RuleSet, round_: str, sides: Sides, rows: Rows, scores: str) -> dict[str, Any]:
    """The instance without its lottery; `scores` is the digest of the scores exhibit."""
    common: dict[str, Any] = {
        "round": round_,
        "weights": rules.weights,
        "scores_exhibit": scores,
        "mentors": [{"id": m.id, "places": max(0, m.places)} for m in sides.mentors],
    }
    match rules.policy:
        case Policy.BEST:
            return common | _best(rules, sides, rows)
        case Policy.STABLE:
            return common | _stable(rules, sides, rows)
        case Policy.CROSSING:
            return common | _crossing(rules, sides, rows)


def _best(rules: RuleSet, sides: Sides, rows: Rows) -> dict[str, Any]:
    members = [mentee.group for mentee in sides.mentees]
    groups = _groups(rules, sides)
    mentees = [_row(mentee, "scores", group=mentee.group) for mentee in sides.mentees]
    for i, j, *points in rows:
        mentees[i]["mentors"].append(j)
        mentees[i]["scores"].append(sum(points))
    return {
        "format": certificate.INSTANCE,
        "groups": groups,
        "floors": {"targets": [rules.target(label, members.count(label)) for label in groups]},
        "mentees": mentees,
    }


def _stable(rules: RuleSet, sides: Sides, rows: Rows) -> dict[str, Any]:
    """Groups without floors: their rates are told as in any round."""
    mentees = [
        _row(mentee, "mentee_points", "mentor_points", group=mentee.group)
        for mentee in sides.mentees
    ]
    for i, j, *points in rows:
        mentees[i]["mentors"].append(j)
        mentees[i]["mentee_points"].append(own(points, MENTEES_OWN))
        mentees[i]["mentor_points"].append(own(points, MENTORS_OWN))
    return {"format": stable.INSTANCE, "groups": _groups(rules, sides), "mentees": mentees}


def _crossing(rules: RuleSet, sides: Sides, rows: Rows) -> dict[str, Any]:
    mentees = [_row(mentee, "scores") for mentee in sides.mentees]
    for i, j, *points in rows:
        mentees[i]["mentors"].append(j)
        mentees[i]["scores"].append(sum(points))
    groups = []
    for floor in rules.crossing:
        members = [at for at, mentee in enumerate(sides.mentees) if floor.id in mentee.crossing]
        groups.append({"id": floor.id, "members": members, "floor": floor.floor(len(members))})
    return {"format": crossing.INSTANCE, "crossing": groups, "mentees": mentees}


def _row(mentee: Mentee, *lists: str, **more: str) -> dict[str, Any]:
    return {"id": mentee.id, **more, "mentors": [], **{name: [] for name in lists}}


def _groups(rules: RuleSet, sides: Sides) -> list[str]:
    """As declared; then those of mentees whom nobody declared, ascending."""
    return [*rules.groups, *sorted({mentee.group for mentee in sides.mentees} - set(rules.groups))]
