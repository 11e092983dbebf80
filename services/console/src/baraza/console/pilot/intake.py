"""The intake: invitations by pool, nominations, applications, screening, selection, places."""

from datetime import date, timedelta
from typing import Literal

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.founding import hand
from baraza.console.pilot.opening import acknowledge
from baraza.console.pilot.operators import coordinator
from baraza.console.pilot.times import end_of
from baraza.console.programme import Person
from baraza.decider import written
from baraza.messaging.replies import RefusedReply

SOURCE_POOLS = ("current_advisory_board", "former_board", "current_board")
Role = Literal["participant", "mentor"]


def seekers(driver: Driver, role: Role) -> list[Person]:
    """Who of the folder seeks a place as mentee, or offers places as mentor."""
    word = "mentee" if role == "participant" else "mentor"
    return [person for person in driver.folder.people if word in person.roles]


def intake_id(driver: Driver, role: Role) -> str | None:
    for fact in driver.facts("registration", "IntakeAnnounced"):
        if fact.data["role"] == role:
            return str(fact.data["intake"])
    return None


async def announce_intakes(driver: Driver) -> None:
    programme = driver.folder.programme
    closes = end_of(programme.intake.closes_on)
    days = (programme.intake.appeals_until - programme.intake.settled_on).days
    roles: tuple[Role, ...] = ("participant", "mentor")
    for pulse, role in enumerate(roles, 1):
        data = {
            "programme": programme.programme_id,
            "role": role,
            "places": driver.folder.places if role == "participant" else len(seekers(driver, role)),
            "opens": written(driver.reading),
            "closes": written(closes),
            "appeal_days": max(1, days),
            "beacon": "rehearsal",
            "pulse": pulse,
            "pulse_at": written(closes + timedelta(hours=2)),
        }
        await driver.ask(
            "registration", "AnnounceIntake", coordinator(driver), data, acting_as="operate"
        )


async def launch_campaigns(driver: Driver) -> None:
    closes = written(end_of(driver.folder.programme.intake.closes_on))
    for pool in SOURCE_POOLS:
        data = {"intake": intake_id(driver, "mentor"), "pool": pool, "closes": closes}
        await driver.ask(
            "registration", "LaunchCampaign", coordinator(driver), data, acting_as="operate"
        )


async def invite_mentors(driver: Driver) -> None:
    """By pool; who is in it by no verified post is refused, and may still apply for oneself."""
    campaigns = {
        fact.data["pool"]: fact.data["campaign"]
        for fact in driver.facts("registration", "CampaignLaunched")
    }
    for person in seekers(driver, "mentor"):
        if person.pool in campaigns:
            data = {
                "kind": "invitation",
                "person": driver.person(person.person_ref),
                "intake": intake_id(driver, "mentor"),
                "campaign": campaigns[person.pool],
            }
            await driver.ask(
                "registration",
                "OfferRole",
                coordinator(driver),
                data,
                acting_as="operate",
                refusable=True,
            )


async def nominate(driver: Driver) -> None:
    """Somebody experienced names each mentee whose way in is a nomination."""
    by_whom = seekers(driver, "mentor") or _others(driver)
    for person in seekers(driver, "participant"):
        if person.pool != "nomination" or not by_whom:
            continue
        near = [m for m in by_whom if m.affiliate_id == person.affiliate_id] or by_whom
        by = near[driver.number("nominator", person.person_ref) % len(near)]
        data = {
            "person": driver.person(person.person_ref),
            "intake": intake_id(driver, "participant"),
            "grounds": "Has carried much of our work this year.",
        }
        actor = f"person.{driver.person(by.person_ref)}"
        await driver.ask("registration", "NominatePerson", actor, data)


def _others(driver: Driver) -> list[Person]:
    """Whoever seeks nothing and screens nobody."""
    part = {"mentee", "mentor", "seminar_leader"}
    return [person for person in driver.folder.people if not part & set(person.roles)]


async def answer_invitations(driver: Driver) -> None:
    """Who was invited or nominated says yes."""
    answered = {fact.data["offer"] for fact in driver.facts("registration", "OfferAnswered")}
    for fact in driver.facts("registration", "OfferMade"):
        asked = fact.data["kind"] in {"invitation", "nomination"}
        if asked and fact.data["offer"] not in answered:
            person = fact.data["person"]
            data = {
                "kind": fact.data["kind"],
                "offer": fact.data["offer"],
                "person": person,
                "answer": "accept",
            }
            await driver.ask("registration", "AnswerOffer", f"person.{person}", data)


