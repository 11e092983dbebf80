"""What scheduling does around deciding: it looks up the least bad start, and reads hours."""

from typing import Any, ClassVar

from baraza.decider import Message, written
from baraza.messaging.ask import Ask
from baraza.messaging.parts import Handlers, Moment
from baraza.messaging.problems import Malformed
from baraza.scheduling import engine
from baraza.scheduling.domain.v1.slots import WEEK
from baraza.scheduling.messages import AnnounceWorkshop, StateAvailability

RANGES_MOST = 100


class SchedulingHandlers(Handlers):
    """An announcement's start is the service's to find, and the rule's to check."""

    derives: ClassVar = {"AnnounceWorkshop": frozenset({"start", "tzdata"})}

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        if command_type is AnnounceWorkshop:
            start = engine.least_bad_start(moment.state, data["workshop"], moment.reading)
            return {**data, "start": written(start), "tzdata": engine.TZDATA}
        if command_type is StateAvailability:
            check_hours(ask.data["weekly"], ask.data["zone"])
        return data


def check_hours(weekly: Any, zone: Any) -> None:
    """Raises `Malformed` where nobody could say when this person is free."""
    if not isinstance(zone, str) or not engine.zone_exists(zone):
        raise Malformed("zone: not a zone of the tz database")
    if not isinstance(weekly, list) or len(weekly) > RANGES_MOST or not all(map(_range, weekly)):
        raise Malformed("weekly: rows [from, until] of quarters of the week, 0 to 672")


def _range(row: Any) -> bool:
    return (
        isinstance(row, list)
        and len(row) == 2
        and all(type(place) is int for place in row)
        and 0 <= row[0] < row[1] <= WEEK
    )
