"""Read models: rows that follow the log, and can be thrown away and made again."""

from baraza.projection.projector import OtherLog, Parked, Projector, Standing

__all__ = ["OtherLog", "Parked", "Projector", "Standing"]
