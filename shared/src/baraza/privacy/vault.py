"""The vault: one service's personal values, each person's under a key of their own."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import digest as hmac
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import (
    Connection,
    Engine,
    bindparam,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.pool import QueuePool, StaticPool

from baraza.canonical import canonical
from baraza.privacy.tables import LABEL, METADATA, PERSON, STATE, VAULT

_NONCE = 12
# Made once: composing a statement costs more than running it.
_KEPT = (
    select(VAULT.c.field, VAULT.c.salt, VAULT.c.value, PERSON.c.key)
    .join(PERSON, PERSON.c.pseudonym == VAULT.c.person)
    .where(VAULT.c.command_id == bindparam("command_id"))
)
_KEEP = insert(VAULT)
_KEY = select(PERSON.c.key).where(PERSON.c.pseudonym == bindparam("person"))
_NEW_KEY = insert(PERSON).values(pseudonym=bindparam("pseudonym"), key=bindparam("key"))
_HOLDER = select(LABEL.c.person).where(LABEL.c.label == bindparam("label"))
_CLAIM = insert(LABEL)


@dataclass(frozen=True)
class Disclosure:
    """What an entitled body is given to compare with the entry's commitment (`ledger.md` 15)."""

    index: int
    field: str
    salt: bytes
    value: Any

    def document(self) -> dict[str, Any]:
        return {
            "index": self.index,
            "field": self.field,
            "salt": self.salt.hex(),
            "value": self.value,
        }


class KeptOtherwise(Exception):
    """Another value was kept under this id. Choose a new id for a new value."""


