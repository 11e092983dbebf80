"""Leaders suggest, and evaluation grows: one taken up in a new version, one declined (R48)."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.founding import hand, propose, vote
from baraza.console.pilot.intake import hand_with
from baraza.console.pilot.log import Noted
from baraza.console.pilot.starter import proposer, voters
from baraza.console.programme import Happening
from baraza.messaging.replies import RefusedReply

INSTRUMENT = "workshop"
DRAFTED, VOTED = 7, 14
"""Days after a suggestion: its new version is put to the vote, then adopted; others declined."""


def suggested(driver: Driver, days_ago: int) -> list[Happening]:
    return driver.happening("leader_suggests_change", driver.today - timedelta(days=days_ago))


async def suggest(driver: Driver) -> None:
    """Happenings of this day."""
    for happening in suggested(driver, 0):
        person = driver.person(happening.person_ref)
        data = {
            "kind": "suggestion",
            "programme": driver.folder.programme.programme_id,
            "instrument": INSTRUMENT,
            "version": _version(driver),
            "questions": [],
            "text": happening.said["text"],
        }
        reply = await driver.says(
            person, "feedback", "OpenMatter", data, acting_as="leader", refusable=True
        )
        if isinstance(reply, RefusedReply):
            driver.skip(f"{happening.on} {happening.what}: refused, {reply.reason}")


def _version(driver: Driver) -> int:
    adopted = [
        f.data["version"]
        for f in driver.facts("oversight", "RulesInForce")
        if f.data["kind"] == "instrument"
    ]
    return int(adopted[-1])


def _opened(driver: Driver, happening: Happening) -> Noted | None:
    """The matter that a suggestion became."""
    person = driver.person(happening.person_ref)
    for fact in driver.facts("feedback", "MatterOpened"):
        if fact.time.date() == happening.on and fact.data["person"] == person:
            return fact
    return None


async def draft_version(driver: Driver) -> None:
    """A version with one question more, that names the suggestion which it takes up."""
    actor, acting_as = hand(driver, proposer(driver))
    drafted = driver.facts("feedback", "RulesDrafted")[-1].data["version"]
    busy = drafted > _version(driver)
    for happening in suggested(driver, DRAFTED):
        matter = _opened(driver, happening)
        if matter and happening.said["outcome"] == "adopted":
            if busy:
                driver.skip(f"{happening.on} {happening.what}: another version is at the vote")
                continue
            data = {
                "kind": "instrument",
                "programme": driver.folder.programme.programme_id,
                "version": _version(driver) + 1,
                "rules": _rules(driver, matter),
            }
            await driver.ask("feedback", "DraftRules", actor, data, acting_as=acting_as)
            busy = True


def _rules(driver: Driver, matter: Noted) -> dict[str, Any]:
    """The text in force with a question more; those that stay are compared with themselves."""
    before = driver.facts("feedback", "RulesDrafted")[-1].data["rules"]
    rules: dict[str, Any] = deepcopy(dict(before))
    for instrument in rules["instruments"].values():
        kept = [question["code"] for question in instrument["questions"]]
        instrument["comparable"] = dict(zip(kept, kept, strict=True))
    new = {"code": f"asked_since_{_version(driver) + 1}", "level": "person", "scale": [0, 100]}
    rules["instruments"][INSTRUMENT]["questions"].append(new)
    return rules | {"suggestions_taken": [matter.data["matter"]]}


async def put_to_vote(driver: Driver) -> None:
    for draft in driver.on("feedback", "RulesDrafted"):
        effect = {
            "effect": "adopt",
            "kind": "instrument",
            "programme": draft.data["programme"],
            "version": draft.data["version"],
            "digest": draft.data["digest"],
            "from_on": (driver.today + timedelta(days=VOTED - DRAFTED)).isoformat(),
        }
        actor, acting_as = hand(driver, proposer(driver))
        await propose(driver, actor, acting_as, [effect], consultation_days=2)


async def adopt(driver: Driver) -> None:
    """A week after it was proposed, all bodies approve."""
    for resolution in driver.on("oversight", "ResolutionProposed", VOTED - DRAFTED):
        if any(effect.get("kind") == "instrument" for effect in resolution.data["effects"][:1]):
            for body in voters(driver):
                await vote(driver, resolution.data["resolution"], body)


async def decline(driver: Driver) -> None:
    """With its reason, by the body that adopts instruments."""
    actor, acting_as = hand_with(driver, "instruments")
    for happening in suggested(driver, DRAFTED):
        matter = _opened(driver, happening)
        if matter and happening.said["outcome"] == "declined":
            data = {
                "kind": "suggestion",
                "matter": matter.data["matter"],
                "outcome": "declined",
                "ground": _code(happening.said.get("reason", "not_now")),
            }
            await driver.ask("feedback", "DecideMatter", actor, data, acting_as=acting_as)


def _code(words: str) -> str:
    """A reason in words as the code that the log holds."""
    return "_".join("".join(c if c.isalnum() else " " for c in words.lower()).split())[:64]
