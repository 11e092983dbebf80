"""What becomes of pairs beside their round: a backup is named, a pair pauses for some weeks."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import islice

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.log import Noted
from baraza.console.pilot.mentoring import booked, started
from baraza.console.pilot.operators import operate
from baraza.console.pilot.pairing import asked_now, without_place
from baraza.console.pilot.people import erased, holders
from baraza.messaging.replies import RefusedReply

BACKED = 300
"""Of a thousand pairs, for how many the coordinator names a backup on their fourth day."""
ASKED = 3
"""So many mentors are tried: only scheduling knows whether two people have hours in common."""
PAUSES, PAUSES_AFTER, PAUSED_DAYS = 50, 90, 21
"""Of a thousand pairs, how many pause; so many days after they began, for three weeks."""


async def name_backups(driver: Driver) -> None:
    """The first other mentor of the round who may be one; whom a rule excludes, the log says."""
    for pair in started(driver, 4):
        if driver.per_mille(BACKED, "backup", driver.ref(pair.data["mentee"])):
            await _name_one(driver, pair)


async def _name_one(driver: Driver, pair: Noted) -> None:
    for spare in islice(_spare(driver, pair), ASKED):
        data = {"relationship": pair.data["relationship"], "backup": spare}
        reply = await operate(driver, "matching", "DesignateBackup", data, refusable=True)
        if not isinstance(reply, RefusedReply):
            return


def _spare(driver: Driver, pair: Noted) -> Iterator[str]:
    """With a place and a language in common, those on the mentee's own continent first."""
    entered = {
        fact.data["person"]: fact.data
        for fact in driver.facts("matching", "RoundEntered")
        if fact.data["round"] == pair.data["round"]
    }
    taken = without_place(driver) | asked_now(driver) | erased(driver) | {pair.data["mentor"]}
    speaks = set(entered[pair.data["mentee"]]["languages"])
    here = _continent(driver, pair.data["mentee"])
    free = sorted(set(holders(driver, "mentor")) - taken, key=driver.ref)
    for who in sorted(free, key=lambda one: _continent(driver, one) != here):
        said = entered.get(who)
        if said and said["side"] == "mentor" and speaks & set(said["languages"]):
            yield who


def _continent(driver: Driver, person: str) -> str:
    return driver.folder.person(driver.ref(person)).time_zone.partition("/")[0]


async def pause(driver: Driver) -> None:
    """The mentee says so, and the two call off what they had booked meanwhile."""
    back = driver.today + timedelta(days=PAUSED_DAYS)
    for pair in started(driver, PAUSES_AFTER):
        mentee = pair.data["mentee"]
        if back.isoformat() >= pair.data["ends_on"] or mentee in erased(driver):
            continue
        if driver.per_mille(PAUSES, "pauses", driver.ref(mentee)):
            data = {
                "relationship": pair.data["relationship"],
                "change": "pause",
                "until": back.isoformat(),
            }
            await driver.says(mentee, "matching", "ChangeRelationship", data, acting_as="mentee")
            for session in booked(driver, pair, back):
                off = {"session": session, "to": "cancelled"}
                await driver.says(mentee, "scheduling", "ChangeSession", off, acting_as="mentee")
