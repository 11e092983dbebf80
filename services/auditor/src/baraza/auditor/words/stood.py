"""What `as-of` says to a person who reads."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.sentences import day, moment
from baraza.auditor.words.found import only_read

MOST = 40
"""Lines of one list that are printed; `--json` has all."""
LONGEST = 2_000
"""Characters of one part of a state that are printed; `--json` has all."""


def entity_stood(told: Mapping[str, Any]) -> Iterator[str]:
    if "facts" in told:
        yield from _view(told)
        yield f"{told['entity']} stood at version {told['version']}."
        for name, member in told["members"].items():
            yield f"  {name}: {_json(member['value'])}, said by entry {member['index']}"
        yield "Its facts:" if told["facts"] else "No fact about it counts."
        yield from _most(
            f"{one['index']:>7}  {day(one['happened_at']):<17}  {one['says']}"
            for one in told["facts"]
        )
    yield from only_read(told)


def log_stood(told: Mapping[str, Any]) -> Iterator[str]:
    if "facts" in told:
        yield from _view(told)
        yield (
            f"{told['decisions']:,} decisions, {told['refusals']:,} of them refusals, "
            f"about {told['entities']:,} entities."
        )
        yield from (f"{count:>9,}  {name}" for name, count in told["facts"].items())
        yield "--service or --entity tells what stood there."
    yield from only_read(told)


def service_stood(told: Mapping[str, Any]) -> Iterator[str]:
    if "state" in told:
        yield from _view(told)
        digest = told["digest"] or "none, since not every entry up to there counts"
        yield f"The state of {told['decider']}; its digest: {digest}"
        state = told["state"]
        for name, part in state.items() if isinstance(state, dict) else ():
            size = f" ({len(part):,})" if isinstance(part, dict | list) else ""
            yield f"  {name}{size}: {_json(part)}"
    yield from only_read(told)


def _view(told: Mapping[str, Any]) -> Iterator[str]:
    known = f", recorded by {moment(told['recorded_by'])}" if told["recorded_by"] else ""
    yield f"After the first {told['position']:,} entries{known}."
    if told["happened_by"]:
        yield (
            f"What had happened by {moment(told['happened_by'])}; "
            f"{told['not_yet_happened']:,} entries of them had not."
        )


def _json(value: Any) -> str:
    text = json.JSONEncoder(ensure_ascii=False).encode(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} ... (--json has all)"


def _most(lines: Iterator[str]) -> Iterator[str]:
    every = list(lines)
    yield from every[:MOST]
    if len(every) > MOST:
        yield f"  and {len(every) - MOST} more; --json tells each"
