"""Read models: rows that follow the log, and can be thrown away and made again."""

from baraza.projection.digests import rows_of_tables, whole
from baraza.projection.projector import Projector
from baraza.projection.rebuild import Compared, Rebuild
from baraza.projection.rows import Row, row_of, rows_of, where
from baraza.projection.standing import OtherLog, Parked, Standing

__all__ = [
    "Compared",
    "OtherLog",
    "Parked",
    "Projector",
    "Rebuild",
    "Row",
    "Standing",
    "row_of",
    "rows_of",
    "rows_of_tables",
    "where",
    "whole",
]
