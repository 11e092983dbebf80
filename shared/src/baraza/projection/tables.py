"""What every read model has beside its own tables (`ledger.md` 8.4 to 8.6)."""

from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, String, Table

METADATA = MetaData()

READ_POSITION = Table(
    "read_position",
    METADATA,
    Column("one", BigInteger, primary_key=True),
    Column("position", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),  # over all entries before the position
)
PARKED = Table(
    "parked",
    METADATA,
    Column("entity", String(200), primary_key=True),
    Column("from_idx", BigInteger, nullable=False),
    Column("error", String(200), nullable=False),
)
DEFINITION = Table(
    "definition",
    METADATA,
    Column("one", BigInteger, primary_key=True),
    Column("digest", String(64), nullable=False),  # of the statements that make the tables
)
