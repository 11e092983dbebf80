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
SUGGESTION = Table(
    "suggestion",
    METADATA,
    Column("matter", String(64), primary_key=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("instrument", String(64), nullable=False),
    Column("version", Integer, nullable=False),
    Column("questions", JSON, nullable=False),
    Column("person", String(64)),  # None: erased
    Column("addressee", String(64), nullable=False),
    Column("opened_at", String(24), nullable=False),
    Column("decide_by", String(24), nullable=False),
    Column("supporters", Integer, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("outcome", String(16)),
    Column("ground", String(64)),
    Column("adopted_in", Integer),
    Column("decided_at", String(24)),
    Column("decided_idx", BigInteger),
    Column("idx", BigInteger, nullable=False),
)
INSTRUMENT = Table(
    "instrument",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("programme", String(32), nullable=False, index=True),  # empty: for all
    Column("version", Integer, nullable=False),
    Column("rules", JSON, nullable=False),
    Column("from_on", String(10)),  # None: drafted, not adopted
    Column("adopted_idx", BigInteger),
    Column("idx", BigInteger, nullable=False),
)
EVALUATION = Table(
    "evaluation",
    METADATA,
    Column("evaluation", String(64), primary_key=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("published_at", String(24), nullable=False),
    Column("told", JSON, nullable=False),  # the fact as it stands
    Column("idx", BigInteger, nullable=False),
)
