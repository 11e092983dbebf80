"""Weekly hours and zones: personal values that only the vault knows."""

from collections.abc import Iterable
from dataclasses import dataclass

from baraza.privacy import Vault


@dataclass(frozen=True)
class Hours:
    """When somebody is free each week in local time, from a day on, until they say otherwise."""

    from_on: str
    weekly: tuple[tuple[int, int], ...]
    zone: str


def hours_of(vault: Vault, person: str, statements: Iterable[tuple[str, str]]) -> list[Hours]:
    """What a person has stated, oldest first; nothing of who has been erased.

    A statement is named by the id of its command and the day from which it holds.
    """
    found = []
    for command_id, from_on in statements:
        name = f"scheduling.availability.{person}#"
        weekly = vault.value(command_id, name + "weekly")
        zone = vault.value(command_id, name + "zone")
        if weekly is not None and zone is not None:
            ranges = tuple((first, until) for first, until in weekly)
            found.append(Hours(from_on, ranges, zone))
    return found
