"""Who needs a place and where there are some; on a later day the answers of an earlier one."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from baraza.matching.read_model.cells import SMALL, shown
from baraza.matching.read_model.waits import months
from houses import House
from matching_house import a_round, answered, entered, lived, proposals
from pairings import ROUND

QUESTIONS = ("mentor_load", "waiting", "who_with_whom")


async def asked(house: House, **past: Any) -> dict[str, Any]:
    return {name: await house.query(name, **past) for name in QUESTIONS}


async def test_on_a_later_day_an_earlier_one_is_answered_as_it_was_then(tmp_path: Path) -> None:
    """Whatever happened since: on both axes, at the end of each day of a small life."""
    then: dict[str, Any] = {}
    known: dict[int, Any] = {}

    async def day_ends(house: House) -> None:
        await house.turn()
        day, size = house.reading.date().isoformat(), (await house.ledger.head()).size
        then[day] = await asked(house, at=day)
        known[size - 1] = await asked(house)

    async with a_round(tmp_path) as house:
        await entered(house)
        await day_ends(house)
        await lived(house)
        await day_ends(house)
        first, second = await proposals(house)
        house.reading += timedelta(days=1)
        for side in ("mentee", "mentor"):
            await answered(house, first, side)
        await day_ends(house)
        house.reading += timedelta(days=1)
        await answered(house, second, "mentee", "decline")
        await day_ends(house)
        house.reading += timedelta(days=40)
        (pair,) = (await house.query("who_with_whom"))["relationships"]
        said = {"relationship": pair["relationship"], "how": "premature", "ground": "mismatch"}
        more = {**said, "talk_held": False, "rematch": True}
        await house.ask("EndRelationship", f"person.{pair['mentee']}", "self", more)
        await day_ends(house)
        later = {day: await asked(house, at=day) for day in then}
        recorded = {index: await asked(house, as_recorded=index) for index in known}

    assert later == then
    assert recorded == known
    held = [[row["held"] for row in one["mentor_load"]["mentors"]] for one in then.values()]
    assert len({str(one) for one in held}) > 1


async def test_who_waits_is_counted_by_region_and_by_wish(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await entered(house)
        await lived(house)
        today = await house.query("waiting")
        later = await house.query("waiting", at="2027-06-02")

    (row,) = later["mentees"]
    assert (row["region"], row["capacities"], row["months"]) == ("mena", ["glam"], 2)
    assert later["regions"] == [{"group": "mena", "mentees": 1, "months": 2, "longest": 2}]
    assert later["capacities"] == [{"group": "glam", "mentees": 1, "months": 2, "longest": 2}]
    assert today["regions"] == [{"group": "mena", "mentees": 1, "months": None, "longest": None}]


async def test_what_was_wanted_and_what_was_offered(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await entered(house)
        await lived(house)
        answer = await house.query("demand_and_supply", round=ROUND)

    counts = {"wanted": 3, "wanted_first": 3, "unmatched": 1, "mentors": 2, "places": 2}
    assert answer["capacities"] == [{"capacity": "glam", **counts}]
    assert answer["languages"] == [{"language": "en", **counts}]
    assert answer["regions"] == [{"region": "mena", **counts}]


def test_months_are_full_ones() -> None:
    since = "2027-01-31T10:00:00.000Z"

    days = ("2027-01-01", "2027-02-28", "2027-03-01", "2027-03-31", "2028-01-31")
    assert [months(since, day) for day in days] == [0, 0, 1, 2, 12]


wholes = st.integers(0, 30)
tables = st.dictionaries(
    st.sampled_from("abcdef"),
    wholes.flatmap(lambda of: st.integers(0, of).map(lambda count: (count, of))),
)


@given(tables)
def test_no_cell_under_five_is_shown_or_left_over(table: dict[str, tuple[int, int]]) -> None:
    """What is hidden is several rows that are together no small cell; or all is hidden (I26)."""
    found = shown(table)
    gone = [table[group] for group, cell in found.items() if cell is None]
    kept = [cell for cell in found.values() if cell is not None]

    assert [cell for cell in kept if cell[0] < SMALL or 0 < cell[1] - cell[0] < SMALL] == []
    if gone and kept:
        assert len(gone) > 1
        assert sum(count for count, _ in gone) >= SMALL
        assert not 0 < sum(of - count for count, of in gone) < SMALL
