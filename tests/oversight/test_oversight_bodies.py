"""Who there is, who sits where, and what the founding gives to whom."""

from typing import Any

import pytest

from baraza.oversight.domain import CURRENT
from baraza.oversight.messages import (
    BodyRegistered,
    DraftRules,
    RoleGranted,
    RulesDrafted,
)
from given import by, given
from oversight_story import (
    AUTHORITY,
    FOUND,
    FOUNDED,
    FOUNDERS,
    as_body,
    founded,
    register,
    running,
    seat,
    seated,
    standing,
)


def test_the_founding_gives_the_first_body_every_mandate() -> None:
    facts = given(CURRENT).when(FOUND, FOUNDERS).facts

    names = [type(fact).__name__ for fact in facts]
    assert names == [
        "BodyRegistered",
        "MandateChanged",
        "MandateChanged",
        "RulesDrafted",
        "RulesInForce",
        "AuthorityFounded",
    ]
    reserved, interim = facts[1], facts[2]
    assert reserved.kinds == ("found", "programme", "allocate", "conclude")
    assert not reserved.interim
    assert interim.interim
    assert len(interim.kinds) == 14
    assert {"mandate", "operate", "oversee"} <= set(interim.kinds)


def test_only_the_founders_found() -> None:
    given(CURRENT).when(FOUND, as_body("wmf")).refused("no_mandate")


def test_a_log_is_founded_once() -> None:
    founded().tries(FOUND, FOUNDERS).refused("already_done")


@pytest.mark.parametrize("rules", [{}, AUTHORITY | {"consultation_days_min": 1.5}, {"texts": 1}])
def test_an_authority_table_that_cannot_be_applied_is_not_founded_on(rules: dict[str, Any]) -> None:
    command = FOUND.model_copy(update={"rules": rules})
    given(CURRENT).when(command, FOUNDERS).refused("rules_malformed")


def test_who_holds_the_mandate_registers_a_body() -> None:
    command = register("council", "affiliate", 3)
    founded().tries(command, as_body("wmf")).then(
        BodyRegistered.model_validate(command.model_dump())
    ).reads("oversight.mandate.wmf")


def test_a_seat_acts_for_its_body() -> None:
    founded().tries(register("council", "affiliate"), seated("wmf", 2)).stands()


def test_a_seat_that_somebody_else_holds_acts_for_nobody() -> None:
    asked = by("person.p99999", "seat.wmf-1", at=FOUNDED)
    founded().tries(register("council", "affiliate"), asked).refused("no_mandate")


def test_a_name_is_given_once() -> None:
    founded().tries(register("wmf", "wmf"), as_body("wmf")).refused("already_done")


def test_nobody_takes_the_founders_name() -> None:
    founded().tries(register("founders", "external"), as_body("wmf")).refused("already_done")


def test_a_body_without_that_mandate_registers_nobody() -> None:
    standing().tries(register("care", "community"), as_body("council")).refused("no_mandate")


def test_an_operator_registers_nobody() -> None:
    running().tries(register("care", "community"), as_body("aff-pwu")).refused("outside_delegation")


def test_the_founders_seat_the_first_body() -> None:
    story = founded()
    command = seat("wmf", 4)
    story.tries(command, FOUNDERS).then(RoleGranted.model_validate(command.model_dump()))


def test_the_founders_seat_no_other_body_and_nobody_after_the_first_proposal() -> None:
    story = standing()
    story.tries(seat("council", 9), FOUNDERS).refused("no_mandate")
    story.tries(seat("wmf", 9), FOUNDERS).refused("no_mandate")


def test_a_seat_that_is_taken_is_not_given() -> None:
    standing().tries(seat("council", 1), as_body("wmf")).refused("seat_taken")


def test_a_seat_is_given_again_after_its_term() -> None:
    story = standing()
    term = seat("council", 7).model_copy(update={"ends_on": "2027-06-30"})
    story.does(term, as_body("wmf"))
    later = term.model_copy(update={"starts_on": "2027-07-01", "ends_on": None})
    story.tries(term, as_body("wmf")).refused("seat_taken")
    story.tries(later, as_body("wmf")).stands()


def test_a_seat_belongs_to_a_body_that_exists() -> None:
    wrong = seat("wmf", 1).model_copy(update={"body": "council"})
    standing().tries(wrong, as_body("wmf")).refused("unknown_entity")
    standing().tries(seat("nobody", 1), as_body("wmf")).refused("unknown_entity")


DEADLINES = DraftRules(
    kind="deadlines",
    version=1,
    rules={"matters": {"appeal": {"open_days": 14, "decide_days": 10}}},
)


def test_any_body_writes_a_text_down() -> None:
    facts = running().tries(DEADLINES, as_body("aff-pwu")).facts

    assert isinstance(facts[0], RulesDrafted)


def test_a_text_is_written_down_by_no_body_without_a_mandate() -> None:
    standing().tries(DEADLINES, as_body("aff-pwu")).refused("no_mandate")
    standing().tries(DEADLINES, by("person.p99999", at=FOUNDED)).refused("no_mandate")


def test_a_text_that_cannot_be_applied_is_not_written_down() -> None:
    wrong = DEADLINES.model_copy(update={"rules": {"matters": {"appeal": {"open_days": 14}}}})
    running().tries(wrong, as_body("council")).refused("rules_malformed")


def test_a_version_is_written_down_once() -> None:
    story = running()
    story.does(DEADLINES, as_body("council"))
    story.tries(DEADLINES, as_body("community")).refused("already_done")
    taken = DraftRules(kind="authority", version=1, rules=AUTHORITY | {"consultation_days_min": 2})
    story.tries(taken, as_body("council")).refused("already_done")
