"""Read models: rows that follow the log, and can be thrown away and made again."""

from baraza.projection.projector import OtherLog, Parked, Projector, Standing
from baraza.projection.rows import Row, row_of, rows_of, where

__all__ = ["OtherLog", "Parked", "Projector", "Row", "Standing", "row_of", "rows_of", "where"]
