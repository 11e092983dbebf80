"""What people ask: who decides, what was voted, where the money lies, who looks."""

from baraza.oversight.read_model.project import project
from baraza.oversight.read_model.queries import (
    allocations,
    bodies,
    envelope,
    envelopes,
    mandates,
    resolution,
    texts,
)
from baraza.oversight.read_model.tables import METADATA
from baraza.oversight.read_model.watch_queries import (
    dossier,
    investment,
    looks,
    matters,
    unusual,
    watchers,
)

__all__ = [
    "METADATA",
    "allocations",
    "bodies",
    "dossier",
    "envelope",
    "envelopes",
    "investment",
    "looks",
    "mandates",
    "matters",
    "project",
    "resolution",
    "texts",
    "unusual",
    "watchers",
]
