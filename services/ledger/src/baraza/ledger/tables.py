"""The log of record as SQL tables, and the triggers that keep it append-only (`ledger.md` 5).

Triggers stop accidents. Against an administrator the tree, the second store and the bodies' own
witnesses stand.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
    insert,
    select,
    text,
)
from sqlalchemy.engine import make_url
from sqlalchemy.schema import ExecutableDDLElement

metadata = MetaData()
Number = BigInteger().with_variant(Integer, "sqlite")


def _key(name: str, type_: Any = Number) -> Column[Any]:
    return Column(name, type_, primary_key=True, autoincrement=False)


def _column(name: str, type_: Any = Number, *, null: bool = False, once: bool = False) -> Any:
    return Column(name, type_, nullable=null, unique=once)


head = Table(
    "head",
    metadata,
    _key("one"),
    _column("size"),
    _column("epoch"),
    _column("recorded_at"),
)
entry = Table(
    "entry",
    metadata,
    _key("idx"),
    _column("leaf", LargeBinary),
    _column("leaf_hash", LargeBinary),
    _column("entry_id", Text, once=True),
    _column("command_id", Text),
    _column("type", Text),
    _column("entity", Text),
    _column("entity_version", null=True),  # none: a command moves nobody's version
    _column("recorded_at"),
    _column("traceparent", Text, null=True),
    UniqueConstraint("entity", "entity_version"),
)
OF_LEDGER = text("type >= 'baraza.event.ledger.' AND type < 'baraza.event.ledger/'")
"""The ledger's own facts, by which keys and contracts are known."""
Index("entry_of_ledger", entry.c.idx, sqlite_where=OF_LEDGER, postgresql_where=OF_LEDGER)
decision = Table(
    "decision",
    metadata,
    _key("command_id", Text),
    _column("first_idx", once=True),
    _column("count"),
    _column("ask_digest", Text),
    _column("receipt", Text),
)
node = Table("node", metadata, _key("level"), _key("pos"), _column("hash", LargeBinary))
checkpoint = Table(
    "checkpoint", metadata, _key("size"), _column("root", LargeBinary), _column("note", Text)
)
cosignature = Table(
    "cosignature",
    metadata,
    _key("size"),
    _key("key_name", Text),
    _key("key_id", LargeBinary),
    _key("time"),
    _column("line", Text),
)
exhibit = Table(
    "exhibit", metadata, _key("sha256", Text), _column("size"), _column("body", LargeBinary)
)
exhibit_part = Table(
    "exhibit_part",
    metadata,
    _key("sha256", Text),
    _key("offset"),
    _column("body", LargeBinary),
    _column("at"),
)
entity = Table("entity", metadata, _key("entity", Text), _column("version"), _column("last_idx"))
signing_key = Table(
    "signing_key",
    metadata,
    _key("key_name", Text),
    _key("key_id", LargeBinary),
    _column("vkey", Text),
    _column("role", Text),
    _column("from_idx"),
    _column("until_idx", null=True),
)
schema = Table("schema", metadata, _key("type", Text), _column("sha256", Text), _column("from_idx"))
fault = Table(
    "fault",
    metadata,
    Column("id", Number, primary_key=True),
    _column("at"),
    _column("code", Text),
    _column("details", Text),
)

NOT_NEXT = {
    "entry": """NEW.idx <> (SELECT COALESCE(MAX(idx) + 1, 0) FROM entry)
      OR EXISTS (SELECT 1 FROM entry WHERE entry_id = NEW.entry_id)
      OR EXISTS (SELECT 1 FROM entry
                  WHERE entity = NEW.entity AND entity_version = NEW.entity_version)""",
    "decision": """NEW.first_idx <> COALESCE(
          (SELECT first_idx + count FROM decision ORDER BY first_idx DESC LIMIT 1), 0)
      OR EXISTS (SELECT 1 FROM decision WHERE command_id = NEW.command_id)""",
    "node": "NEW.pos <> (SELECT COALESCE(MAX(pos) + 1, 0) FROM node WHERE level = NEW.level)",
    "checkpoint": "NEW.size <= (SELECT COALESCE(MAX(size), -1) FROM checkpoint)",
    "cosignature": """EXISTS (SELECT 1 FROM cosignature
        WHERE size = NEW.size AND key_name = NEW.key_name
          AND key_id = NEW.key_id AND time = NEW.time)""",
    "exhibit": "EXISTS (SELECT 1 FROM exhibit WHERE sha256 = NEW.sha256)",
}
"""Per append-only table: when a new row is not the next one.

An insert needs its own check: `INSERT OR REPLACE` deletes rows without firing delete triggers.
"""


