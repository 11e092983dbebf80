"""A matching result under matching's own verifier (`matching.md` 9, steps 1 to 12)."""

from collections.abc import Mapping
from typing import Any

from baraza.auditor.findings import Findings
from baraza.matching.domain.v1.certificate import Rejected, digest, strict, verify


def best(instance: bytes, result: bytes, findings: Findings) -> Mapping[str, Any]:
    """What was proven; a result that is not the unique best is a finding with its number."""
    try:
        verify(instance, result)
    except Rejected as why:
        findings.add("", f"reason_{why.reason}", why.text)
        return {"reason": why.reason}
    answer = strict(result)
    return {
        "reason": None,
        "instance": answer["instance"],
        "result": digest(result),
        "matched": answer["matched"],
        "welfare": answer["welfare"],
        "lottery_total": answer["lottery_total"],
        "floors": answer["floors"],
    }
