"""A workshop loses its trainer: another is sought, and it is held at another time (R35)."""

from collections.abc import Iterator
from datetime import timedelta

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.money import named
from baraza.console.pilot.operators import coordinator, operate
from baraza.console.pilot.training import announced
from baraza.console.programme import Happening, Workshop

SOUGHT, OFFERED, MOVED = 0, 2, 3
"""Days after the happening."""


def _moving(driver: Driver, days_ago: int) -> Iterator[tuple[Happening, Workshop]]:
    on = driver.today - timedelta(days=days_ago)
    held = {fact.data["workshop"] for fact in driver.facts("scheduling", "WorkshopHeld")}
    for happening in driver.happening("workshop_moves", on):
        workshop = named(driver, happening.said["which"])
        if workshop.workshop in held:
            driver.skip(f"{happening.on} workshop_moves: {workshop.workshop} was held already")
        else:
            yield happening, workshop


async def release(driver: Driver) -> None:
    for happening, workshop in _moving(driver, SOUGHT):
        actor = f"person.{announced(driver)[workshop.workshop].data['leader']}"
        data = {"workshop": workshop.workshop, "ground": happening.said["ground"]}
        how = {"acting_as": "leader"}
        if await driver.met(happening, actor, "scheduling", "ReleaseTrainer", data, **how):
            seek = {"workshop": workshop.workshop, "capacity": workshop.capacities[0]}
            await operate(driver, "scheduling", "SeekTrainer", seek, host=workshop.host)


async def offer(driver: Driver) -> None:
    """Of the trainers who did not lead it the first offers to."""
    for happening, workshop in _moving(driver, OFFERED):
        person = _other(driver, workshop)
        data = {"workshop": workshop.workshop, "person": person}
        await driver.met(happening, f"person.{person}", "scheduling", "OfferTeaching", data)


def _other(driver: Driver, workshop: Workshop) -> str:
    before = announced(driver)[workshop.workshop].data["leader"]
    trainers = [driver.person(ref) for ref in driver.folder.programme.founding_trainers]
    return next((one for one in trainers if one != before), before)


async def change(driver: Driver) -> None:
    """With the new leader comes the new time; everybody enrolled is told."""
    for happening, workshop in _moving(driver, MOVED):
        answer = {
            "workshop": workshop.workshop,
            "person": _other(driver, workshop),
            "answer": "accept",
        }
        actor, how = coordinator(driver, workshop.host), {"acting_as": "operate"}
        if await driver.met(happening, actor, "scheduling", "AnswerOffer", answer, **how):
            data = {"workshop": workshop.workshop, "ground": happening.said["ground"]}
            await operate(driver, "scheduling", "ChangeWorkshop", data, host=workshop.host)
