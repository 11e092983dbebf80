"""What `explain` says to a person who reads."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from baraza.auditor import story
from baraza.auditor.findings import FALSE
from baraza.auditor.reasons import SENTENCES
from baraza.auditor.sentences import begun, moment
from baraza.auditor.words.found import found
from baraza.transparency.standing import words

FEW = 5
"""Facts of one decision that are told whole."""
LONGEST = 300
"""Characters of one member's text; `--json` has the whole."""


def explained(told: Mapping[str, Any]) -> Iterator[str]:
    if "person" in told:
        decisions = told["decisions"]
        yield from _unverified(told)
        yield f"{len(decisions)} decisions name {told['person']}."
        yield from story.stepped(told["path"])
        yield f"Decided again: {_again(decisions)}. --json and --index tell each in full."
    elif "decision" in told:
        yield from _one(told)
        yield ""
    yield from found(told)


def _one(one: Mapping[str, Any]) -> Iterator[str]:
    decision, says = one["decision"], one["says"]
    command = decision["command"]
    last = decision["first"] + decision["count"] - 1
    yield f"Entries {decision['first']} to {last}, of {moment(command['time'])}"
    yield from _unverified(one) or [f"Standing: {_standing(one)}"]
    yield ""
    yield "In short"
    yield f"  {begun(says['who'])}, {says['as']}, asked to {says['asked_for']}."
    yield from _facts(says["facts"], one["index"])
    if one["answer"]:
        yield ""
        yield from story.answered(one["answer"])
    yield ""
    yield "Under which right"
    yield from _right(one)
    hand = one["hand"]
    yield f"  The hand note of {hand} stands for it." if hand else "  That is the operator's word."
    yield ""
    yield "On what ground"
    yield f"  {one['decider']} decided it on the first {one['basis']:,} entries of the log:"
    yield from _guards(one["guards"])
    yield from story.ruled(one["rules"])
    if one["causes"]:
        yield f"  it follows from {', '.join(one['causes'])}"
    for digest in one["exhibits"]:
        yield f"  evidence: exhibit/{digest}"
    yield from story.chained(one["upstream"], one["downstream"])
    yield ""
    yield "As it stands in the log"
    door = f" by {one['via']}" if one["via"] else ""
    yield (
        f"  {one['actor']}, acting as {one['actingas']}, asked{door} for {_name(command)} "
        f"on {command['subject']}."
    )
    yield from _told(command["data"])
    yield from _events(decision, one["index"])
    yield ""
    yield f"Decided again: {one['replayed']}."


def _unverified(told: Mapping[str, Any]) -> list[str]:
    """Said at the head, where a policy was given and nothing could be verified under it."""
    against = (
        one for one in told["findings"] if one["exit"] == FALSE and one["check"] in ("V1", "V2")
    )
    return [f"Standing: not verified: {one['detail']}" for one in against][:1]


def _standing(one: Mapping[str, Any]) -> str:
    """Never official where no policy was given, or its quorum is not met."""
    if not one["verified"]:
        return f"{one['standing']}, by the folder's own word: give --policy to have it verified"
    return f"{words(one)}, verified under the policy given"


def _facts(facts: list[Mapping[str, Any]], asked_about: int) -> Iterator[str]:
    """The first facts of a decision, and the one that was asked about."""
    for place, one in enumerate(facts):
        if place < FEW or one["index"] == asked_about:
            yield f"  {one['index']}: {one['says']}"
    if len(facts) > FEW:
        yield f"  {len(facts)} facts in all"


def _right(one: Mapping[str, Any]) -> Iterator[str]:
    right = one["mandate"]
    if right["given"]:
        yield from (f"  {line}" for line in story.given_words(right))
    elif one["upstream"]:
        first = one["upstream"][0]
        yield f"  It needs none: it follows from entry {first['index']} ({first['command']})."
    elif one["actor"].startswith(("service.", "voice.")):
        yield "  It needs none: the rules foresee it."
    else:
        yield "  The log names none before it."


def _guards(guards: list[Mapping[str, Any]]) -> Iterator[str]:
    """What it had read, and where each version was made."""
    for guard in guards[: story.MOST]:
        made = "" if guard["index"] is None else f", made by entry {guard['index']}"
        yield f"  it had read {guard['entity']} at version {guard['version']}{made}"
    if len(guards) > story.MOST:
        yield f"  and {len(guards) - story.MOST} more; --json tells each"


def _again(decisions: list[Mapping[str, Any]]) -> str:
    """How often each outcome of deciding again."""
    counts = Counter(one["replayed"] for one in decisions)
    return ", ".join(f"{count} {outcome}" for outcome, count in sorted(counts.items())) or "none"


def _events(decision: Mapping[str, Any], asked_about: int) -> Iterator[str]:
    """A large decision tells in full what was asked about, and of the rest as much as is read."""
    events = decision["events"]
    for index, event in enumerate(events, decision["first"] + 1):
        whole = len(events) <= FEW or index == asked_about
        if whole or index - decision["first"] <= FEW:
            yield f"  {_outcome(event)}"
        if whole and not _refused(event):
            yield from _told(event["data"])
    if len(events) > FEW:
        yield f"  {len(events)} facts in all; --json tells each"


def _outcome(event: Mapping[str, Any]) -> str:
    data = event["data"]
    if not _refused(event):
        return f"{_name(event)} on {event['subject']}, its version {event['entityversion']}"
    numbers = ", ".join(f"{name} {value}" for name, value in data["numbers"].items())
    code = f"{data['reason']}{f' ({numbers})' if numbers else ''}, by {data['rule']}"
    return f"refused: {code}. {SENTENCES.get(data['reason'], '')}".rstrip()


def _refused(event: Mapping[str, Any]) -> bool:
    return ".CommandRefused." in event["type"]


def _told(data: Mapping[str, Any]) -> Iterator[str]:
    """What a command or fact says, a line each; a personal value is in a vault, if anywhere."""
    for name, value in data.items():
        text = _plain(value)
        yield f"    {name}: {text if len(text) <= LONGEST else text[:LONGEST] + ' ...'}"


def _plain(value: Any) -> str:
    match value:
        case {"commit": _} if len(value) == 1:
            return "(personal: a commitment; the value lies in a vault)"
        case {"exhibit": digest, "size": size}:
            return f"exhibit/{digest} ({size} bytes)"
        case dict():
            return "{" + ", ".join(f"{k}: {_plain(v)}" for k, v in value.items()) + "}"
        case list():
            return "[" + ", ".join(_plain(item) for item in value) + "]"
        case _:
            return str(value)


def _name(document: Mapping[str, Any]) -> str:
    return str(document["type"].split(".")[3])
