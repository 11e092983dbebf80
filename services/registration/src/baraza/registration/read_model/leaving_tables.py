"""Rows about roles, what follows them, what is lacking, and who was forgotten."""

from sqlalchemy import BigInteger, Column, Integer, String, Table

from baraza.registration.read_model.tables import METADATA

ROLE = Table(
    "role",
    METADATA,
    Column("idx", BigInteger, primary_key=True),  # of the entry that gave it
    Column("role", String(32), nullable=False),
    Column("person", String(64), nullable=False, index=True),
    Column("programme", String(32), nullable=False),
    Column("starts_on", String(10), nullable=False),
    Column("ends_on", String(10)),
    Column("state", String(16), nullable=False),
    Column("until", String(10)),
    Column("hours_per_month", Integer),
    Column("places", Integer),
    Column("open_role", String(64)),
    Column("engagement", String(64)),
    Column("ended_at", String(24)),
    Column("ground", String(64)),
    Column("not_offered", String(32)),
)
VETERAN = Table(
    "veteran",
    METADATA,
    Column("offer", String(64), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("programme", String(32)),
    Column("role", String(32)),  # after which it was offered; None: nothing in this log
    Column("offered_at", String(24), nullable=False),
    Column("answer_by", String(24), nullable=False),
    Column("reminders", Integer, nullable=False),
    Column("reminded_at", String(24)),
    Column("answer", String(16)),
    Column("choice", String(16)),
    Column("answered_at", String(24)),
    Column("ended", String(16)),
    Column("idx", BigInteger, nullable=False),
)
CONTACT = Table(
    "contact",
    METADATA,
    Column("record", String(64), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("channel", String(64), nullable=False),
    Column("made_at", String(24), nullable=False),
)
OPEN_ROLE = Table(
    "open_role",
    METADATA,
    Column("open_role", String(64), primary_key=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("post_kind", String(32), nullable=False),
    Column("organisation_kind", String(64), nullable=False),
    Column("region", String(64)),
    Column("from_on", String(10), nullable=False),
    Column("filled_by", String(64)),
    Column("filled_at", String(24)),
    Column("idx", BigInteger, nullable=False),
)
GAP = Table(
    "gap",
    METADATA,
    Column("gap", String(64), primary_key=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("capacity", String(64), nullable=False),
    Column("language", String(16), nullable=False),
    Column("region", String(64)),
    Column("demand", Integer, nullable=False),
    Column("supply", Integer, nullable=False),
    Column("filled_by", String(16)),
    Column("engagement", String(64)),
    Column("idx", BigInteger, nullable=False),
)
ERASURE = Table(
    "erasure",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("requested_at", String(24), nullable=False),
    Column("completed_at", String(24)),
)
FORGOTTEN = Table(
    "forgotten",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("service", String(16), primary_key=True),
    Column("at", String(24), nullable=False),
)
PATH = Table(
    "path",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("person", String(64), primary_key=True, index=True),
    Column("at", String(24), nullable=False),
    Column("name", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("what", String(128), nullable=False),  # the codes that say what it was
)
