"""What each round came to: floors and what they cost, and why those without a mentor have none."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from baraza.console.pilot.driver import Driver


def settled(driver: Driver) -> list[str]:
    """The rounds that have an answer, in the order in which they were settled."""
    return [fact.data["round"] for fact in driver.log.everything("matching", "RoundSettled")]


def rounds(driver: Driver, floors: Mapping[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One object each; `floors` are matching's answers of that name, by round.

    A round without an answer has no `equity` and no `groups`: it is of another rule, or too large.
    """
    reasons: dict[str, Counter[str]] = {}
    for fact in driver.log.everything("matching", "MenteeUnmatched"):
        reasons.setdefault(fact.data["round"], Counter())[fact.data["reason"]] += 1
    found = []
    for fact in driver.log.everything("matching", "RoundSettled"):
        of, data = floors.get(fact.data["round"]) or {}, fact.data
        found.append(
            {
                "round": data["round"],
                "mentees": data["matched"] + data["unmatched"],
                "matched": data["matched"],
                "unmatched_reasons": dict(sorted(reasons.get(data["round"], Counter()).items())),
                "welfare": data["welfare"],
                "price_of_equity": (of.get("equity") or {}).get("price"),
                "floors": [_group(group) for group in of.get("groups") or ()],
            }
        )
    return found


def _group(group: Mapping[str, Any]) -> dict[str, Any]:
    names = ("group", "size", "target", "floor", "matched", "per_mille")
    return {name: group[name] for name in names}


def sentence(told: Mapping[str, Any]) -> str:
    """One round in a sentence."""
    said = f"Round {told['round']}: {told['matched']} of {told['mentees']} mentees matched"
    rates = [of["per_mille"] for of in told["floors"] if of["per_mille"] is not None]
    if any(of["target"] for of in told["floors"]) and rates:
        said += f", of each group at least {min(rates)} in a thousand"
    if told["price_of_equity"] is not None:
        with_, price = told["welfare"], told["price_of_equity"]
        said += f"; the floors cost {price:,} of {with_ + price:,} points"
    if told["unmatched_reasons"]:
        said += f"; told why not: {_listed(told['unmatched_reasons'])}"
    return said


def _listed(reasons: Mapping[str, int]) -> str:
    parts: Sequence[str] = [f"{code.replace('_', ' ')} {n}" for code, n in reasons.items()]
    return ", ".join(parts)
