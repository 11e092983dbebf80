"""A clean build beside the old rows: compared at one position, switched in one transaction."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, Column, Connection, Integer, MetaData, String, Table, insert, select

from baraza.decider import Entry
from baraza.projection import OtherLog, Projector, Rebuild, rows_of_tables, whole

SERVICES = ("registration", "matching", "scheduling", "feedback", "oversight")
LATER = MetaData()
Table("seen", LATER, Column("idx", Integer, primary_key=True), Column("note", String))


def tables() -> tuple[MetaData, Table]:
    metadata = MetaData()
    return metadata, Table(
        "seen",
        metadata,
        Column("idx", Integer, primary_key=True),
        Column("name", String, index=True),
        Column("said", JSON(none_as_null=True)),
    )


METADATA, SEEN = tables()


@dataclass
class Shown:
    """A handler that cannot show some entities from index 3 on, until it is mended."""

    poison: set[str] = field(default_factory=set)

    def project(self, connection: Connection, index: int, entry: Entry) -> None:
        connection.execute(insert(SEEN).values(idx=index, name=entry.subject, said=entry.data))
        if entry.subject in self.poison and index >= 3:
            raise ValueError("cannot be shown")


def entry(n: int, subject: str = "bed.a") -> Entry:
    return Entry(
        {
            "id": f"c{n}",
            "type": "baraza.event.garden.BedDug.v1",
            "subject": subject,
            "data": {"n": n},
        }
    )


LOG = [(n, entry(n, f"bed.{'abc'[n % 3]}")) for n in range(12)]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'read.db'}"


@pytest.fixture
def shown() -> Shown:
    return Shown()


@pytest.fixture
def old(url: str, shown: Shown) -> Iterator[Projector]:
    made = Projector(url, METADATA, shown.project)
    yield made
    made.close()


def seen(projector: Projector) -> list[int]:
    with projector.reading() as connection:
        return list(connection.execute(select(SEEN.c.idx).order_by(SEEN.c.idx)).scalars())


def clean(log: list[tuple[int, Entry]]) -> str:
    """The digest of a build that never met any trouble."""
    made = Projector("sqlite://", METADATA, Shown().project)
    made.apply(log)
    digest = whole(made.digests())
    made.close()
    return digest


def test_rows_made_again_are_the_same_and_take_the_place_of_the_old(old: Projector) -> None:
    old.apply(LOG[:8])
    new = Rebuild(old)
    new.apply(LOG[:5])
    assert new.behind
    new.apply(LOG[5:8])

    found = new.compared()
    new.switch()
    new.close()

    assert (found.same, found.position, list(found.differing)) == (True, 8, [])
    old.apply(LOG[8:])
    assert (old.position, seen(old)) == (12, list(range(12)))


def test_questions_are_answered_from_the_old_rows_until_the_switch(old: Projector) -> None:
    old.apply(LOG[:4])
    with old.writing() as connection:
        connection.execute(SEEN.update().where(SEEN.c.idx == 2).values(name="wrong"))
    new = Rebuild(old)
    new.apply(LOG[:4])
    before = old.digests()

    found = new.compared()
    assert (found.same, list(found.differing), found.explained) == (False, ["seen"], False)
    assert whole(old.digests()) == whole(before) == found.old
    new.switch()
    assert whole(old.digests()) == found.new == clean(LOG[:4])
    new.close()


def test_what_was_broken_off_leaves_the_old_rows_and_the_next_begins_again(
    old: Projector, url: str, tmp_path: Path
) -> None:
    old.apply(LOG[:6])
    broken_off = Rebuild(old)
    broken_off.apply(LOG[:3])
    broken_off._new.close()  # as a kill would leave it
    assert (tmp_path / "read.db.beside").exists()

    again = Rebuild(old)
    assert again.position == 0
    again.apply(LOG[:6])
    assert again.compared().same
    again.close()
    assert [path.name for path in tmp_path.glob("*beside*")] == []


def test_a_switch_that_fails_changes_nothing(old: Projector) -> None:
    old.apply(LOG[:6])
    new = Rebuild(old)
    new.apply(LOG[:6])

    def fails(name: str) -> None:
        if name == "rebuild.before_switch":
            raise OSError("no space left")

    old.step = fails
    with pytest.raises(OSError, match="no space"):
        new.switch()
    new.close()

    assert (old.position, seen(old)) == (6, list(range(6)))


def test_rows_of_another_log_are_never_switched_in(old: Projector) -> None:
    old.apply(LOG[:6])
    new = Rebuild(old)
    new.apply([(0, entry(99)), *LOG[1:6]])

    with pytest.raises(OtherLog):
        new.compared()
    new.close()


@pytest.mark.case(33)
def test_unparked_rows_have_the_digest_of_a_clean_build(old: Projector, shown: Shown) -> None:
    shown.poison = {"bed.b"}
    old.apply(LOG[:8])
    assert old.still == {"garden.bed.b"}
    shown.poison = set()
    old.apply(LOG[8:])
    assert seen(old) == [n for n in range(12) if n % 3 != 1 or n < 3]

    new = Rebuild(old)
    new.apply(LOG)
    found = new.compared()
    new.switch()
    new.close()

    assert (found.same, found.explained, list(found.parked)) == (False, True, [])
    assert whole(old.digests()) == clean(LOG)
    assert (old.still, old.parked()) == (frozenset(), [])


@pytest.mark.case(33)
def test_one_entity_is_freed_and_the_other_stays_parked_from_its_index(
    old: Projector, shown: Shown
) -> None:
    old.apply(LOG[:3])
    shown.poison = {"bed.b", "bed.c"}
    old.apply(LOG[3:9])
    shown.poison = {"bed.c"}

    new = Rebuild(old, freed=["garden.bed.b"])
    new.apply(LOG[:9])
    found = new.compared()
    new.switch()
    new.close()

    assert [(p.entity, p.from_index) for p in found.parked] == [("garden.bed.c", 5)]
    assert seen(old) == [0, 1, 2, 3, 4, 6, 7]


@pytest.mark.case(33)
def test_an_entity_whose_fault_stands_is_parked_again(old: Projector, shown: Shown) -> None:
    shown.poison = {"bed.b"}
    old.apply(LOG[:6])
    new = Rebuild(old)
    new.apply(LOG[:6])

    found = new.compared()

    assert [p.entity for p in found.parked] == ["garden.bed.b"]
    assert (found.same, found.explained) == (True, False)
    new.close()


def test_a_full_disk_parks_nobody(old: Projector, shown: Shown) -> None:
    def full(connection: Connection, index: int, entry: Entry) -> None:
        raise OSError("no space left")

    old.project = full
    with pytest.raises(OSError, match="no space"):
        old.apply(LOG[:3])

    old.project = shown.project
    assert old.still == frozenset()
    old.apply(LOG[:3])
    assert seen(old) == [0, 1, 2]


@settings(max_examples=20)
@given(st.lists(st.integers(1, 5), max_size=6), st.sets(st.sampled_from("abc")))
def test_however_it_was_cut_and_whatever_was_parked_a_rebuild_is_a_clean_build(
    cuts: list[int], poison: set[str]
) -> None:
    shown = Shown({f"bed.{name}" for name in poison})
    old = Projector("sqlite://", METADATA, shown.project)
    start = 0
    for count in cuts:
        old.apply(LOG[start : start + count])
        start = min(start + count, len(LOG))
    shown.poison = set()
    new = Rebuild(old)
    new.apply(LOG[: old.position])
    new.compared()
    new.switch()
    new.close()

    assert whole(old.digests()) == clean(LOG[: old.position])
    old.close()


def test_tables_of_other_definitions_are_noticed_at_start_and_filled_again(url: str) -> None:
    other = Projector(url, LATER, lambda connection, index, entry: None)
    other.apply(LOG[:6])
    other.close()

    made = Projector(url, METADATA, Shown().project)
    assert made.position == 0
    made.apply(LOG[:6])
    assert (made.position, seen(made)) == (6, list(range(6)))
    made.close()


def test_a_home_from_before_definitions_were_kept_is_filled_again(url: str) -> None:
    before = Projector(url, METADATA, Shown().project)
    before.apply(LOG[:6])
    with before.writing() as connection:
        connection.exec_driver_sql("DROP TABLE definition")
    before.close()

    made = Projector(url, METADATA, Shown().project)
    assert made.position == 0
    made.close()


def test_rows_of_the_same_definitions_are_kept(url: str) -> None:
    before = Projector(url, METADATA, Shown().project)
    before.apply(LOG[:6])
    before.close()

    made = Projector(url, tables()[0], Shown().project)
    assert made.position == 6
    made.close()


@pytest.mark.parametrize("service", SERVICES)
def test_every_read_model_can_be_copied_row_by_row(service: str) -> None:
    """What is empty in a row comes back empty: a JSON column would write it as `null`."""
    metadata: Any = import_module(f"baraza.{service}.read_model").METADATA
    columns = [c for table in metadata.sorted_tables for c in table.columns]

    wrong = [str(c) for c in columns if isinstance(c.type, JSON) and c.nullable]
    assert [name for name in wrong if not _none_is_null(columns, name)] == []
    assert all(table.primary_key.columns for table in metadata.sorted_tables)


def _none_is_null(columns: list[Any], name: str) -> bool:
    return any(c.type.none_as_null for c in columns if str(c) == name)


@settings(max_examples=20)
@given(st.permutations(LOG))
def test_a_digest_depends_on_the_rows_and_not_on_how_they_came(
    order: list[tuple[int, Entry]],
) -> None:
    made = Projector("sqlite://", METADATA, Shown().project)
    with made.writing() as connection:
        for index, one in order:
            connection.execute(insert(SEEN).values(idx=index, name=one.subject, said=one.data))
        digest = whole(rows_of_tables(connection, METADATA))
    made.close()

    assert digest == clean(LOG)
