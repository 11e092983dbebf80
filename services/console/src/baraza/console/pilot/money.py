"""Money in the year: inside its fence it moves, runs short, is topped up, and returns."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.founding import body_id, hand
from baraza.console.pilot.log import Noted
from baraza.console.pilot.operators import coordinator, operate
from baraza.console.pilot.starter import envelope_of
from baraza.console.programme import Happening, Workshop
from baraza.messaging.replies import RefusedReply

MENTORING, WORKSHOPS, ENGAGEMENT, ADMINISTRATION = (
    "mentoring",
    "workshops",
    "engagement",
    "administration",
)
"""The lines that a year draws on, where an envelope has them."""
SHORT_BY = 20_000
"""By how many minor units an envelope runs short."""

Account = tuple[str, str | None]


def balances(driver: Driver) -> dict[str, Counter[Account]]:
    """What lies where in each envelope, by (account, line)."""
    held: dict[str, Counter[Account]] = {
        fact.data["envelope"]: Counter() for fact in driver.facts("oversight", "EnvelopeOpened")
    }
    for fact in driver.facts("oversight", "MoneyMoved"):
        accounts = held[fact.data["envelope"]]
        source, target = fact.data["source"], fact.data["target"]
        accounts[source["account"], source.get("line")] -= fact.data["amount_minor"]
        accounts[target["account"], target.get("line")] += fact.data["amount_minor"]
    return held


def envelopes(driver: Driver) -> list[Noted]:
    """Those that are open, in the order of their opening."""
    closed = {fact.data["envelope"] for fact in driver.facts("oversight", "EnvelopeClosed")}
    opened = driver.facts("oversight", "EnvelopeOpened")
    return [fact for fact in opened if fact.data["envelope"] not in closed]


async def move(
    driver: Driver,
    envelope: Noted,
    source: Account,
    target: Account,
    amount: int,
    purpose: str | None = None,
    **how: Any,
) -> bool:
    """By the coordinator of the organisation that holds the envelope; whether it stood."""
    data: dict[str, Any] = {
        "envelope": envelope.data["envelope"],
        "source": _account(source),
        "target": _account(target),
        "amount_minor": amount,
    }
    if purpose:
        data["purpose"] = purpose
    host = envelope.data["organisation"]
    reply = await operate(driver, "oversight", "MoveMoney", data, host=host, **how)
    return not isinstance(reply, RefusedReply)


def _account(of: Account) -> dict[str, str]:
    name, line = of
    return {"account": name} | ({"line": line} if line else {})


async def support(driver: Driver, relationships: Sequence[str]) -> None:
    """Each from the envelope whose line has most left; where none has enough, nothing is paid."""
    amount = driver.folder.programme.support_minor_per_relationship
    accounts = balances(driver)
    held = {id_: accounts[id_]["line", MENTORING] for id_ in accounts}
    opened = {e.data["envelope"]: e for e in envelopes(driver)}
    for relationship in relationships:
        most = max(opened, key=lambda id_: (held[id_], id_), default=None)
        if not amount or most is None or held[most] < amount:
            return
        line, spent = ("line", MENTORING), ("spent", MENTORING)
        await move(driver, opened[most], line, spent, amount, f"relationship.{relationship}")
        held[most] -= amount


async def shift(driver: Driver) -> None:
    """A coordinator needs less for administration than was planned, and more for engagement."""
    for envelope in envelopes(driver)[:1]:
        spare = balances(driver)[envelope.data["envelope"]]["line", ADMINISTRATION] // 10
        lines = {line["name"] for line in envelope.data["lines"]}
        if spare and ENGAGEMENT in lines:
            source, target = ("line", ADMINISTRATION), ("line", ENGAGEMENT)
            await move(driver, envelope, source, target, spare)


async def spend_outside(driver: Driver) -> None:
    """Happenings of this day: somebody tries to use the money for what is none of its purposes."""
    for happening in driver.happening("spends_outside_ring_fence", driver.today):
        for envelope in envelopes(driver)[:1]:
            data = {
                "envelope": envelope.data["envelope"],
                "source": {"account": "reserved", "line": envelope.data["lines"][0]["name"]},
                "target": {"account": "next_period"},
                "amount_minor": 1000,
                "purpose": "office.rent",
            }
            actor = coordinator(driver, envelope.data["organisation"])
            reply = await driver.ask(
                "oversight", "MoveMoney", actor, data, acting_as="operate", refusable=True
            )
            told(driver, happening, reply)


def told(driver: Driver, happening: Happening, reply: object) -> None:
    """A happening that expects a refusal met it, or is told."""
    met = reply.reason if isinstance(reply, RefusedReply) else "no refusal"
    expected = happening.said.get("expect")
    if met != expected:
        driver.skip(f"{happening.on} {happening.what}: met {met}, expected {expected}")


# --- an envelope runs short ------------------------------------------------------------------


def shortages(driver: Driver) -> Iterator[tuple[Happening, Workshop, Noted]]:
    """Happenings in which an envelope is short: with the workshop that needs it, and itself."""
    for happening in driver.folder.happenings:
        if happening.what == "envelope_short":
            workshop = named(driver, happening.said["whose"])
            id_ = envelope_of(driver, workshop.host)
            for envelope in envelopes(driver):
                if envelope.data["envelope"] == id_:
                    yield happening, workshop, envelope


def named(driver: Driver, words: str) -> Workshop:
    """The workshop that a happening speaks of: `last workshop`, `host of first workshop`, an id."""
    workshops = driver.folder.programme.workshops
    for workshop in workshops:
        if workshop.workshop in words:
            return workshop
    return workshops[0] if "first" in words else workshops[-1]


async def run_short(driver: Driver) -> None:
    """More is to be set aside for the workshop than its line holds: refused, to the last unit."""
    for happening, workshop, envelope in shortages(driver):
        if happening.on == driver.today:
            stood = await _set_aside(driver, workshop, envelope)
            if stood:
                driver.skip(f"{happening.on} envelope_short: there was enough")


async def _set_aside(driver: Driver, workshop: Workshop, envelope: Noted) -> bool:
    amount = balances(driver)[envelope.data["envelope"]]["line", WORKSHOPS] + SHORT_BY
    source, target = ("line", WORKSHOPS), ("reserved", WORKSHOPS)
    purpose = f"workshop.{workshop.workshop}"
    return await move(driver, envelope, source, target, amount, purpose, refusable=True)


async def top_up(driver: Driver) -> None:
    """On the day that the happening names: the missing money from the allocation, then again."""
    actor, acting_as = hand(driver, body_id(driver.folder.programme.decided_by))
    for happening, workshop, envelope in shortages(driver):
        if date.fromisoformat(happening.said["funded"]) != driver.today:
            continue
        data = {
            "envelope": envelope.data["envelope"],
            "source": {"account": "allocation"},
            "target": {"account": "line", "line": WORKSHOPS},
            "amount_minor": SHORT_BY,
        }
        reply = await driver.ask(
            "oversight", "MoveMoney", actor, data, acting_as=acting_as, refusable=True
        )
        if isinstance(reply, RefusedReply):
            driver.skip(f"{happening.on} envelope_short: not funded, {reply.reason}")
        else:
            await _set_aside(driver, workshop, envelope)


# --- the end ---------------------------------------------------------------------------------


async def give_back(driver: Driver) -> None:
    """What is reserved is released, what is left returns to the allocation, and all is closed."""
    held = balances(driver)
    for envelope in envelopes(driver):
        accounts = held[envelope.data["envelope"]]
        purposes = _reserved(driver, envelope.data["envelope"])
        for (line, purpose), amount in sorted(purposes.items()):
            await move(driver, envelope, ("reserved", line), ("line", line), amount, purpose)
            accounts["line", line] += amount
        for (account, left), amount in sorted(accounts.items(), key=str):
            if account == "line" and amount:
                await move(driver, envelope, ("line", left), ("allocation", None), amount)
        data: Mapping[str, Any] = {"envelope": envelope.data["envelope"]}
        host = envelope.data["organisation"]
        await operate(driver, "oversight", "CloseEnvelope", data, host=host)


def _reserved(driver: Driver, envelope: str) -> dict[tuple[str, str], int]:
    """What is still set aside, by line and purpose."""
    held: Counter[tuple[str, str]] = Counter()
    for fact in driver.facts("oversight", "MoneyMoved"):
        if fact.data["envelope"] == envelope and fact.data.get("purpose"):
            for side, sign in (("source", -1), ("target", 1)):
                account = fact.data[side]
                if account["account"] == "reserved":
                    held[account["line"], fact.data["purpose"]] += sign * fact.data["amount_minor"]
    return {key: amount for key, amount in held.items() if amount > 0}
