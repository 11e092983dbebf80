"""Rows by question. They follow the log and can be thrown away."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text

METADATA = MetaData()

WORKSHOP = Table(
    "workshop",
    METADATA,
    Column("workshop", String(64), primary_key=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("purpose", String(32), nullable=False),
    Column("format", String(64), nullable=False),
    Column("capacities", Text, nullable=False),  # codes with spaces between
    Column("language", String(32), nullable=False),
    Column("venue_kind", String(32), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("window_from", String(10), nullable=False),
    Column("window_until", String(10), nullable=False),
    Column("places", Integer, nullable=False),
    Column("host", String(64), nullable=False),
    Column("state", String(16), nullable=False),  # planned, announced, held, cancelled
    Column("leader", String(64)),
    Column("start", String(24)),
    Column("tzdata", String(16)),
    Column("worst", Integer),
    Column("attended", Integer),
    Column("said_at", String(24), nullable=False),  # time of the last fact about it
)
BAND = Table(
    "band",
    METADATA,
    Column("workshop", String(64), primary_key=True),
    Column("hours_east", Integer, primary_key=True),
    Column("members", Integer, nullable=False),
    Column("points", Integer, nullable=False),
    Column("carry", Integer, nullable=False),
)
ENROLMENT = Table(
    "enrolment",
    METADATA,
    Column("workshop", String(64), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("queued", Integer),  # place in the queue when it was taken; None: a place
    Column("idx", BigInteger, nullable=False),
)
TIE = Table(
    "tie",
    METADATA,
    Column("relationship", String(64), primary_key=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("mentor", String(64), nullable=False, index=True),
    Column("mentee", String(64), nullable=False, index=True),
    Column("ends_on", String(10)),
    Column("ended_at", String(24)),
)
SESSION = Table(
    "session",
    METADATA,
    Column("session", String(64), primary_key=True),
    Column("relationship", String(64), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("start", String(24), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("mentor_points", Integer, nullable=False),
    Column("mentee_points", Integer, nullable=False),
    Column("state", String(16), nullable=False),  # booked, cancelled, held, missed
)
RECORD = Table(
    "record",
    METADATA,
    Column("record", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("person", String(64), nullable=False, index=True),
    Column("workshop", String(64), index=True),
    Column("session", String(64), index=True),
    Column("relationship", String(64), index=True),
    Column("number", Integer),
    Column("state", String(16)),  # of a check-in that nobody told of: missing
    Column("minutes", Integer),
    Column("venue_kind", String(16)),
    Column("format", String(64)),
    Column("activity_kind", String(64)),
    Column("project", String(64)),
    Column("template", String(64)),
    Column("reached", Integer),
    Column("outcome", String(16)),
    Column("idx", BigInteger, nullable=False),
)
SITTING = Table(
    "sitting",
    METADATA,
    Column("series", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("template", String(64), nullable=False),
    Column("day", String(10), nullable=False),
    Column("said_at", String(24), nullable=False),
)
PLAN = Table(
    "plan",
    METADATA,
    Column("programme", String(32), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("horizon", String(10), nullable=False),
    Column("published_at", String(24), nullable=False),
)
DIFFERENCE = Table(
    "difference",
    METADATA,
    Column("programme", String(32), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("what", String(200), nullable=False),
    Column("before", String(64)),
    Column("after", String(64)),
)
CERTIFICATE = Table(
    "certificate",
    METADATA,
    Column("certificate", String(64), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("workshop", String(64), nullable=False, index=True),
    Column("kind", String(16), nullable=False),  # completion, trainer
    Column("purpose", String(32)),
    Column("cited", Text, nullable=False),  # indexes with spaces between
    Column("by", String(64), index=True),
    Column("capacities", Text, nullable=False),  # codes with spaces between
    Column("until", String(10)),
    Column("depth", Integer),
    Column("idx", BigInteger, nullable=False),
)
STATEMENT = Table(
    "statement",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("command_id", String(36), nullable=False),  # under which the vault keeps the hours
    Column("from_on", String(10), nullable=False),
)
