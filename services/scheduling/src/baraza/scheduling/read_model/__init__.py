"""What people ask: when is it, who comes, who was there, what is planned, who bears the hours."""

from baraza.scheduling.read_model.project import project
from baraza.scheduling.read_model.queries import (
    attendance,
    bands,
    busy,
    certificate,
    certificates,
    certification_chain,
    differences,
    enrolments,
    of_relationship,
    plan,
    records,
    sessions,
    sittings,
    statements,
    tie,
    workshop,
    workshops,
)
from baraza.scheduling.read_model.tables import METADATA

__all__ = [
    "METADATA",
    "attendance",
    "bands",
    "busy",
    "certificate",
    "certificates",
    "certification_chain",
    "differences",
    "enrolments",
    "of_relationship",
    "plan",
    "project",
    "records",
    "sessions",
    "sittings",
    "statements",
    "tie",
    "workshop",
    "workshops",
]
