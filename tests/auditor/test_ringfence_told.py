"""Money inside its fence, reckoned from the facts alone; every way out of it is found."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.auditor.cli import main
from baraza.auditor.money import BOUNDED, MOVES, Money
from baraza.decider import Entry
from baraza.oversight.domain.v1.kinds import MOVES as RULES_MOVES
from forge import Forge

KEPT = Path(__file__).parents[1] / "kept" / "export"
OPENED = {
    "envelope": "e",
    "organisation": "aff",
    "programme": "year",
    "currency": "USD",
    "lines": [{"name": "a", "planned_minor": 1}, {"name": "b", "planned_minor": 1}],
}
GIVEN = {"programme": "year", "amount_minor": 100, "currency": "USD", "funder": "wmf"}


def event(name: str, data: dict[str, Any]) -> Entry:
    return Entry({"type": f"baraza.event.oversight.{name}.v1", "data": data})


def move(
    source: str, target: str, amount: Any = 10, line: str = "a", **more: Any
) -> dict[str, Any]:
    def side(account: str) -> dict[str, Any]:
        return {"account": account, **({"line": line} if account in BOUNDED else {})}

    moved = {"envelope": "e", "source": side(source), "target": side(target)}
    return {**moved, "amount_minor": amount, **more}


def purse(*moves: dict[str, Any]) -> Money:
    money = Money()
    money.see(0, event("AllocationChanged", GIVEN))
    money.see(1, event("EnvelopeOpened", OPENED))
    for index, one in enumerate(moves, 2):
        money.see(index, event("MoneyMoved", one))
    return money


def test_the_nine_moves_are_those_of_the_rules() -> None:
    assert RULES_MOVES.keys() == MOVES


def test_an_honest_way_through_an_envelope_has_no_breach() -> None:
    money = purse(
        move("allocation", "line", 50),
        move("line", "reserved", 20, purpose="workshop.w"),
        move("reserved", "spent", 20, purpose="workshop.w"),
        move("line", "allocation", 25),
        move("line", "next_period", 5),
    )
    closing = {"funded_minor": 50, "spent_minor": 20, "returned_minor": 25}
    money.see(9, event("EnvelopeClosed", {"envelope": "e", "rolled_over_minor": 5, **closing}))

    assert money.breaches == []
    assert money.envelopes["e"].balances
    assert money.totals()["USD"] == {
        "allocated": 100,
        "funded": 50,
        "reserved": 0,
        "spent": 20,
        "returned": 25,
        "available": 0,
        "rolled_over": 5,
    }


@pytest.mark.parametrize(
    ("moves", "why"),
    [
        ([move("line", "spent", 1)], "below nothing"),
        ([move("allocation", "line", 101)], "more is taken"),
        ([move("allocation", "spent", 1)], "none of the nine"),
        ([move("allocation", "line", 0)], "moves nothing"),
        ([move("allocation", "line", 5, line="c")], "no line c"),
        ([move("allocation", "line", 5) | {"envelope": "other"}], "no envelope"),
        (
            [
                move("allocation", "line", 5),
                move("line", "reserved", 5, purpose="workshop.w"),
                move("reserved", "spent", 5, purpose="workshop.v"),
            ],
            "below nothing",
        ),
    ],
)
def test_every_way_out_of_the_fence_is_a_breach(moves: list[dict[str, Any]], why: str) -> None:
    money = purse(*moves)

    assert any(why in breach.why for breach in money.breaches)
    assert money.breaches[0].index == len(moves) + 1


def test_closing_figures_that_the_moves_do_not_make_are_a_breach() -> None:
    money = purse(move("allocation", "line", 50))
    closing = {"funded_minor": 50, "spent_minor": 50, "returned_minor": 0}
    money.see(5, event("EnvelopeClosed", {"envelope": "e", **closing}))

    assert {breach.index for breach in money.breaches} == {5}
    assert len(money.breaches) == 2


ACCOUNTS = st.sampled_from(["allocation", "line", "reserved", "spent", "next_period"])


@given(st.lists(st.tuples(ACCOUNTS, ACCOUNTS, st.integers(1, 60)), max_size=20))
def test_whatever_moves_nothing_is_lost(moves: list[tuple[str, str, int]]) -> None:
    money = purse(*(move(source, target, amount) for source, target, amount in moves))

    envelope = money.envelopes["e"]
    into = sum(amount for source, _, amount in moves if source == "next_period")
    kept = envelope.spent + envelope.reserved + envelope.available
    assert envelope.funded == kept + envelope.returned + envelope.rolled_over
    assert into == 0 or money.breaches


def test_the_command_names_the_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    forge = Forge.founded()
    for name in ("AllocationChanged", "EnvelopeOpened", "MoneyMoved"):
        forge.contracts[f"baraza.event.oversight.{name}.v1"] = "0" * 64
    forge.contracts["baraza.command.oversight.Do.v1"] = "0" * 64
    events: list[tuple[str, str, dict[str, Any]]] = [
        ("AllocationChanged", "allocation.year", GIVEN),
        ("EnvelopeOpened", "envelope.e", OPENED),
        ("MoneyMoved", "envelope.e", move("line", "spent", 1)),
    ]
    first = forge.decide("oversight", "Do", "envelope.e", {}, events)

    code = main(["ringfence", str(forge.export(tmp_path)), "--json"])

    told = json.loads(capsys.readouterr().out)
    assert (code, told["breaches"]) == (1, 1)
    assert (told["findings"][0]["code"], told["findings"][0]["index"]) == ("ring_fence", first + 3)


def test_a_lived_year_kept_its_money_within_the_fence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ringfence", str(KEPT)]) == 0
    assert "No money left its fence" in capsys.readouterr().out
