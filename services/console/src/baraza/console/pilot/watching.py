"""Those who watch: they take over, look, ask, find, and see what is late (R47, R50)."""

from datetime import date, timedelta

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.founding import body_id, hand, propose, vote
from baraza.console.pilot.log import Noted
from baraza.console.pilot.mentoring import record_check_in
from baraza.console.pilot.operators import operate, operators
from baraza.console.pilot.people import relationships
from baraza.console.programme import Happening

PROPOSED = 7
"""Days before the hand-over it is proposed."""
ANSWERED, DECIDED = 10, 14
"""Days after a matter is raised."""


def watcher(driver: Driver) -> tuple[str, str]:
    """A seat of the body that holds `oversee` now."""
    return hand(driver, overseer(driver))


def overseer(driver: Driver) -> str:
    held: list[str] = []
    for fact in driver.facts("oversight", "MandateChanged"):
        if "oversee" in fact.data["kinds"]:
            body = fact.data["body"]
            held = [one for one in held if one != body]
            held += [body] if fact.data["change"] == "give" else []
    return held[-1]


# --- the hand-over ---------------------------------------------------------------------------


async def propose_hand_over(driver: Driver) -> None:
    """By the body that holds it, with the checkpoint that the next one starts from."""
    handed = driver.folder.programme.oversight_handed_over
    if handed is None:
        return
    size = driver.basis
    effect = {
        "effect": "mandate",
        "change": "hand_over",
        "from_body": body_id(handed.from_),
        "body": body_id(handed.to),
        "kinds": ["oversee"],
        "checkpoint_size": size,
        "checkpoint_root": await driver.root(size),
    }
    actor, acting_as = hand(driver, body_id(handed.from_))
    await propose(driver, actor, acting_as, [effect], consultation_days=2)


async def hand_over(driver: Driver) -> None:
    handed = driver.folder.programme.oversight_handed_over
    if handed is None:
        return
    for resolution in driver.on("oversight", "ResolutionProposed", PROPOSED):
        if resolution.data["effects"][0].get("change") == "hand_over":
            for body in (handed.from_, handed.to):
                await vote(driver, resolution.data["resolution"], body_id(body))


# --- looks -----------------------------------------------------------------------------------


async def look(driver: Driver) -> None:
    """A verification of the whole log, noted with the size and root that were seen."""
    actor, acting_as = watcher(driver)
    size = driver.basis
    data = {
        "kind": "verification",
        "programme": driver.folder.programme.programme_id,
        "log_size": size,
        "log_root": await driver.root(size),
        "result": "holds",
        "note": "Verified from the files, decided again: nothing differs.",
    }
    await driver.ask("oversight", "RecordLook", actor, data, acting_as=acting_as)


async def inspect(driver: Driver) -> None:
    """Some decisions, looked at one by one."""
    actor, acting_as = watcher(driver)
    seen = [pair.index for pair in relationships(driver)][:5]
    data = {
        "kind": "inspection",
        "programme": driver.folder.programme.programme_id,
        "log_size": driver.basis,
        "entries": seen,
        "result": "noted",
        "note": "Pairs are as their certificates say.",
    }
    await driver.ask("oversight", "RecordLook", actor, data, acting_as=acting_as)


# --- inquiries -------------------------------------------------------------------------------


async def inquire(driver: Driver) -> None:
    """To two operators: one will answer, of one nothing will be heard in time."""
    moves = [fact.index for fact in driver.facts("oversight", "MoneyMoved")][-3:]
    actor, acting_as = watcher(driver)
    for addressee in dict.fromkeys([operators(driver)[0], operators(driver)[-1]]):
        data = {
            "kind": "inquiry",
            "addressee": addressee,
            "entries": moves,
            "text": "What was this paid for, and who has seen the receipt?",
        }
        await driver.ask("oversight", "OpenMatter", actor, data, acting_as=acting_as)


async def answer_inquiry(driver: Driver) -> None:
    """The first operator's; a central one's only inquiry is answered too."""
    for matter in driver.on("oversight", "MatterOpened", ANSWERED):
        if matter.data["kind"] == "inquiry" and matter.data["addressee"] == operators(driver)[0]:
            data = {
                "kind": "inquiry",
                "matter": matter.data["matter"],
                "text": "For the pairs named; the receipts lie with our treasurer.",
            }
            await operate(driver, "oversight", "AnswerMatter", data)


