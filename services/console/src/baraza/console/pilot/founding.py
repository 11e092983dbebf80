"""Founding: the first body, then the others with their seats and mandates."""

from datetime import timedelta
from typing import Any

from baraza.console.pilot.driver import Driver
from baraza.console.programme import Body, Seat
from baraza.decider import made_id, written


def body_id(name: str) -> str:
    """In the log a body's id is its `body_id` without a leading `body-`."""
    return name.removeprefix("body-")


def seated(driver: Driver, body: str) -> list[Seat]:
    """Who sits in a body at this reading, in the order of the seats."""
    day = driver.reading.date()
    return [
        seat
        for seat in driver.folder.seats
        if body_id(seat.body_id) == body
        and seat.starts_on <= day
        and (seat.ends_on is None or day <= seat.ends_on)
    ]


def seat_of(seat: Seat) -> str:
    """`council-1`: a body's id and the seat's number."""
    return f"{body_id(seat.body_id)}-{seat.seat.rpartition('-')[2]}"


def hand(driver: Driver, body: str, besides: str = "") -> tuple[str, str]:
    """Who acts for a body, and as what: the person on its first seat.

    `besides` is an actor who may not: then the next one acts, where there is one.
    """
    hands = [
        (f"person.{driver.person(seat.person_ref)}", f"seat.{seat_of(seat)}")
        for seat in seated(driver, body)
    ]
    return next((one for one in hands if one[0] != besides), hands[0])


def first_body(driver: Driver) -> Body:
    decided_by = driver.folder.programme.decided_by
    return next(body for body in driver.folder.bodies if body.body_id == decided_by)


async def found_authority(driver: Driver) -> None:
    body = first_body(driver)
    data = {
        "body": body_id(body.body_id),
        "stakeholder_kind": body.stakeholder_kind,
        "names": {"en": body.name},
        "quorum": body.quorum,
        "rules": driver.folder.starter("oversight", "authority"),
    }
    await driver.ask("oversight", "FoundAuthority", "body.founders", data, acting_as="founders")
    await _seat(driver, body, "body.founders", "founders")


async def register_bodies(driver: Driver) -> None:
    """Those registered on this day: body, seats, and their mandates by one vote."""
    founder = first_body(driver)
    for body in driver.folder.bodies:
        if body is founder or body.registered_on != driver.reading.date():
            continue
        actor = f"body.{body_id(founder.body_id)}"
        data = {
            "body": body_id(body.body_id),
            "stakeholder_kind": body.stakeholder_kind,
            "names": {"en": body.name},
            "quorum": body.quorum,
        }
        await driver.ask("oversight", "RegisterBody", actor, data, acting_as="mandate")
        await _seat(driver, body, actor, "mandate")
        await _give_mandates(driver, founder, body)


async def _seat(driver: Driver, body: Body, actor: str, acting_as: str) -> None:
    for seat in seated(driver, body_id(body.body_id)):
        await _grant(driver, seat, actor, acting_as)


async def _grant(driver: Driver, seat: Seat, actor: str, acting_as: str) -> None:
    data = {
        "body": body_id(seat.body_id),
        "seat": seat_of(seat),
        "person": driver.person(seat.person_ref),
        "starts_on": seat.starts_on.isoformat(),
    }
    if seat.ends_on:
        data["ends_on"] = seat.ends_on.isoformat()
    await driver.ask("oversight", "GrantRole", actor, data, acting_as=acting_as)


async def seat_later(driver: Driver) -> None:
    """Who takes a seat on this day, in a body that is registered already."""
    today = driver.reading.date()
    actor = f"body.{body_id(first_body(driver).body_id)}"
    for body in driver.folder.bodies:
        if body.registered_on < today:
            for seat in seated(driver, body_id(body.body_id)):
                if seat.starts_on == today:
                    await _grant(driver, seat, actor, "mandate")


async def _give_mandates(driver: Driver, founder: Body, body: Body) -> None:
    held_back = {"oversee"} if "oversee_from_handover" in body.note else set()
    kinds = [kind for kind in body.mandates if kind not in held_back]
    if not kinds:
        return
    effect = {
        "effect": "mandate",
        "change": "give",
        "body": body_id(body.body_id),
        "kinds": kinds,
    }
    proposer, acting_as = hand(driver, body_id(founder.body_id))
    resolution = await propose(driver, proposer, acting_as, [effect], consultation_days=0)
    for voter in (founder, body):
        await vote(driver, resolution, body_id(voter.body_id))


async def propose(
    driver: Driver,
    proposer: str,
    acting_as: str,
    effects: list[dict[str, Any]],
    consultation_days: int,
) -> str:
    """Propose; the resolution's id follows from the ask's."""
    data = {
        "effects": effects,
        "consultation_until": written(driver.reading + timedelta(days=consultation_days)),
        "until": written(driver.reading + timedelta(days=30)),
        "languages": list(driver.folder.programme.languages),
    }
    await driver.ask("oversight", "ProposeResolution", proposer, data, acting_as=acting_as)
    return made_id(driver.ask_id("oversight", "ProposeResolution", proposer, data), "resolution", 1)


async def vote(driver: Driver, resolution: str, body: str) -> None:
    """All seats of the body are there and in favour."""
    actor, acting_as = hand(driver, body)
    data = {
        "resolution": resolution,
        "body": body,
        "seats_for": len(seated(driver, body)),
        "seats_against": 0,
    }
    await driver.ask("oversight", "VoteOnResolution", actor, data, acting_as=acting_as)
