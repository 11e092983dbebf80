"""The projector's four cases, its one transaction, and what is parked."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, String, Table, insert, select

from baraza.decider import Entry
from baraza.projection import OtherLog, Projector, Standing

METADATA = MetaData()
SEEN = Table("seen", METADATA, Column("idx", Integer, primary_key=True), Column("name", String))


def project(connection: Connection, index: int, entry: Entry) -> None:
    connection.execute(insert(SEEN).values(idx=index, name=entry.name))
    if entry.data.get("poison"):
        raise ValueError("cannot be shown")


def entry(n: int, subject: str = "bed.a", **data: Any) -> Entry:
    return Entry(
        {
            "id": f"c{n}",
            "type": "baraza.event.garden.BedDug.v1",
            "subject": subject,
            "data": {"n": n, **data},
        }
    )


LOG = [(n, entry(n)) for n in range(6)]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'read.db'}"


@pytest.fixture
def projector(url: str) -> Iterator[Projector]:
    made = Projector(url, METADATA, project)
    yield made
    made.close()


def seen(projector: Projector) -> list[int]:
    with projector.reading() as connection:
        return list(connection.execute(select(SEEN.c.idx).order_by(SEEN.c.idx)).scalars())


def test_empty_tables_are_new_and_built_from_the_start(projector: Projector) -> None:
    assert projector.apply(LOG[:3]) is Standing.NEW
    assert (projector.position, seen(projector)) == (3, [0, 1, 2])


def test_the_next_entries_are_in_step(projector: Projector) -> None:
    projector.apply(LOG[:3])

    assert projector.apply(LOG[3:]) is Standing.IN_STEP
    assert (projector.position, seen(projector)) == (6, [0, 1, 2, 3, 4, 5])


def test_where_entries_are_missing_it_is_behind_and_nothing_is_applied(
    projector: Projector,
) -> None:
    projector.apply(LOG[:2])

    assert projector.apply(LOG[4:]) is Standing.BEHIND
    assert (projector.position, seen(projector)) == (2, [0, 1])


def test_what_was_read_before_is_passed_over(url: str) -> None:
    before = Projector(url, METADATA, project)
    before.apply(LOG[:4])
    before.close()
    after = Projector(url, METADATA, project)

    standings = [after.apply(LOG[:2]), after.apply(LOG[2:5]), after.apply(LOG[5:])]

    assert standings == [Standing.AHEAD, Standing.AHEAD, Standing.IN_STEP]
    assert (after.position, seen(after)) == (6, [0, 1, 2, 3, 4, 5])
    after.close()


def test_rows_of_another_log_are_refused_at_their_position(url: str) -> None:
    before = Projector(url, METADATA, project)
    before.apply([(0, entry(99)), (1, entry(1))])
    before.close()
    after = Projector(url, METADATA, project)

    with pytest.raises(OtherLog):
        after.apply(LOG)

    after.rebuild()
    after.apply(LOG)
    assert seen(after) == [0, 1, 2, 3, 4, 5]
    after.close()


def test_rows_and_position_change_together_or_not_at_all(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    projector = Projector(url, METADATA, project)
    projector.apply(LOG[:2])
    commit = projector._engine.dialect.do_commit

    def fails(connection: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(projector._engine.dialect, "do_commit", fails)
    with pytest.raises(OSError, match="no space"):
        projector.apply(LOG[2:])
    monkeypatch.setattr(projector._engine.dialect, "do_commit", commit)

    assert (projector.position, seen(projector)) == (2, [0, 1])
    projector.apply(LOG[2:])
    assert seen(projector) == [0, 1, 2, 3, 4, 5]
    projector.close()


def test_a_commit_that_failed_but_went_through_is_found_by_the_next_start(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    projector = Projector(url, METADATA, project)
    commit = projector._engine.dialect.do_commit

    def fails_after(connection: Any) -> None:
        commit(connection)
        raise OSError("the answer was lost")

    monkeypatch.setattr(projector._engine.dialect, "do_commit", fails_after)
    with pytest.raises(Exception, match=r"lost|UNIQUE"):
        projector.apply(LOG[:3])
    monkeypatch.setattr(projector._engine.dialect, "do_commit", commit)
    projector.close()

    again = Projector(url, METADATA, project)

    assert again.apply(LOG) is Standing.AHEAD
    assert seen(again) == [0, 1, 2, 3, 4, 5]
    again.close()


def test_an_entry_that_cannot_be_shown_parks_its_entity_and_no_other(projector: Projector) -> None:
    log = [
        (0, entry(0, "bed.a")),
        (1, entry(1, "bed.b", poison=True)),
        (2, entry(2, "bed.b")),
        (3, entry(3, "bed.a")),
    ]

    projector.apply(log)
    projector.apply([(4, entry(4, "bed.b")), (5, entry(5, "bed.c"))])

    parked = [(p.entity, p.from_index, p.error) for p in projector.parked()]
    assert parked == [("garden.bed.b", 1, "ValueError")]
    assert (projector.position, seen(projector)) == (6, [0, 3, 5])


def test_an_entity_stays_parked_over_a_restart_until_the_rows_are_rebuilt(url: str) -> None:
    before = Projector(url, METADATA, project)
    before.apply([(0, entry(0, "bed.b", poison=True))])
    before.close()

    after = Projector(url, METADATA, project)
    after.apply([(1, entry(1, "bed.b"))])
    assert seen(after) == []

    after.rebuild()
    assert after.parked() == []
    assert after.apply([(0, entry(0, "bed.b"))]) is Standing.NEW
    after.close()
