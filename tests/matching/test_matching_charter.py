"""The floors of a round are the targets of the charter, which is registration's text (R1)."""

from typing import Any

import pytest

from baraza.forms.v1 import heard
from baraza.forms.v1.book import text_digest
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from given import by, given
from pairings import OPERATOR, PILOT, READY, RULE_SET, announce, drafted, in_force

OPERATES: dict[str, Any] = {"actor": OPERATOR, "acting_as": "operator"}
ESEA = {**RULE_SET["floors"], "per_mille": [800, 0]}


def charter(targets: dict[str, dict[str, int]], version: int = 1) -> heard.RulesDrafted:
    rules: dict[str, Any] = {"owner": "wmf", "targets": targets}
    digest = text_digest("charter", PILOT, version, rules, None)
    return heard.RulesDrafted(
        kind="charter", programme=PILOT, version=version, digest=digest, rules=rules
    )


def announced(*texts: heard.RulesDrafted) -> Any:
    said = [fact for text in texts for fact in (text, in_force(text))]
    return given(CURRENT, *READY, *said).when(announce(), by(**OPERATES))


def test_a_round_is_announced_with_the_floors_of_its_charter() -> None:
    rules = drafted(2, PILOT, floors=ESEA)

    (fact,) = announced(charter({"region": {"esea": 800, "mena": 0}}), rules).facts

    assert isinstance(fact, m.RoundAnnounced)
    assert fact.rule_set == 2


@pytest.mark.parametrize(
    "targets",
    [
        {},
        {"region": {"esea": 700}},
        {"region": {"esea": 800, "mena": 1}},
        {"region": {"esea": 800}, "language": {"en": 100}},
        {"language": {"esea": 800}},
    ],
)
def test_a_rule_set_with_other_floors_opens_no_round(targets: dict[str, dict[str, int]]) -> None:
    outcome = announced(charter(targets), drafted(2, PILOT, floors=ESEA))

    outcome.refused("floors_not_of_charter", rule="charter.1")


def test_a_charter_that_promises_floors_is_not_served_without() -> None:
    announced(charter({"region": {"mena": 1000}})).refused(
        "floors_not_of_charter", rule="charter.1"
    )


def test_the_charter_in_force_counts_and_not_an_earlier_one() -> None:
    earlier, later = charter({"region": {"esea": 900}}), charter({"region": {"esea": 800}}, 2)

    announced(earlier, later, drafted(2, PILOT, floors=ESEA)).then(
        m.RoundAnnounced(**announce().model_dump(), rule_set=2)
    )


def test_where_no_charter_is_known_the_rule_set_alone_says_which_floors() -> None:
    (fact,) = announced(drafted(2, PILOT, floors=ESEA)).facts

    assert isinstance(fact, m.RoundAnnounced)
