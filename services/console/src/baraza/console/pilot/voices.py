"""What people say of what they took part in: a voice each, an answer each, the leaders' reports."""

from collections import Counter
from datetime import datetime
from typing import Any

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.log import Noted
from baraza.console.pilot.people import erased, live_relationships
from baraza.console.pilot.training import there

VOICED, ANSWERED, REPORTED = 2, 3, 5
"""Days after a collection opens, and after a workshop is held."""


async def take_voices(driver: Driver) -> None:
    """Who wants to answer takes a voice; the token is known to the vault alone."""
    gone = erased(driver)
    for fact in driver.on("feedback", "CollectionOpened", VOICED):
        collection = fact.data["collection"]
        for person in sorted(_concerned(driver, fact) - gone):
            ref = driver.ref(person)
            if driver.folder.happens("answers_feedback", (ref,), fact.time.date()):
                data = {
                    "collection": collection,
                    "person": person,
                    "token": driver.token("voice", collection, ref),
                }
                # A pair that ends on the day on which people are asked may be asked or not.
                await driver.says(person, "feedback", "IssueVoice", data, refusable=True)


def _concerned(driver: Driver, opened: Noted) -> set[str]:
    """Whom a collection asks: who was at the workshop, or has come to that many sessions."""
    kind, _, id_ = opened.data["about"].partition(".")
    if kind == "workshop":
        return there(driver, id_)
    series, point = id_.rpartition("-")[0], int(id_.rsplit("-", 2)[1])
    earlier = [
        f.time
        for f in driver.facts("feedback", "CollectionOpened")
        if f.index < opened.index and f.data["about"].rpartition("-")[0] == f"mentoring.{series}"
    ]
    live = {pair.data["mentee"] for pair in live_relationships(driver)}
    now = _came_to(driver, point, opened.time) & live
    return now - _came_to(driver, point, earlier[-1]) if earlier else now


def _came_to(driver: Driver, point: int, until: datetime) -> set[str]:
    """Mentees of pairs with so many sessions held and settled before a time."""
    made = {
        f.data["record"]: f
        for f in driver.facts("scheduling", "RecordMade")
        if f.data["kind"] == "session" and f.data["state"] == "held"
    }
    held: Counter[tuple[str, str]] = Counter()
    for fact in driver.facts("scheduling", "RecordSettled"):
        record = made.get(fact.data["record"])
        if record and fact.time < until and fact.data["outcome"] in {"confirmed", "undisputed"}:
            held[record.data["relationship"], record.data["mentee"]] += 1
    return {mentee for (_, mentee), count in held.items() if count >= point}


async def answer(driver: Driver) -> None:
    """Each voice speaks once, under an alias that names nobody, in an order of its own."""
    questions = {
        fact.data["collection"]: _questions(driver, fact)
        for fact in driver.on("feedback", "CollectionOpened", ANSWERED)
    }
    voices = []
    for fact in driver.facts("feedback", "VoiceIssued"):
        if fact.data["collection"] in questions:
            token = driver.token("voice", fact.data["collection"], driver.ref(fact.data["person"]))
            alias = "v" + driver.token("alias", token)[:32]
            voices.append((alias, fact.data["collection"], token))
    for alias, collection, token in sorted(voices):
        marks = {
            code: 50 + driver.number("marks", alias, code) % 51 for code in questions[collection]
        }
        data = {"collection": collection, "marks": marks, "token": token}
        await driver.ask("feedback", "RecordAnswer", f"voice.{alias}", data)


def _questions(driver: Driver, opened: Noted) -> list[str]:
    """The codes asked, by the version of the instrument with which it was opened."""
    version, name = opened.data["version"], opened.data["instrument"]
    drafted = [
        fact for fact in driver.facts("feedback", "RulesDrafted") if fact.data["version"] == version
    ]
    instrument: dict[str, Any] = drafted[-1].data["rules"]["instruments"][name]
    return [question["code"] for question in instrument["questions"]]


# --- leaders' reports ------------------------------------------------------------------------


async def report(driver: Driver) -> None:
    """The leader's own, within the week; one whom the folder names is late."""
    for held in driver.on("scheduling", "WorkshopHeld", REPORTED):
        if not _will_be_late(driver, held):
            await _report(driver, held)


def _will_be_late(driver: Driver, held: Noted) -> bool:
    """The first workshop that they lead."""
    leader = held.data["leader"]
    late = any(
        h.what == "leader_report_late"
        and driver.person(h.person_ref) == leader
        and h.on > driver.today
        for h in driver.folder.happenings
    )
    led = [f for f in driver.facts("scheduling", "WorkshopHeld") if f.data["leader"] == leader]
    return late and led[0].index == held.index


async def report_late(driver: Driver) -> None:
    """Happenings of this day: what was missing comes in."""
    for happening in driver.happening("leader_report_late", driver.today):
        leader = driver.person(happening.person_ref)
        told = {f.data["workshop"] for f in driver.facts("feedback", "LeaderReportSubmitted")}
        missing = [
            f
            for f in driver.facts("feedback", "LeaderReportMissing")
            if f.data["person"] == leader and f.data["workshop"] not in told
        ]
        held = {f.data["workshop"]: f for f in driver.facts("scheduling", "WorkshopHeld")}
        if not missing:
            driver.skip(f"{happening.on} {happening.what}: {happening.person_ref} owes none")
        for fact in missing[:1]:
            await _report(driver, held[fact.data["workshop"]])


async def _report(driver: Driver, held: Noted) -> None:
    instruments = driver.folder.starter("feedback", "instrument")["instruments"]
    leader = held.data["leader"]
    data = {
        "workshop": held.data["workshop"],
        "person": leader,
        "marks": {q["code"]: 80 for q in instruments["leader-report"]["questions"]},
        "text": "Good questions; the time was short for the exercises.",
    }
    await driver.says(leader, "feedback", "SubmitLeaderReport", data, acting_as="leader")
