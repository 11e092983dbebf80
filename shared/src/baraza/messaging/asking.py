"""From an ask to its answer: complete it, decide, append, and only then answer."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from baraza.decider import Asked, Chain, Message
from baraza.decider.decision import dumped
from baraza.messaging.ask import Ask
from baraza.messaging.desk import Desk, as_read
from baraza.messaging.exhibits import Exhibits
from baraza.messaging.hands import Hands, as_asked, hand_digest, may_be_a_bodys, note_of
from baraza.messaging.ledger import Receipt
from baraza.messaging.parts import Handlers, Moment
from baraza.messaging.personal import Commitments, filled, validated
from baraza.messaging.problems import CommandReused, Malformed, Unauthorised
from baraza.messaging.replies import Drafted, Recorded, RecordedEvent, RefusedReply


class Asking:
    """Answers asks of persons, bodies and voices."""

    def __init__(
        self,
        desk: Desk,
        handlers: Handlers,
        exhibits: Exhibits,
        commitments: Commitments,
        moment: Callable[[datetime], Moment],
        hands: Hands,
    ) -> None:
        self._desk = desk
        self._handlers = handlers
        self._exhibits = exhibits
        self._commitments = commitments
        self._moment = moment
        self._hands = hands

    async def answer(
        self, command_type: type[Message], ask: Ask, reading: datetime
    ) -> Recorded | RefusedReply:
        """1. Who may ask so. 2. A retry is answered from the log. 3. All that the entry will hold.
        4. The body's own hand, where it comes with one. 5. Decide and append. 6. Answer.
        """
        # 1.
        self._check(command_type, ask)
        # 2.
        if earlier := await self._desk.recorded(ask.id):
            return replied(self._same(command_type, ask, earlier))
        # 3.
        command, asked = await self._completed(command_type, ask, reading)
        # 4.
        if digest := hand_digest(ask):
            self._hand_stands(command, ask)
            await self._exhibits.put(note_of(ask))
            asked = replace(asked, exhibits={**asked.exhibits, digest: note_of(ask)})
        # 5.
        receipt = await self._decided(command_type, command, ask, asked)
        # 6.
        return replied(receipt)

    async def draft(self, command_type: type[Message], ask: Ask, reading: datetime) -> Drafted:
        """The ask as `answer` would put it on record now, with values and salts, for a body's
        tool to compare with what was meant; nothing is decided. Raises `CommandReused` where it
        was decided already.

        If we stopped here, the vault would hold rows that the ask itself reads again.
        """
        self._check(command_type, ask)
        if self._desk.done(ask.id):
            raise CommandReused
        command, _ = await self._completed(command_type, ask, reading)
        return Drafted(
            id=ask.id,
            origin=self._hands.origin,
            asked=dict(self._members(command, ask)),
            disclosed=self._commitments.disclosed(command, ask),
            position=self._desk.position,
        )

    def _check(self, command_type: type[Message], ask: Ask) -> None:
        _may_ask(ask, command_type)
        may_be_a_bodys(ask)
        _gives_nothing_derived(ask, self._derives(command_type))

    async def _completed(
        self, command_type: type[Message], ask: Ask, reading: datetime
    ) -> tuple[Message, Asked]:
        """1. Evidence and personal values find their places. 2. Derived inputs. 3. As it is read.

        The same ask again gives the same, as long as what is derived does not move.
        """
        asked = Asked(ask.id, reading, ask.actor, ask.acting_as, ask.reason)
        self._desk.may_ask(asked)
        # 1.
        for body in ask.bodies.values():
            await self._exhibits.put(body)
        derives = self._derives(command_type)
        data = filled(command_type, ask, self._takes(command_type))
        state = self._desk.now.state
        about = self._handlers.concerns(command_type, data, state)
        erased = getattr(state, "erased", ())
        data = self._commitments.place(command_type, ask, data, reading, derives, erased, about)
        # 2.
        data = await self._handlers.prepare(ask, command_type, data, self._moment(reading))
        # 3.
        command = validated(command_type, data)
        if ask.draft or ask.hand is not None:  # what will be signed; else the desk reads it so
            command = as_read(command)
        return command, replace(asked, exhibits=await self._exhibits.named(command))

    def _hand_stands(self, command: Message, ask: Ask) -> None:
        """Its note is the body's own, by a key that holds where this will be decided."""
        self._hands.check(ask, self._members(command, ask), self._desk.position)

    def _members(self, command: Message, ask: Ask) -> Mapping[str, Any]:
        service = self._desk.decider.service
        return as_asked(service, command, ask.actor, ask.acting_as, ask.reason)

    async def _decided(
        self, command_type: type[Message], command: Message, ask: Ask, asked: Asked
    ) -> Receipt:
        chain = Chain(via=ask.via, hand=hand_digest(ask))
        stands = partial(self._hand_stands, command, ask) if chain.hand else lambda: None
        try:
            return await self._desk.decide(command, asked, chain, stands=stands)
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
