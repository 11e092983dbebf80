"""Judges of the ring fence: where money lies, how it moves, and for what."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from simulation.story import Data, Fact, Story

Judge = Callable[[Story], Iterator[str]]

MOVES = {
    "allocation": {"line"},
    "line": {"next_period", "allocation", "line", "reserved", "spent"},
    "reserved": {"line", "spent"},
    "spent": {"line"},
}
"""The nine, as requirements list them: from where money may go where."""
FOR_A_PURPOSE = {"reserved", "spent"}


def money_is_where_it_should_be(story: Story) -> Iterator[str]:
    """I39: funded = spent + reserved + available + returned + rolled over, each at least 0."""
    lies: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for fact in story.facts("oversight.MoneyMoved", "oversight.EnvelopeClosed"):
        envelope = lies[fact.data["envelope"]]
        if fact.name == "EnvelopeClosed":
            yield from _closed(fact, envelope)
            continue
        amount = fact.data["amount_minor"]
        if amount <= 0:
            yield f"{fact} moves {amount}"
        source, target = _account(fact.data["source"]), _account(fact.data["target"])
        envelope[source] -= amount
        envelope[target] += amount
        envelope["funded"] += amount if source == "allocation" else 0
        envelope["returned"] += amount if target == "allocation" else 0
        below = {k: v for k, v in envelope.items() if v < 0 and k != "allocation"}
        if below:
            yield f"{fact}: below nothing in {sorted(below)}"


def _account(told: Data) -> str:
    return f"line {told.get('line')}" if told["account"] == "line" else str(told["account"])


def _closed(fact: Fact, envelope: Mapping[str, int]) -> Iterator[str]:
    """What a closing says is what was moved, and nothing lies in it any more."""
    rows = {
        "funded_minor": envelope["funded"],
        "spent_minor": envelope["spent"],
        "returned_minor": envelope["returned"],
        "rolled_over_minor": envelope["next_period"],
    }
    said = {name: fact.data[name] for name in rows}
    lying = sum(v for k, v in envelope.items() if k.startswith("line ") or k == "reserved")
    if said != rows or lying or rows["funded_minor"] != sum(rows.values()) - rows["funded_minor"]:
        yield f"{fact}: it says {said}, moved were {rows}, and {lying} lies in it"


def money_stays_inside_the_fence(story: Story) -> Iterator[str]:
    """I40: one of nine moves, in an open envelope, for a purpose of its own programme."""
    envelopes: dict[str, str] = {}
    closed: set[str] = set()
    purposes: dict[str, str] = {}
    for fact in story.facts():
        data = fact.data
        match fact.kind:
            case "oversight.EnvelopeOpened":
                envelopes[data["envelope"]] = data["programme"]
            case "oversight.EnvelopeClosed":
                closed.add(data["envelope"])
            case "oversight.MoneyMoved":
                programme = envelopes.get(data["envelope"])
                if programme is None or data["envelope"] in closed:
                    yield f"{fact}: there is no open envelope {data['envelope']}"
                yield from _allowed(fact, str(programme), purposes)
            case _:
                pass
        if "programme" in data:
            for name in ("workshop", "series", "relationship", "engagement"):
                if name in data:
                    purposes.setdefault(f"{name}.{data[name]}", data["programme"])


def _allowed(fact: Fact, programme: str, purposes: Mapping[str, str]) -> Iterator[str]:
    source, target = fact.data["source"]["account"], fact.data["target"]["account"]
    purpose = fact.data.get("purpose")
    says_why = FOR_A_PURPOSE & {source, target} and purpose != "administration"
    if target not in MOVES.get(source, ()):
        yield f"{fact}: no move goes from {source} to {target}"
    elif says_why and purposes.get(str(purpose)) != programme:
        yield f"{fact}: {purpose} is no purpose of {programme}"


def engaged_from_outside_with_ground_and_money(story: Story) -> Iterator[str]:
    """I23: an external has a declared gap, and the money was reserved before."""
    gaps: set[str] = set()
    asked: dict[str, Data] = {}
    reserved: dict[str, int] = defaultdict(int)
    for fact in story.facts():
        data = fact.data
        match fact.kind:
            case "registration.GapDeclared":
                gaps.add(data["gap"])
            case "registration.EngagementRequested":
                asked[data["engagement"]] = data
            case "oversight.MoneyMoved" if data["target"]["account"] == "reserved":
                reserved[data.get("purpose", "")] += data["amount_minor"]
            case "registration.RoleGranted" if data["role"] == "external":
                told = asked.get(data.get("engagement", ""))
                if told is None or told["gap"] not in gaps or told["person"] != data["person"]:
                    yield f"{fact}: no gap was declared for {data['person']}"
                elif reserved[f"engagement.{told['engagement']}"] < told["cost_minor"]:
                    yield f"{fact}: {told['cost_minor']} was not reserved before"
            case _:
                continue


JUDGES: Mapping[str, Judge] = {
    "I23": engaged_from_outside_with_ground_and_money,
    "I39": money_is_where_it_should_be,
    "I40": money_stays_inside_the_fence,
}
