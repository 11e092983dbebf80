"""Rows by question. They follow the log and can be thrown away."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, MetaData, String, Table

METADATA = MetaData()

COLLECTION = Table(
    "collection",
    METADATA,
    Column("collection", String(64), primary_key=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("instrument", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("about", String(200), nullable=False),
    Column("eligible", Integer, nullable=False),
    Column("issued", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("opened_at", String(24), nullable=False),
    Column("closes", String(24), nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("idx", BigInteger, nullable=False),
)
ANSWER = Table(
    "answer",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("collection", String(64), nullable=False, index=True),
    Column("voice", String(64), nullable=False),
    Column("marks", JSON, nullable=False),  # question to mark
)
REPORT = Table(
    "report",
    METADATA,
    Column("workshop", String(64), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("programme", String(32), nullable=False),
    Column("held_at", String(24), nullable=False),
    Column("state", String(16), nullable=False),  # due, submitted, missing
    Column("submitted_at", String(24)),
    Column("late", Boolean, nullable=False),
    Column("marks", JSON(none_as_null=True)),
    Column("idx", BigInteger, nullable=False),
)
