"""Asks that nobody should make: valid shapes with wrong ids, wrong actors, at wrong times."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib import import_module
from typing import Any

from baraza.decider import uuid7_of
from baraza.messaging.ask import Ask
from simulation.bus import Chance
from simulation.founding import SERVICES

Aimed = tuple[str, str, Ask]
"""A service, the name of a command, and the ask."""


@cache
def every_command() -> tuple[tuple[str, str, Any], ...]:
    """Each command of each service, by service and name."""
    found = [
        (type_.split(".")[2], type_.split(".")[3], model)
        for service in SERVICES
        for type_, model in import_module(f"baraza.{service}.domain").CURRENT.commands.items()
    ]
    return tuple(sorted(found, key=lambda one: one[:2]))


class Nonsense:
    """Learns from every ask that was made in earnest, and twists what it has learned."""

    def __init__(self, chance: Chance, in_thousand: int, earnest_until: date) -> None:
        """Before that day there is little of it, so that there will be a programme to disturb."""
        self.made = 0
        self._earnest_until = earnest_until
        self._chance = chance
        self._rate = in_thousand
        self._seen: list[Aimed] = []
        self._actors: list[tuple[str, str]] = []
        self._said: dict[str, list[Any]] = defaultdict(list)

    def beside(self, service: str, name: str, ask: Ask, reading: datetime) -> list[Aimed]:
        """What is asked beside this ask, at the same reading."""
        self._learn(service, name, ask)
        return self.some("ask", len(self._seen), reading)

    def some(self, what: str, number: int, reading: datetime) -> list[Aimed]:
        """None at all, or up to three asks."""
        lot = (what, number)
        rate = self._rate if reading.date() > self._earnest_until else self._rate // 20
        if not self._seen or not self._chance.falls_on(rate, "nonsense", *lot):
            return []
        count = 1 + self._chance.number(3, "how many", *lot)
        return [self._one(reading, (*lot, k)) for k in range(count)]

    def _learn(self, service: str, name: str, ask: Ask) -> None:
        self._seen.append((service, name, ask))
        self._actors.append((ask.actor, ask.acting_as))
        for member, value in ask.data.items():
            self._said[member].append(value)

    def _one(self, reading: datetime, lot: tuple[object, ...]) -> Aimed:
        self.made += 1
        if len(self._seen) > 1 and self._chance.falls_on(60, "same id", *lot):
            return self._under_an_old_id(lot)
        invented = self._chance.falls_on(250, "invented", *lot)
        service, name, ask = self._invented(lot) if invented else self._twisted(lot)
        if ask.acting_as != "self" and not self._chance.falls_on(50, "with power", *lot):
            # Whoever has power says too much that counts, and the year would be another's.
            actor = self._actor(lot)[0]
            ask = ask.model_copy(update={"actor": actor, "acting_as": "self"})
        id_ = uuid7_of(reading, sha256(f"nonsense {lot}".encode()).digest())
        return service, name, ask.model_copy(update={"id": id_})

    def _twisted(self, lot: tuple[object, ...]) -> Aimed:
        """An earlier ask: again, or by somebody else, or with one member of another kind."""
        # Many are of late, when their subject is still about; some are of this very moment.
        last = (1, 1, 40, 40, 40, len(self._seen))[self._chance.number(6, "of late", *lot)]
        some = self._seen[-last:]
        service, name, ask = some[self._chance.number(len(some), "which", *lot)]
        twist = self._chance.number(6, "twist", *lot)
        if twist <= 1:
            actor, acting_as = self._actor(lot)
            ask = ask.model_copy(update={"actor": actor, "acting_as": acting_as})
        elif twist == 2:
            ask = ask.model_copy(update={"acting_as": self._actor(lot)[1]})
        elif twist <= 4 and ask.data:
            ask = ask.model_copy(update={"data": self._member(ask.data, lot)})
        return service, name, ask

    def _under_an_old_id(self, lot: tuple[object, ...]) -> Aimed:
        """An earlier ask under its own id: as it was, or as somebody else's."""
        service, name, ask = self._seen[self._chance.number(len(self._seen) - 1, "old", *lot)]
        if self._chance.falls_on(500, "as it was", *lot):
            return service, name, ask
        return service, name, ask.model_copy(update={"actor": self._actor(lot)[0]})

    def _invented(self, lot: tuple[object, ...]) -> Aimed:
        """Any command of any service; its members are what was said under their names."""
        commands = every_command()
        service, name, model = commands[self._chance.number(len(commands), "command", *lot)]
        data = {}
        for member in sorted(model.model_fields):
            said = self._said.get(member)
            if said and (
                model.model_fields[member].is_required()
                or self._chance.falls_on(500, "given", member, *lot)
            ):
                data[member] = said[self._chance.number(len(said), member, *lot)]
        actor, acting_as = self._actor(lot)
        example = self._seen[0][2]
        told = {"actor": actor, "acting_as": acting_as, "data": data, "exhibits": {}}
        return service, name, example.model_copy(update=told)

    def _actor(self, lot: tuple[object, ...]) -> tuple[str, str]:
        return self._actors[self._chance.number(len(self._actors), "actor", *lot)]

    def _member(self, data: Mapping[str, Any], lot: tuple[object, ...]) -> dict[str, Any]:
        """The data with one member otherwise: another's, at another time, or too much of it."""
        member = sorted(data)[self._chance.number(len(data), "member", *lot)]
        value = self._other(data[member], self._said[member], lot)
        return {**data, member: value}

    def _other(self, value: Any, said: list[Any], lot: tuple[object, ...]) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            return (value - 1, value + 1, 0, 1000 * value)[self._chance.number(4, "by", *lot)]
        if isinstance(value, str) and (moved := _moved(value, self._days(lot))):
            return moved
        return said[self._chance.number(len(said), "said", *lot)]

    def _days(self, lot: tuple[object, ...]) -> int:
        return (-400, -30, -1, 1, 30, 400)[self._chance.number(6, "days", *lot)]


def _moved(value: str, days: int) -> str | None:
    """A day, or an instant, so many days later; None where the text is neither."""
    try:
        day = date.fromisoformat(value[:10])
    except ValueError:
        return None
    return (day + timedelta(days=days)).isoformat() + value[10:]