class Vault:
    """Keeps values and salts until a person is erased; nothing else remembers them.

    - What was kept under (command id, field) stays as it was first kept.
    - Values lie under AES-256-GCM with the person's own key; pages that are freed are zeroed.
    - `erase` takes values, salts, labels and the key together with the position, or nothing.
    """

    def __init__(self, url: str, *, pepper: bytes | None = None) -> None:
        """`pepper` is used by a new vault only; an old one has its own."""
        self._engine = _engine(url)
        METADATA.create_all(self._engine)
        with self._engine.begin() as connection:
            state = connection.execute(select(STATE.c.position, STATE.c.pepper)).one_or_none()
            if state is None:
                self._position, self._pepper = 0, pepper or token_bytes(32)
                connection.execute(insert(STATE).values(one=1, position=0, pepper=self._pepper))
            else:
                self._position, self._pepper = state.position, state.pepper
        self._cut()  # a stop right after an erasure may have left its pages in the log

    @property
    def position(self) -> int:
        """Every erasure in entries before this index has been carried out."""
        return self._position

    def keep(
        self, command_id: str, person: str, values: Mapping[str, tuple[Any, bytes]], at: int
    ) -> dict[str, bytes]:
        """Keep each field's value under its salt, or leave what was kept first; `at` is in ms.

        Returns the salts that count. A crash after this and before the append leaves rows that a
        retry reads again. Raises `KeptOtherwise`, and keeps nothing, where another value stands
        under the same names: a commitment to one and a vault that holds the other prove nothing.
        """
        with self._engine.begin() as connection:
            rows = connection.execute(_KEPT, {"command_id": command_id}).all()
            kept = {row.field: bytes(row.salt) for row in rows}
            for row in rows:
                if row.field in values and values[row.field][0] != _open(
                    row.key, command_id + row.field, row.value
                ):
                    raise KeptOtherwise(row.field)
            new = {field: pair for field, pair in values.items() if field not in kept}
            if new:
                key = self._key(connection, person)
                rows_of_new = [
                    {
                        "command_id": command_id,
                        "field": field,
                        "person": person,
                        "salt": salt,
                        "value": _seal(key, command_id + field, value),
                        "written_at": at,
                    }
                    for field, (value, salt) in new.items()
                ]
                connection.execute(_KEEP, rows_of_new)
        return {field: kept.get(field, salt) for field, (_, salt) in values.items()}

    def salt(self, command_id: str, field: str) -> bytes | None:
        """The salt kept under this name; None where there is none, or it was erased."""
        with self._engine.connect() as connection:
            salt = connection.execute(
                select(VAULT.c.salt).where(VAULT.c.command_id == command_id, VAULT.c.field == field)
            ).scalar_one_or_none()
        return bytes(salt) if salt is not None else None

    def value(self, command_id: str, field: str) -> Any | None:
        """The value kept under this name; None where there is none, or it was erased."""
        disclosed = self.disclose(0, command_id, field)
        return disclosed.value if disclosed else None

    def disclose(self, index: int, command_id: str, field: str) -> Disclosure | None:
        """Salt and value behind the commitment of the entry at this index."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(VAULT.c.salt, VAULT.c.value, PERSON.c.key)
                .join(PERSON, PERSON.c.pseudonym == VAULT.c.person)
                .where(VAULT.c.command_id == command_id, VAULT.c.field == field)
            ).one_or_none()
        if row is None:
            return None
        return Disclosure(
            index, field, bytes(row.salt), _open(row.key, command_id + field, row.value)
        )

    def of_person(self, person: str) -> list[tuple[str, str, Any]]:
        """Everything kept of a person: (command id, field, value), oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(VAULT.c.command_id, VAULT.c.field, VAULT.c.value, PERSON.c.key)
                .join(PERSON, PERSON.c.pseudonym == VAULT.c.person)
                .where(VAULT.c.person == person)
                .order_by(VAULT.c.written_at, VAULT.c.command_id, VAULT.c.field)
            ).all()
        return [(r[0], r[1], _open(r.key, r[0] + r[1], r.value)) for r in rows]

    def identify(self, person: str, identity: Any) -> None:
        """Note who stands behind a pseudonym or alias."""
        with self._engine.begin() as connection:
            sealed = _seal(self._key(connection, person), person, identity)
            connection.execute(
                update(PERSON).where(PERSON.c.pseudonym == person).values(identity=sealed)
            )

    def identity(self, person: str) -> Any | None:
        """Who stands behind it; None where nobody noted it, or it was erased."""
        with self._engine.connect() as connection:
            row = connection.execute(
                select(PERSON.c.key, PERSON.c.identity).where(PERSON.c.pseudonym == person)
            ).one_or_none()
        return None if row is None or row.identity is None else _open(row.key, person, row.identity)

    def label(self, kind: str, value: str) -> str:
        """A name for a value that gives nothing away without the vault's pepper: 64 hex digits."""
        return hmac(self._pepper, f"{kind}\n{value}".encode(), "sha256").hex()

    def holder(self, kind: str, value: str) -> str | None:
        """Whose value this is, as `claim` noted it; None: nobody's."""
        label = self.label(kind, value)
        with self._engine.connect() as connection:
            holder = connection.execute(_HOLDER, {"label": label}).scalar_one_or_none()
        return None if holder is None else str(holder)

    def claim(self, kind: str, value: str, person: str) -> str | None:
        """Note that this value is this person's; another person who has it already, if any."""
        label = self.label(kind, value)
        with self._engine.begin() as connection:
            holder = connection.execute(_HOLDER, {"label": label}).scalar_one_or_none()
            if holder is None:
                self._key(connection, person)
                connection.execute(_CLAIM, {"label": label, "person": person})
        return None if holder in {None, person} else str(holder)

    def erase(self, person: str, position: int) -> None:
        """Forget a person, and note that the log has been followed up to `position`.

        If we stopped before the commit, the same entry would be read again; after it and before
        the log of the database is cut, the next start cuts it.
        """
        with self._engine.begin() as connection:
            connection.execute(delete(VAULT).where(VAULT.c.person == person))
            connection.execute(delete(LABEL).where(LABEL.c.person == person))
            connection.execute(delete(PERSON).where(PERSON.c.pseudonym == person))
            connection.execute(update(STATE).values(position=position))
        self._position = position
        self._cut()

    def spare_the_disk(self) -> None:
        """A rehearsal's vault waits for no disk: what it keeps outlives all but a loss of power."""
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", _waits_for_no_disk)
            if isinstance(self._engine.pool, QueuePool):
                self._engine.dispose()

    def close(self) -> None:
        self._cut()
        self._engine.dispose()

    def _cut(self) -> None:
        if self._engine.dialect.name == "sqlite":
            with self._engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    def _key(self, connection: Connection, person: str) -> bytes:
        key = connection.execute(_KEY, {"person": person}).scalar_one_or_none()
        if key is None:
            key = AESGCM.generate_key(256)
            connection.execute(_NEW_KEY, {"pseudonym": person, "key": key})
        return bytes(key)


def _waits_for_no_disk(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous=NORMAL")


def _seal(key: bytes, name: str, value: Any) -> bytes:
    nonce = token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, canonical(value), name.encode())


def _open(key: bytes, name: str, sealed: bytes) -> Any:
    return json.loads(AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], name.encode()))


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url)
    in_memory = url in {"sqlite://", "sqlite:///:memory:"}
    engine = create_engine(url, poolclass=StaticPool if in_memory else QueuePool)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _: Any) -> None:
        for pragma in ("secure_delete=ON", "journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    return engine
