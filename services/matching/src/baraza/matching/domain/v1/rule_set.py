"""An adopted rule set of matching: hard rules, points and floors, as plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baraza.matching.domain.v1.beacons import BEACONS, Adopted
from baraza.matching.domain.v1.certificate import MOST_POINTS
from baraza.matching.domain.v1.crossing_floors import (
    COARSE,
    CrossingFloor,
    personal,
    read_floors,
)
from baraza.matching.domain.v1.policy import Policy


class BadRuleSet(ValueError):
    """This text cannot be a rule set of matching; `code` says why: draft it again."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True)
class Points:
    """The tables of one weights version. First choices first."""

    capacity: tuple[int, ...]
    mentee_choice: tuple[int, ...]
    mentor_choice: tuple[int, ...]
    quarter_hour: int
    quarter_hours_max: int
    first_language: int
    fluent_language: int
    shared_language: int
    stage_step: int
    stage_max: int
    new_tie: int
    waiting_month: int
    waiting_months_max: int
    continuity: int

    @property
    def most(self) -> int:
        """No pair can have more; a score must stay below 2^20."""
        return (
            sum(self.capacity)
            + max(self.mentee_choice, default=0)
            + max(self.mentor_choice, default=0)
            + self.quarter_hour * self.quarter_hours_max
            + max(self.first_language, self.fluent_language, self.shared_language)
            + self.stage_max
            + self.new_tie
            + self.waiting_month * self.waiting_months_max
            + self.continuity
        )


@dataclass(frozen=True)
class RuleSet:
    """What a body adopted. Stages are places in the order of the stage set, from 0."""

    weights: str
    points: Points
    quarter_hours_min: int
    stages: frozenset[int]
    answer_days: int
    ranked_max: int
    prior_codes: frozenset[str]
    groups_by: str
    groups: tuple[str, ...]  # in declared order
    floors_per_mille: tuple[int, ...]  # target per group, of its members
    policy: Policy = Policy.BEST
    crossing: tuple[CrossingFloor, ...] = ()  # ascending by id; of the policy `crossing` alone
    capacity_children: Mapping[str, frozenset[str]] = field(default_factory=dict)
    beacons: tuple[Adopted, ...] = ()
    """Public beacons that a round may name, and the keys that are believed."""

    def target(self, label: str, members: int) -> int:
        """How many of a group's members its floor reaches for; a group not declared has none."""
        if label not in self.groups:
            return 0
        return self.floors_per_mille[self.groups.index(label)] * members // 1000


def read_rule_set(text: Mapping[str, Any]) -> RuleSet:
    """The rule set that a drafted text means; `BadRuleSet` for any other text."""
    try:
        rules = _rule_set(text)
    except (KeyError, TypeError, AttributeError) as missing:
        raise BadRuleSet("malformed", f"a rule set lacks or garbles {missing}") from None
    if rules.points.most >= MOST_POINTS:
        raise BadRuleSet("weights_out_of_range", "a pair could have 2^20 points or more")
    if rules.quarter_hours_min > rules.points.quarter_hours_max:
        raise BadRuleSet("weights_out_of_range", "the hours asked for exceed the hours counted")
    if any(rules.floors_per_mille) and rules.groups_by not in COARSE:
        raise BadRuleSet("floor_on_personal_dimension", f"no floor may rest on {rules.groups_by}")
    if (dimension := personal(rules.crossing)) is not None:
        raise BadRuleSet("floor_on_personal_dimension", f"no floor may rest on {dimension}")
    _floors_can_be_kept(rules)
    return rules


def _floors_can_be_kept(rules: RuleSet) -> None:
    """Each rule keeps the floors of its own kind, and would pass over others in silence."""
    match rules.policy:
        case Policy.STABLE if any(rules.floors_per_mille) or rules.crossing:
            raise BadRuleSet("floors_with_stability", "a stable answer can promise no floors")
        case Policy.CROSSING if any(rules.floors_per_mille):
            raise BadRuleSet("floors_of_other_rule", "crossing floors stand in floors.crossing")
        case Policy.BEST if rules.crossing:
            raise BadRuleSet("floors_of_other_rule", "floors.crossing is for the rule crossing")
        case _:
            pass


