"""From an ask to its answer: complete it, decide, append, and only then answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from baraza.decider import Asked, Chain, Message
from baraza.decider.decision import dumped
from baraza.messaging.ask import Ask
from baraza.messaging.desk import Desk
from baraza.messaging.exhibits import Exhibits
from baraza.messaging.ledger import Receipt
from baraza.messaging.parts import Handlers, Moment
from baraza.messaging.personal import Commitments, filled, validated
from baraza.messaging.problems import CommandReused, Malformed, Unauthorised
from baraza.messaging.replies import Recorded, RecordedEvent, RefusedReply


class Asking:
    """Answers asks of persons, bodies and voices."""

    def __init__(
        self,
        desk: Desk,
        handlers: Handlers,
        exhibits: Exhibits,
        commitments: Commitments,
        moment: Callable[[datetime], Moment],
    ) -> None:
        self._desk = desk
        self._handlers = handlers
        self._exhibits = exhibits
        self._commitments = commitments
        self._moment = moment

    async def answer(
        self, command_type: type[Message], ask: Ask, reading: datetime
    ) -> Recorded | RefusedReply:
        """1. Who may ask so. 2. A retry is answered from the log. 3. Evidence and personal values
        find their places. 4. Derived inputs. 5. Decide and append. 6. Answer.
        """
        # 1.
        _may_ask(ask, command_type)
        _gives_nothing_derived(ask, self._derives(command_type))
        # 2.
        if earlier := await self._desk.recorded(ask.id):
            return replied(self._same(command_type, ask, earlier))
        # 3.
        for body in ask.bodies.values():
            await self._exhibits.put(body)
        derives = self._derives(command_type)
        data = filled(command_type, ask, self._takes(command_type))
        state = self._desk.now.state
        about = self._handlers.concerns(command_type, data, state)
        erased = getattr(state, "erased", ())
        data = self._commitments.place(command_type, ask, data, reading, derives, erased, about)
        # 4.
        data = await self._handlers.prepare(ask, command_type, data, self._moment(reading))
        command = validated(command_type, data)
        # 5.
        asked = Asked(
            ask.id,
            reading,
            ask.actor,
            ask.acting_as,
            ask.reason,
            await self._exhibits.named(command),
        )
        receipt = await self._decided(command_type, command, ask, asked)
        # 6.
        return replied(receipt)

    async def _decided(
        self, command_type: type[Message], command: Message, ask: Ask, asked: Asked
    ) -> Receipt:
        try:
            return await self._desk.decide(command, asked, Chain(via=ask.via))
        except CommandReused:
            # An earlier try was recorded, and what we derive has moved since: look at that one.
            await self._desk.catch_up()
            if earlier := await self._desk.recorded(ask.id):
                return self._same(command_type, ask, earlier)
            raise

    def _derives(self, command_type: type[Message]) -> frozenset[str]:
        return self._handlers.derives.get(command_type.__name__, frozenset())

    def _takes(self, command_type: type[Message]) -> frozenset[str]:
        return self._handlers.takes.get(command_type.__name__, frozenset())

    def _same(self, command_type: type[Message], ask: Ask, earlier: Receipt) -> Receipt:
        """The earlier receipt, if it was this ask. Raises `CommandReused`."""
        entry = earlier.entries[0].entry
        document = entry.document
        who = (document["actor"], document["actingas"], document.get("reason"))
        what = (entry.service, entry.name)
        service = self._desk.decider.service
        if who != (ask.actor, ask.acting_as, ask.reason) or what != (
            service,
            command_type.__name__,
        ):
            raise CommandReused
        derived = {f: entry.data[f] for f in self._derives(command_type) if f in entry.data}
        data = filled(command_type, ask, self._takes(command_type))
        data = self._commitments.again(command_type, ask, data, entry.data)
        try:
            again = dumped(validated(command_type, {**derived, **data}))
        except Malformed:
            raise CommandReused from None
        if again != entry.data:
            raise CommandReused
        return earlier


def _may_ask(ask: Ask, command_type: type[Message]) -> None:
    if ask.kind == "service":
        raise Unauthorised("a service asks itself, and no other")
    if ask.kind not in command_type.askers:
        raise Unauthorised(f"{command_type.__name__} is not for a {ask.kind} to ask")
    if ask.kind == "voice" and ask.acting_as != "self":
        raise Unauthorised("a voice acts as itself alone")


def _gives_nothing_derived(ask: Ask, derived: frozenset[str]) -> None:
    if given := sorted(derived & ask.data.keys()):
        raise Malformed(f"not for the asker to say: {', '.join(given)}")


def replied(receipt: Receipt) -> Recorded | RefusedReply:
    """What the asker reads of a recorded decision."""
    command, *events = [kept.entry for kept in receipt.entries]
    place: dict[str, Any] = {
        "id": command.id,
        "index": receipt.first,
        "position": receipt.position,
        "replayed": receipt.replayed,
    }
    if events[0].name == "CommandRefused":
        said = events[0].data
        return RefusedReply(
            **place, reason=said["reason"], rule=said["rule"], numbers=said["numbers"]
        )
    return Recorded(
        **place,
        events=[RecordedEvent(type=e.type, subject=e.subject, data=dict(e.data)) for e in events],
    )
