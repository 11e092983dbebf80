"""May two people be put to each other as things are today? The rules of a round, asked again."""

from dataclasses import replace
from datetime import datetime

from baraza.decider import Refused
from baraza.matching.domain.v1 import sides
from baraza.matching.domain.v1.entrants import Mentee, Mentor
from baraza.matching.domain.v1.points import parts, worth
from baraza.matching.domain.v1.round import excluded
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import DesignateBackup, ProposePair

OF_PEOPLE = frozenset({"personal", "hours"})
UNTOLD = "personal_or_hours"
Told = ProposePair | DesignateBackup
"""What brings the two derived inputs: shared quarter-hours, and whether anything is personal."""


def hard_rule(
    state: State, round_: str, mentee: str, mentor: str, told: Told, at: datetime
) -> Refused | None:
    """The first hard rule that the pair fails, named by its code as exclusions are counted.

    What keeps two people apart for reasons of their own is `personal` to everybody.
    """
    rules = state.rounds[round_].rules
    one, other = _two(state, round_, mentee, mentor, at)
    code = excluded(rules, one, other, told.quarter_hours or 0, bool(told.personal))
    if code is None:
        return None
    return Refused("hard_rule_broken", state.rounds[round_].rule, {code: 1})


def untold(refused: Refused) -> Refused:
    """For who is in the round: that two avoid each other looks as if they had no time."""
    codes = {UNTOLD if code in OF_PEOPLE else code: n for code, n in refused.numbers.items()}
    return replace(refused, numbers=codes)


def score(state: State, round_: str, mentee: str, mentor: str, told: Told, at: datetime) -> int:
    """By the points of the round, as things are today."""
    one, other = _two(state, round_, mentee, mentor, at)
    rules = state.rounds[round_].rules
    return worth(rules, parts(rules, one, other, told.quarter_hours or 0))


def _two(
    state: State, round_: str, mentee: str, mentor: str, at: datetime
) -> tuple[Mentee, Mentor]:
    """The two as this round's rules see them; places are those that are free in all rounds.

    Who has gone beyond the stages of the rule set since they entered counts as on the last of
    them, as in the waiting order: nobody loses a mentor for having come further.
    """
    of = state.rounds[round_]
    one = sides.mentee(state, of, mentee, of.entrants[mentee], at)
    other = sides.mentor(state, of, mentor, of.entrants[mentor], at)
    reached = min(one.stage, max(of.rules.stages, default=0))
    return replace(one, stage=reached), replace(other, places=state.free(mentor))
