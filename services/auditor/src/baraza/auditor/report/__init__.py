"""The year as one static page, made from the files alone (`baraza-audit report`).

The same bytes for the same export, policy and auditor: no clock is read, the page's "now" is the
log's own. Nothing that the log says can become anything but text on it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from baraza.auditor.again import replay
from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.report.drawn import drawn
from baraza.auditor.report.page import page
from baraza.auditor.report.year import Year, gathered
from baraza.auditor.source import Source
from baraza.auditor.stands import is_virtual, newest, stands
from baraza.auditor.verify import Asked, verify
from baraza.transparency.standing import Standing, words

__all__ = ["Checked", "report"]

_FOREVER = 2**40
"""Seconds: how old a quorum is, a page that is kept does not judge; `verify` does."""


@dataclass(frozen=True)
class Checked:
    """The log, what was gathered from it, and how it was checked before."""

    log: Log
    year: Year
    standing: Standing
    virtual: bool
    verified: Mapping[str, Any]
    replayed: Mapping[str, Any]
    findings: Findings
    drawn: tuple[int, ...]
    """The first entries of the decisions that were drawn."""


def report(
    source: Source, policy: bytes, findings: Findings, *, progress: Progress = no_progress
) -> tuple[bytes, Mapping[str, Any]]:
    """The page, and what `--json` tells of it; raises `Damage` where an entry cannot be read.

    Where a check fails, the page says so before all else, and names what was found.
    """
    log = Log.open(source)
    standing = stands(log, Findings(), policy, None)
    seconds = max([newest(log), *(standing.cosigned or {}).values()])
    asked = Asked(policy=policy, now=seconds, max_age=_FOREVER, progress=progress)
    verified = verify(source, asked, findings)
    replayed = replay(source, findings)
    year = gathered(log)
    chosen = tuple(year.firsts[k] for k in drawn(log.checkpoint.root, len(year.firsts)))
    made = Checked(log, year, standing, is_virtual(log), verified, replayed, findings, chosen)
    return page(made).encode(), {
        "origin": log.checkpoint.origin,
        "size": log.size,
        "standing": words(standing.of(max(log.size - 1, 0))),
        "decisions": len(year.firsts),
        "drawn": list(chosen),
        "money": year.money.totals(),
        "overdue": len(year.late.overdue(year.last_time)),
    }
