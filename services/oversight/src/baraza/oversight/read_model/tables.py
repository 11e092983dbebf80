"""Rows by question. They follow the log and can be thrown away."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Integer, MetaData, String, Table

METADATA = MetaData()

BODY = Table(
    "body",
    METADATA,
    Column("body", String(32), primary_key=True),
    Column("stakeholder_kind", String(16), nullable=False),
    Column("names", JSON, nullable=False),  # language tag to text
    Column("quorum", Integer, nullable=False),
    Column("operator", Boolean, nullable=False),
    Column("idx", BigInteger, nullable=False),
)
SEAT = Table(
    "seat",
    METADATA,
    Column("seat", String(32), primary_key=True),
    Column("body", String(32), nullable=False, index=True),
    Column("person", String(64), nullable=False),
    Column("starts_on", String(10), nullable=False),
    Column("ends_on", String(10)),
)
MANDATE = Table(
    "mandate",
    METADATA,
    Column("body", String(32), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("programme", String(64), primary_key=True),  # empty: for all
    Column("interim", Boolean, nullable=False),
    Column("ended", Boolean, nullable=False),
    Column("resolution", String(64)),
    Column("checkpoint_size", BigInteger),
    Column("checkpoint_root", String(64)),
    Column("idx", BigInteger, nullable=False),
)
TEXT = Table(
    "text",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("kind", String(64), nullable=False),
    Column("programme", String(32)),
    Column("version", Integer, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("from_on", String(10), nullable=False),
    Column("resolution", String(64)),
)
RESOLUTION = Table(
    "resolution",
    METADATA,
    Column("resolution", String(64), primary_key=True),
    Column("body", String(32), nullable=False),
    Column("effects", JSON, nullable=False),
    Column("consultation_until", String(24), nullable=False),
    Column("until", String(24), nullable=False),
    Column("state", String(16), nullable=False),  # open, adopted, rejected, lapsed, withdrawn
    Column("idx", BigInteger, nullable=False),
)
COMMENT = Table(
    "comment",
    METADATA,
    Column("resolution", String(64), primary_key=True),
    Column("comment", String(64), primary_key=True),
    Column("stakeholder_kind", String(16), nullable=False),
    Column("stance", String(16), nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("idx", BigInteger, nullable=False),
)
VOTE = Table(
    "vote",
    METADATA,
    Column("resolution", String(64), primary_key=True),
    Column("body", String(32), primary_key=True),
    Column("seats_for", Integer, nullable=False),
    Column("seats_against", Integer, nullable=False),
    Column("abstained", Integer, nullable=False),
    Column("recused", Integer, nullable=False),
    Column("idx", BigInteger, nullable=False),
)
ALLOCATION = Table(
    "allocation",
    METADATA,
    Column("programme", String(32), primary_key=True),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("funder", String(32), nullable=False),
    Column("resolution", String(64), nullable=False),
)
ENVELOPE = Table(
    "envelope",
    METADATA,
    Column("envelope", String(64), primary_key=True),
    Column("organisation", String(64), nullable=False),
    Column("programme", String(32), nullable=False, index=True),
    Column("currency", String(3), nullable=False),
    Column("starts_on", String(10), nullable=False),
    Column("ends_on", String(10), nullable=False),
    Column("closed", Boolean, nullable=False),
    Column("idx", BigInteger, nullable=False),
)
LINE = Table(
    "line",
    METADATA,
    Column("envelope", String(64), primary_key=True),
    Column("name", String(64), primary_key=True),
    Column("planned_minor", BigInteger, nullable=False),
)
MOVE = Table(
    "move",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("envelope", String(64), nullable=False, index=True),
    Column("source", String(16), nullable=False),
    Column("source_line", String(64)),
    Column("target", String(16), nullable=False),
    Column("target_line", String(64)),
    Column("amount_minor", BigInteger, nullable=False),
    Column("purpose", String(200)),
    Column("moved_at", String(24), nullable=False),
)
MATTER = Table(
    "matter",
    METADATA,
    Column("matter", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("programme", String(64)),
    Column("addressee", String(32), nullable=False),
    Column("opened_by", String(32)),  # the body; empty where a person did
    Column("about", BigInteger),
    Column("entries", JSON, nullable=False),
    Column("severity", String(16)),
    Column("rule", String(64)),
    Column("risk_kind", String(64)),
    Column("likelihood", Integer),
    Column("weight", Integer),
    Column("opened_at", String(24), nullable=False),
    Column("answer_by", String(24)),
    Column("decide_by", String(24), nullable=False),
    Column("answered", Boolean, nullable=False),
    Column("outcome", String(32)),
    Column("ground", String(64)),
    Column("decided_by", String(32)),
    Column("remedy", JSON, nullable=False),
    Column("self_reviewed", Boolean, nullable=False),
    Column("overdue", Boolean, nullable=False),
    Column("idx", BigInteger, nullable=False),  # its number (I52)
)
LOOK = Table(
    "look",
    METADATA,
    Column("look", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("programme", String(64)),
    Column("body", String(32), nullable=False),
    Column("log_size", BigInteger, nullable=False),
    Column("log_root", String(64)),
    Column("entries", JSON, nullable=False),
    Column("result", String(16), nullable=False),
    Column("looked_at", String(24), nullable=False),
    Column("idx", BigInteger, nullable=False),
)
DOSSIER = Table(
    "dossier",
    METADATA,
    Column("dossier", String(64), primary_key=True),
    Column("programme", String(64), nullable=False, index=True),
    Column("log_index", BigInteger, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("document", JSON, nullable=False),
    Column("idx", BigInteger, nullable=False),
)
DECIDED = Table(
    "decided",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("programme", String(64), nullable=False, index=True),
    Column("decision", String(16), nullable=False),
    Column("charter", Integer),
    Column("outcome", String(16)),
    Column("dossier", String(64)),
    Column("resolution", String(64), nullable=False),
)
UNUSUAL = Table(
    "unusual",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("what", String(16), nullable=False, index=True),
    Column("service", String(16), nullable=False),
    Column("name", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("code", String(64)),
    Column("told_at", String(24), nullable=False),
)
