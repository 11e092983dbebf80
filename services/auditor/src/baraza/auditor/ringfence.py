"""Whether all money of a log stayed within its fence (I39, I40), told envelope by envelope."""

from collections.abc import Mapping
from typing import Any

from baraza.auditor.findings import Findings
from baraza.auditor.log import Log
from baraza.auditor.money import ROWS, Money
from baraza.auditor.progress import Progress, no_progress
from baraza.auditor.recorded import recorded


def ringfence(
    log: Log, findings: Findings, *, progress: Progress = no_progress
) -> Mapping[str, Any]:
    """Every envelope as it stands, and each breach as a finding; raises `Damage`."""
    purse = Money()
    for one in recorded(log, progress=progress):
        if b"baraza.event.oversight." in one.leaf:
            entry = one.entry
            if entry.kind == "event":
                purse.see(one.index, entry)
    for breach in purse.breaches:
        findings.add("", "ring_fence", breach.why, index=breach.index)
    for id_, envelope in purse.envelopes.items():
        if not envelope.balances:
            detail = f"envelope {id_}: funded is not what is spent, kept, returned or rolled over"
            findings.add("", "ring_fence", detail, index=envelope.index)
    return {
        "size": log.size,
        "totals": purse.totals(),
        "moves": sum(one.moves for one in purse.envelopes.values()),
        "breaches": len(purse.breaches),
        "envelopes": [
            {
                "envelope": id_,
                "index": one.index,
                "organisation": one.organisation,
                "programme": one.programme,
                "currency": one.currency,
                **{f"{name}_minor": getattr(one, name) for name in ROWS[1:]},
                "closed": one.closed,
            }
            for id_, one in purse.envelopes.items()
        ],
    }
