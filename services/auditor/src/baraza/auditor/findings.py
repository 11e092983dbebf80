"""What an audit found: each with the place, and with what it means for the exit code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

HOLDS: Final = 0
FALSE: Final = 1  # a claim is false: damage or misbehaviour
USAGE: Final = 2
UNCHECKED: Final = 3  # not everything could be checked
UNREADABLE: Final = 4  # no such place, file or address
_LISTED_MAX = 200


@dataclass(frozen=True)
class Finding:
    """One thing that is false, or could not be checked, or should be known."""

    code: str
    index: int | None  # of the entry; None where it is about a file or the log as a whole
    detail: str
    check: str = ""  # V1 to V11
    exit: int = FALSE

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "index": self.index,
            "detail": self.detail,
            "check": self.check or None,
            "exit": self.exit,
        }

    def __str__(self) -> str:
        place = "" if self.index is None else f" at entry {self.index}"
        check = f"{self.check} " if self.check else ""
        return f"{check}{self.code}{place}: {self.detail}"


class Findings:
    """All findings of one run in the order they were made; of very many, the first."""

    def __init__(self) -> None:
        self.listed: list[Finding] = []
        self.more = 0
        self._exits: set[int] = set()

    def add(
        self, check: str, code: str, detail: str, *, index: int | None = None, exit_: int = FALSE
    ) -> None:
        self._exits.add(exit_)
        if len(self.listed) < _LISTED_MAX:
            self.listed.append(Finding(code, index, detail, check, exit_))
        else:
            self.more += 1

    def leave(self) -> None:
        """Something is left unchecked that nobody can find fault with: it is not shown."""
        self._exits.add(UNCHECKED)

    @property
    def exit(self) -> int:
        """1 wins over 3."""
        return next((code for code in (FALSE, UNCHECKED) if code in self._exits), HOLDS)

    def as_json(self) -> Mapping[str, Any]:
        return {
            "ok": self.exit == HOLDS,
            "exit": self.exit,
            "findings": [finding.as_json() for finding in self.listed],
            "findings_more": self.more,
        }
