"""What `check-evidence` and `diff` say to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.words.found import found

_RELATIONS = {
    "same": "Both checkpoints are of the same log, at the same size.",
    "a_extends_b": "The first goes on from the second; nothing was changed on the way.",
    "b_extends_a": "The second goes on from the first; nothing was changed on the way.",
    "split": "THE LOG HAS TWO HISTORIES.",
}
_ROLES = {"operator": "the operator", "witness": "the witness"}


def convicted(told: Mapping[str, Any]) -> Iterator[str]:
    if told.get("convicts"):
        whom = ", ".join(f"{_ROLES[one['role']]} {one['name']}" for one in told["whom"])
        keys = ", ".join(one["key"] for one in told["whom"])
        yield f"This convicts {whom}."
        yield f"  Proved: {told['of']}."
        yield f"  By the signatures of the keys {keys}; nothing but this file and the policy is"
        yield "  needed to see it."
    elif "of" in told:
        yield "This convicts nobody."
    yield from found(told)


def compared(told: Mapping[str, Any]) -> Iterator[str]:
    if "relation" in told:
        first, second = told["sizes"]
        yield f"{told['origin']}: {first} entries, and {second} entries."
        yield _RELATIONS[told["relation"]]
        if told["first_different_index"] is not None:
            yield f"The first entry that differs is {told['first_different_index']}."
        if told["evidence"]:
            yield f"What convicts, for anybody with a policy (`check-evidence`): {told['evidence']}"
    if "relation" in told and not told["exit"]:
        what = "Two checkpoints" if told["relation"] == "same" else "Checkpoints and trees"
        yield f"{what} were compared; the entries were not read: `verify` does that."
    else:
        yield from found(told)
