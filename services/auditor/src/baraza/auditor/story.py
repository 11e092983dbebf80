"""The answer of an explanation in plain words: who, since when, why, under which rules."""

from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor.sentences import day

MOST = 12
"""Causes or consequences that are told one by one."""
_WITHOUT = {
    "no_candidate": "no mentor who entered was permitted to this mentee by the rules",
    "shortage": "the mentors permitted to this mentee had fewer places than mentees sought them",
    "outranked": "each mentor permitted to this mentee took mentees it wants more",
    "left": "the mentee had left before the outcome",
    "place_lost": "the settled pair could not be put to each other any more by then",
}
_HOW = {
    "round": "by the round",
    "hand": "by hand",
    "rematch": "after an earlier relationship ended",
}


def answered(answer: Mapping[str, Any]) -> Iterator[str]:
    """The first lines of an explanation that has an answer."""
    yield from _pair(answer) if answer["kind"] == "pair" else _unmatched(answer)
    why = answer["why"]
    if why.get("welfare") is not None:
        yield (
            f"  The round took a set of pairs that is proved to be {_proved(why)}: "
            f"{why['matched']} matched, {why['unmatched']} not, scores {why['welfare']} in all."
        )
        yield f"  Compute it again from exhibit/{why['instance']} and exhibit/{why['result']},"
        yield f"  with the public chance {why['randomness']}."
    yield "The way:"
    path = answer["path"]
    left = len(path) - 2 * MOST
    for step in path if left <= 0 else (*path[:MOST], None, *path[-MOST:]):
        if step is None:
            yield f"           and {left} steps between; --json tells each"
        else:
            yield f"  {step['index']:>7}  {day(step['time']):<17}  {step['says']}"


def _pair(answer: Mapping[str, Any]) -> Iterator[str]:
    mentor, mentee, state = answer["mentor"], answer["mentee"], answer["state"]
    if answer["since"]:
        yield f"{mentor} mentors {mentee} since {day(answer['since'])}. At the end: {state}."
    else:
        yield f"{mentor} was proposed to {mentee} as a mentor. At the end: {state}."
    why = answer["why"]
    how = _HOW.get(str(why["origin"]), str(why["origin"]))
    yield f"Why: they were put together {how} {answer['round']}, with a score of {why['score']}."


def _unmatched(answer: Mapping[str, Any]) -> Iterator[str]:
    yield f"{answer['mentee']} had no mentor in round {answer['round']}, {day(answer['since'])}."
    why = answer["why"]
    yield f"Why ({why['reason']}): {_WITHOUT.get(why['reason'], why['reason'])}."
    if why["shortage"]:
        yield f"  Those who together had too few places are the set with SHA-256 {why['shortage']}."


def ruled(rules: list[Mapping[str, Any]]) -> Iterator[str]:
    """Which texts were in force, and who adopted them."""
    for rule in rules:
        where = f" for {rule['programme']}" if rule["programme"] else ""
        since = f" from {day(str(rule['from_on']))}" if rule["from_on"] else ""
        yield f"  it applied {rule['rule']}{where}, in force{since} by entry {rule['index']}"
        yield from (f"    {line}" for line in adopted_words(rule["adopted_by"]))


def given_words(right: Mapping[str, Any]) -> list[str]:
    """What gave a right, and who adopted it, a line each."""
    lines = []
    for one in right["given"]:
        lines.append(f"entry {one['index']}: {one['says']}")
        if one["adopted_by"] or one["fact"] == "MandateChanged":
            lines += [f"  {line}" for line in adopted_words(one["adopted_by"])]
    return lines


def adopted_words(by: Mapping[str, Any] | None) -> list[str]:
    """Which resolution, and the votes of which bodies."""
    if by is None:
        return ["the log names no resolution behind it"]
    votes = "; ".join(
        f"{vote['body']} {vote['seats_for']} for, {vote['seats_against']} against"
        for vote in by["votes"]
    )
    return [f"adopted by resolution {by['resolution']} at entry {by['index']}: {votes}"]


def chained(
    upstream: list[Mapping[str, Any]], downstream: list[Mapping[str, Any]]
) -> Iterator[str]:
    """What it followed from, and what followed."""
    for title, briefs in (("It followed from", upstream), ("What followed", downstream)):
        if briefs:
            yield f"{title}:"
        for brief in briefs[:MOST]:
            yield f"  {_brief(brief)}"
        if len(briefs) > MOST:
            yield f"  and {len(briefs) - MOST} more; --json tells each"


def stepped(path: list[Mapping[str, Any]]) -> Iterator[str]:
    """A person's path, a line for each decision that names them."""
    for step in path:
        yield _brief(step)
        for one in step["about"][:MOST]:
            yield f"{one['index']:>7}    {one['says']}"
        if len(step["about"]) > MOST:
            yield f"           and {len(step['about']) - MOST} more; --json tells each"


def _brief(brief: Mapping[str, Any]) -> str:
    return f"{brief['index']:>7}  {day(brief['time']):<17}  {brief['says']}"


def _proved(why: Mapping[str, Any]) -> str:
    """What its rule set asked for; a log without the announcement tells of the best."""
    if why.get("policy") == "stable":
        return "stable, and of all stable ones the best for every mentee"
    gap = f", or within {why['gap']} points of it" if why.get("gap") else ""
    return f"the best{gap}"
