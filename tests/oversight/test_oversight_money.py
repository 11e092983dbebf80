"""An envelope, and the nine moves."""

import pytest

from baraza.decider import Asked
from baraza.oversight.messages import EnvelopeOpened, Line, MoneyMoved, MoveMoney
from given import by
from oversight_story import (
    ADA,
    ALLOCATION,
    ENVELOPE,
    FOUNDED,
    NEXT,
    RESERVED,
    SPENT,
    Story,
    allocate,
    as_body,
    funded,
    line,
    move,
    propose,
    running,
    seated,
    standing,
    yes,
)

WMF, OPERATOR = as_body("wmf"), as_body("aff-pwu")
BASICS = "workshop.basics"
ADMIN = line("administration")

TABLE = "oversight.inforce.authority-all"
"""Whether a body has to sign its act is said there."""


def test_who_allocates_opens_an_envelope() -> None:
    running().tries(ENVELOPE, WMF).then(EnvelopeOpened.model_validate(ENVELOPE.model_dump())).reads(
        "oversight.allocation.pilot-demo", TABLE, "oversight.mandate.wmf"
    )
    running().tries(ENVELOPE, OPERATOR).refused("outside_delegation")
    running().tries(ENVELOPE, as_body("council")).refused("no_mandate")


def test_an_envelope_is_for_a_known_organisation_and_an_allocation() -> None:
    stranger = ENVELOPE.model_copy(update={"organisation": "aff-xx"})
    running().tries(stranger, WMF).refused("unknown_entity")
    standing().tries(ENVELOPE, WMF).refused("not_adopted")


def test_an_organisation_has_one_envelope_for_a_programme_and_period() -> None:
    story = running()
    story.does(ENVELOPE, WMF)
    story.tries(ENVELOPE.model_copy(update={"envelope": "e2"}), WMF).refused("already_done")
    story.tries(ENVELOPE, WMF).refused("already_done")


@pytest.mark.parametrize(
    "change",
    [
        {"currency": "EUR"},
        {"starts_on": "2027-01-01"},
        {"ends_on": "2029-01-01"},
        {"lines": (Line(name="a", planned_minor=1), Line(name="a", planned_minor=2))},
    ],
)
def test_an_envelope_stays_within_its_allocation(change: dict[str, object]) -> None:
    running().tries(ENVELOPE.model_copy(update=change), WMF).refused("outside_ring_fence")


MOVES = [
    (move(ALLOCATION, line(), 100), WMF),
    (move(line(), NEXT, 100), WMF),
    (move(line(), ALLOCATION, 100), OPERATOR),
    (move(line(), ADMIN, 100), OPERATOR),
    (move(line(), RESERVED, 100, BASICS), OPERATOR),
    (move(RESERVED, line(), 100, "series.s1"), OPERATOR),
    (move(RESERVED, SPENT, 100, "series.s1"), OPERATOR),
    (move(line(), SPENT, 100, BASICS), OPERATOR),
    (move(SPENT, line(), 100, "series.s1"), OPERATOR),
]


def ready() -> Story:
    """Money on a line, something reserved and something spent."""
    story = funded(500)
    story.does(move(line(), RESERVED, 100, "series.s1"), OPERATOR)
    story.does(move(line(), SPENT, 100, "series.s1"), OPERATOR)
    return story


@pytest.mark.parametrize(("command", "asked"), MOVES)
def test_the_nine_moves(command: MoveMoney, asked: Asked) -> None:
    story = ready()
    story.tries(command, asked).then(MoneyMoved.model_validate(command.model_dump()))
    story.tries(command, by(f"person.{ADA}", at=FOUNDED)).refused("no_mandate")
    story.does(command, asked)

    envelope = story.state.envelopes["e1"]
    held = envelope.available + sum(envelope.reserved.values()) + sum(envelope.spent.values())
    assert envelope.funded == held + envelope.returned + envelope.rolled_over


def test_an_operator_takes_nothing_from_the_allocation_and_rolls_nothing_over() -> None:
    ready().tries(move(ALLOCATION, line()), OPERATOR).refused("outside_delegation")
    ready().tries(move(line(), NEXT), OPERATOR).refused("outside_delegation")


@pytest.mark.parametrize(
    "command",
    [
        move(SPENT, ALLOCATION, 1, BASICS),
        move(ALLOCATION, SPENT, 1, BASICS),
        move(RESERVED, NEXT, 1, BASICS),
        move(NEXT, line(), 1),
        move(line(), line(), 1),
        move(line("travel"), SPENT, 1, BASICS),
        move(line(), line("travel"), 1),
        move(line(), SPENT.model_copy(update={"line": "administration"}), 1, BASICS),
        move(line(), SPENT.model_copy(update={"line": "travel"}), 1, BASICS),
        move(line(), ALLOCATION.model_copy(update={"line": "workshops"}), 1),
    ],
)
def test_nothing_else_takes_money_anywhere(command: MoveMoney) -> None:
    ready().tries(command, OPERATOR).refused("outside_ring_fence")


