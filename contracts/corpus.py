"""What the kept examples fold to: the digests of states that must come out the same for ever.

`golden/digests.json` has them: of each decider the state after all examples that it hears, in the
order of the log; those that nothing can be made of without what came before them are named (they
are folded where they stand, in the kept log of `tests/kept`, or on the small histories of
`rare.py`), and of each rare decision the state that it leads to.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import generate
import rare

from baraza.auditor.deciders import deciders
from baraza.decider import Decider, Entry, evolved, state_digest

GOLDEN = generate.ROOT / "golden"
DIGESTS = GOLDEN / "digests.json"


def examples() -> list[Entry]:
    """All that are kept, in the order of time."""
    read = [Entry(json.loads(path.read_bytes())) for path in GOLDEN.glob("*/*.json")]
    return sorted(read, key=lambda entry: (entry.time, entry.id))


def folded(decider: Decider[Any, Any, Any, Any], entries: Iterable[Entry]) -> dict[str, Any]:
    """What the decider makes of them, one after the other.

    Raises `UnknownType` or pydantic's `ValidationError` for one that it cannot read, whatever its
    version: only what it was about may be missing.
    """
    state, count = decider.initial, 0
    not_alone = set()
    for entry in entries:
        if entry.kind == "event":
            try:
                state = evolved(decider, state, entry, count)
                count += 1
            except LookupError:
                not_alone.add(entry.type)
    digest = state_digest(decider.name, count, state)
    return {"digest": digest, "folded": count, "not_alone": sorted(not_alone)}


def rarely() -> Iterator[tuple[str, str]]:
    """By decider and number: a decision that no ordinary year holds, and what it leads to."""
    counts: dict[str, int] = {}
    for told in rare.decisions():
        name = told.story.decider.name
        counts[name] = counts.get(name, 0) + 1
        last = told.entries[-1]
        yield f"{name} {counts[name]:02d} {last.name}", told.digest()


def digests() -> dict[str, Any]:
    entries = examples()
    every = deciders(generate.SERVICES).items()
    return {
        "examples": {name: folded(decider, entries) for name, decider in every},
        "rare": dict(rarely()),
    }


def write(path: Path = DIGESTS) -> None:
    text = json.dumps(digests(), indent=1, sort_keys=True)
    path.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write()
