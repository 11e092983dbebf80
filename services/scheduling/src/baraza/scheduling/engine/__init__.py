"""What is searched and looked up before anything is decided: starts, and offsets of zones."""

from baraza.scheduling.engine.pairs import Hours, Sessions, costs_for, sessions, shared_weeks
from baraza.scheduling.engine.times import least_bad_start, moved_start
from baraza.scheduling.engine.zones import (
    TZDATA,
    Stated,
    bits_of_weeks,
    hours_by_week,
    offsets,
    shared_hours,
    zone_exists,
)

__all__ = [
    "TZDATA",
    "Hours",
    "Sessions",
    "Stated",
    "bits_of_weeks",
    "costs_for",
    "hours_by_week",
    "least_bad_start",
    "moved_start",
    "offsets",
    "sessions",
    "shared_hours",
    "shared_weeks",
    "zone_exists",
]
