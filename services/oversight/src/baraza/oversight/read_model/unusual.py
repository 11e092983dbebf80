"""What is unusual: refused, late, decided about oneself, or done by hand."""

from typing import Any

from sqlalchemy import Connection, insert

from baraza.decider import Entry
from baraza.oversight.read_model.tables import UNUSUAL

_LATE = frozenset({"MatterOverdue", "RecordMissing", "LeaderReportMissing"})
_OF_SERVICES = frozenset(
    {
        "registration.AdvanceStage",
        "registration.AssessPersistence",
        "registration.GrantRole",
        "matching.ProposePair",
        "oversight.AssembleDossier",
    }
)
"""Commands that a service gives itself; by hand where somebody else does."""


def note(connection: Connection, index: int, entry: Entry) -> None:
    """A row for each entry, of whatever service, that a watcher may want to look at."""
    what = _what(entry)
    if what is not None:
        connection.execute(
            insert(UNUSUAL).values(
                idx=index,
                what=what,
                service=entry.service,
                name=entry.name,
                subject=entry.subject,
                code=_code(entry.data),
                told_at=entry.document["time"],
            )
        )


def _what(entry: Entry) -> str | None:
    if entry.kind == "command":
        ours = f"{entry.service}.{entry.name}" in _OF_SERVICES
        by_hand = ours and not entry.document["actor"].startswith("service.")
        return "by_hand" if by_hand else None
    if entry.name == "CommandRefused":
        return "refused"
    if entry.name in _LATE:
        return "late"
    return "self_reviewed" if entry.data.get("self_reviewed") else None


def _code(data: Any) -> str | None:
    """Why, as far as the entry says it in one code."""
    code = data.get("reason") or data.get("what") or data.get("kind")
    return str(code) if code else None
