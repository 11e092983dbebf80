"""Feedback over a log in memory: a workshop was held, and people take voices."""

from typing import Any

from baraza.feedback import inbox
from baraza.forms.v1 import heard
from feedback_story import ADA, ALAN, BODIES, DIGEST, DRAFT, GRACE, LEADER, MARKS, P, there
from houses import House

PEOPLE = [f"p{n:032x}" for n in range(10, 16)]


def token(person: str) -> str:
    return f"token of {person}"


async def started(house: House) -> str:
    """A text in force, a workshop held; the collection that the service opened by itself."""
    for fact in BODIES:
        await house.hear(fact)
    draft = DRAFT.model_dump(mode="json", exclude_none=True)
    assert (await house.ask("DraftRules", "body.council", "rules", draft))["kind"] == "recorded"
    await house.hear(
        heard.RulesInForce(
            kind="instrument", programme=P, version=1, digest=DIGEST, from_on="2027-01-25"
        )
    )
    for person in (ADA, ALAN, *PEOPLE):
        await house.hear(there(person))
    await house.hear(there(GRACE, "absent"))
    await house.hear(inbox.WorkshopHeld(workshop="basics", programme=P, leader=LEADER))
    assert (await house.turn())["performed"] == 1
    rates = await house.query("response_rates", programme=P)
    name: str = rates["collections"][0]["collection"]
    return name


async def take(house: House, collection: str, person: str) -> Any:
    data = {"collection": collection, "person": person, "token": token(person)}
    return await house.ask("IssueVoice", f"person.{person}", data=data)


async def speak(house: House, collection: str, alias: str, said: str, **more: Any) -> Any:
    data = {"collection": collection, "marks": MARKS, "token": said}
    return await house.ask("RecordAnswer", f"voice.{alias}", data=data, **more)
