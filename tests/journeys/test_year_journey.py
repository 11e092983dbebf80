"""Whole years on small folders come to their end, and what is told of them adds up."""

import json
from collections import Counter
from datetime import date
from typing import Any

import pytest

from lives import Life, facts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]
OUTCOMES = {
    *("relationships_closed", "sessions_held", "stages", "veterans", "roles_filled"),
    *("collaborations", "suggestions_adopted", "suggestions_declined", "findings_closed"),
    *("overdue", "overdue_matters", "retention", "equity", "erased", "concluded", "envelopes"),
}


@pytest.fixture(params=["lived", "elsewhere", "unusual"])
def life(request: pytest.FixtureRequest) -> Life:
    life: Life = request.getfixturevalue(request.param)
    return life


def charter(life: Life) -> Any:
    return json.loads((life.folder / "programme.json").read_bytes())


def test_every_year_comes_to_its_end(life: Life) -> None:
    told = life.told

    assert set(told) >= OUTCOMES
    assert date.fromisoformat(told["lived_until"]) > date.fromisoformat(charter(life)["ends_on"])
    assert told["concluded"] == "continue"
    assert told["happenings_ahead"] == 0
    assert told["replay"]["different"] == told["replay"]["unverifiable"] == 0
    assert told["replay"]["same"] == told["decisions"] > 0


def test_every_pair_that_began_has_parted(life: Life) -> None:
    told = life.told
    ended = Counter(fact["how"] for fact in facts(life, "RelationshipEnded"))

    assert told["relationships_closed"] == ended["closed"] > 0
    assert told["relationships_started"] == ended.total()
    assert told["relationships_ended_early"] == ended.total() - ended["closed"]
    assert 0 < told["sessions_held"] <= len(facts(life, "SessionBooked"))


def test_nobody_completes_a_stage_without_the_one_before(life: Life) -> None:
    stages = life.told["stages"]

    assert list(stages) == [stage["stage"] for stage in charter(life)["stages"]]
    assert list(stages.values()) == sorted(stages.values(), reverse=True)
    assert stages["identified"] == len(facts(life, "StageEntered")) - sum(
        count for stage, count in stages.items() if stage != list(stages)[-1]
    )


def test_every_veteran_who_is_asked_answers_or_stays_silent(life: Life) -> None:
    veterans = life.told["veterans"]
    made = [offer for offer in facts(life, "OfferMade") if offer["kind"] == "veteran"]

    assert veterans["offered"] == len(made)
    assert len(made) == veterans["returned"] + veterans["declined"] + veterans["silent"]


def test_money_goes_nowhere_but_where_it_is_told(life: Life) -> None:
    money = life.told["envelopes"]
    given = sum(each["amount_minor"] for each in charter(life)["envelopes"])
    moved: Counter[str] = Counter()
    for fact in facts(life, "MoneyMoved"):
        moved[fact["source"]["account"]] -= fact["amount_minor"]
        moved[fact["target"]["account"]] += fact["amount_minor"]

    assert money["funded_minor"] >= given
    assert money["funded_minor"] == sum(
        money[f"{row}_minor"]
        for row in ("spent", "reserved", "available", "returned", "rolled_over")
    )
    assert money["allocated_minor"] == charter(life)["allocation_minor"]
    assert (money["reserved_minor"], money["available_minor"]) == (0, 0)
    assert (money["spent_minor"], 0, 0) == (moved["spent"], moved["reserved"], moved["line"])
    assert len(facts(life, "EnvelopeClosed")) == len(facts(life, "EnvelopeOpened"))


OF_THINGS = {"forecast", "formats", "investment", "delivery"}
"""Reports that count sessions, workshops, places and money, of which few single out nobody."""


def test_small_cells_are_told_nowhere(life: Life) -> None:
    told = life.told
    least = charter(life)["feedback"]["small_cell_minimum"]
    of_people = [
        report for report in facts(life, "ReportPublished") if report["kind"] not in OF_THINGS
    ]
    counted = [row for report in of_people for row in report["rows"] if "count" in row]
    rates = [
        rate
        for points in (told["retention"], told["equity"])
        for point in points.values()
        for rate in point.values()
        if rate is not None
    ]

    assert {"baseline", "closing"} <= set(told["retention"])
    assert set(told["equity"]) >= {"applied", "selected"}
    assert all(0 <= rate <= 1000 for rate in rates)
    assert counted
    assert all(row.get("of", least) >= least for row in counted)


def test_what_is_overdue_is_late_in_the_log_and_still_open(life: Life) -> None:
    matters = life.told["overdue_matters"]
    late = {fact["matter"] for fact in facts(life, "MatterOverdue")}
    over = {fact["matter"] for fact in facts(life, "MatterDecided")}

    assert life.told["overdue"] == len(matters)
    assert {matter["matter"] for matter in matters} == late - over


def test_years_without_happenings_tell_of_none(elsewhere: Life) -> None:
    assert elsewhere.told["skipped"] == []
    assert elsewhere.told["erased"] == elsewhere.told["suggestions_adopted"] == 0
