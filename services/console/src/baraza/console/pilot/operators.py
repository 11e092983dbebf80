"""Operators: who runs the daily business, and in whose name the coordinator asks."""

from collections.abc import Mapping
from typing import Any

from baraza.console.pilot.driver import Driver
from baraza.messaging.replies import Recorded, RefusedReply

CENTRAL = "operations"
"""The operator of a centrally run programme: no affiliate, and no body that watches."""


def operators(driver: Driver) -> list[str]:
    """The organisations that hold an envelope, where affiliates run the programme."""
    programme = driver.folder.programme
    if programme.delivery == "central":
        return [CENTRAL]
    return [envelope.affiliate_id for envelope in programme.envelopes]


def coordinator(driver: Driver, host: str | None = None) -> str:
    """The actor for daily business: the host's operator, else the first."""
    known = operators(driver)
    return f"body.{host if host in known else known[0]}"


async def operate(
    driver: Driver,
    service: str,
    name: str,
    data: Mapping[str, Any],
    *,
    host: str | None = None,
    **how: Any,
) -> Recorded | RefusedReply:
    """The coordinator asks, the host's where one is named; as `Driver.ask`."""
    return await driver.ask(
        service, name, coordinator(driver, host), data, acting_as="operate", **how
    )


async def register_operators(driver: Driver) -> None:
    """Operators are bodies without votes."""
    founder = f"body.{driver.folder.programme.decided_by.removeprefix('body-')}"
    for operator in operators(driver):
        affiliate = driver.folder.affiliate(operator)
        data = {
            "body": operator,
            "stakeholder_kind": "affiliate",
            "names": {"en": affiliate.name if affiliate else "Programme operations"},
            "quorum": 1,
            "operator": True,
        }
        await driver.ask("oversight", "RegisterBody", founder, data, acting_as="mandate")