async def appoint_screeners(driver: Driver) -> None:
    for ref in screeners(driver):
        await acknowledge(driver, ref, "screener")
        programme = driver.folder.programme
        data = {
            "role": "screener",
            "person": driver.person(ref),
            "programme": programme.programme_id,
            "starts_on": driver.reading.date().isoformat(),
            "ends_on": programme.ends_on.isoformat(),
        }
        await driver.ask(
            "registration", "GrantRole", coordinator(driver), data, acting_as="operate"
        )


def screeners(driver: Driver) -> list[str]:
    """Those who lead seminars and seek no place themselves; else the founding trainers."""
    free = [
        person.person_ref
        for person in driver.folder.people
        if "seminar_leader" in person.roles and not {"mentor", "mentee"} & set(person.roles)
    ]
    return free or list(driver.folder.programme.founding_trainers)


def applies_on(driver: Driver, person: Person) -> date:
    """A day of the intake drawn for this person: not all come on the first."""
    intake = driver.folder.programme.intake
    first = intake.opens_on + timedelta(days=4)
    days = max(1, (intake.closes_on - first).days)
    return first + timedelta(days=driver.number("applies", person.person_ref) % days)


async def apply(driver: Driver) -> None:
    today = driver.reading.date()
    roles: tuple[Role, ...] = ("participant", "mentor")
    for role in roles:
        for person in seekers(driver, role):
            if applies_on(driver, person) == today:
                await _apply(driver, role, person)


async def _apply(driver: Driver, role: Role, person: Person) -> None:
    who = driver.person(person.person_ref)
    named = {
        fact.data["person"]
        for fact in driver.facts("registration", "OfferMade")
        if fact.data.get("intake") == intake_id(driver, role)
    }
    data = {
        "intake": intake_id(driver, role),
        "person": who,
        "pool": person.pool if who in named else "open_call",
        "capacities": list(
            person.capacities_wanted if role == "participant" else person.capacities_available
        ),
        "hours_per_month": person.hours_per_month,
        "motivation": "I want to learn with others, and to pass it on.",
    }
    await driver.ask("registration", "SubmitApplication", f"person.{who}", data)


async def assign_screeners(driver: Driver) -> None:
    """Each application of the day before, to a screener drawn for it."""
    assigned = {fact.subject for fact in driver.facts("registration", "ScreenerAssigned")}
    pool = screeners(driver)
    for fact in driver.facts("registration", "ApplicationSubmitted"):
        if fact.subject not in assigned:
            screener = pool[driver.number("screener", fact.subject) % len(pool)]
            data = {
                "intake": fact.data["intake"],
                "person": fact.data["person"],
                "screener": driver.person(screener),
            }
            await driver.ask(
                "registration", "AssignScreener", coordinator(driver), data, acting_as="operate"
            )


async def screen(driver: Driver) -> None:
    """Marks by the criteria of the intake, each from what the person brings."""
    marked = {fact.subject for fact in driver.facts("registration", "ScreeningRecorded")}
    people = {driver.person(p.person_ref): p for p in driver.folder.people}
    for fact in driver.facts("registration", "ScreenerAssigned"):
        if fact.subject not in marked:
            screener = fact.data["screener"]
            data = {
                "intake": fact.data["intake"],
                "person": fact.data["person"],
                "marks": _marks(driver, people[fact.data["person"]]),
                "note": "Seen and talked about.",
            }
            await driver.ask(
                "registration",
                "RecordScreening",
                f"person.{screener}",
                data,
                acting_as="screener",
            )


def _motivation(driver: Driver, person: Person) -> int:
    """Drawn; of those whom the folder has more to tell of, it is told by that."""
    if driver.more_is_told(person.person_ref):
        return 100
    return 40 + driver.number("motivation", person.person_ref) % 61


def _marks(driver: Driver, person: Person) -> dict[str, int]:
    speaks = set(person.languages) & set(driver.folder.programme.languages)
    return {
        "working_language": 100 if speaks else 0,
        "motivation": _motivation(driver, person),
        "hours": min(100, 8 * person.hours_per_month),
    }


def selector(driver: Driver) -> tuple[str, str]:
    """A seat of the body that selects."""
    return hand_with(driver, "select")


def hand_with(driver: Driver, mandate: str) -> tuple[str, str]:
    """A seat of the first body that holds this mandate, else of the founding body."""
    holders = [body for body in driver.folder.bodies if mandate in body.mandates]
    body_id = holders[0].body_id if holders else driver.folder.programme.decided_by
    return hand(driver, body_id.removeprefix("body-"))


async def settle(driver: Driver) -> None:
    actor, acting_as = selector(driver)
    for fact in driver.facts("registration", "IntakeAnnounced"):
        data = {"intake": fact.data["intake"]}
        await driver.ask("registration", "SettleSelection", actor, data, acting_as=acting_as)


