"""The whole system's judges: each reads the log alone, and names what breaks an invariant.

Their numbers are those of the list of invariants. A judge says nothing of a log that holds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from baraza.decider import instant
from simulation import judges_of_bodies, judges_of_matters, judges_of_money, judges_of_people
from simulation.story import Fact, Story

Judge = Callable[[Story], Iterator[str]]


def who_decided_is_told(story: Story) -> Iterator[str]:
    """I1: actor, acting role, reason and version of rules stand in every command."""
    for decision in story.decisions:
        needed = {"actor", "actingas", "decider"}
        if not decision.actor.startswith("service.") and decision.service != "ledger":
            needed.add("reason")
        if missing := sorted(needed - decision.document.keys()):
            yield f"{decision.name} at {decision.index} lacks {', '.join(missing)}"


def externals_decide_nothing(story: Story) -> Iterator[str]:
    """I17: who acts as an external has every decision refused."""
    for decision in story.decisions:
        if decision.acting_as == "external" and decision.refused is None:
            yield f"{decision.name} at {decision.index} was decided by {decision.actor}"


def nothing_lies_beyond_the_horizon(story: Story) -> Iterator[str]:
    """I29: a workshop or session begins within 36 months of its decision."""
    kinds = ("WorkshopAnnounced", "WorkshopChanged", "SessionBooked")
    for fact in story.facts(*(f"scheduling.{kind}" for kind in kinds)):
        if instant(fact.data["start"]) > _months_after(fact.at, 36):
            yield f"{fact}: {fact.data['start']} is more than 36 months away"


def rooms_are_never_overfull(story: Story) -> Iterator[str]:
    """I32: as many enrolled as there are places; the first who waits is promoted, at once."""
    places: dict[str, int] = {}
    holders: dict[str, set[str]] = defaultdict(set)
    queues: dict[str, list[str]] = defaultdict(list)
    for decision in story.decisions:
        for fact in decision.facts:
            if fact.kind in {"scheduling.WorkshopPlanned", "scheduling.WorkshopAnnounced"}:
                places[fact.data["workshop"]] = fact.data["places"]
            elif fact.service == "scheduling":
                yield from _seated(fact, holders, queues)
        for workshop, room in places.items():
            if len(holders[workshop]) > room:
                yield f"{workshop} has {len(holders[workshop])} in {room} places"


def _seated(
    fact: Fact, holders: dict[str, set[str]], queues: dict[str, list[str]]
) -> Iterator[str]:
    workshop, person = fact.data.get("workshop", ""), fact.data.get("person", "")
    match fact.name:
        case "ParticipantEnrolled":
            holders[workshop].add(person)
        case "EnrolmentQueued":
            queues[workshop].append(person)
        case "EnrolmentCancelled":
            holders[workshop].discard(person)
            if person in queues[workshop]:
                queues[workshop].remove(person)
        case "EnrolmentPromoted":
            if queues[workshop][:1] != [person]:
                yield f"{fact}: {person} was not the first who waited for {workshop}"
            if not fact.decision.has("scheduling.EnrolmentCancelled", workshop=workshop):
                yield f"{fact}: no place fell free in this decision"
            queues[workshop] = [one for one in queues[workshop] if one != person]
            holders[workshop].add(person)
        case _:
            pass


def answers_keep_their_version(story: Story) -> Iterator[str]:
    """I35: an answer has the version of instrument that its collection was opened with."""
    versions = {
        fact.data["collection"]: fact.data["version"]
        for fact in story.facts("feedback.CollectionOpened")
    }
    for fact in story.facts("feedback.AnswerRecorded"):
        if versions.get(fact.data["collection"]) != fact.data["version"]:
            yield f"{fact}: version {fact.data['version']} of {fact.data['collection']}"


def answers_name_nobody(story: Story) -> Iterator[str]:
    """I37: an answer is a voice's, which speaks in one collection, and names no person."""
    spoken: dict[str, str] = {}
    for fact in story.facts("feedback.AnswerRecorded"):
        collection, voice = fact.data["collection"], fact.data["voice"]
        if fact.decision.actor != f"voice.{voice}":
            yield f"{fact}: {fact.decision.actor} gave the answer of {voice}"
        if spoken.setdefault(voice, collection) != collection:
            yield f"{fact}: {voice} speaks in {spoken[voice]} too"
        if named := sorted({"person", "causationid"} & {*fact.data, *fact.decision.document}):
            yield f"{fact} says whose it is: {', '.join(named)}"


def one_person_answers_once(story: Story) -> Iterator[str]:
    """I38: one voice a person and collection, one answer a voice, no more than were eligible."""
    issued: set[tuple[str, str]] = set()
    answered: set[tuple[str, str]] = set()
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])  # eligible, issued, answered
    for fact in story.facts(
        "feedback.CollectionOpened", "feedback.VoiceIssued", "feedback.AnswerRecorded"
    ):
        collection = fact.data["collection"]
        count = counts[collection]
        if fact.name == "CollectionOpened":
            count[0] = fact.data["eligible"]
            continue
        who = (collection, fact.data.get("person") or fact.data["voice"])
        once = issued if fact.name == "VoiceIssued" else answered
        if who in once:
            yield f"{fact}: {who[1]} a second time in {collection}"
        once.add(who)
        count[1 if fact.name == "VoiceIssued" else 2] += 1
        if not count[0] >= count[1] >= count[2]:
            yield f"{fact}: of {count[0]} eligible {count[1]} have a voice, {count[2]} answered"


SMALL = 5
OF_THINGS = {"forecast", "formats", "investment", "delivery"}
"""Reports that count sessions, workshops, places and money: few of them single out nobody."""


def few_are_hidden(story: Story) -> Iterator[str]:
    """I26: no published report or evaluation shows a cell under five, or that leaves so few."""
    for fact in story.facts("registration.ReportPublished", "feedback.EvaluationPublished"):
        if fact.data.get("kind") in OF_THINGS:
            continue
        for row in fact.data["rows"]:
            counts = [row[name] for name in ("count", "of", "answers") if name in row]
            if "count" in row and "of" in row and row["of"] > row["count"]:
                counts.append(row["of"] - row["count"])
            if any(count < SMALL for count in counts):
                yield f"{fact}: {row}"


def _months_after(at: datetime, months: int) -> datetime:
    """The same day so many months later, as far as a month has it."""
    month = at.month - 1 + months
    first = at.replace(year=at.year + month // 12, month=month % 12 + 1, day=1)
    return first + timedelta(days=at.day)


JUDGES: Mapping[str, Judge] = {
    "I1": who_decided_is_told,
    "I17": externals_decide_nothing,
    "I26": few_are_hidden,
    "I29": nothing_lies_beyond_the_horizon,
    "I32": rooms_are_never_overfull,
    "I35": answers_keep_their_version,
    "I37": answers_name_nobody,
    "I38": one_person_answers_once,
    **judges_of_people.JUDGES,
    **judges_of_money.JUDGES,
    **judges_of_bodies.JUDGES,
    **judges_of_matters.JUDGES,
}


def judged(story: Story) -> list[str]:
    """What every judge says, each with its number."""
    return [f"{number}: {said}" for number, judge in JUDGES.items() for said in judge(story)]
