"""What an audit is asked to check."""

from collections.abc import Callable
from dataclasses import dataclass

from baraza.auditor.evidence import Evidence
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.source import Source


@dataclass(frozen=True)
class Asked:
    """What an audit is asked to check, and the moment at which it is made."""

    policy: bytes
    now: int  # seconds since 1970
    max_age: int = 7_200
    root_key: str | None = None
    since: bytes | None = None
    receipt: bytes | None = None
    world: Source | None = None  # a folder that is to be the tier for the world of this log
    late: bool = False  # this reader begins with this checkpoint
    progress: Progress = no_progress
    convicts: Callable[[Evidence], None] = lambda _evidence: None  # is given what does
