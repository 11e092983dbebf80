"""Workshops from enrolment to what people say of them: the mentor trainings and the skills ones."""

from collections.abc import Iterator
from datetime import date, timedelta

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.log import Noted
from baraza.console.pilot.money import told
from baraza.console.pilot.opening import TRAINING, acknowledge, move, workshops
from baraza.console.pilot.operators import operate
from baraza.console.pilot.people import erased, holders
from baraza.console.programme import Training
from baraza.decider import instant

ENROLS, CANCELS = 14, 4
"""Days before a skills workshop: people enrol, and some find that they cannot come."""
GIVES_UP = 350
"""Of a thousand who will not come, how many say so beforehand."""


def plan_of(driver: Driver, workshop: str) -> Training:
    """What the folder says of a workshop; a repeated training is as the first."""
    plans = {id_: plan for id_, _, plan in workshops(driver)}
    return plans.get(workshop, driver.folder.programme.mentor_training)


def announced(driver: Driver) -> dict[str, Noted]:
    """By workshop, its announcement, or the change that moved it."""
    latest = {f.data["workshop"]: f for f in driver.facts("scheduling", "WorkshopAnnounced")}
    return latest | {f.data["workshop"]: f for f in driver.facts("scheduling", "WorkshopChanged")}


def starts_on(fact: Noted) -> date:
    return instant(fact.data["start"]).date()


# --- enrolment -------------------------------------------------------------------------------


async def enrol_mentors(driver: Driver) -> None:
    """All who were selected as mentors but those of whom the folder says that they skip it."""
    skips = {
        h.person_ref for h in driver.folder.happenings if h.what == "activates_without_training"
    }
    mentors = {
        fact.data["intake"]
        for fact in driver.facts("registration", "IntakeAnnounced")
        if fact.data["role"] == "mentor"
    }
    for fact in driver.facts("registration", "CandidacySettled"):
        person = fact.data["person"]
        selected = fact.data["outcome"] == "selected" and fact.data["intake"] in mentors
        if selected and driver.ref(person) not in skips:
            await _enrol(driver, TRAINING, person)


async def _enrol(driver: Driver, workshop: str, person: str, **how: bool) -> None:
    data = {"workshop": workshop, "person": person}
    await driver.says(person, "scheduling", "EnrolInWorkshop", data, **how)


async def enrol(driver: Driver) -> None:
    """Participants who want what a skills workshop teaches, or a workshop more to go on with.

    Two weeks before it; those who have come farthest are the first.
    """
    for workshop, fact in announced(driver).items():
        if fact.data["purpose"] != "skills" or _days_to(driver, fact) != ENROLS:
            continue
        taught = set(plan_of(driver, workshop).capacities)
        for who, stage in _farthest_first(driver):
            person = driver.folder.person(driver.ref(who))
            comes = taught & set(person.capacities_wanted) or driver.per_mille(
                CURIOUS, "enrols", workshop, person.person_ref
            )
            if comes or _asks_for_workshops(driver, stage):
                await _enrol(driver, workshop, who)


CURIOUS = 250
"""Of a thousand who do not want what is taught, how many come to see."""
SECOND = 2
"""A stage that asks for so many workshops asks for one more than most have seen."""


def _farthest_first(driver: Driver) -> list[tuple[str, str]]:
    """(participant, stage), in the order of stages from the last, then of the folder."""
    stages = [stage.stage for stage in driver.folder.programme.stages]
    reached = {f.data["person"]: f.data for f in driver.facts("registration", "StageEntered")}
    still = [p for p in holders(driver, "participant") if p in reached]
    still.sort(key=lambda p: (-reached[p]["number"], driver.ref(p)))
    return [(p, reached[p]["stage"]) for p in still if reached[p]["stage"] in stages]


def _asks_for_workshops(driver: Driver, stage: str) -> bool:
    asked = {s.stage: s.exit for s in driver.folder.programme.stages}
    return asked[stage].get("workshops_attended_min", 0) >= SECOND


def _days_to(driver: Driver, fact: Noted) -> int:
    return (starts_on(fact) - driver.today).days


async def cancel(driver: Driver) -> None:
    """Some who will not come give their place to whoever is next in the queue."""
    for workshop, fact in announced(driver).items():
        if fact.data["purpose"] != "skills" or _days_to(driver, fact) != CANCELS:
            continue
        for person in _enrolled(driver, workshop):
            comes = _comes(driver, fact, person)
            gives_up = driver.per_mille(GIVES_UP, "gives_up", workshop, driver.ref(person))
            if not comes and gives_up:
                data = {"workshop": workshop, "person": person}
                await driver.says(person, "scheduling", "CancelEnrolment", data)


