"""Every service's deciders, by their names in the log."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from baraza.decider import Decider

SERVICES = ("ledger", "registration", "matching", "scheduling", "feedback", "oversight")


def deciders(names: Iterable[str]) -> dict[str, Decider[Any, Any, Any, Any]]:
    """All known versions of the services named so; one whose rules cannot be had has none."""
    found: dict[str, Decider[Any, Any, Any, Any]] = {}
    named = {name.partition(".")[0] for name in names}
    for service in (service for service in SERVICES if service in named):
        try:
            domain = import_module(f"baraza.{service}.domain")
        except ImportError:  # not installed, or only in part: its commands are unverifiable
            continue
        found.update(getattr(domain, "DECIDERS", {}))
    return found
