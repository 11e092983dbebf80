"""What people ask: which programme, who came by which way, how far, and with what equity."""

from baraza.registration.read_model.project import project
from baraza.registration.read_model.queries import (
    candidacies,
    candidacies_of,
    holders,
    intakes,
    offers,
    offers_to,
    person,
    posts,
    programme,
    reports,
    roles,
    stages,
)
from baraza.registration.read_model.tables import METADATA

__all__ = [
    "METADATA",
    "candidacies",
    "candidacies_of",
    "holders",
    "intakes",
    "offers",
    "offers_to",
    "person",
    "posts",
    "programme",
    "project",
    "reports",
    "roles",
    "stages",
]
