"""What people ask: when is it, who comes, who was there, what is planned, who bears the hours."""

from baraza.scheduling.read_model.project import project
from baraza.scheduling.read_model.queries import (
    attendance,
    bands,
    certificates,
    differences,
    enrolments,
    plan,
    sittings,
    statements,
    workshop,
    workshops,
)
from baraza.scheduling.read_model.tables import METADATA

__all__ = [
    "METADATA",
    "attendance",
    "bands",
    "certificates",
    "differences",
    "enrolments",
    "plan",
    "project",
    "sittings",
    "statements",
    "workshop",
    "workshops",
]