async def decide_inquiry(driver: Driver) -> None:
    actor, acting_as = watcher(driver)
    for answer in driver.on("oversight", "MatterAnswered", DECIDED - ANSWERED):
        if answer.data["kind"] == "inquiry":
            data = {
                "kind": "inquiry",
                "matter": answer.data["matter"],
                "outcome": "answered",
                "ground": "answer_sufficient",
            }
            await driver.ask("oversight", "DecideMatter", actor, data, acting_as=acting_as)


# --- findings --------------------------------------------------------------------------------


async def find(driver: Driver) -> None:
    """Happenings of this day: check-ins of one pair that nobody told."""
    for happening in driver.happening("finding_is_raised", driver.today):
        missing = _missing(driver)
        if not missing:
            driver.skip(f"{happening.on} {happening.what}: no check-in is missing")
            continue
        actor, acting_as = watcher(driver)
        data = {
            "kind": "finding",
            "addressee": operators(driver)[0],
            "severity": "medium",
            "rule": "check_in_every_weeks",
            "entries": [fact.index for fact in missing],
            "text": happening.said["what"],
        }
        await driver.ask("oversight", "OpenMatter", actor, data, acting_as=acting_as)


def _missing(driver: Driver) -> list[Noted]:
    """Check-ins of the first pair that has some missing."""
    missing = [
        f for f in driver.facts("scheduling", "RecordMissing") if f.data["kind"] == "check_in"
    ]
    return [f for f in missing if f.data["relationship"] == missing[0].data["relationship"]]


def _closing(driver: Driver, days_before: int) -> list[Happening]:
    on = driver.today + timedelta(days=days_before)
    return [
        h
        for h in driver.folder.happenings
        if h.what == "finding_is_raised" and date.fromisoformat(h.said["closed"]) == on
    ]


REMEDIED, REPLIED = 5, 4
"""Days before a finding is closed."""


async def remedy(driver: Driver) -> None:
    """What was missing is told late."""
    pairs = {pair.data["relationship"]: pair for pair in relationships(driver)}
    for _ in _closing(driver, REMEDIED):
        for fact in _missing(driver):
            pair = pairs[fact.data["relationship"]]
            await record_check_in(driver, pair, fact.data["number"])


async def answer_finding(driver: Driver) -> None:
    for _ in _closing(driver, REPLIED):
        for matter in _findings(driver):
            data = {
                "kind": "finding",
                "matter": matter.data["matter"],
                "text": "The check-ins were made by telephone; they are on record now.",
            }
            await operate(driver, "oversight", "AnswerMatter", data)


def _findings(driver: Driver) -> list[Noted]:
    decided = {f.data["matter"] for f in driver.facts("oversight", "MatterDecided")}
    return [
        f
        for f in driver.facts("oversight", "MatterOpened")
        if f.data["kind"] == "finding" and f.data["matter"] not in decided
    ]


async def close_finding(driver: Driver) -> None:
    """With the entries that remedy it."""
    actor, acting_as = watcher(driver)
    for _ in _closing(driver, 0):
        late = [
            f.index
            for f in driver.on("scheduling", "RecordMade", REMEDIED)
            if f.data["kind"] == "check_in"
        ]
        for matter in _findings(driver):
            data = {
                "kind": "finding",
                "matter": matter.data["matter"],
                "outcome": "remedied" if late else "dismissed",
                "ground": "told_since",
                "entries": late,
            }
            await driver.ask("oversight", "DecideMatter", actor, data, acting_as=acting_as)


async def raise_risk(driver: Driver) -> None:
    """Somebody who mentors sees what could go wrong, and it is written down (R28)."""
    mentors = driver.folder.mentors
    if mentors:
        person = driver.person(mentors[0].person_ref)
        data = {
            "kind": "risk",
            "risk_kind": "mentors_overloaded",
            "likelihood": 3,
            "weight": 2,
            "text": "Those who lead at home have few evenings left.",
        }
        await driver.says(person, "oversight", "OpenMatter", data)


async def review_risk(driver: Driver) -> None:
    actor, acting_as = watcher(driver)
    decided = {f.data["matter"] for f in driver.facts("oversight", "MatterDecided")}
    for matter in driver.facts("oversight", "MatterOpened"):
        if matter.data["kind"] == "risk" and matter.data["matter"] not in decided:
            data = {
                "kind": "risk",
                "matter": matter.data["matter"],
                "outcome": "reviewed",
                "ground": "places_are_bounded",
            }
            await driver.ask("oversight", "DecideMatter", actor, data, acting_as=acting_as)
