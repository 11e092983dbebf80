"""What several of the messages are made of."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator

from baraza.forms.v1 import messages as forms


def _of_the_calendar(day: str) -> str:
    date.fromisoformat(day)
    return day


Day = Annotated[forms.Day, AfterValidator(_of_the_calendar)]
"""A day that the calendar has: there is no 31 February."""
VenueKind = Literal["on_wiki", "online", "in_person"]
Purpose = Literal["mentor_training", "skills"]
"""`skills` counts for a pilot's two or three."""
DAY_MINUTES = 24 * 60
TextKind = Literal["formats", "template", "inconvenience", "holidays", "first_trainers"]
