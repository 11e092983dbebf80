"""Any state of a log: at an index, or at a date, on both of its axes of time.

What *happened* by a date are the facts whose `time` is not later; what was *recorded* by a date are
the entries that the ledger had taken by then, always the first so many. Both may be asked at once:
of what was known on one day, what had happened by another.
"""

from baraza.auditor.as_of.entity import entity_as_of
from baraza.auditor.as_of.service import NoRules, service_as_of
from baraza.auditor.as_of.summary import log_as_of
from baraza.auditor.as_of.view import View

__all__ = ["NoRules", "View", "entity_as_of", "log_as_of", "service_as_of"]
