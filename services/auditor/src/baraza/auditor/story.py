"""The answer of an explanation in plain words: who, since when, why, under which rules."""

from collections.abc import Iterator, Mapping
from typing import Any

MOST = 12
"""Causes or consequences that are told one by one."""
_WITHOUT = {
    "no_candidate": "no mentor who entered was permitted to this mentee by the rules",
    "shortage": "the mentors permitted to this mentee had fewer places than mentees sought them",
    "left": "the mentee had left before the outcome",
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
            f"  The round took a set of pairs that is proved to be the best: {why['matched']} "
            f"matched, {why['unmatched']} not, scores {why['welfare']} in all."
        )
        yield f"  Compute it again from exhibit/{why['instance']} and exhibit/{why['result']},"
        yield f"  with the public chance {why['randomness']}."
    yield "The way:"
    for step in answer["path"]:
        yield f"  {step['index']:>7}  {day(step['time'])}  {said(step['fact'], step['data'])}"


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
        since = f" from {rule['from_on']}" if rule["from_on"] else ""
        yield f"  it applied {rule['rule']}{where}, in force{since} by entry {rule['index']}"
        by = rule["adopted_by"]
        if by is None:
            continue
        votes = "; ".join(
            f"{vote['body']} {vote['seats_for']} for, {vote['seats_against']} against"
            for vote in by["votes"]
        )
        yield f"    adopted by resolution {by['resolution']} at entry {by['index']}: {votes}"


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
        about = [said(one["fact"], one["data"]) for one in step["about"]]
        yield f"{_brief(step)}{': ' if about else ''}{'; '.join(about[:MOST])}"


def said(fact: str, data: Mapping[str, Any]) -> str:
    """A fact in one line: its name, and those of its members that are short and plain."""
    shown = [
        f"{name} {value}"
        for name, value in data.items()
        if isinstance(value, str | int) and len(str(value)) <= 40
    ]
    return f"{fact} ({', '.join(shown)})" if shown else fact


def day(time: str) -> str:
    return time[:10]


def _brief(brief: Mapping[str, Any]) -> str:
    what = f"{brief['actor']} asked {brief['service']} for {brief['command']}"
    return f"{brief['index']:>7}  {day(brief['time'])}  {what}"
