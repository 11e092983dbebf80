"""Rows by question. They follow the log and can be thrown away."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, MetaData, String, Table

METADATA = MetaData()

ROUND = Table(
    "round",
    METADATA,
    Column("round", String(64), primary_key=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("rule_set", Integer, nullable=False),
    Column("policy", String(8), nullable=False),
    Column("opens", String(24), nullable=False),
    Column("closes", String(24), nullable=False),
    Column("beacon", String(40), nullable=False),
    Column("pulse", BigInteger, nullable=False),
    Column("pulse_at", String(24), nullable=False),
    Column("state", String(16), nullable=False),  # announced .. released, voided
    Column("digest", String(80)),  # of the sealed instance
    Column("scores", String(64)),  # exhibits, by SHA-256
    Column("exclusions", String(64)),
    Column("instance", String(64)),
    Column("result", String(64)),
    Column("checkpoint_size", BigInteger),
    Column("randomness", String(64)),
    Column("mentees", Integer),
    Column("mentors", Integer),
    Column("matched", Integer),
    Column("unmatched", Integer),
    Column("welfare", BigInteger),
    Column("gap", BigInteger),
    Column("void_ground", String(64)),
    Column("finding", String(64)),  # on which it was found void
)
EXCLUDED = Table(
    "excluded",
    METADATA,
    Column("round", String(64), primary_key=True),
    Column("code", String(64), primary_key=True),
    Column("pairs", Integer, nullable=False),
)
ENTRANT = Table(
    "entrant",
    METADATA,
    Column("round", String(64), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("side", String(8), nullable=False),
    Column("places", Integer, nullable=False),
    Column("label", String(16)),  # of the organisation
    Column("idx", BigInteger, nullable=False),  # of the last fact
)
CAPACITY = Table(
    "capacity",
    METADATA,
    Column("round", String(64), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("capacity", String(64), primary_key=True),
    Column("rank", Integer, nullable=False),  # from 1; of a mentee's wishes
)
PAIR = Table(
    "pair",
    METADATA,
    Column("idx", BigInteger, primary_key=True),  # of the proposal
    Column("round", String(64), nullable=False, index=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("mentor", String(64), nullable=False, index=True),
    Column("mentee", String(64), nullable=False, index=True),
    Column("origin", String(16), nullable=False),
    Column("score", Integer, nullable=False),
    Column("proposed_at", String(24), nullable=False),
    Column("answer_by", String(24), nullable=False),
    Column("mentor_answer", String(8)),
    Column("mentee_answer", String(8)),
    Column("ground", String(64)),  # of a proposal by hand
    Column("state", String(16), nullable=False),  # proposed, taken, declined, expired, withdrawn
    Column("closed_idx", BigInteger),
    Column("closed_at", String(24)),
    Column("relationship", String(64)),
)
RELATIONSHIP = Table(
    "relationship",
    METADATA,
    Column("relationship", String(64), primary_key=True),
    Column("round", String(64), nullable=False, index=True),
    Column("programme", String(32), nullable=False, index=True),
    Column("mentor", String(64), nullable=False, index=True),
    Column("mentee", String(64), nullable=False, index=True),
    Column("origin", String(16), nullable=False),
    Column("score", Integer, nullable=False),
    Column("ends_on", String(10), nullable=False),
    Column("proposed_idx", BigInteger, nullable=False),
    Column("started_idx", BigInteger, nullable=False),
    Column("started_at", String(24), nullable=False),
    Column("sessions", Integer),  # agreed goals
    Column("every_weeks", Integer),
    Column("agreed_idx", BigInteger),  # of the second side's word
    Column("closure_idx", BigInteger),
    Column("closure_at", String(24)),
    Column("ended_idx", BigInteger),
    Column("ended_at", String(24)),
    Column("how", String(16)),  # closed, premature, lapsed
    Column("ground", String(64)),
    Column("talk_held", Boolean),
    Column("rematch", Boolean),
    Column("tie_kept", Boolean),
    Column("backup", String(64)),
)
CHANGE = Table(
    "relationship_change",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("relationship", String(64), nullable=False, index=True),
    Column("at", String(24), nullable=False),
    Column("change", String(8), nullable=False),  # pause, resume, extend
    Column("until", String(10)),
)
MENTOR_CHANGE = Table(
    "mentor_change",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("mentor", String(64), nullable=False, index=True),
    Column("programme", String(32)),  # none: in all of them
    Column("at", String(24), nullable=False),
    Column("state", String(16), nullable=False),
)
MEASURE = Table(
    "measure",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("person", String(64), nullable=False, index=True),
    Column("at", String(24), nullable=False),
    Column("taken", Boolean, nullable=False),
)
UNMATCHED = Table(
    "unmatched",
    METADATA,
    Column("round", String(64), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("reason", String(16), nullable=False),
    Column("shortage", String(64)),
    Column("idx", BigInteger, nullable=False),
)
WAITING = Table(
    "waiting",
    METADATA,
    Column("idx", BigInteger, primary_key=True),  # of the fact by which they wait so
    Column("at", String(24), nullable=False),
    Column("mentee", String(64), nullable=False, index=True),
    Column("round", String(64), nullable=False, index=True),
    Column("reason", String(16), nullable=False),
    Column("since", String(24), nullable=False),
    Column("left_idx", BigInteger),
    Column("left_at", String(24)),
)
PERSON = Table(
    "person",
    METADATA,
    Column("person", String(64), primary_key=True),
    Column("region", String(64)),
)
LANGUAGE = Table(
    "language",
    METADATA,
    Column("round", String(64), primary_key=True),
    Column("person", String(64), primary_key=True),
    Column("language", String(64), primary_key=True),
    Column("rank", Integer, nullable=False),  # as they were said, from 1
)
PLACES = Table(
    "places",
    METADATA,
    Column("idx", BigInteger, primary_key=True),
    Column("at", String(24), nullable=False),
    Column("round", String(64), nullable=False, index=True),
    Column("mentor", String(64), nullable=False, index=True),
    Column("places", Integer),  # none: taken back
)
JOINED = Table(
    "joined",
    METADATA,
    Column("one", String(64), primary_key=True),
    Column("other", String(64), primary_key=True),
    Column("idx", BigInteger, nullable=False),  # of the first fact that joins them
)
