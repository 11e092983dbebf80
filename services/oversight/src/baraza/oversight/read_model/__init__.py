"""What people ask: who decides, what was voted, where the money lies, which matters are open."""

from baraza.oversight.read_model.project import project
from baraza.oversight.read_model.queries import (
    allocations,
    bodies,
    envelope,
    envelopes,
    mandates,
    matters,
    resolution,
    texts,
)
from baraza.oversight.read_model.tables import METADATA

__all__ = [
    "METADATA",
    "allocations",
    "bodies",
    "envelope",
    "envelopes",
    "mandates",
    "matters",
    "project",
    "resolution",
    "texts",
]
