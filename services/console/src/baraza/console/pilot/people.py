"""Who is who in a year, as the log says it at this reading."""

from baraza.console.pilot.driver import Driver
from baraza.console.pilot.log import Noted


def ended_roles(driver: Driver, role: str) -> set[str]:
    """Who has held this role and holds it no more."""
    return {
        fact.data["person"]
        for fact in driver.facts("registration", "RoleEnded")
        if fact.data["role"] == role
    }


def holders(driver: Driver, role: str) -> list[str]:
    """Who holds this role, in the order in which it was granted."""
    over = ended_roles(driver, role)
    granted = [
        fact.data["person"]
        for fact in driver.facts("registration", "RoleGranted")
        if fact.data["role"] == role
    ]
    return [person for person in dict.fromkeys(granted) if person not in over]


def erased(driver: Driver) -> set[str]:
    """Of whom nothing is asked any more."""
    return {fact.data["person"] for fact in driver.facts("registration", "ErasureRequested")}


def relationships(driver: Driver) -> list[Noted]:
    """Those that have started, each under `data["relationship"]`."""
    return driver.facts("matching", "RelationshipStarted")


def ended_relationships(driver: Driver) -> set[str]:
    return {f.data["relationship"] for f in driver.facts("matching", "RelationshipEnded")}


def live_relationships(driver: Driver) -> list[Noted]:
    over = ended_relationships(driver)
    return [fact for fact in relationships(driver) if fact.data["relationship"] not in over]
