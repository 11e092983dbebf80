"""What `verify` says to a person who reads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from baraza.auditor.findings import FALSE
from baraza.auditor.words.found import found

_UNDER_IT = ("V2", "V3", "V4", "V5", "V6", "V7", "V8", "V11")
"""Checks of what a checkpoint covers, not of the checkpoint itself."""


def verified(told: Mapping[str, Any]) -> Iterator[str]:
    if "size" in told:
        yield f"{told['origin']}: {told['size']} entries, root {told['root']}"
        yield (
            f"{told['decisions']} decisions, {told['refusals']} of them refusals; "
            f"{told['exhibits']} exhibits; {told['hands']} hand notes"
        )
        yield _quorum(told)
        yield f"Checked: {', '.join(told['checked'])}."
        if told["not_checked"]:
            yield f"Not checked: {', '.join(told['not_checked'])}."
    for file in told.get("evidence", ()):
        yield f"What convicts, for anybody with a policy (`check-evidence`): {file}"
    if told.get("evidence") == []:
        yield _no_evidence(told)
    if "world" in told:
        yield _beside(told["world"])
    yield from found(told)
    if told.get("tier") == "world" and told["exit"] != FALSE:
        yield _shown(told)


def _shown(told: Mapping[str, Any]) -> str:
    some = f"{told['shown']} of {told['size']} entries shown and proven"
    if not told["not_shown"]:
        return f"{some}; guards and replay are not checked."
    hidden = f"{told['not_shown']} entries are not shown in this tier"
    return f"{some}; {hidden}; guards and replay are not checked."


def _beside(world: Mapping[str, Any]) -> str:
    if "left_out" not in world:
        return f"Beside it, the tier for the world, of {world['size']} entries: not compared."
    apart = world["singled_out"]
    told = "not counted" if apart is None else apart or "nobody"
    return (
        f"Beside it, the tier for the world, of {world['size']} entries: {world['shown']} are "
        f"shown, {world['left_out']} that are to be shown are not. Told apart by them: {told}."
    )


def _quorum(told: Mapping[str, Any]) -> str:
    """A checkpoint may be official while the files under it are not what was cosigned."""
    by = _cosigned(told["cosigned_by"])
    wrong = [one for one in told["findings"] if one["exit"] == FALSE]
    if unsigned := [one["detail"] for one in wrong if one["check"] == "V1"]:
        why = unsigned[0].removeprefix("checkpoint: ")
        return f"Whether the checkpoint is official was not looked at: {why}."
    if told["quorum_met"] is None:
        return "The policy asks for no cosignatures, so nothing is called official."
    if not told["quorum_met"]:
        return _not_official(by, _cosigned(told["cosigned_ahead"]), told["clock"])
    clock = " by the log's own rehearsed clock" if told["clock"] == "virtual" else ""
    said = f"cosigned by {by}; {told['age_seconds']} seconds old{clock}"
    if false := list(dict.fromkeys(one["check"] for one in wrong if one["check"] in _UNDER_IT)):
        checks = ", ".join(false)
        return f"The checkpoint is official: {said}. What these files hold is not: {checks} false."
    return f"Official: {said}."


def _not_official(by: str, ahead: str, clock: str | None) -> str:
    if ahead and clock is None:
        among = f"cosigned by {by}, and " if by else ""
        return (
            f"Not called official: {among}there are cosignatures of {ahead}, which cannot be "
            "judged, as the log's clock cannot be read."
        )
    late = f"; not counted, as they are from the future: {ahead}" if ahead else ""
    return f"Not official: cosigned by {by or 'nobody'}{late}."


def _cosigned(by: Sequence[Mapping[str, str]]) -> str:
    return ", ".join(f"{one['name']} at {one['time']}" for one in by)


def _no_evidence(told: Mapping[str, Any]) -> str:
    """Why nothing was written where `--evidence` asked for it."""
    if "size" not in told:
        return "No evidence was written: nothing was verified."
    if told["exit"] != FALSE:
        return "No evidence was written: nothing was found false."
    return (
        "No evidence was written: whoever copied these files may have damaged them, so what is "
        "false in them convicts nobody. What does: an older checkpoint of this log (--since), a "
        "receipt (--receipt), or the export of another body (`diff`)."
    )
