"""Judges of matters: each has its place and its time, and nobody decides about themselves."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from baraza.decider import instant
from simulation.story import Fact, Story

Judge = Callable[[Story], Iterator[str]]
Id = tuple[str, str, str]


@dataclass
class _Matter:
    """An open matter, followed through the log."""

    opened: Fact
    addressee: str
    ends: dict[str, datetime]
    """By what is owed (answer, decision), when it is late."""
    overdue: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)


def _id(fact: Fact) -> Id:
    return (fact.service, fact.data["kind"], fact.data["matter"])


def _followed(story: Story) -> Iterator[tuple[Fact, dict[Id, _Matter]]]:
    """Each fact about matters, with the matters as they stand right after it."""
    matters: dict[Id, _Matter] = {}
    for fact in story.facts():
        match fact.name:
            case "MatterOpened":
                ends = {"decision": instant(fact.data["decide_by"])}
                if fact.data.get("answer_by"):
                    ends["answer"] = instant(fact.data["answer_by"])
                matters[_id(fact)] = _Matter(fact, fact.data["addressee"], ends)
            case "MatterAnswered":
                matters[_id(fact)].done.add("answer")
            case "MatterDecided":
                matters[_id(fact)].done |= {"answer", "decision"}
            case "RulesInForce" | "RulesDrafted" | "MandateChanged":
                pass
            case "MatterOverdue":
                matters[_id(fact)].overdue.add(fact.data["what"])
            case _:
                continue
        yield fact, matters


def _adopted(story: Story) -> set[str]:
    """Suggestions that an adopted version has taken up, which decides them."""
    drafted: dict[str, list[str]] = {}
    taken: set[str] = set()
    for fact in story.facts("feedback.RulesDrafted", "oversight.RulesInForce"):
        if fact.name == "RulesDrafted":
            drafted[fact.data["digest"]] = fact.data["rules"].get("suggestions_taken", [])
        else:
            taken |= set(drafted.get(fact.data["digest"], ()))
    return taken


def _left_open(story: Story) -> Iterator[tuple[Id, _Matter, str]]:
    """What was late at the end of the log, and is neither done nor said to be overdue."""
    last: dict[Id, _Matter] = {}
    for _, matters in _followed(story):
        last = matters
    for id_, matter in last.items():
        for what, end in matter.ends.items():
            if end < story.ends and what not in matter.done | matter.overdue:
                yield id_, matter, what


def suggestions_are_decided(story: Story) -> Iterator[str]:
    """I36: a suggestion past its time is decided, taken up by a version, or overdue."""
    taken = _adopted(story)
    for (_, kind, id_), matter, what in _left_open(story):
        if kind == "suggestion" and id_ not in taken:
            yield f"{matter.opened}: its {what} was due {matter.ends[what]}"


def matters_have_their_time(story: Story) -> Iterator[str]:
    """I52: no open matter is past its time without being overdue; none is so before."""
    for (_, kind, _), matter, what in _left_open(story):
        if kind != "suggestion":
            yield f"{matter.opened}: its {what} was due {matter.ends[what]}"
    for fact, matters in _followed(story):
        if fact.name == "MatterOpened" and not (fact.data["addressee"] and fact.index):
            yield f"{fact} is addressed to nobody"
        if fact.name == "MatterOverdue":
            matter, what = matters[_id(fact)], fact.data["what"]
            if fact.at < matter.ends.get(what, fact.at) or what in matter.done:
                yield f"{fact}: its {what} was not due"


KINDS = {
    "inquiry": "oversee",
    "finding": "oversee",
    "risk": "oversee",
    "appeal": "appeals",
    "suggestion": "instruments",
}
"""By which mandate a matter of each kind is decided, and so handed over."""
MOVED = frozenset({"risk", "appeal", "suggestion"})
"""Those that are addressed to whoever has that mandate."""


def open_matters_go_with_their_mandate(story: Story) -> Iterator[str]:
    """I44: what was open and addressed to whoever handed over is its successor's afterwards."""
    for fact, matters in _followed(story):
        if fact.name == "MandateChanged" and fact.data.get("to_body"):
            for (_, kind, _), matter in matters.items():
                programme = fact.data.get("programme")
                same = programme in {None, matter.opened.data.get("programme")}
                handed = KINDS.get(kind) in fact.data["kinds"] and same
                if handed and kind in MOVED and matter.addressee == fact.data["body"]:
                    matter.addressee = fact.data["to_body"]
        if fact.name == "MatterOverdue":
            matter = matters[_id(fact)]
            if fact.data["addressee"] != matter.addressee:
                yield f"{fact}: it names {fact.data['addressee']}, not {matter.addressee}"


def nobody_decides_their_own_appeal(story: Story) -> Iterator[str]:
    """I48: an appeal is decided by nobody who took part in what it is about."""
    about: dict[str, int] = {}
    for fact in story.facts("oversight.MatterOpened", "oversight.MatterDecided"):
        if fact.data["kind"] != "appeal":
            continue
        if fact.name == "MatterOpened":
            about[fact.data["matter"]] = fact.data["about"]
            continue
        appealed = story.at(about.get(fact.data["matter"], -1))
        withdrawn = fact.data["outcome"] == "withdrawn"
        if appealed and not withdrawn and fact.decision.actor == appealed.actor:
            yield f"{fact}: {fact.decision.actor} decided what it is about too"


JUDGES: Mapping[str, Judge] = {
    "I36": suggestions_are_decided,
    "I44": open_matters_go_with_their_mandate,
    "I48": nobody_decides_their_own_appeal,
    "I52": matters_have_their_time,
}
