"""What people ask: which programme, who came by which way, how far, and with what equity."""

from baraza.registration.read_model.ahead import deadlines, open_count, terms_ending, wishes
from baraza.registration.read_model.doing_queries import (
    acts,
    assessments,
    barriers,
    collaborations,
    occasions,
    stage_sets,
    ties,
    ways,
)
from baraza.registration.read_model.leaving_queries import (
    contacts,
    erasure,
    gaps,
    holders,
    open_roles,
    path,
    roles,
    roster,
    veterans,
)
from baraza.registration.read_model.project import project
from baraza.registration.read_model.queries import (
    candidacies,
    candidacies_of,
    intakes,
    offers,
    offers_to,
    person,
    posts,
    programme,
    reports,
    stages,
)
from baraza.registration.read_model.tables import METADATA

__all__ = [
    "METADATA",
    "acts",
    "assessments",
    "barriers",
    "candidacies",
    "candidacies_of",
    "collaborations",
    "contacts",
    "deadlines",
    "erasure",
    "gaps",
    "holders",
    "intakes",
    "occasions",
    "offers",
    "offers_to",
    "open_count",
    "open_roles",
    "path",
    "person",
    "posts",
    "programme",
    "project",
    "reports",
    "roles",
    "roster",
    "stage_sets",
    "stages",
    "terms_ending",
    "ties",
    "veterans",
    "ways",
    "wishes",
]
