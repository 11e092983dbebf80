"""A round: hours, entries, and the answers of both sides."""

from collections import Counter
from datetime import timedelta

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.log import Noted
from baraza.console.pilot.operators import operate
from baraza.console.pilot.people import holders, live_relationships, relationships
from baraza.console.pilot.times import at, mondays
from baraza.console.programme import Person, Round
from baraza.decider import written

CLOSING_HOUR = 18
"""A round closes at this hour UTC of its day; the pulse that orders ties comes two hours later."""


def round_id(driver: Driver, round_: Round) -> str:
    """Rounds are named in the folder; the log's name holds the programme's too."""
    return f"{driver.folder.programme.programme_id}-{round_.round}"


def due(driver: Driver, days_before: int) -> Round:
    """The round that closes so many days after this reading."""
    closes = driver.today + timedelta(days=days_before)
    return next(r for r in driver.folder.programme.matching.rounds if r.closes_on == closes)


ANNOUNCED, STATED, ENTERED = 6, 4, 2
"""Days before a round closes."""


async def announce_round(driver: Driver) -> None:
    programme = driver.folder.programme
    round_ = due(driver, ANNOUNCED)
    closes = at(round_.closes_on, CLOSING_HOUR)
    weeks = mondays(closes.date(), programme.mentoring.months, programme.ends_on)
    data = {
        "round": round_id(driver, round_),
        "programme": programme.programme_id,
        "opens": written(driver.reading),
        "closes": written(closes),
        "beacon": "rehearsal/1",
        "pulse": 1 + programme.matching.rounds.index(round_),
        "pulse_at": written(closes + timedelta(hours=2)),
        "weeks": [written(week) for week in weeks],
    }
    await operate(driver, "matching", "AnnounceRound", data)


def entrants(driver: Driver) -> list[tuple[str, Person]]:
    """(side, person) of all who may enter.

    Participants on a stage for which there are mentors, who have had none or lost theirs before the
    end; and mentors.
    """
    ended = {
        f.data["relationship"]: f.data["how"] for f in driver.facts("matching", "RelationshipEnded")
    }
    served = {
        f.data["mentee"]
        for f in relationships(driver)
        if ended.get(f.data["relationship"], "live") != "premature"
    }
    reached = {
        f.data["person"]: f.data["number"] for f in driver.facts("registration", "StageEntered")
    }
    mentored = driver.folder.starter("matching", "rule_set")["stages"]
    staged = [person for person, number in reached.items() if number in mentored]
    still = set(holders(driver, "participant"))
    offered = {pair.data["mentee"] for days in range(14) for pair in _open_pairs(driver, days)}
    seek = [p for p in staged if p in still and p not in served and p not in offered]
    mentees = [driver.folder.person(driver.ref(p)) for p in _in_order(driver, seek)]
    mentors = [
        driver.folder.person(driver.ref(p)) for p in _in_order(driver, holders(driver, "mentor"))
    ]
    return [("mentee", p) for p in mentees] + [("mentor", p) for p in mentors]


def _in_order(driver: Driver, people: list[str]) -> list[str]:
    """In the order of the folder."""
    return sorted(people, key=driver.ref)


async def state_availability(driver: Driver) -> None:
    """Who has not told their hours before."""
    stated = {f.data["person"] for f in driver.facts("scheduling", "AvailabilityStated")}
    for _, person in entrants(driver):
        who = driver.person(person.person_ref)
        if who not in stated:
            data = {
                "person": who,
                "weekly": [list(span) for span in person.weekly],
                "zone": person.time_zone,
                "from_on": driver.today.isoformat(),
            }
            await driver.says(who, "scheduling", "StateAvailability", data)


async def enter_round(driver: Driver) -> None:
    round_ = round_id(driver, due(driver, ENTERED))
    for side, person in entrants(driver):
        who = driver.person(person.person_ref)
        mentee = side == "mentee"
        data: dict[str, object] = {
            "round": round_,
            "person": who,
            "side": side,
            "capacities": list(person.capacities_wanted if mentee else person.capacities_available),
            "languages": list(person.languages),
            "fluent": list(person.fluent),
            "places": 0 if mentee else max(1, person.mentor_places),
        }
        if mentee:
            data["goals"] = "To lead something of my own by the end of the year."
        if person.affiliate_id:
            data["organisation"] = person.affiliate_id
        # A round holds so many mentors: whoever comes later waits for the next, on record; and
        # whoever has gone beyond the stages that have a mentor is told so.
        await driver.says(who, "matching", "EnterRound", data, acting_as=side, refusable=True)


def _open_pairs(driver: Driver, proposed_days_ago: int) -> list[Noted]:
    """Pairs proposed so many days ago whose offer has not ended."""
    ended = driver.facts("matching", "OfferEnded")
    return [
        fact
        for fact in driver.on("matching", "PairProposed", proposed_days_ago)
        if not any(end.index > fact.index and _two(end) == _two(fact) for end in ended)
    ]


def _two(fact: Noted) -> tuple[str, str]:
    return fact.data["mentor"], fact.data["mentee"]


async def answer_pairs(driver: Driver) -> None:
    """Mentees answer two days after the proposal, mentors three days after."""
    for days, side in ((2, "mentee"), (3, "mentor")):
        for pair in _open_pairs(driver, days):
            if not _said(driver, pair, side):
                await _answer(driver, pair, side)


def _said(driver: Driver, pair: Noted, side: str) -> bool:
    """On the days after a round they are asked at noon; after a rematch, at its own hour."""
    return any(
        fact.index > pair.index and _two(fact) == _two(pair)
        for fact in driver.facts("matching", "OfferAnswered")
        if fact.data["person"] == pair.data[side]
    )


async def _answer(driver: Driver, pair: Noted, side: str) -> None:
    person = pair.data[side]
    other = pair.data["mentor" if side == "mentee" else "mentee"]
    yes = driver.comes_in("accepts_pair", driver.ref(person), driver.ref(other))
    data = {
        "mentor": pair.data["mentor"],
        "mentee": pair.data["mentee"],
        "person": person,
        "answer": "accept" if yes else "decline",
    }
    if not yes:
        data["ground"] = "other_plans"
    await driver.says(person, "matching", "AnswerOffer", data, acting_as=side)


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
    full = placed & without_place(driver)
    for fact in driver.facts("matching", "OfferAnswered"):
        declined = fact.data["answer"] == "decline" and fact.data["person"] == fact.data["mentee"]
        if declined and fact.data["mentor"] in full:
            data = {
                "mentor": fact.data["mentor"],
                "mentee": fact.data["mentee"],
                "person": fact.data["mentee"],
                "answer": "accept",
            }
            await driver.says(
                fact.data["mentee"],
                "matching",
                "AnswerOffer",
                data,
                acting_as="mentee",
                refusable=True,
            )
            return


def without_place(driver: Driver) -> set[str]:
    """Mentors who hold as many relationships as they have places."""
    free = {f.data["person"]: f.data["places"] for f in driver.facts("matching", "RoundEntered")}
    for fact in live_relationships(driver):
        free[fact.data["mentor"]] -= 1
    return {mentor for mentor, places in free.items() if places < 1}


def asked_now(driver: Driver) -> set[str]:
    """Mentors of whom somebody may still say yes to an offer: it holds a place as well."""
    opened = Counter(f.data["mentor"] for f in driver.facts("matching", "PairProposed"))
    ended = Counter(f.data["mentor"] for f in driver.facts("matching", "OfferEnded"))
    return set(opened - ended)