async def answer_places(driver: Driver) -> None:
    """Two days after a place is offered: yes, or no, or silence until the time is over."""
    answered = {fact.data["offer"] for fact in driver.facts("registration", "OfferAnswered")}
    today = driver.reading.date()
    for fact in driver.facts("registration", "OfferMade"):
        made_on = fact.time.date()
        if fact.data["kind"] != "place" or fact.data["offer"] in answered:
            continue
        if made_on + timedelta(days=2) != today:
            continue
        person = fact.data["person"]
        confirms = driver.comes_in("confirms_place", driver.ref(person), on=made_on)
        if not confirms and driver.number("silent", driver.ref(person)) % 2:
            continue
        data = {
            "kind": "place",
            "offer": fact.data["offer"],
            "person": person,
            "answer": "accept" if confirms else "decline",
        }
        await driver.ask("registration", "AnswerOffer", f"person.{person}", data)


async def appeal(driver: Driver) -> None:
    """Happenings of this day: somebody not selected asks that others decide again."""
    for happening in driver.happening("appeals_selection", driver.reading.date()):
        person = driver.person(happening.person_ref)
        against = [
            fact
            for fact in driver.facts("registration", "CandidacySettled")
            if fact.data["person"] == person and fact.data["outcome"] != "selected"
        ]
        if not against:
            driver.skip(
                f"{happening.on} {happening.what}: {happening.person_ref} was not turned down"
            )
            continue
        data = {
            "kind": "appeal",
            "about": against[-1].index,
            "appeal_ground": "criteria",
            "text": "My answers were in my own language; please read them again.",
        }
        reply = await driver.ask(
            "oversight", "OpenMatter", f"person.{person}", data, refusable=True
        )
        if isinstance(reply, RefusedReply):
            what = f"{happening.on} {happening.what}: {happening.person_ref}"
            driver.skip(f"{what} was refused, {reply.reason}")


async def decide_appeals(driver: Driver) -> None:
    """Two days later, by the body it was put to, and nobody who took part."""
    on = (driver.reading - timedelta(days=2)).date()
    selected_by, _ = selector(driver)
    outcomes = {
        driver.person(h.person_ref): h.detail.split()[0]
        for h in driver.happening("appeals_selection", on)
    }
    for fact in driver.facts("oversight", "MatterOpened"):
        if fact.data.get("person") in outcomes and fact.time.date() == on:
            actor, acting_as = hand(driver, fact.data["addressee"], besides=selected_by)
            data = {
                "kind": "appeal",
                "matter": fact.data["matter"],
                "outcome": outcomes[fact.data["person"]],
                "ground": "criteria",
            }
            reply = await driver.ask(
                "oversight", "DecideMatter", actor, data, acting_as=acting_as, refusable=True
            )
            if isinstance(reply, RefusedReply):
                driver.skip(f"{on} appeals_selection: nobody could decide it, {reply.reason}")


async def offer_upheld(driver: Driver) -> None:
    """Who won an appeal on this day is offered a place, where there is none yet."""
    offered = {
        fact.data["person"]
        for fact in driver.facts("registration", "OfferMade")
        if fact.data["kind"] == "place"
    }
    opened = {
        f.data["matter"]: f.data["person"]
        for f in driver.facts("oversight", "MatterOpened")
        if f.data["kind"] == "appeal"
    }
    actor, acting_as = selector(driver)
    for fact in driver.facts("oversight", "MatterDecided"):
        matter = fact.data["matter"]
        today = fact.time.date() == driver.reading.date()
        upheld = fact.data["outcome"] == "upheld" and matter in opened
        if today and upheld and opened[matter] not in offered:
            data = {
                "kind": "place",
                "person": opened[matter],
                "intake": intake_id(driver, "participant"),
                "matter": matter,
            }
            await driver.ask(
                "registration", "OfferRole", actor, data, acting_as=acting_as, refusable=True
            )


async def report_equity(driver: Driver, points: tuple[str, ...]) -> None:
    """Of the points that have come: where nobody applied, or entered, there is nothing to tell."""
    come = {
        "applied": driver.facts("registration", "ApplicationSubmitted"),
        "selected": driver.facts("registration", "CandidacySettled"),
        "matched": driver.facts("matching", "PairProposed")
        or driver.facts("matching", "MenteeUnmatched"),
    }
    for point in filter(come.get, points):
        data = {
            "kind": "equity",
            "point": point,
            "programme": driver.folder.programme.programme_id,
        }
        await driver.ask(
            "registration", "PublishReport", coordinator(driver), data, acting_as="operate"
        )
