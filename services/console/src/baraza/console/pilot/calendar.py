"""The days of a year, as its folder states them."""

from baraza.console.programme import (
    Happening,
    Intake,
    Programme,
    Round,
    Training,
    Workshop,
)

__all__ = ["Happening", "Intake", "Programme", "Round", "Training", "Workshop"]
