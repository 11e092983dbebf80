"""Rows about what people do: stages, acts, occasions, ties; part of the same read model."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Text

from baraza.registration.read_model.tables import METADATA

WAY = Table(
    "way",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("programme", String(32), primary_key=True),
    Column("track", String(64), primary_key=True),
    Column("stage", String(64), primary_key=True),
    Column("number", Integer, nullable=False),
    Column("stage_set", Integer, nullable=False),
    Column("entered_at", String(24), nullable=False),
    Column("entered_idx", BigInteger, nullable=False),
    Column("completed_at", String(24)),
    Column("completed_idx", BigInteger),
    Column("cited", Text),  # indexes with spaces between
    Column("until", String(10)),
)
STAGE_SET = Table(
    "stage_set",
    METADATA,
    Column("digest", String(64), primary_key=True),
    Column("programme", String(32)),  # None: general
    Column("version", Integer, nullable=False),
    Column("rules", Text, nullable=False),  # JSON
    Column("in_force_idx", BigInteger),
)
ACT = Table(
    "act",
    METADATA,
    Column("record", String(64), primary_key=True),
    Column("person", String(64), primary_key=True, index=True),
    Column("programme", String(32), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("about", String(128), nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("state", String(16), nullable=False),  # told, counted, disputed
    Column("idx", BigInteger, nullable=False),
)
OCCASION = Table(
    "occasion",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("about", String(128), primary_key=True, index=True),
    Column("programme", String(32), nullable=False),
    Column("start", String(24)),  # None: whenever the workshop is
    Column("tie", String(64)),
    Column("idx", BigInteger, nullable=False),
)
SITTING = Table(
    "sitting",
    METADATA,
    Column("workshop", String(64), primary_key=True),
    Column("programme", String(32)),
    Column("skills", Boolean),
    Column("language", String(16)),
    Column("start", String(24)),
)
ASKING = Table(
    "asking",
    METADATA,
    Column("collection", String(64), primary_key=True),
    Column("programme", String(32), nullable=False),
)
BARRIER = Table(
    "barrier",
    METADATA,
    Column("record", String(64), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("barrier_kind", String(64), nullable=False),
    Column("starts_on", String(10), nullable=False),
    Column("ends_on", String(10)),
    Column("outcome", String(16)),  # None: not answered
)
ASSESSMENT = Table(
    "assessment",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("programme", String(32), nullable=False),
    Column("at", String(24), nullable=False),
    Column("done", Integer, nullable=False),
    Column("open", Integer, nullable=False),
    Column("excused", Integer, nullable=False),
    Column("per_mille", Integer, nullable=False),
    Column("committed", Boolean, nullable=False),
    Column("cited", Text, nullable=False),  # indexes with spaces between
)
COLLABORATION = Table(
    "collaboration",
    METADATA,
    Column("record", String(64), primary_key=True),
    Column("person", String(64), nullable=False),
    Column("other", String(64), nullable=False),
    Column("programme", String(32), nullable=False),
    Column("collaboration_kind", String(64), nullable=False),
    Column("outcome", String(16)),  # None: the other has not answered
    Column("idx", BigInteger, nullable=False),
)
TIE = Table(
    "tie",
    METADATA,
    Column("relationship", String(64), primary_key=True),
    Column("programme", String(32), nullable=False),
    Column("mentor", String(64), nullable=False),
    Column("mentee", String(64), nullable=False),
    Column("ended_at", String(24)),
    Column("idx", BigInteger, nullable=False),
)
WISH = Table(
    "wish",
    METADATA,
    Column("intake", String(64), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("capacity", String(64), primary_key=True),
)
