"""Why the ledger took nothing: its codes, what each asks of the caller (`ledger.md` 4.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Retry = Literal["never", "same", "redecide"]


@dataclass(frozen=True)
class Kind:
    """One row of the table of codes."""

    status: int
    retry: Retry
    message: str


CODES: Mapping[str, Kind] = {
    "malformed": Kind(400, "never", "The request or an entry is not of the form of the log."),
    "incomplete_decision": Kind(400, "never", "These entries are not one whole decision."),
    "too_large": Kind(413, "never", "Something is larger than the log takes."),
    "unauthorised": Kind(403, "never", "The key does not stand for these entries."),
    "unknown_contract": Kind(422, "never", "The schema is not the published one of the type."),
    "command_reused": Kind(409, "never", "This command id has been used for another ask."),
    "entry_reused": Kind(409, "never", "An entry id is in the log under another command."),
    "version_conflict": Kind(409, "redecide", "Somebody was first. Catch up and decide again."),
    "basis_too_old": Kind(409, "redecide", "The basis is too old. Catch up and decide again."),
    "basis_ahead": Kind(409, "never", "The basis is ahead of this log. Tell the operator."),
    "bad_basis": Kind(409, "never", "The basis lies inside a decision."),
    "exhibit_missing": Kind(424, "same", "Upload the exhibits first, then send the same again."),
    "digest_mismatch": Kind(422, "never", "The uploaded bytes have another digest."),
    "clock_skew": Kind(425, "redecide", "The time of the decision is too far ahead."),
    "deadline_exceeded": Kind(408, "same", "It took too long, and nothing was written."),
    "busy": Kind(503, "same", "The queue is full. Send the same again in a moment."),
    "log_halted": Kind(503, "never", "Nothing is appended until an operator has looked at it."),
}


class Rejected(Exception):
    """Nothing was written, for this reason."""

    def __init__(self, code: str, *, retry_after_ms: int = 0, **details: Any) -> None:
        super().__init__(f"{code} {details}")
        self.code = code
        self.details = details
        self.retry_after_ms = retry_after_ms

    @property
    def reply(self) -> dict[str, Any]:
        """What the caller gets."""
        kind = CODES[self.code]
        return {
            "ok": False,
            "error": {
                "code": self.code,
                "status": kind.status,
                "message": kind.message,
                "details": self.details,
                "retry": kind.retry,
                "retry_after_ms": self.retry_after_ms,
            },
        }


class LedgerStopped(Exception):
    """The ledger is no more; whether this was written is not known."""
