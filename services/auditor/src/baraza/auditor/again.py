"""`baraza-audit replay`: both passes, and what they say of the deciders' source."""

from collections.abc import Mapping
from typing import Any

from baraza.auditor.deciders import deciders
from baraza.auditor.findings import FALSE, UNCHECKED, Findings
from baraza.auditor.log import Log
from baraza.auditor.replay import Replay
from baraza.auditor.scan import Resting, Scan
from baraza.auditor.side import replayed
from baraza.auditor.source import Misused, Source
from baraza.auditor.sources import source_digest


def replay(
    source: Source, findings: Findings, *, service: str | None = None, last: int | None = None
) -> Mapping[str, Any]:
    """The object of section 11; raises `Damage` where an entry cannot be read.

    Raises `Misused` where this service decided nothing: that nothing is false would tell nothing.
    """
    log = Log.open(source)
    scan = Scan(log, findings, last)
    resting = scan.run()
    if service is not None:
        _check_service(service, resting, findings, last)
        mine = {n: at for n, at in resting.commands.items() if n.partition(".")[0] == service}
        resting.commands = mine
    known = deciders(resting.commands)
    origin = log.checkpoint.origin
    done = replayed(log, scan.reader, resting, known, origin=origin)
    done = done or Replay(log, scan.reader, resting, known, findings, origin=origin).run()
    _compare_sources(resting, findings)
    return {
        "origin": origin,
        "size": log.size,
        **({"to": last} if last is not None and last > log.size else {}),
        "decisions": done.same + done.different + done.unverifiable,
        "same": done.same,
        "different": done.different,
        "unverifiable": done.unverifiable,
        "first_different": done.first_different.as_json() if done.first_different else None,
        "basis_lag": resting.lag,
        "state": done.state,
        "attested": dict(sorted(done.attested.items())),
    }


def _check_service(service: str, resting: Resting, findings: Findings, last: int | None) -> None:
    there = sorted({name.partition(".")[0] for name in resting.commands})
    if service not in there and findings.exit != FALSE:
        where = "this log" if last is None else f"the first {last} entries"
        said = ", ".join(there) or "none"
        raise Misused(f"no service {service} decided in {where}; those that did: {said}")


def _compare_sources(resting: Resting, findings: Findings) -> None:
    """Other source is no lie where the results are the same; whoever reads should know it."""
    for decider, (index, announced) in sorted(resting.sources.items()):
        here = source_digest(decider)
        if here is not None and here != announced:
            detail = f"{decider} was announced with the source {announced}, and is {here} here"
            findings.add("", "other_source", detail, index=index, exit_=UNCHECKED)
