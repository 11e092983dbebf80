"""Ties that were not there before: across regions and affiliates, each counted once (R24, I28)."""

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, select

from baraza.decider import Entry
from baraza.matching.read_model import METADATA
from baraza.matching.read_model.project import project
from baraza.matching.read_model.tables import JOINED
from baraza.matching.read_model.ties import started
from baraza.registration import inbox
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1 import ties as theirs
from matching_house import (
    ADA,
    BEN,
    CAL,
    GRACE,
    LEE,
    a_round,
    answered,
    entering,
    lived,
    proposals,
)
from pairings import PILOT, registered, who

PEOPLE = [who(name) for name in ("ada", "ben", "cal", "dee")]
facts = st.tuples(
    st.sampled_from(["OfferMade", "RecordMade", "RelationshipStarted"]),
    st.permutations(PEOPLE).map(lambda all_: all_[:2]),
)


def joining(name: str, one: str, other: str) -> dict[str, Any]:
    match name:
        case "OfferMade":
            return {"nominated_by": one, "person": other}
        case "RecordMade":
            made = {"person": one, "other": other, "programme": PILOT}
            return {"kind": "collaboration", **made}
        case _:
            return {"mentor": one, "mentee": other}


@given(st.lists(facts, max_size=12))
def test_a_tie_is_new_by_the_rule_by_which_registration_publishes_it(said: list[Any]) -> None:
    engine, state, new = create_engine("sqlite://"), CURRENT.initial, {}
    with engine.begin() as connection:
        METADATA.create_all(connection)
        for index, (name, (one, other)) in enumerate(said):
            service = "matching" if name == "RelationshipStarted" else "registration"
            data = joining(name, one, other)
            entry = Entry({"type": f"baraza.event.{service}.{name}.v1", "data": data})
            if name == "RelationshipStarted":
                id_ = f"r{index}"
                told = {"relationship": id_, "programme": PILOT, "mentor": one, "mentee": other}
                fact = inbox.RelationshipStarted.model_validate(
                    {**told, "round": "spring", "ends_on": "2028-01-01"}
                )
                seen: Any = None
                state = theirs.started(state, fact, seen)
                started(connection, index, entry)
                two = sorted((one, other))
                there = (JOINED.c.one == two[0]) & (JOINED.c.other == two[1])
                first = connection.execute(select(JOINED.c.idx).where(there)).scalar_one()
                new[id_] = first == index
            else:
                project(connection, index, entry)
                state = theirs.joined(state, one, other)
    engine.dispose()

    assert new == {id_: tie.new for id_, tie in state.doings.ties.items()}


async def test_ties_across_regions_and_affiliates_are_counted(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await house.hear(registered(GRACE, "esea"))
        for person, side, more in (
            *((one, "mentee", {"organisation": "aff-1"}) for one in (ADA, BEN, CAL)),
            (GRACE, "mentor", {"organisation": "aff-2"}),
            (LEE, "mentor", {}),
        ):
            said = entering(person, side, **more)
            await house.ask("EnterRound", f"person.{person}", side, said)
        await lived(house)
        before = await house.query("ties")
        for pair in await proposals(house):
            for side in ("mentee", "mentor"):
                await answered(house, pair, side)
        after = await house.query("ties", programme=PILOT)
        nothing = await house.query("ties", at="2027-04-01")

    assert before["relationships"] == nothing["relationships"] == 0
    assert after == {
        "relationships": 2,
        "new": 2,
        "regions": {"across": 1, "within": 1, "unknown": 0},
        "affiliates": {"across": 1, "within": 0, "unknown": 1},
    }
