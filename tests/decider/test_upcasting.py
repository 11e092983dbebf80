"""Facts of older versions are read as the newest, by one chain; what has none is left alone."""

from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from baraza.decider import Entry, Upcasters, upcasted

NAME = "baraza.event.garden.BedDug"


def grown(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**data, "steps": [*data.get("steps", []), len(data.get("steps", []))]}


def chain(first: int, last: int) -> Upcasters:
    return {f"{NAME}.v{version}": grown for version in range(first, last)}


def entry(version: int) -> Entry:
    return Entry({"type": f"{NAME}.v{version}", "subject": "bed.rose", "data": {"bed": "rose"}})


versions = st.integers(min_value=1, max_value=30)


@given(versions, versions)
def test_each_version_is_read_as_the_newest_by_every_step_once(version: int, newest: int) -> None:
    read = upcasted(entry(version), chain(1, newest))

    assert read.type == f"{NAME}.v{max(version, newest)}"
    assert read.data.get("steps", []) == list(range(max(newest - version, 0)))
    assert read.subject == "bed.rose"


@given(versions, versions)
def test_reading_twice_is_reading_once(version: int, newest: int) -> None:
    once = upcasted(entry(version), chain(1, newest))

    assert upcasted(once, chain(1, newest)) is once


def test_the_recorded_entry_stays_as_it_is() -> None:
    recorded = entry(1)
    before = recorded.wire

    upcasted(recorded, chain(1, 4))

    assert (recorded.wire, recorded.type) == (before, f"{NAME}.v1")


def test_another_type_is_left_alone() -> None:
    other = Entry({"type": "baraza.event.garden.BedDugOver.v1", "data": {}})

    assert upcasted(other, chain(1, 4)) is other