def _enrolled(driver: Driver, workshop: str) -> list[str]:
    """Who holds a place, in the order in which they got it."""
    names = ("ParticipantEnrolled", "EnrolmentPromoted", "EnrolmentCancelled")
    facts = [(f.index, n, f) for n in names for f in driver.facts("scheduling", n)]
    there: dict[str, None] = {}
    for _, name, fact in sorted(facts, key=lambda one: one[0]):
        if fact.data["workshop"] == workshop:
            if name == "EnrolmentCancelled":
                there.pop(fact.data["person"], None)
            else:
                there[fact.data["person"]] = None
    gone = erased(driver)
    return [person for person in there if person not in gone]


def _comes(driver: Driver, fact: Noted, person: str) -> bool:
    ref, day = driver.ref(person), starts_on(fact)
    if fact.data["purpose"] == "skills":
        return driver.folder.happens("attends_workshop", (ref,), day)
    return driver.comes_in("attends_mentor_training", ref, on=day)


# --- the sitting itself ----------------------------------------------------------------------


async def hold(driver: Driver) -> None:
    """In the evening: who was there, then that it was held, then what it cost."""
    held = {fact.data["workshop"] for fact in driver.facts("scheduling", "WorkshopHeld")}
    for workshop, fact in announced(driver).items():
        over = instant(fact.data["start"]) + timedelta(minutes=fact.data["minutes"])
        if workshop in held or over > driver.reading:
            continue
        if not _led(driver, fact):
            driver.skip(f"{starts_on(fact)} {workshop}: was not held, its trainer has left")
            continue
        for person in _enrolled(driver, workshop):
            await _attended(driver, fact, person)
        leader = fact.data["leader"]
        data = {"workshop": workshop}
        await driver.says(leader, "scheduling", "HoldWorkshop", data, acting_as="leader")
        plan = plan_of(driver, workshop)
        await move(driver, plan.host, "reserved", "spent", plan.cost_minor, workshop)


def _led(driver: Driver, fact: Noted) -> bool:
    """Whoever was to lead it has not been released since."""
    released = driver.facts("scheduling", "TrainerReleased")
    return not any(
        gone.data["workshop"] == fact.data["workshop"] and gone.index > fact.index
        for gone in released
    )


async def _attended(driver: Driver, fact: Noted, person: str) -> None:
    came = _comes(driver, fact, person)
    data = {
        "kind": "attendance",
        "person": person,
        "workshop": fact.data["workshop"],
        "state": "present" if came else "absent",
        "minutes": fact.data["minutes"] if came else 0,
    }
    leader = fact.data["leader"]
    await driver.says(leader, "scheduling", "MakeRecord", data, acting_as="leader")


# --- after the mentor training ---------------------------------------------------------------


async def acknowledge_mentors_terms(driver: Driver) -> None:
    """The day after they were certified."""
    for fact in driver.on("scheduling", "CompletionCertified", 1):
        if fact.data["purpose"] == "mentor_training":
            ref = driver.ref(fact.data["person"])
            if driver.comes_in("acknowledges_terms", ref):
                await acknowledge(driver, ref, "mentor")


async def activate_without_training(driver: Driver) -> None:
    """Happenings of this day: a coordinator tries, and is refused on record."""
    programme = driver.folder.programme
    for happening in driver.happening("activates_without_training", driver.today):
        data = {
            "role": "mentor",
            "person": driver.person(happening.person_ref),
            "programme": programme.programme_id,
            "starts_on": driver.today.isoformat(),
            "ends_on": programme.ends_on.isoformat(),
        }
        told(
            driver,
            happening,
            await operate(driver, "registration", "GrantRole", data, refusable=True),
        )


# --- trainers --------------------------------------------------------------------------------

TRAINS_TRAINERS = "training_design"
CERTIFIED_MOST = 5


async def certify_trainers(driver: Driver) -> None:
    """Five days after a workshop on teaching: its leader certifies some who were there (R37)."""
    for held in driver.on("scheduling", "WorkshopHeld", 5):
        workshop = held.data["workshop"]
        teaches = TRAINS_TRAINERS in plan_of(driver, workshop).capacities
        if held.data["purpose"] == "skills" and teaches:
            for person in list(_there(driver, workshop))[:CERTIFIED_MOST]:
                data = {
                    "kind": "trainer",
                    "person": person,
                    "workshop": workshop,
                    "capacities": [TRAINS_TRAINERS],
                    "until": (driver.today + timedelta(days=365)).isoformat(),
                }
                leader = held.data["leader"]
                await driver.says(leader, "scheduling", "Certify", data, acting_as="leader")


def _there(driver: Driver, workshop: str) -> Iterator[str]:
    """Who was at a workshop, by its leader's records, and is not erased since."""
    gone = erased(driver)
    for fact in driver.facts("scheduling", "RecordMade"):
        ours = fact.data["kind"] == "attendance" and fact.data["workshop"] == workshop
        if ours and fact.data["state"] in {"present", "late"} and fact.data["person"] not in gone:
            yield fact.data["person"]


def there(driver: Driver, workshop: str) -> set[str]:
    return set(_there(driver, workshop))
