# ruff: noqa: S608 - the names come from the tables themselves

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_mock_engine, insert, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from baraza.ledger import tables

ROWS: dict[str, list[dict[str, Any]]] = {
    "entry": [
        {
            "idx": i,
            "leaf": b"leaf",
            "leaf_hash": bytes(32),
            "entry_id": f"c{i}",
            "command_id": f"c{i}",
            "type": "t",
            "entity": "matching.pair.x",
            "entity_version": i + 1,
            "recorded_at": i,
        }
        for i in range(2)
    ],
    "decision": [
        {"command_id": f"c{i}", "first_idx": 2 * i, "count": 2, "ask_digest": "", "receipt": ""}
        for i in range(2)
    ],
    "node": [{"level": 0, "pos": i, "hash": bytes(32)} for i in range(2)],
    "checkpoint": [{"size": 2 * i, "root": bytes(32), "note": ""} for i in range(1, 3)],
    "cosignature": [
        {"size": 2, "key_name": "w", "key_id": b"1234", "time": i, "line": ""} for i in range(2)
    ],
    "exhibit": [{"sha256": f"{i}" * 64, "size": 1, "body": b"x"} for i in range(2)],
}
GAPS: dict[str, dict[str, Any]] = {
    "entry": {"idx": 3, "entry_id": "c9", "entity_version": 9},
    "decision": {"first_idx": 6, "command_id": "c9"},
    "node": {"pos": 3},
    "checkpoint": {"size": 1},
}
CHANGED = {
    "entry": "leaf = 'other'",
    "decision": "receipt = 'other'",
    "node": "hash = 'other'",
    "checkpoint": "note = 'other'",
    "cosignature": "line = 'other'",
    "exhibit": "body = 'other'",
}
ALL = pytest.mark.parametrize("name", sorted(ROWS))


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = tables.writing(f"sqlite:///{tmp_path / 'ledger.db'}")
    tables.prepare(engine)
    with engine.begin() as connection:
        for name, rows in ROWS.items():
            connection.execute(insert(tables.metadata.tables[name]), rows)
    yield engine
    engine.dispose()


def refused(engine: Engine, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
        connection.execute(text(statement))


def values(connection: Connection, name: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(select(tables.metadata.tables[name]))]


@pytest.mark.case(21)
@ALL
def test_a_row_is_never_updated(engine: Engine, name: str) -> None:
    refused(engine, f"UPDATE {name} SET {CHANGED[name]}")


@pytest.mark.case(21)
@ALL
def test_a_row_is_never_deleted(engine: Engine, name: str) -> None:
    refused(engine, f"DELETE FROM {name}")


@pytest.mark.case(21, 51)
@ALL
def test_a_row_is_never_replaced(engine: Engine, name: str) -> None:
    with engine.connect() as connection:
        before = values(connection, name)
    columns = ", ".join(tables.metadata.tables[name].columns.keys())
    refused(engine, f"INSERT OR REPLACE INTO {name} ({columns}) SELECT * FROM {name}")

    with engine.connect() as connection:
        assert values(connection, name) == before


@pytest.mark.case(51)
@ALL
def test_a_row_is_never_upserted(engine: Engine, name: str) -> None:
    table = tables.metadata.tables[name]
    keys = ", ".join(column.name for column in table.primary_key)
    refused(
        engine,
        f"INSERT INTO {name} ({', '.join(table.columns.keys())}) SELECT * FROM {name} WHERE true "
        f"ON CONFLICT ({keys}) DO UPDATE SET {CHANGED[name]}",
    )


@pytest.mark.case(21)
@pytest.mark.parametrize("name", sorted(GAPS))
def test_a_row_comes_after_the_one_before(engine: Engine, name: str) -> None:
    table = tables.metadata.tables[name]
    row = {**ROWS[name][-1], **GAPS[name]}
    with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
        connection.execute(insert(table), row)


@pytest.mark.case(21, 51)
@pytest.mark.parametrize(
    "taken", [{"entry_id": "c0", "entity_version": 9}, {"entry_id": "c9", "entity_version": 1}]
)
def test_an_id_and_a_version_of_an_entity_are_taken_once(
    engine: Engine, taken: dict[str, object]
) -> None:
    row = {**ROWS["entry"][0], "idx": 2, **taken}
    with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
        connection.execute(insert(tables.entry), row)


def test_what_only_reads_cannot_write(engine: Engine, tmp_path: Path) -> None:
    reader = tables.reading(f"sqlite:///{tmp_path / 'ledger.db'}")
    with pytest.raises(OperationalError, match="readonly"), reader.begin() as connection:
        connection.execute(insert(tables.fault), {"at": 0, "code": "x", "details": "{}"})
    reader.dispose()


def test_the_writer_is_durable(engine: Engine) -> None:
    with engine.connect() as connection:
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2


def test_postgresql_gets_the_same_triggers() -> None:
    statements: list[str] = []
    mock = create_mock_engine(
        "postgresql+psycopg://", lambda ddl, *_, **__: statements.append(str(ddl))
    )
    tables.metadata.create_all(mock, checkfirst=False)

    for name in tables.NOT_NEXT:
        assert sum(f"TRIGGER {name}_" in statement for statement in statements) == 6
    assert not any("sqlite" in statement or "RAISE(" in statement for statement in statements)