def _sqlite_triggers(table: str, wrong: str) -> Iterator[str]:
    yield (
        f"CREATE TRIGGER IF NOT EXISTS {table}_next BEFORE INSERT ON {table} BEGIN "
        f"SELECT RAISE(ABORT, 'append-only') WHERE {wrong}; END"
    )
    for verb in ("update", "delete"):
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            "BEGIN SELECT RAISE(ABORT, 'append-only'); END"
        )


def _postgresql_triggers(table: str, wrong: str) -> Iterator[str]:
    raised = "RAISE EXCEPTION 'append-only'"
    yield (
        f"CREATE OR REPLACE FUNCTION {table}_next() RETURNS trigger AS $$ BEGIN "
        f"IF {wrong} THEN {raised}; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
    )
    yield (
        f"CREATE OR REPLACE FUNCTION {table}_keep() RETURNS trigger AS $$ BEGIN "
        f"{raised}; END $$ LANGUAGE plpgsql"
    )
    for name, when, each, does in (
        ("next", "INSERT", "ROW", "next"),
        ("no_change", "UPDATE OR DELETE", "ROW", "keep"),
        ("no_truncate", "TRUNCATE", "STATEMENT", "keep"),
    ):
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_{name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION {table}_{does}()"
        )
        # Otherwise `session_replication_role` would silence it.
        yield f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_{name}"


def _install_triggers() -> None:
    for name, wrong in NOT_NEXT.items():
        for dialect, statements in (
            ("sqlite", _sqlite_triggers(name, wrong)),
            ("postgresql", _postgresql_triggers(name, wrong)),
        ):
            for statement in statements:
                ddl: ExecutableDDLElement = DDL(statement)  # type: ignore[no-untyped-call]
                event.listen(metadata.tables[name], "after_create", ddl.execute_if(dialect=dialect))


_install_triggers()


def writing(url: str) -> Engine:
    """An engine for the one connection that writes: each transaction begins as a writer."""
    engine = create_engine(url, pool_size=1, max_overflow=0)
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine, "connect", _durable)
        event.listen(engine, "begin", lambda connection: _begin(connection, "BEGIN IMMEDIATE"))
    return engine


def reading(url: str) -> Engine:
    """An engine that cannot write, for queries, checkpoints, exports and the relay.

    It makes no database either: before the ledger has made one, connecting fails.
    """
    given = make_url(url)
    if given.get_backend_name() != "sqlite":
        return create_engine(given)
    existing = given.set(database=f"file:{given.database}").update_query_dict(
        {"mode": "rw", "uri": "true"}
    )
    engine = create_engine(existing)
    event.listen(engine, "connect", _query_only)
    event.listen(engine, "begin", lambda connection: _begin(connection, "BEGIN"))
    return engine


def prepare(engine: Engine) -> None:
    """Create what is missing, and the one row of `head`."""
    with engine.begin() as connection:
        metadata.create_all(connection)
        if connection.execute(select(head.c.size)).first() is None:
            connection.execute(insert(head).values(one=1, size=0, epoch=0, recorded_at=0))


def spare_the_disk(connection: Connection) -> None:
    """A rehearsal's writer waits for no disk: a commit outlives any crash but a loss of power."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA synchronous = NORMAL")


def _begin(connection: Connection, statement: str) -> None:
    connection.exec_driver_sql(statement)


def _durable(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # BEGIN is sent by ourselves
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")


def _query_only(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA query_only = ON")
    connection.execute("PRAGMA busy_timeout = 5000")
