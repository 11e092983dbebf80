"""What pairs do: agree on goals, meet, say so, look back, part."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from baraza.console.pilot import money
from baraza.console.pilot.driver import Driver
from baraza.console.pilot.log import Noted
from baraza.console.pilot.operators import operate
from baraza.console.pilot.people import erased, live_relationships
from baraza.console.pilot.times import mondays
from baraza.decider import instant, written
from baraza.messaging.replies import RefusedReply

SIDES = ("mentee", "mentor")
VENUES = ("online", "online", "on_wiki", "in_person")
"""Where sessions are held: half of them online."""
CONFIRMS = 800
"""Of a thousand records, how many the other side confirms by itself."""
WINDING_UP_DAYS = 3
"""Before the last day a pair has its closing talk."""


async def agree_goals(driver: Driver) -> None:
    """Two days after they became a pair: each says the same number of meetings."""
    rhythm = driver.folder.programme.mentoring
    for pair in started(driver, 2):
        for side in SIDES:
            data = {
                "relationship": pair.data["relationship"],
                "person": pair.data[side],
                "goals": "One thing of my own, led from its plan to its report.",
                "sessions": len(_weeks(driver, pair)[:: rhythm.every_weeks]),
                "every_weeks": rhythm.every_weeks,
            }
            await driver.says(pair.data[side], "matching", "AgreeGoals", data, acting_as=side)


SHORT = 30
"""Minutes of a session where two people never have the usual length in common."""


async def book_sessions(driver: Driver) -> None:
    """A day later: the whole rhythm at once, in the hours that both have."""
    rhythm = driver.folder.programme.mentoring
    for pair in started(driver, 3):
        weeks = _weeks(driver, pair)
        data = {
            "relationship": pair.data["relationship"],
            "first_week": written(weeks[0]),
            "every_weeks": rhythm.every_weeks,
            "sessions": len(weeks[:: rhythm.every_weeks]),
            "minutes": rhythm.session_minutes,
        }
        booked = await _book(driver, pair, data)
        if not booked and rhythm.session_minutes > SHORT:
            await _book(driver, pair, data | {"minutes": SHORT})


async def _book(driver: Driver, pair: Noted, data: Mapping[str, Any]) -> bool:
    mentee = pair.data["mentee"]
    reply = await driver.says(
        mentee, "scheduling", "BookSession", data, acting_as="mentee", refusable=True
    )
    return not isinstance(reply, RefusedReply)


async def support(driver: Driver) -> None:
    """What a relationship costs the programme, paid when it has begun."""
    await money.support(driver, [pair.data["relationship"] for pair in started(driver, 3)])


def started(driver: Driver, days_ago: int) -> Iterator[Noted]:
    """Pairs that began so many days ago and still are one."""
    live = {pair.data["relationship"] for pair in live_relationships(driver)}
    for pair in driver.on("matching", "RelationshipStarted", days_ago):
        if pair.data["relationship"] in live:
            yield pair


def _weeks(driver: Driver, pair: Noted) -> list[Any]:
    """The weeks that are left to a pair after its first days."""
    programme = driver.folder.programme
    last = date.fromisoformat(pair.data["ends_on"]) - timedelta(days=1)
    begins = pair.time.date() + timedelta(days=4)
    return mondays(begins, programme.mentoring.months, last)


# --- sessions --------------------------------------------------------------------------------


async def record_sessions(driver: Driver) -> None:
    """In the evening, what was held or missed since the last one; who writes it takes turns."""
    since = driver.reading - timedelta(days=1)
    for session in _sessions(driver):
        over = instant(session.data["start"]) + timedelta(minutes=session.data["minutes"])
        if since < over <= driver.reading:
            await _record(driver, session)


def _sessions(driver: Driver) -> Iterator[Noted]:
    """Of pairs that still are one, in the order of booking; cancelled ones are left out."""
    live = {pair.data["relationship"] for pair in live_relationships(driver)}
    changed = {fact.data["session"] for fact in driver.facts("scheduling", "SessionChanged")}
    for session in driver.facts("scheduling", "SessionBooked"):
        if session.data["relationship"] in live and session.data["session"] not in changed:
            yield session


def booked(driver: Driver, pair: Noted, until: date) -> list[str]:
    """Sessions of a pair after today and before a day."""
    ours = [s for s in _sessions(driver) if s.data["relationship"] == pair.data["relationship"]]
    days = {s.data["session"]: instant(s.data["start"]).date() for s in ours}
    return [id_ for id_, day in days.items() if driver.today < day < until]


async def _record(driver: Driver, session: Noted) -> None:
    two = (driver.ref(session.data["mentee"]), driver.ref(session.data["mentor"]))
    held = driver.folder.happens("holds_session", two, instant(session.data["start"]).date())
    number = session.data["number"]
    writer = _writer(session)
    data = {
        "kind": "session",
        "person": session.data["mentee"],
        "session": session.data["session"],
        "state": "held" if held else "missed",
        "minutes": session.data["minutes"] if held else 0,
        "venue_kind": VENUES[number % len(VENUES)],
        "format": "one_to_one",
        "topic": "What was done since, what comes next.",
    }
    await driver.says(session.data[writer], "scheduling", "MakeRecord", data, acting_as=writer)


def _writer(session: Noted) -> str:
    return SIDES[session.data["number"] % 2]


async def confirm_sessions(driver: Driver) -> None:
    """Two days later the other side says that it was so; some never do, which settles it too."""
    gone = erased(driver)
    for record in driver.on("scheduling", "RecordMade", 2):
        if record.data["kind"] != "session":
            continue
        other = _other(record)
        id_ = record.data["record"]
        if other in gone or not driver.per_mille(CONFIRMS, "confirms", id_):
            continue
        data = {"kind": "session", "record": id_, "outcome": "confirmed"}
        side = "mentor" if other == record.data["mentor"] else "mentee"
        await driver.says(other, "scheduling", "SettleRecord", data, acting_as=side, refusable=True)


def _other(record: Noted) -> str:
    """The one of the two who did not write it."""
    by = str(record.data["made_by"]).removeprefix("person.")
    two = (record.data["mentee"], record.data["mentor"])
    return str(two[by == two[0]])


# --- check-ins and activities ----------------------------------------------------------------


async def check_in(driver: Driver) -> None:
    """The coordinator asks each pair, every so many weeks, how it goes."""
    weeks = driver.folder.programme.mentoring.check_in_every_weeks
    for pair in live_relationships(driver):
        days = (driver.today - pair.time.date()).days
        number, rest = divmod(days, 7 * weeks)
        if rest == 0 and number and not _overlooked(driver, pair, number):
            await record_check_in(driver, pair, number)


async def record_check_in(driver: Driver, pair: Noted, number: int) -> None:
    data = {
        "kind": "check_in",
        "person": pair.data["mentee"],
        "relationship": pair.data["relationship"],
        "number": number,
        "state": "going_well",
        "note": "They meet, and say so.",
    }
    await operate(driver, "scheduling", "MakeRecord", data, refusable=True)


def _overlooked(driver: Driver, pair: Noted, number: int) -> bool:
    """One pair is forgotten after its first check-in, where the folder has a finding about it."""
    found = [h for h in driver.folder.happenings if h.what == "finding_is_raised"]
    live = live_relationships(driver)
    plain = [each for each in live if not any(map(driver.more_is_told, _refs(driver, each)))]
    return bool(found) and number > 1 and pair.subject == (plain or live)[0].subject


def _refs(driver: Driver, pair: Noted) -> list[str]:
    return [driver.ref(pair.data[side]) for side in SIDES]


ACTIVE = 120
"""Of a thousand participants, how many tell of an activity of their own."""


async def activities(driver: Driver) -> None:
    """On the wikis and off; and one who learned to teach teaches at home."""
    for number, pair in enumerate(live_relationships(driver)):
        mentee = pair.data["mentee"]
        if number == 0 or driver.per_mille(ACTIVE, "activity", driver.ref(mentee)):
            await _tell_activity(driver, mentee, local=number == 0)


async def _tell_activity(driver: Driver, person: str, *, local: bool) -> None:
    on_wiki = driver.per_mille(500, "on_wiki", driver.ref(person)) and not local
    data: dict[str, object] = {
        "kind": "activity",
        "person": person,
        "venue_kind": "on_wiki" if on_wiki else "in_person",
        "activity_kind": "local_training" if local else "writing" if on_wiki else "meeting",
        "project": "wikipedia",
    }
    if on_wiki:
        data["revision"] = str(driver.number("revision", driver.ref(person)))
    if local:
        data |= {"template": "skills_workshop", "reached": 12}
    await driver.says(person, "scheduling", "MakeRecord", data)


async def confirm_activities(driver: Driver) -> None:
    """Three days later, by the coordinator."""
    for record in driver.on("scheduling", "RecordMade", 3):
        if record.data["kind"] == "activity":
            data = {"kind": "activity", "record": record.data["record"], "outcome": "confirmed"}
            await operate(driver, "scheduling", "SettleRecord", data)


# --- the end ---------------------------------------------------------------------------------


async def wind_up(driver: Driver) -> None:
    """Shortly before its last day a pair has a closing talk, and parts."""
    last = (driver.today + timedelta(days=WINDING_UP_DAYS)).isoformat()
    for pair in live_relationships(driver):
        if pair.data["ends_on"] == last:
            data = {
                "relationship": pair.data["relationship"],
                "how": "closed",
                "ground": "term_over",
                "talk_held": True,
                "rematch": False,
            }
            mentee = pair.data["mentee"]
            await driver.says(mentee, "matching", "EndRelationship", data, acting_as="mentee")
