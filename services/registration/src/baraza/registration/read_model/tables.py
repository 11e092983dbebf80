"""Rows by question. They follow the log and can be thrown away."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Text

METADATA = MetaData()

PROGRAMME = Table(
    "programme",
    METADATA,
    Column("programme", String(32), primary_key=True),
    Column("places", Integer, nullable=False),
    Column("announced_at", String(24), nullable=False),
    Column("opened_at", String(24)),
    Column("kind", String(16)),
    Column("starts_on", String(10)),
    Column("ends_on", String(10)),
    Column("workshops", Integer),
)
PERSON = Table(
    "person",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("region", String(64)),
    Column("organisation_kind", String(64)),
    Column("zone_band", Integer, nullable=False),
    Column("languages", Text, nullable=False),  # tags with spaces between
    Column("registered_at", String(24), nullable=False),
)
POST = Table(
    "post",
    METADATA,
    Column("record", String(64), primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("post_kind", String(32), nullable=False),
    Column("starts_on", String(10), nullable=False),
    Column("ends_on", String(10)),
    Column("outcome", String(16)),  # None: claimed
    Column("ended_at", String(24)),  # when it was said that it had ended
    Column("ground", String(64)),
    Column("not_offered", String(32)),
    Column("idx", BigInteger, nullable=False),
)
INTAKE = Table(
    "intake",
    METADATA,
    Column("intake", String(64), primary_key=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("role", String(32), nullable=False),
    Column("places", Integer, nullable=False),
    Column("opens", String(24), nullable=False),
    Column("closes", String(24), nullable=False),
    Column("applications", Integer),
    Column("selected", Integer),
    Column("reserve", Integer),
    Column("declined", Integer),
    Column("idx", BigInteger, nullable=False),
)
OFFER = Table(
    "offer",
    METADATA,
    Column("offer", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("intake", String(64), index=True),  # None: a veteran's
    Column("person", String(64), nullable=False, index=True),
    Column("pool", String(64)),
    Column("answer", String(16)),
    Column("ended", String(16)),
    Column("answer_by", String(24), nullable=False),
)
CANDIDACY = Table(
    "candidacy",
    METADATA,
    Column("intake", String(64), primary_key=True),
    Column("person", String(64), primary_key=True, index=True),
    Column("pool", String(64), nullable=False),
    Column("screener", String(64)),
    Column("screened", Integer, nullable=False),
    Column("outcome", String(16)),
    Column("rank", Integer),
    Column("points", Integer),
    Column("settled_idx", BigInteger),  # what an appeal is about
)
STAGE = Table(
    "stage",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("programme", String(32), primary_key=True),
    Column("track", String(64), primary_key=True),
    Column("stage", String(64), nullable=False),
    Column("number", Integer, nullable=False),
    Column("entered_at", String(24), nullable=False),
)
REPORT = Table(
    "report",
    METADATA,
    Column("report", String(64), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("point", String(64), nullable=False),
    Column("programme", String(32)),
    Column("suppressed", Integer, nullable=False),
    Column("published_at", String(24), nullable=False),
    Column("idx", BigInteger, nullable=False),
)
FIGURE = Table(
    "figure",
    METADATA,
    Column("report", String(64), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("group", String(128), nullable=False),
    Column("count", Integer),  # None: it would single people out
    Column("of", Integer),
)
