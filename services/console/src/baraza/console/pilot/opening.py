"""Announced, then open: first trainers, workshops with a time, the series beyond the pilot."""

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.operators import coordinator
from baraza.console.pilot.starter import envelope_of
from baraza.console.programme import Training

TRAINING = "mentor-training"


def workshops(driver: Driver) -> list[tuple[str, str, Training]]:
    """(id, purpose, workshop): the mentor training, then the skills workshops."""
    programme = driver.folder.programme
    return [
        (TRAINING, "mentor_training", programme.mentor_training),
        *((workshop.workshop, "skills", workshop) for workshop in programme.workshops),
    ]


async def acknowledge_trainers_terms(driver: Driver) -> None:
    for ref in driver.folder.programme.founding_trainers:
        await acknowledge(driver, ref, "trainer")


async def acknowledge(driver: Driver, ref: str, role: str) -> None:
    """Terms in the person's first language that the programme speaks."""
    programme = driver.folder.programme
    spoken = [tag for tag in driver.folder.person(ref).languages if tag in programme.languages]
    person = driver.person(ref)
    data = {
        "person": person,
        "role": role,
        "programme": programme.programme_id,
        "version": 1,
        "language": (spoken or list(programme.languages))[0],
    }
    await driver.ask("registration", "AcknowledgeTerms", f"person.{person}", data)


async def plan_workshops(driver: Driver) -> None:
    programme = driver.folder.programme
    for workshop, purpose, plan in workshops(driver):
        data = {
            "workshop": workshop,
            "programme": programme.programme_id,
            "purpose": purpose,
            "format": "seminar",
            "capacities": list(plan.capacities),
            "language": plan.language,
            "venue_kind": "online",
            "minutes": plan.minutes,
            "window_from": plan.window[0].isoformat(),
            "window_until": plan.window[1].isoformat(),
            "places": plan.places,
            "host": plan.host,
        }
        actor = coordinator(driver, plan.host)
        await driver.ask("scheduling", "PlanWorkshop", actor, data, acting_as="operate")


def leader(driver: Driver, number: int) -> str:
    """Founding trainers lead in turn."""
    trainers = driver.folder.programme.founding_trainers
    return trainers[number % len(trainers)]


async def offer_teaching(driver: Driver) -> None:
    for number, (workshop, _, _) in enumerate(workshops(driver)):
        person = driver.person(leader(driver, number))
        data = {"workshop": workshop, "person": person}
        await driver.ask("scheduling", "OfferTeaching", f"person.{person}", data)


async def accept_teaching(driver: Driver) -> None:
    for number, (workshop, _, plan) in enumerate(workshops(driver)):
        person = driver.person(leader(driver, number))
        data = {"workshop": workshop, "person": person, "answer": "accept"}
        actor = coordinator(driver, plan.host)
        await driver.ask("scheduling", "AnswerOffer", actor, data, acting_as="operate")


async def announce(driver: Driver) -> None:
    """Times for all workshops, money set aside for each, and the programme itself."""
    programme = driver.folder.programme
    for workshop, _, plan in workshops(driver):
        actor = coordinator(driver, plan.host)
        data = {"workshop": workshop}
        await driver.ask("scheduling", "AnnounceWorkshop", actor, data, acting_as="operate")
        await move(driver, plan.host, "line", "reserved", plan.cost_minor, workshop)
    data2 = {"programme": programme.programme_id, "places": driver.folder.places}
    actor = coordinator(driver)
    await driver.ask("registration", "AnnounceProgramme", actor, data2, acting_as="operate")


async def move(
    driver: Driver, host: str, source: str, target: str, amount: int, workshop: str
) -> None:
    """Money of the host's line `workshops`, for one workshop."""
    envelope = envelope_of(driver, host)
    if envelope is None or amount == 0:
        return
    data = {
        "envelope": envelope,
        "source": {"account": source, "line": "workshops"},
        "target": {"account": target, "line": "workshops"},
        "amount_minor": amount,
        "purpose": f"workshop.{workshop}",
    }
    actor = coordinator(driver, host)
    await driver.ask("oversight", "MoveMoney", actor, data, acting_as="operate")


async def plan_beyond(driver: Driver) -> None:
    """The series past the pilot's end, up to three years ahead (R35), and the plan's version 1."""
    programme = driver.folder.programme
    actor = coordinator(driver)
    series = programme.series_beyond_pilot
    if series is not None:
        data = {
            "programme": programme.programme_id,
            "template": "skills_workshop",
            "every_months": series.every_months,
            "first": programme.ends_on.isoformat(),
            "last": series.until.isoformat(),
        }
        await driver.ask("scheduling", "PlanSeries", actor, data, acting_as="operate")
    plan = {"programme": programme.programme_id}
    await driver.ask("scheduling", "PublishPlan", actor, plan, acting_as="operate")


async def open_programme(driver: Driver) -> None:
    data = {"programme": driver.folder.programme.programme_id}
    await driver.ask(
        "registration", "OpenProgramme", coordinator(driver), data, acting_as="operate"
    )
