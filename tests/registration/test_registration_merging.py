"""Two pseudonyms are found to be one person: who says so, and that everything counts once (I16)."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from baraza.forms.v1.identity import Identities
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1.counting import as_one
from enrolling import (
    BODIES,
    PROGRAMME,
    SETTLED,
    application,
    begun,
    closed,
    intake,
    oneself,
    operator,
    person,
    pid,
    screening,
)
from given import Given, given


def merge(kept: int = 1, other: int = 2) -> m.MergePersons:
    return m.MergePersons(kept=pid(kept), merged=pid(other), ground="two_accounts")


def said(kept: int = 1, other: int = 2) -> m.PersonsMerged:
    return m.PersonsMerged(**merge(kept, other).model_dump())


KNOWN = (*BODIES, person(1), person(2), person(3))


def test_who_operates_says_that_two_are_one() -> None:
    once = given(CURRENT, *KNOWN).when(merge(), operator())

    once.then(said()).reads(
        "oversight.mandate.ops",
        *(f"registration.{kind}.{pid(n)}" for kind in ("person", "erasure") for n in (1, 2)),
    )
    assert once.after.state.identities.of(pid(2)) == pid(1)
    given(CURRENT, *KNOWN).when(merge(), oneself(pid(1))).refused("no_mandate")


@pytest.mark.parametrize(
    ("kept", "other", "code"),
    [
        (1, 1, "not_same_person"),
        (1, 2, "not_same_person"),
        (2, 3, "not_same_person"),
        (1, 9, "unknown_entity"),
    ],
)
def test_two_are_merged_once_and_must_be_two(kept: int, other: int, code: str) -> None:
    given(CURRENT, *KNOWN, said()).when(merge(kept, other), operator()).refused(code)


def test_a_third_name_joins_the_person() -> None:
    after = given(CURRENT, *KNOWN, said()).when(merge(3, 1), operator()).after

    assert {after.state.identities.of(pid(n)) for n in (1, 2, 3)} == {pid(3)}


def test_of_whom_nothing_is_known_it_is_not_said_who_they_are() -> None:
    asked = m.ErasureRequested(person=pid(2))

    given(CURRENT, *KNOWN, asked).when(merge(), operator()).refused("not_same_person")


def test_a_person_applies_once_whatever_name_they_use() -> None:
    facts = begun([person(1), person(2)], intake(places=2), [application(1), said()])
    history = given(CURRENT, *facts)

    again = [m.SubmitApplication(**application(n).model_dump()) for n in (1, 2)]
    history.when(again[1], oneself(pid(2))).refused("second_application")
    history.when(again[0], oneself(pid(1))).stands()


# --- figures ---


def applied(regions: Sequence[str], *merged: m.PersonsMerged) -> Given:
    numbers = range(1, len(regions) + 1)
    facts = begun(
        [person(n, region) for n, region in enumerate(regions, 1)],
        intake(places=8),
        [application(n) for n in numbers],
        [screening(n, 90) for n in numbers],
        [closed(len(regions)), *merged],
    )
    return given(CURRENT, *facts)


def rows(history: Given, point: str = "applied") -> dict[str, int | None]:
    ask = m.PublishReport(report="rep1", kind="equity", point=point, programme=PROGRAMME)
    told = history.when(ask, operator(SETTLED)).facts[0].rows
    return {row.group: row.of for row in told if "_region_" in row.group}


def test_who_applied_twice_counts_once() -> None:
    regions = ["asia"] * 7 + ["africa"] * 7
    before, after = applied(regions), applied(regions, said(1, 2))

    assert rows(before) == {"participant_region_asia": 7, "participant_region_africa": 7}
    assert rows(after) == {"participant_region_asia": 6, "participant_region_africa": 7}


def test_who_was_merged_counts_where_they_go_on() -> None:
    regions = ["asia"] * 7 + ["africa"] * 7

    assert rows(applied(regions, said(8, 1))) == {
        "participant_region_asia": 6,
        "participant_region_africa": 7,
    }


def test_a_place_under_any_name_is_the_persons() -> None:
    """Mentee of a round under one name, matched under another; a stage entered under both."""
    heard: tuple[Any, ...] = (
        inbox.RoundAnnounced(round="r1", programme=PROGRAMME),
        inbox.MenteeUnmatched(round="r1", person=pid(1)),
        inbox.PairProposed(round="r1", mentee=pid(2), origin="round"),
    )
    state = as_one(given(CURRENT, *KNOWN, *heard, said()).state)

    assert dict(state.rounds["r1"].matched) == {pid(1): True}


def test_where_nobody_was_merged_figures_are_made_of_the_state_itself() -> None:
    state = given(CURRENT, *KNOWN).state

    assert as_one(state) is state


# --- identities ---

NAMES = st.sampled_from([f"p{n}" for n in range(6)])


@settings(max_examples=200, deadline=None)
@forall(st.lists(st.tuples(NAMES, NAMES), max_size=10))
def test_names_joined_in_any_order_are_one_person_under_one_name(
    joins: list[tuple[str, str]],
) -> None:
    found = Identities()
    groups = {f"p{n}": {f"p{n}"} for n in range(6)}
    for kept, merged in joins:
        if not found.same(kept, merged):
            found = found.join(kept, merged)
        both = groups[kept] | groups[merged]
        groups.update(dict.fromkeys(both, both))

    for name, group in groups.items():
        assert found.all(name) == group
        assert {found.of(other) for other in group} == {found.of(name)}
        assert found.of(name) in group
