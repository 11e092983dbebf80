"""What nobody here can teach: a gap is declared, and somebody from outside fills it (R44)."""

from collections import Counter
from datetime import timedelta

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.intake import hand_with
from baraza.console.pilot.log import Noted
from baraza.console.pilot.money import ENGAGEMENT, balances, envelopes, move, told
from baraza.console.pilot.operators import operate

COST = 60_000
"""What an engagement costs, in minor units; less where the line holds less."""
SPENT_PER_MILLE = 800
MONTHS = 4


def professional(driver: Driver) -> str | None:
    """The folder's external who tries to decide, else its first."""
    tries = [h.person_ref for h in driver.folder.happenings if h.what == "external_tries_to_decide"]
    known = [p.person_ref for p in driver.folder.with_role("external_professional")]
    return next((ref for ref in [*tries, *known] if ref in known), None)


async def declare(driver: Driver) -> None:
    """Of the capacities that most want and fewest offer, the first."""
    programme = driver.folder.programme
    if professional(driver) is None or not envelopes(driver):
        return
    lacking: Counter[str] = Counter()
    for person in driver.folder.people:
        lacking.update(person.capacities_wanted if person.is_mentee else ())
        lacking.subtract(person.capacities_available if person.is_mentor else ())
    short = sorted(lacking, key=lambda capacity: (-lacking[capacity], capacity))
    for capacity in short[:1]:
        data = {
            "programme": programme.programme_id,
            "capacity": capacity,
            "language": programme.languages[0],
        }
        await operate(driver, "registration", "DeclareGap", data, refusable=True)


def _gap(driver: Driver) -> Noted | None:
    declared = driver.facts("registration", "GapDeclared")
    return declared[-1] if declared else None


def _engagement(driver: Driver) -> Noted | None:
    requested = driver.facts("registration", "EngagementRequested")
    return requested[-1] if requested else None


async def request(driver: Driver) -> None:
    """The next day: a person, a scope, a cost that the envelope can carry."""
    gap, ref = _gap(driver), professional(driver)
    if gap is None or ref is None:
        return
    envelope = envelopes(driver)[0]
    held = balances(driver)[envelope.data["envelope"]]["line", ENGAGEMENT]
    if held <= 0:
        return
    data = {
        "gap": gap.data["gap"],
        "programme": driver.folder.programme.programme_id,
        "scope": "teaches",
        "person": driver.person(ref),
        "cost_minor": min(COST, held),
        "currency": driver.folder.programme.currency,
        "envelope": envelope.data["envelope"],
    }
    await operate(driver, "registration", "RequestEngagement", data)


async def set_aside(driver: Driver) -> None:
    engaged = _engagement(driver)
    if engaged is not None:
        for envelope in envelopes(driver):
            if envelope.data["envelope"] == engaged.data["envelope"]:
                cost = engaged.data["cost_minor"]
                purpose = f"engagement.{engaged.data['engagement']}"
                line, reserved = ("line", ENGAGEMENT), ("reserved", ENGAGEMENT)
                await move(driver, envelope, line, reserved, cost, purpose)


async def engage(driver: Driver) -> None:
    """By the body that engages; interests are declared, and there is an end."""
    engaged = _engagement(driver)
    if engaged is None:
        return
    programme = driver.folder.programme
    until = min(driver.today + timedelta(days=30 * MONTHS), programme.ends_on)
    data = {
        "role": "external",
        "person": engaged.data["person"],
        "programme": programme.programme_id,
        "engagement": engaged.data["engagement"],
        "interests": "none",
        "starts_on": driver.today.isoformat(),
        "ends_on": until.isoformat(),
    }
    actor, acting_as = hand_with(driver, "external")
    await driver.ask("registration", "GrantRole", actor, data, acting_as=acting_as)


async def try_to_decide(driver: Driver) -> None:
    """Happenings of this day: an external professional would decide something: refused (R30)."""
    for happening in driver.happening("external_tries_to_decide", driver.today):
        person = driver.person(happening.person_ref)
        gap = _gap(driver)
        data = {
            "programme": driver.folder.programme.programme_id,
            "post_kind": "board",
            "organisation_kind": "chapter",
            "from_on": driver.today.isoformat(),
        }
        reply = await driver.says(
            person,
            "registration",
            "DeclareOpenRole",
            data,
            acting_as="external",
            refusable=True,
        )
        if gap is None:
            driver.skip(f"{happening.on} {happening.what}: nobody was engaged")
        told(driver, happening, reply)


async def close(driver: Driver) -> None:
    """When the engagement is over: what it cost is spent, the rest goes back to its line."""
    engaged, gap = _engagement(driver), _gap(driver)
    if engaged is None or gap is None:
        return
    ended = any(
        f.data["role"] == "external" and f.data["person"] == engaged.data["person"]
        for f in driver.on("registration", "RoleEnded", 1)
    )
    if not ended:
        return
    purpose = f"engagement.{engaged.data['engagement']}"
    spent = engaged.data["cost_minor"] * SPENT_PER_MILLE // 1000
    for envelope in envelopes(driver):
        if envelope.data["envelope"] == engaged.data["envelope"]:
            reserved = ("reserved", ENGAGEMENT)
            await move(driver, envelope, reserved, ("spent", ENGAGEMENT), spent, purpose)
            rest = engaged.data["cost_minor"] - spent
            if rest:
                await move(driver, envelope, reserved, ("line", ENGAGEMENT), rest, purpose)
    data = {
        "gap": gap.data["gap"],
        "filled_by": "external",
        "engagement": engaged.data["engagement"],
    }
    await operate(driver, "registration", "CloseGap", data)
