"""How a read model stands, and what may be wrong with it."""

from dataclasses import dataclass
from enum import Enum


class Standing(Enum):
    """Where a read model stands beside what it is given."""

    IN_STEP = "in step"  # the next entries: apply them
    NEW = "new"  # empty tables: build from 0
    BEHIND = "behind"  # entries are missing before these: catch up first
    AHEAD = "ahead"  # the log has been read further before: pass over, and compare


class OtherLog(Exception):
    """These rows were made from another log. Remove the read database; it is made again."""


class CannotShow(Exception):
    """An entry could not be projected. Its entity is parked until it is applied again."""


@dataclass(frozen=True)
class Parked:
    """An entity whose rows stand still since an entry could not be projected."""

    entity: str
    from_index: int
    error: str
