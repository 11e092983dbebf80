"""What every command says at its end: each finding, and what they come to."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.findings import FALSE

GIVEN = {
    "bad_policy": "a policy",
    "bad_evidence": "a file of evidence",
    "bad_proof": "a proof",
    "bad_ask": "an ask",
    "bad_draft": "an ask as a desk drafts it",
    "bad_key": "the private key of a body",
    "since_unusable": "an older checkpoint of this log",
    "receipt_unusable": "a receipt of this log",
}
"""Findings about what the asker gave: what it is not. They say nothing of the log."""
_SAID = {0: "All claims hold.", 1: "A CLAIM IS FALSE.", 3: "Not everything could be checked."}


def found(told: Mapping[str, Any]) -> Iterator[str]:
    for finding in told["findings"]:
        place = "" if finding["index"] is None else f" at entry {finding['index']}"
        check = f"{finding['check']} " if finding["check"] else ""
        yield f"- {check}{finding['code']}{place}: {finding['detail']}"
    if told["findings_more"]:
        yield f"- and {told['findings_more']} more"
    yield _end(told)


def _end(told: Mapping[str, Any]) -> str:
    """The last sentence; a log is not accused of what the asker mistook."""
    false = [one["code"] for one in told["findings"] if one["exit"] == FALSE]
    if false and all(code in GIVEN for code in false) and not told["findings_more"]:
        what = " nor ".join(dict.fromkeys(GIVEN[code] for code in false))
        return f"What was given is not {what}; of the log, nothing was found false."
    return _SAID.get(told["exit"], "")


def only_read(told: Mapping[str, Any]) -> Iterator[str]:
    """The end of what a command read and did not verify."""
    if told["exit"]:
        yield from found(told)
    else:
        yield "Told as the files tell it; whether they are sound, `verify` says."
