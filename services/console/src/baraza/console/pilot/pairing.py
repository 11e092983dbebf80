"""The spring round: hours, entries, and the answers of both sides."""

from datetime import date, timedelta

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.intake import seekers
from baraza.console.pilot.log import Noted
from baraza.console.pilot.operators import coordinator
from baraza.console.pilot.times import at, mondays
from baraza.console.programme import Person
from baraza.decider import written

CLOSING_HOUR = 18
"""A round closes at this hour UTC of its day; the pulse that orders ties comes two hours later."""


def round_id(driver: Driver) -> str:
    """Rounds are named in the folder; the log's name holds the programme's too."""
    programme = driver.folder.programme
    return f"{programme.programme_id}-{programme.matching.rounds[0].round}"


def closes_on(driver: Driver) -> date:
    return driver.folder.programme.matching.rounds[0].closes_on


async def announce_round(driver: Driver) -> None:
    programme = driver.folder.programme
    closes = at(closes_on(driver), CLOSING_HOUR)
    data = {
        "round": round_id(driver),
        "programme": programme.programme_id,
        "opens": written(driver.reading),
        "closes": written(closes),
        "beacon": "rehearsal/1",
        "pulse": 1,
        "pulse_at": written(closes + timedelta(hours=2)),
        "weeks": [written(w) for w in mondays(closes.date(), programme.mentoring.months)],
    }
    await driver.ask("matching", "AnnounceRound", coordinator(driver), data, acting_as="operate")


def entrants(driver: Driver) -> list[tuple[str, Person]]:
    """(side, person) of all who may enter: participants with a stage, and active mentors."""
    staged = {f.data["person"] for f in driver.facts("registration", "StageEntered")}
    mentors = {
        f.data["person"]
        for f in driver.facts("registration", "RoleGranted")
        if f.data["role"] == "mentor"
    }
    mentees = [p for p in seekers(driver, "participant") if driver.person(p.person_ref) in staged]
    active = [p for p in seekers(driver, "mentor") if driver.person(p.person_ref) in mentors]
    return [("mentee", p) for p in mentees] + [("mentor", p) for p in active]


async def state_availability(driver: Driver) -> None:
    for _, person in entrants(driver):
        who = driver.person(person.person_ref)
        data = {
            "person": who,
            "weekly": [list(span) for span in person.weekly],
            "zone": person.time_zone,
            "from_on": driver.reading.date().isoformat(),
        }
        await driver.ask("scheduling", "StateAvailability", f"person.{who}", data)


async def enter_round(driver: Driver) -> None:
    for side, person in entrants(driver):
        who = driver.person(person.person_ref)
        mentee = side == "mentee"
        data: dict[str, object] = {
            "round": round_id(driver),
            "person": who,
            "side": side,
            "capacities": list(person.capacities_wanted if mentee else person.capacities_available),
            "languages": list(person.languages),
            "fluent": list(person.fluent),
            "places": 0 if mentee else person.mentor_places,
        }
        if mentee:
            data["goals"] = "To lead something of my own by the end of the year."
        if person.affiliate_id:
            data["organisation"] = person.affiliate_id
        # A round holds so many mentors: whoever comes later waits for the next, on record.
        await driver.ask(
            "matching", "EnterRound", f"person.{who}", data, acting_as=side, refusable=not mentee
        )


def _open_pairs(driver: Driver, proposed_days_ago: int) -> list[Noted]:
    """Pairs proposed so many days ago that have not ended."""
    ended = {_two(fact) for fact in driver.facts("matching", "OfferEnded")}
    day = driver.reading.date() - timedelta(days=proposed_days_ago)
    return [
        fact
        for fact in driver.facts("matching", "PairProposed")
        if fact.time.date() == day and _two(fact) not in ended
    ]


def _two(fact: Noted) -> tuple[str, str]:
    """A pair is put to two people once only; a proposal stands on its mentor's places."""
    return fact.data["mentor"], fact.data["mentee"]


async def answer_pairs(driver: Driver) -> None:
    """Mentees answer two days after the proposal, mentors three days after."""
    for days, side in ((2, "mentee"), (3, "mentor")):
        for pair in _open_pairs(driver, days):
            await _answer(driver, pair, side)


async def _answer(driver: Driver, pair: Noted, side: str) -> None:
    person = pair.data[side]
    other = pair.data["mentor" if side == "mentee" else "mentee"]
    yes = driver.folder.happens(
        "accepts_pair", (driver.ref(person), driver.ref(other)), driver.reading.date()
    )
    data = {
        "mentor": pair.data["mentor"],
        "mentee": pair.data["mentee"],
        "person": person,
        "answer": "accept" if yes else "decline",
    }
    if not yes:
        data["ground"] = "other_plans"
    await driver.ask("matching", "AnswerOffer", f"person.{person}", data, acting_as=side)


async def accept_too_late(driver: Driver) -> None:
    """One who declined changes their mind when the place has gone to another: refused on record."""
    placed = {
        fact.data["mentor"]
        for fact in driver.facts("matching", "PairProposed")
        if fact.data["origin"] == "rematch"
    }
    tried = driver.facts("matching", "CommandRefused")
    if any(fact.data["reason"] == "no_place_left" for fact in tried):
        return
    full = placed & _full(driver)
    for fact in driver.facts("matching", "OfferAnswered"):
        declined = fact.data["answer"] == "decline" and fact.data["person"] == fact.data["mentee"]
        if declined and fact.data["mentor"] in full:
            data = {
                "mentor": fact.data["mentor"],
                "mentee": fact.data["mentee"],
                "person": fact.data["mentee"],
                "answer": "accept",
            }
            actor = f"person.{fact.data['mentee']}"
            await driver.ask(
                "matching", "AnswerOffer", actor, data, acting_as="mentee", refusable=True
            )
            return


def _full(driver: Driver) -> set[str]:
    """Mentors who hold as many offers and relationships as they have places."""
    free = {f.data["person"]: f.data["places"] for f in driver.facts("matching", "RoundEntered")}
    for fact in driver.facts("matching", "PairProposed"):
        free[fact.data["mentor"]] -= 1
    for fact in driver.facts("matching", "OfferEnded"):
        free[fact.data["mentor"]] += fact.data["how"] != "taken"
    return {mentor for mentor, places in free.items() if places < 1}
