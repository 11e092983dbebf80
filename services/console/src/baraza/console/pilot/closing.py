"""The end: what came of it is counted from the log, the money returns, and the bodies decide."""

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.founding import body_id, hand, propose, vote
from baraza.console.pilot.operators import operate
from baraza.console.pilot.people import erased, holders, live_relationships

VOTED = 5
"""Days after the proposal to conclude."""
REPORTS = (
    ("identification", "closing"),
    ("development", "closing"),
    ("retention", "closing"),
    ("roles_filled", "closing"),
    ("ties", "closing"),
    ("forecast", "closing"),
    ("formats", "closing"),
    ("investment", "closing"),
    ("delivery", "closing"),
    ("equity", "completed"),
    ("equity", "became_mentor"),
    ("equity", "filled_role"),
)


async def end_pairs(driver: Driver) -> None:
    """Whoever is still a pair has its closing talk before the programme ends."""
    for pair in live_relationships(driver):
        data = {
            "relationship": pair.data["relationship"],
            "how": "closed",
            "ground": "programme_over",
            "talk_held": True,
            "rematch": False,
        }
        await driver.says(
            pair.data["mentee"], "matching", "EndRelationship", data, acting_as="mentee"
        )


async def assess_persistence(driver: Driver) -> None:
    """Of everybody who took part, from acts on record alone (R13)."""
    programme = driver.folder.programme.programme_id
    gone = erased(driver)
    for person in holders(driver, "participant"):
        if person not in gone:
            data = {"person": person, "programme": programme}
            await operate(driver, "registration", "AssessPersistence", data)


async def report(driver: Driver) -> None:
    """What singles people out is not told; a report of which nothing could be shown is refused."""
    programme = driver.folder.programme.programme_id
    for kind, point in REPORTS:
        data = {"kind": kind, "point": point, "programme": programme}
        await operate(driver, "registration", "PublishReport", data, refusable=True)


async def evaluate(driver: Driver) -> None:
    """Each instrument that was answered, in each of its versions."""
    answered = {
        (f.data["instrument"], f.data["version"])
        for f in driver.facts("feedback", "CollectionOpened")
    }
    for instrument, version in sorted(answered):
        data = {
            "programme": driver.folder.programme.programme_id,
            "instrument": instrument,
            "version": version,
            "level": "person",
            "limits": "who_answered_by_choice",
        }
        await operate(driver, "feedback", "PublishEvaluation", data, refusable=True)


async def end_programme(driver: Driver) -> None:
    data = {"programme": driver.folder.programme.programme_id}
    await operate(driver, "registration", "EndProgramme", data)


async def propose_conclusion(driver: Driver) -> None:
    """With the dossier that the oversight service has assembled from the log."""
    programme = driver.folder.programme
    dossiers = driver.facts("oversight", "DossierAssembled")
    if not dossiers:
        driver.skip(f"{driver.today} conclusion: no dossier was assembled")
        return
    effect = {
        "effect": "conclude",
        "programme": programme.programme_id,
        "decision": "continue",
        "dossier": dossiers[-1].data["digest"],
    }
    actor, acting_as = hand(driver, body_id(programme.decided_by))
    await propose(driver, actor, acting_as, [effect], consultation_days=2)


async def conclude(driver: Driver) -> None:
    for resolution in driver.on("oversight", "ResolutionProposed", VOTED):
        if resolution.data["effects"][0]["effect"] == "conclude":
            voter = body_id(driver.folder.programme.decided_by)
            await vote(driver, resolution.data["resolution"], voter)
