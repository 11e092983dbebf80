"""Scores and exclusions of a round made again, from the facts of the log before its freeze."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from baraza.auditor.deciders import deciders
from baraza.auditor.log import Log
from baraza.auditor.scan import entries
from baraza.decider import Entry, evolved
from baraza.matching.domain.explaining import Exclusions
from baraza.matching.domain.v1.certificate import Instance
from baraza.matching.domain.v1.entrants import Mentee, Mentor
from baraza.matching.domain.v1.round import Exhibits, check_frozen, excluded
from baraza.matching.domain.v1.rule_set import RuleSet
from baraza.matching.domain.v1.sealing import Sides
from baraza.matching.domain.v1.sides import sides

_REASONS = {
    "scores or exclusions are not well formed": 24,
    "the exclusions are not those of the rules": 25,
    "the scores are not those of the rules": 24,
    "the sealed instance is not that of the entrants": 20,
}


class Unfolded(Exception):
    """This release cannot fold the log to what the rules knew; nothing is said of them."""


@dataclass(frozen=True)
class Derived(Exclusions):
    """Exclusions whose rule is known of every pair, for what each has entered is known."""

    rules: RuleSet
    sides: Sides

    def codes(self, asked: Instance, mentee: int, mentor: int) -> tuple[str, ...]:
        """The one that was recorded: the first that fails; hours where no other does."""
        two = self.sides.mentees[mentee], self.sides.mentors[mentor]
        code = excluded(self.rules, *two, 0, (mentee, mentor) in self.personal)
        return (code,) if code else super().codes(asked, mentee, mentor)


def by_rules(log: Log, freeze: Entry, asked: Instance, told: Exhibits) -> tuple[int, str] | None:
    """What does not follow from rules and entrants, with its number; None: all of it does.

    Believed as told, and checked by disclosure: which pairs are personal, and a candidate's hours.
    Raises `Unfolded`.
    """
    rules, mentees, mentors = _entrants(log, freeze, asked)
    wrong = check_frozen(rules, asked.document["round"], mentees, mentors, told)
    return None if wrong is None else (_REASONS.get(wrong, 24), wrong)


def derived(log: Log, freeze: Entry, asked: Instance, exclusions: bytes) -> Exclusions:
    """Of a round that `by_rules` finds nothing wrong with. Raises `Unfolded`."""
    told = Exclusions.read(asked, exclusions)
    rules, mentees, mentors = _entrants(log, freeze, asked)
    return Derived(told.counts, told.personal, rules, Sides.of(mentees, mentors))


def rules_of(log: Log, freeze: Entry, asked: Instance) -> RuleSet:
    """Those under which the round was announced. Raises `Unfolded`."""
    return _entrants(log, freeze, asked)[0]


def _entrants(
    log: Log, freeze: Entry, asked: Instance
) -> tuple[RuleSet, Sequence[Mentee], Sequence[Mentor]]:
    """The round's rules and both sides, as they were when it was frozen."""
    state = _state(log, freeze.document["decider"], freeze.document["basis"])
    round_ = state.rounds.get(asked.document["round"])
    if round_ is None:
        raise Unfolded("the round was not announced under rules in force")
    return round_.rules, *sides(state, round_, freeze.time)


def _state(log: Log, name: str, basis: int) -> Any:
    decider = deciders(["matching"]).get(name)
    if decider is None:
        raise Unfolded(f"no rules {name} here")
    state = decider.initial
    for index, entry in entries(log, basis):
        if entry.kind == "event":
            try:
                state = evolved(decider, state, entry, index)
            except Exception as broken:  # noqa: BLE001 - whatever a fact does to rules, it is told
                said = f"{type(broken).__name__}: {str(broken)[:200]}"
                raise Unfolded(f"{name} cannot go on at entry {index}: {said}") from None
    return state