def test_money_moves_in_an_envelope_that_is_there() -> None:
    ready().tries(move(line(), SPENT, 1, BASICS, "e9"), OPERATOR).refused("unknown_entity")


@pytest.mark.parametrize(
    "purpose", [None, "workshop.elsewhere", "workshop.unheard", "party", "administration"]
)
def test_money_is_for_a_purpose_of_its_programme(purpose: str | None) -> None:
    ready().tries(move(line(), SPENT, 1, purpose), OPERATOR).refused("no_programme_purpose")
    ready().tries(move(line(), RESERVED, 1, purpose), OPERATOR).refused("no_programme_purpose")


def test_administration_is_paid_from_the_line_of_that_name() -> None:
    story = ready()
    story.does(move(line(), ADMIN, 100), OPERATOR)
    story.does(move(ADMIN, RESERVED, 60, "administration"), OPERATOR)
    story.does(move(RESERVED, SPENT, 60, "administration"), OPERATOR)
    story.does(move(ADMIN, SPENT, 40, "administration"), OPERATOR)
    story.tries(move(SPENT, line(), 10, "administration"), OPERATOR).refused("no_programme_purpose")
    story.tries(move(SPENT, ADMIN, 10, "administration"), OPERATOR).stands()


def test_what_was_reserved_of_a_line_goes_back_to_it() -> None:
    story = funded(500)
    reserved = RESERVED.model_copy(update={"line": "workshops"})
    story.does(move(line(), reserved, 100, BASICS), OPERATOR)
    story.tries(move(RESERVED, SPENT, 1, BASICS), OPERATOR).refused("insufficient", held_minor=0)
    story.tries(move(reserved, ADMIN, 1, BASICS), OPERATOR).refused("outside_ring_fence")
    story.tries(move(reserved, SPENT, 100, BASICS), OPERATOR).stands()
    story.tries(move(reserved, line(), 100, BASICS), OPERATOR).stands()


def test_what_is_not_there_does_not_move() -> None:
    story = ready()
    story.tries(move(line(), ADMIN, 301), OPERATOR).refused("insufficient", held_minor=300)
    story.tries(move(RESERVED, SPENT, 1, BASICS), OPERATOR).refused("insufficient", held_minor=0)
    story.tries(move(ALLOCATION, line(), 501), WMF).refused("over_allocation", left_minor=500)


def test_what_is_returned_can_be_given_again() -> None:
    story = ready()
    story.does(move(line(), ALLOCATION, 300), OPERATOR)
    story.tries(move(ALLOCATION, line(), 800), WMF).stands()


def test_funding_reads_the_allocation_and_every_other_envelope() -> None:
    story = running()
    story.does(ENVELOPE, WMF)
    other = {"envelope": "e2", "starts_on": "2027-03-01"}
    story.does(ENVELOPE.model_copy(update=other), WMF)
    story.tries(move(ALLOCATION, line()), WMF).reads(
        "oversight.allocation.pilot-demo", TABLE, "oversight.envelope.e2", "oversight.mandate.wmf"
    )
    story.tries(move(line(), SPENT, 1, BASICS), OPERATOR).reads(TABLE, "oversight.mandate.aff-pwu")


def test_an_allocation_is_not_cut_below_what_envelopes_took() -> None:
    for effect in (allocate(499), allocate(5000, currency="EUR")):
        story = funded(500)
        story.does(propose(effect), seated("wmf"))
        story.tries(yes("wmf"), seated("wmf", at=FOUNDED.replace(day=3))).refused(
            "already_in_envelopes", kept_minor=500
        )


def test_money_of_another_currency_does_not_fund_an_envelope() -> None:
    """Nothing was taken yet, so the allocation may change; the envelope is of the old money."""
    story = running()
    story.does(ENVELOPE, WMF)
    story.adopts(allocate(5000, currency="EUR"), proposer="wmf", voters=("wmf",), name="euro")

    story.tries(move(ALLOCATION, line()), WMF).refused("outside_ring_fence")


def test_an_allocation_may_be_cut_to_what_envelopes_took() -> None:
    story = funded(500)
    story.does(propose(allocate(500)), seated("wmf"))
    outcome = story.tries(yes("wmf"), seated("wmf", at=FOUNDED.replace(day=3))).stands()
    outcome.reads(
        "oversight.envelope.e1",
        "oversight.inforce.authority-all",
        "oversight.seat.wmf-1",
        *(f"oversight.mandate.{body}" for body in ("wmf", "council", "community", "aff-pwu")),
    )


def test_what_takes_from_an_allocation_is_decided_in_one_turn() -> None:
    """An envelope opened and funded meanwhile has no version that another funding could guard."""
    other = ENVELOPE.model_copy(update={"envelope": "e2", "organisation": "aff-other"})
    funding = move(ALLOCATION, line())

    assert funding.turn == move(ALLOCATION, line(), envelope="e2").turn
    assert funding.turn == ENVELOPE.turn == other.turn == yes("wmf").turn
    assert move(line(), RESERVED).turn == "envelope.e1"
    assert move(line(), ALLOCATION).turn == "envelope.e1"