def _rule_set(text: Mapping[str, Any]) -> RuleSet:
    floors = text["floors"]
    groups = _words(floors["groups"])
    per_mille = _numbers(floors["per_mille"])
    if (
        len(set(groups)) != len(groups)
        or len(per_mille) != len(groups)
        or max(per_mille, default=0) > 1000
    ):
        raise BadRuleSet("malformed", "floors: one rate from 0 to 1000 per group, each group once")
    children = text.get("capacity_children", {})
    rule = text.get("rule", Policy.BEST)
    if rule not in set(Policy):
        raise BadRuleSet("malformed", f"rule: {', '.join(Policy)}, not {rule!r}")
    return RuleSet(
        weights=_version(text["weights"]),
        points=_points(text["points"]),
        quarter_hours_min=_number(text["quarter_hours_min"]),
        stages=frozenset(_numbers(text["stages"])),
        answer_days=_number(text["answer_days"]),
        ranked_max=_number(text["ranked_max"]),
        prior_codes=frozenset(_words(text["prior_codes"])),
        groups_by=_word(floors["groups_by"]),
        groups=groups,
        floors_per_mille=per_mille,
        policy=Policy(rule),
        crossing=_crossing(floors.get("crossing", ())),
        capacity_children={
            parent: frozenset(_words(children[parent])) for parent in sorted(children)
        },
        beacons=_beacons(text.get("beacons", ())),
    )


def _crossing(rows: Sequence[Any]) -> tuple[CrossingFloor, ...]:
    try:
        return read_floors(rows)
    except ValueError as wrong:
        raise BadRuleSet("malformed", f"floors.crossing: {wrong}") from None


def _points(table: Mapping[str, Any]) -> Points:
    return Points(
        capacity=_numbers(table["capacity"]),
        mentee_choice=_numbers(table["mentee_choice"]),
        mentor_choice=_numbers(table["mentor_choice"]),
        quarter_hour=_number(table["hours"]["each"]),
        quarter_hours_max=_number(table["hours"]["max"]),
        first_language=_number(table["language"]["first"]),
        fluent_language=_number(table["language"]["fluent"]),
        shared_language=_number(table["language"]["shared"]),
        stage_step=_number(table["stage"]["each"]),
        stage_max=_number(table["stage"]["max"]),
        new_tie=_number(table["new_tie"]),
        waiting_month=_number(table["waiting"]["each"]),
        waiting_months_max=_number(table["waiting"]["max"]),
        continuity=_number(table["continuity"]),
    )


def _beacons(rows: Sequence[Any]) -> tuple[Adopted, ...]:
    """Each of the table, with a key of its kind. Several keys of one beacon are alternatives, for a
    beacon changes its key; its chain is one, else a number would name two pulses."""
    found = tuple(Adopted(_word(r["name"]), _chain(r["chain"]), _word(r["key"])) for r in rows)
    for one in found:
        beacon = BEACONS.get(one.name)
        if beacon is None or beacon.published is None:
            raise BadRuleSet("malformed", f"no public beacon {one.name} can be checked")
        try:
            beacon.published.key(one.key)
        except ValueError as bad:
            raise BadRuleSet("malformed", f"the key of {one.name}: {bad}") from None
    if len({(one.name, one.chain) for one in found}) != len({one.name for one in found}):
        raise BadRuleSet("malformed", "a beacon has one chain")
    return found


def _chain(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise BadRuleSet("malformed", f"{value!r} is no number of a chain")
    return value


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < MOST_POINTS:
        raise BadRuleSet("weights_out_of_range", f"{value!r} is no number from 0 to 2^20 - 1")
    return value


def _word(value: Any) -> str:
    if type(value) is not str or not value:
        raise BadRuleSet("malformed", f"{value!r} is no word")
    return value


def _numbers(values: Sequence[Any]) -> tuple[int, ...]:
    return tuple(_number(value) for value in values)


def _version(value: Any) -> str:
    """As an instance can carry it: a round under another could be frozen and never settled."""
    if not (type(value) is str and 0 < len(value) <= 128 and all("!" <= c <= "~" for c in value)):
        raise BadRuleSet("malformed", f"weights: {value!r} is no name in ASCII without spaces")
    return value


def _words(values: Sequence[Any]) -> tuple[str, ...]:
    return tuple(_word(value) for value in values)
