"""A matching result under matching's own verifiers (`matching.md` 9 steps 1 to 12, 11 and 13)."""

from collections.abc import Mapping
from typing import Any

from baraza.auditor.findings import UNCHECKED, Findings
from baraza.matching.domain.v1.certificate import Rejected, digest, strict
from baraza.matching.domain.v1.policy import policy_of, proven

GAP = "gap"
_STATED = ("instance", "matched", "welfare", "lottery_total", "floors", "subsidies", "gap")


def best(instance: bytes, result: bytes, findings: Findings) -> Mapping[str, Any]:
    """What was proven; a result that is not what its policy promises is a finding with its number.

    An answer for crossing groups that is proven within a gap only is a finding of exit 3.
    """
    policy = policy_of(instance)
    try:
        gap = proven(instance, result)
    except Rejected as why:
        findings.add("", f"reason_{why.reason}", why.text)
        return {"policy": policy.value, "reason": why.reason}
    if gap:
        detail = f"proven within {gap} points of the best that keeps every floor"
        findings.add("", GAP, detail, exit_=UNCHECKED)
    answer = strict(result)
    stated = {name: answer[name] for name in _STATED if name in answer}
    return {"policy": policy.value, "reason": None, **stated, "result": digest(result)}
