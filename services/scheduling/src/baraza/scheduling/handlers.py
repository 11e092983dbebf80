"""What scheduling does around deciding: it looks up the best times, and reads hours."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar, cast

from baraza.decider import Message, written
from baraza.messaging.ask import Ask
from baraza.messaging.parts import Handlers, Moment
from baraza.messaging.personal import validated
from baraza.messaging.problems import Malformed
from baraza.privacy import Vault
from baraza.scheduling import engine
from baraza.scheduling.domain.v1.slots import WEEK
from baraza.scheduling.domain.v1.state import Timetable
from baraza.scheduling.messages import (
    AnnounceWorkshop,
    BookSession,
    ChangeWorkshop,
    SettleRecord,
    StateAvailability,
)
from baraza.scheduling.vault import Hours, hours_of

RANGES_MOST = 100
_START = frozenset({"start", "tzdata"})
_STARTS = frozenset({"starts", "mentor_points", "mentee_points", "tzdata"})


class SchedulingHandlers(Handlers):
    """Times are the service's to find, and the rules' to check."""

    derives: ClassVar = {
        "AnnounceWorkshop": _START,
        "ChangeWorkshop": _START,
        "BookSession": _STARTS,
    }

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def concerns(
        self, command_type: type[Message], data: Mapping[str, Any], state: Timetable
    ) -> str | None:
        """The ground on which a record is settled is about whom the record is."""
        if command_type is not SettleRecord:
            return None
        made = state.records.get(str(data.get("record")))
        return made.record.person if made else None

    async def prepare(
        self, ask: Ask, command_type: type[Message], data: dict[str, Any], moment: Moment
    ) -> dict[str, Any]:
        at = moment.reading
        if command_type is AnnounceWorkshop:
            return data | _at(engine.least_bad_start(moment.state, data["workshop"], at))
        if command_type is ChangeWorkshop:
            change = cast("ChangeWorkshop", validated(ChangeWorkshop, data | _at(at)))
            return data | _at(engine.moved_start(moment.state, change, at))
        if command_type is BookSession:
            book = cast("BookSession", validated(BookSession, data | _in(engine.Sessions())))
            return data | _in(engine.sessions(moment.state, book, self._hours(moment.state), at))
        if command_type is StateAvailability:
            check_hours(ask.data["weekly"], ask.data["zone"])
        return data

    def _hours(self, table: Timetable) -> engine.Hours:
        """What the vault knows of somebody's hours."""

        def hours(person: str) -> Sequence[Hours]:
            return hours_of(self._vault, person, table.stated.get(person, ()))

        return hours


def _at(start: datetime) -> dict[str, Any]:
    return {"start": written(start), "tzdata": engine.TZDATA}


def _in(found: engine.Sessions) -> dict[str, Any]:
    said = asdict(found) | {"starts": [written(start) for start in found.starts]}
    return said | {"tzdata": engine.TZDATA}


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
