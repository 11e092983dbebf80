"""What a service owes itself: deadlines that have passed, and the next steps of its processes."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from operator import itemgetter
from types import MappingProxyType
from typing import TypeAlias

from baraza.decider import Asked, Chain, Message, Refused, Step, due_id, entry_type, written
from baraza.messaging.attesting import Mark
from baraza.messaging.desk import Desk
from baraza.messaging.exhibits import Exhibits
from baraza.messaging.ledger import CommandReused
from baraza.messaging.parts import Due, Moment, Prepared, ServiceParts
from baraza.messaging.problems import Trouble, Unexpected
from baraza.telemetry import logs

TURN_MAX = 100_000
PREPARED_MAX = 8
_AGAIN = timedelta(seconds=30)
_FAR = datetime.max.replace(tzinfo=UTC)
EMPTY: Mapping[str, datetime] = MappingProxyType({})

Perform: TypeAlias = Callable[[datetime], Awaitable[None]]


class Work:
    """Performs dues and steps as ordinary commands, the oldest first, each once.

    One is done when a decision with its id is in the log, a refusal too, even where it still
    stands in the state; so a restart takes up exactly what is left.
    """

    def __init__(
        self,
        parts: ServiceParts,
        desk: Desk,
        exhibits: Exhibits,
        moment: Callable[[datetime], Moment],
    ) -> None:
        self._parts = parts
        self._desk = desk
        self._exhibits = exhibits
        self._moment = moment
        self._later: dict[str, datetime] = {}  # what failed, and when it is tried again
        self._finished: set[tuple[int, str, int]] = set()  # orders of steps seen to be done
        self._ids: dict[tuple[int, str, int], str] = {}  # of open steps, since a hash costs

    async def turn(self, reading: datetime) -> int:
        """All that is due or pending at this reading, and what follows from it; how many.

        A failure ends the turn; asked again, it goes on where it stopped, in the same order.
        """
        for performed in range(TURN_MAX):
            oldest = self._oldest(reading)
            if oldest is None:
                return performed
            await oldest[1](reading)
        raise Unexpected("a turn that does not end", performed=TURN_MAX)

    async def now(self, reading: datetime) -> None:
        """As a turn, but what fails is left for half a minute and the rest goes on."""
        for _ in range(TURN_MAX):
            oldest = self._oldest(reading, self._later)
            if oldest is None or self._desk.halted:
                return
            command_id, perform = oldest
            try:
                await perform(reading)
                self._later.pop(command_id, None)
            except Trouble as trouble:
                self._later[command_id] = reading + _AGAIN
                logs.log().warning(
                    "work of its own failed", command_id=command_id, problem=trouble.code
                )

    def next_at(self) -> datetime | None:
        """The earliest moment at which something will be due or may be taken."""
        state = self._desk.now.state
        agenda = self._parts.dues(state)
        due = agenda.next() if agenda else None
        times = [due.at] if due else []
        times += [step.not_before for _, step in self._steps() if step.not_before]
        return min([*times, *self._later.values()], default=None)

    def quiet_until(self, reading: datetime) -> datetime | None:
        """After a turn at this reading: when another may find something that nobody said."""
        agenda = self._parts.dues(self._desk.now.state)
        due = agenda.next() if agenda else None
        if agenda and due and due.at <= reading:
            # It was declared reached, and stands there still: what comes after it counts.
            due = next((d for d in agenda.until(_FAR) if d.at > reading), None)
        times = [due.at] if due else []
        times += [s.not_before for _, s in self._steps() if s.not_before]
        return min(times, default=None)

    def _oldest(
        self, reading: datetime, later: Mapping[str, datetime] = EMPTY
    ) -> tuple[str, Perform] | None:
        """States to be attested, deadlines by their time, then steps by their cause. None: nothing
        is open."""

        def is_open(command_id: str) -> bool:
            return not self._desk.done(command_id) and later.get(command_id, reading) <= reading

        for mark in self._desk.marks.open():
            if is_open(mark.command_id):
                return mark.command_id, partial(self._attest, mark)
        agenda = self._parts.dues(self._desk.now.state)
        for due in agenda.until(reading) if agenda else ():
            command_id = self._due_id(due)
            if is_open(command_id):
                return command_id, partial(self._reach, due)
        steps = [
            (step.order, command_id, step)
            for command_id, step in self._steps()
            if (step.not_before is None or step.not_before <= reading) and is_open(command_id)
        ]
        if not steps:
            return None
        _, command_id, step = min(steps, key=itemgetter(0))
        return command_id, partial(self._step, step)

    def _steps(self) -> Iterator[tuple[str, Step]]:
        """Steps that are not done yet with their ids, in no order."""
        for step in self._parts.pending(self._desk.now.state):
            if step.order in self._finished:
                continue
            command_id = self._ids.get(step.order) or step.id
            self._ids[step.order] = command_id
            if self._desk.done(command_id):
                self._finished.add(step.order)
                del self._ids[step.order]
            else:
                yield command_id, step

    def _due_id(self, due: Due) -> str:
        type_ = entry_type("command", self._parts.name, "ReachDeadline")
        return due_id(type_, due.at, due.subject, due.what)

    async def _reach(self, due: Due, reading: datetime) -> None:
        type_ = entry_type("command", self._parts.name, "ReachDeadline")
        command = self._desk.decider.commands[type_].model_validate(
            {"about": due.subject, "what": due.what, "at": written(due.at)}
        )
        await self._decide(command, self._due_id(due), "clock", Chain(), reading)

    async def _attest(self, mark: Mark, reading: datetime) -> None:
        """Reckoned beside the loop: nobody who asks meanwhile need wait for it."""
        command = await asyncio.to_thread(mark.command)
        await self._decide(command, mark.command_id, "self", Chain(), reading)

    async def _step(self, step: Step, reading: datetime) -> None:
        command = step.ask or await self._prepared(step, reading)
        chain = Chain(correlation=step.correlation or None, causation=step.cause)
        await self._decide(command, step.id, "pm", chain, reading)

    async def _prepared(self, step: Step, reading: datetime) -> Message:
        """What handlers make of the state. A refusal ends a step for good, so where the log moved
        meanwhile and it would be refused for that, it is prepared anew, a few times at most."""
        left = PREPARED_MAX
        while True:
            moment = self._moment(reading)
            command = await self._performed(step, moment)
            left -= 1
            if not left or self._desk.now.basis == moment.now.basis:
                return command
            asked = await self._asked(command, step.id, "pm", reading)
            if not isinstance(self._desk.judged(command, asked), Refused):
                return command

    async def _performed(self, step: Step, moment: Moment) -> Message:
        prepared = await self._parts.handlers.perform(step, moment)
        if not isinstance(prepared, Prepared):
            return prepared
        for body in prepared.exhibits:
            await self._exhibits.put(body)
        return prepared.command

    async def _asked(
        self, command: Message, command_id: str, acting_as: str, reading: datetime
    ) -> Asked:
        exhibits = await self._exhibits.named(command)
        actor = f"service.{self._parts.name}"
        return Asked(command_id, reading, actor, acting_as, None, exhibits)

    async def _decide(
        self, command: Message, command_id: str, acting_as: str, chain: Chain, reading: datetime
    ) -> None:
        asked = await self._asked(command, command_id, acting_as, reading)
        try:
            await self._desk.decide(command, asked, chain)
        except CommandReused:
            # It was recorded by an earlier try that prepared it otherwise: that one counts.
            await self._desk.catch_up()
            if not self._desk.done(command_id):
                raise
