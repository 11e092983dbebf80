"""The vault's tables (`ledger.md` 15). What stands here stands nowhere else."""

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table

METADATA = MetaData()

VAULT = Table(
    "vault",
    METADATA,
    Column("command_id", String(36), primary_key=True),
    Column("field", String(300), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("salt", LargeBinary, nullable=False),
    Column("value", LargeBinary, nullable=False),  # nonce and ciphertext under the person's key
    Column("written_at", BigInteger, nullable=False),  # ms
)
PERSON = Table(
    "person",
    METADATA,
    Column("pseudonym", String(64), primary_key=True),
    Column("key", LargeBinary, nullable=False),
    Column("identity", LargeBinary),  # who this is, under the same key
)
LABEL = Table(
    "label",
    METADATA,
    Column("label", String(64), primary_key=True),  # HMAC of kind and value
    Column("person", String(64), nullable=False, index=True),
)
STATE = Table(
    "state",
    METADATA,
    Column("one", BigInteger, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("pepper", LargeBinary, nullable=False),
)
