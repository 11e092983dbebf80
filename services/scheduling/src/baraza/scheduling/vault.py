"""Weekly hours and zones: personal values that only the vault knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from baraza.privacy import Vault


@dataclass(frozen=True)
class Hours:
    """When somebody is free each week in local time, from a day on, until they say otherwise."""

    from_on: str
    weekly: tuple[tuple[int, int], ...]
    zone: str


def hours_of(vault: Vault, person: str, statements: Iterable[Mapping[str, Any]]) -> list[Hours]:
    """What a person has stated, oldest first; nothing of who has been erased."""
    found = []
    for said in statements:
        name = f"scheduling.availability.{person}#"
        weekly = vault.value(said["command_id"], name + "weekly")
        zone = vault.value(said["command_id"], name + "zone")
        if weekly is not None and zone is not None:
            ranges = tuple((first, until) for first, until in weekly)
            found.append(Hours(said["from_on"], ranges, zone))
    return found
