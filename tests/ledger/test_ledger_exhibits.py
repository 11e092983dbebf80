from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine

from baraza.ledger import exhibits, tables

DAY = 24 * 3_600_000


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = tables.writing(f"sqlite:///{tmp_path / 'ledger.db'}")
    tables.prepare(engine)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture(scope="module")
def memory() -> Iterator[Engine]:
    engine = create_engine("sqlite://")
    tables.metadata.create_all(engine)
    yield engine
    engine.dispose()


def put(connection: Connection, body: bytes, at: int = 0) -> str:
    digest = sha256(body).hexdigest()
    exhibits.put(connection, digest, 0, len(body), body, at)
    return digest


@settings(max_examples=100)
@given(st.binary(min_size=1, max_size=60), st.lists(st.integers(0, 60), max_size=30))
def test_parts_in_any_order_end_as_the_whole(
    memory: Engine, body: bytes, offsets: list[int]
) -> None:
    """What comes too early or again changes nothing; who goes on at `have` comes to the end."""
    digest = sha256(body).hexdigest()
    with memory.connect() as connection:
        have = 0
        for offset in offsets:
            have = exhibits.put(connection, digest, offset, len(body), body[offset : offset + 7], 0)
        while have < len(body):
            have = exhibits.put(connection, digest, have, len(body), body[have : have + 7], 0)

        assert exhibits.body(connection, digest) == body
        connection.rollback()


def test_what_an_entry_names_is_kept_and_the_rest_is_dropped_after_a_day(
    connection: Connection,
) -> None:
    named, unnamed = put(connection, b"named"), put(connection, b"unnamed", at=1)
    exhibits.keep(connection, [named])
    exhibits.keep(connection, [named])

    assert exhibits.drop_stale(connection, DAY + 1) == 0
    assert exhibits.drop_stale(connection, DAY + 2) == 1
    assert exhibits.missing(connection, [named, unnamed]) == [unnamed]
    assert exhibits.body(connection, named) == b"named"


def test_bytes_of_another_digest_are_dropped(connection: Connection) -> None:
    digest = sha256(b"right").hexdigest()
    exhibits.put(connection, digest, 0, 5, b"wr", 0)
    with pytest.raises(exhibits.DigestMismatch):
        exhibits.put(connection, digest, 2, 5, b"ong", 0)

    assert exhibits.put(connection, digest, 0, 0, b"", 0) == 0
    assert exhibits.put(connection, digest, 0, 5, b"right", 0) == 5


def test_an_exhibit_has_a_size_and_a_part_too(connection: Connection) -> None:
    for length, part in ((exhibits.SIZE_MAX + 1, b"x"), (exhibits.SIZE_MAX, bytes(524_289))):
        with pytest.raises(exhibits.TooLarge):
            exhibits.put(connection, "0" * 64, 0, length, part, 0)
