"""What people ask: how many answered, what they said, what became of a suggestion."""

from baraza.feedback.read_model.project import project
from baraza.feedback.read_model.queries import (
    answers,
    collection,
    collections,
    evaluations,
    instruments,
    reports,
    suggestions,
)
from baraza.feedback.read_model.tables import METADATA

__all__ = [
    "METADATA",
    "answers",
    "collection",
    "collections",
    "evaluations",
    "instruments",
    "project",
    "reports",
    "suggestions",
]
