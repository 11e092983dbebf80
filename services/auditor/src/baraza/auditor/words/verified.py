"""What `verify` says to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.findings import FALSE
from baraza.auditor.words.found import found


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
    by = ", ".join(f"{one['name']} at {one['time']}" for one in told["cosigned_by"])
    clock = " by the log's own rehearsed clock" if told["clock"] == "virtual" else ""
    match told["quorum_met"]:
        case None:
            return f"The policy asks for no cosignatures, so nothing is called official{clock}."
        case True:
            return f"Official: cosigned by {by}; {told['age_seconds']} seconds old{clock}."
        case _:
            return f"Not official: cosigned by {by or 'nobody'}."
