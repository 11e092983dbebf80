"""The points at which a crash matters to the ledger are of the same kind as those of services."""

from baraza.telemetry.steps import Step, killer

__all__ = ["Step", "killer"]
