"""What people ask: how many answered, what they said, which leaders reported."""

from baraza.feedback.read_model.project import project
from baraza.feedback.read_model.queries import collection, collections, reports
from baraza.feedback.read_model.tables import METADATA

__all__ = ["METADATA", "collection", "collections", "project", "reports"]
