"""What `ringfence`, `erasures` and `sample` say to a person who reads."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.sentences import day, money
from baraza.auditor.words.found import found, only_read

_NAMES = ("allocated", "funded", "reserved", "spent", "returned", "available", "rolled_over")


def fenced(told: Mapping[str, Any]) -> Iterator[str]:
    if "envelopes" in told:
        yield f"{told['moves']:,} moves in {len(told['envelopes'])} envelopes, reckoned again."
        for currency, totals in told["totals"].items():
            for name in _NAMES:
                yield f"  {name.replace('_', ' '):<12} {money(totals[name], currency):>22}"
        for one in told["envelopes"]:
            spent, funded = one["spent_minor"], one["funded_minor"]
            yield (
                f"{one['index']:>7}  {one['organisation']}: "
                f"{money(spent, one['currency'])} spent of {money(funded, one['currency'])}, "
                f"{'open' if one['closed'] is None else 'closed'}"
            )
        if not told["breaches"]:
            yield "No money left its fence, and no account was ever below nothing."
    yield from found(told)


def erased(told: Mapping[str, Any]) -> Iterator[str]:
    if "people" in told:
        count = len(told["people"])
        who = "1 person" if count == 1 else f"{count} people"
        yield f"{who} asked to be forgotten, or erased without having asked."
        for one in told["people"]:
            by = ", ".join(f"{name} at {index}" for name, index in one["erased"].items())
            done = "under way" if one["completed"] is None else f"complete at {one['completed']}"
            asked = f"asked at {one['requested']}"
            yield f"  {one['person']}: {asked}; erased by {by or 'none'}; {done}"
        yield (
            f"{told['commitments']:,} commitments stand for personal values; looked through "
            f"{told['size']:,} entries and {told['exhibits']:,} exhibits for what is in the clear: "
            f"{told['in_clear'] or 'nothing'}."
        )
    yield from found(told)


def sampled(told: Mapping[str, Any]) -> Iterator[str]:
    if "drawn" in told:
        yield (
            f"{len(told['drawn'])} drawn of {told['population']:,} decisions, by the root "
            f"{told['root']} and the randomness {told['randomness']}."
        )
        for one in told["drawn"]:
            yield f"{one['index']:>7}  {day(one['time']):<17}  {one['says']}"
    yield from only_read(told)
