"""The one asker of a rehearsed year: it asks one thing at a time, and keeps no state.

What it asks at a reading follows from the folder and from the entries before that reading, so a
year that was broken off is asked on from the log, with the same ids (`architecture.md` 6 and 7).
"""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any, Protocol

from baraza.canonical import canonical
from baraza.console.pilot.hands import note_over
from baraza.console.pilot.log import Log, Noted
from baraza.console.pilot.quiet import Quiet
from baraza.console.programme import Folder, Happening
from baraza.decider import Entry, uuid7_of, written
from baraza.messaging.ask import Ask
from baraza.messaging.replies import Problem, Recorded, RefusedReply, Turned

ORDER = ("ledger", "registration", "matching", "scheduling", "feedback", "oversight")
"""In which services take their turns."""


class Client(Protocol):
    """What the driver needs of the house: `baraza.messaging.client.Client` is one."""

    async def ask(
        self, service: str, name: str, ask: Ask, *, reading: datetime, head: int
    ) -> Recorded | RefusedReply | Problem: ...

    async def turn(self, service: str, reading: datetime, head: int) -> Turned | Problem: ...

    async def root(self, size: int) -> str: ...


FORGOTTEN = "person_erased"
"""Expected wherever it is met: of who was erased nobody keeps a list outside the log."""


def told(problem: Problem) -> str:
    """A problem in one line."""
    return f"{problem.title}: {problem.detail} {problem.advice}"


class Skipped(Protocol):
    """What was told of happenings that could not take place, kept over a broken-off year."""

    def lines(self) -> list[str]: ...

    def add(self, line: str) -> None: ...


class YearStopped(Exception):
    """The year cannot go on: the house gave an answer that the story does not know."""


class Driver:
    """Plays everybody, at a reading of the virtual clock."""

    def __init__(self, client: Client, folder: Folder, log: Log, skipped: Skipped) -> None:
        self.folder = folder
        self.log = log
        self.reading = datetime.min.replace(tzinfo=UTC)
        self._skipped = skipped
        self._client = client
        self._head = 0
        self._quiet = Quiet()
        self._told_of = {
            ref
            for happening in folder.happenings
            if happening.what != "appeals_selection"
            for ref in (happening.person_ref, happening.other_ref)
        }
        self._refs = {self.person(p.person_ref): p.person_ref for p in folder.people}

    async def at(self, reading: datetime) -> None:
        """Set the clock; what is asked next may know all entries before this reading."""
        await self.log.learn(self._head or None)
        self.reading, self._head = reading, self.log.size

    def facts(self, service: str, name: str) -> list[Noted]:
        return self.log.facts(service, name, self.reading)

    def on(self, service: str, name: str, days_ago: int = 0) -> list[Noted]:
        """Facts of the day so many days before this reading's."""
        day = self.reading.date() - timedelta(days=days_ago)
        return self.log.on(service, name, day, self.reading)

    @property
    def basis(self) -> int:
        """How many entries had been decided before this reading."""
        return self.log.size_before(self.reading)

    @property
    def today(self) -> date:
        return self.reading.date()

    def per_mille(self, limit: int, *what: str) -> bool:
        """A yes drawn from the folder's seed so many times in a thousand."""
        return self.number(*what) % 1000 < limit

    def person(self, ref: str | None) -> str:
        """The pseudonym under which the log knows a person of the folder."""
        return "p" + self._derived("person", str(ref))[:32]

    def token(self, *what: str) -> str:
        """A secret of a person's own, such as a voice's token."""
        return self._derived("token", *what)

    def number(self, *what: str) -> int:
        """A whole number drawn from the folder's seed: the same in every run."""
        return int(self._derived("number", *what)[:8], 16)

    def happening(self, what: str, on: date) -> list[Happening]:
        """Happenings of this kind on this day, in the order of the folder."""
        return [h for h in self.folder.happenings if h.what == what and h.on == on]

    def more_is_told(self, ref: str) -> bool:
        """Does the folder say of this person what only somebody can do who takes part?"""
        return ref in self._told_of

    def comes_in(self, act: str, *refs: str, on: date | None = None) -> bool:
        """Whether people take what is offered to them: drawn, where nothing else is said."""
        if any(map(self.more_is_told, refs)):
            return True
        return self.folder.happens(act, refs, on or self.today)

    def ref(self, person: str | None) -> str:
        """The folder's reference of a pseudonym."""
        return self._refs[str(person)]

    def skip(self, what: str) -> None:
        """A happening that cannot take place is told, not forced."""
        if what not in self._skipped.lines():
            self._skipped.add(what)

    @property
    def skipped(self) -> list[str]:
        """Everything told by `skip`, in the order of the days on which it was to happen."""
        return sorted(self._skipped.lines())

    async def ask(
        self,
        service: str,
        name: str,
        actor: str,
        data: Mapping[str, Any],
        *,
        acting_as: str = "self",
        reason: str = "ordinary",
        exhibits: Sequence[bytes] = (),
        refusable: bool = False,
    ) -> Recorded | RefusedReply:
        """Ask, and note where the log stands after the answer.

        Raises `YearStopped` for a problem, and for a refusal that the story does not expect.
        """
        ask = Ask(
            id=self.ask_id(service, name, actor, data),
            actor=actor,
            acting_as=acting_as,
            reason=reason,
            via="file",
            data=dict(data),
            exhibits={sha256(body).hexdigest(): b64encode(body).decode() for body in exhibits},
        )
        ask = ask.model_copy(update={"hand": note_over(self.folder, service, name, ask)})
        reply = await self._client.ask(service, name, ask, reading=self.reading, head=self._head)
        if isinstance(reply, Problem):
            raise YearStopped(f"{service} {name} at {written(self.reading)}: {told(reply)}")
        forgotten = isinstance(reply, RefusedReply) and reply.reason == FORGOTTEN
        if isinstance(reply, RefusedReply) and not refusable and not forgotten:
            raise YearStopped(
                f"{service} refused {name} at {written(self.reading)}: "
                f"{reply.reason} {reply.numbers or ''} by {reply.rule}"
            )
        self._head = max(self._head, reply.position)
        return reply

    def ask_id(self, service: str, name: str, actor: str, data: Mapping[str, Any]) -> str:
        """The same ask at the same reading has the same id, in every run."""
        what = canonical({"to": f"{service}.{name}", "actor": actor, "data": dict(data)})
        digest = sha256(f"baraza/pilot/ask/1\n{self.folder.seed}\n".encode() + what).digest()
        return uuid7_of(self.reading, digest)

    async def says(
        self, person: str, service: str, name: str, data: Mapping[str, Any], **how: Any
    ) -> Recorded | RefusedReply:
        """A person asks; as `ask`."""
        return await self.ask(service, name, f"person.{person}", data, **how)

    async def meets(
        self, happening: Happening, service: str, name: str, data: Mapping[str, Any], **how: Any
    ) -> bool:
        """The person of a happening asks; a refusal is told and not forced. Whether it stood."""
        person = self.person(happening.person_ref)
        return await self.met(happening, f"person.{person}", service, name, data, **how)

    async def met(
        self,
        happening: Happening,
        actor: str,
        service: str,
        name: str,
        data: Mapping[str, Any],
        **how: Any,
    ) -> bool:
        """The same for whoever else asks because of it."""
        reply = await self.ask(service, name, actor, data, **how, refusable=True)
        if isinstance(reply, RefusedReply):
            who = f" {happening.person_ref}" if happening.person_ref else ""
            self.skip(f"{happening.on} {happening.what}:{who} was refused, {reply.reason}")
        return not isinstance(reply, RefusedReply)

    async def turns(self, first: str = ORDER[0]) -> None:
        """Ask each service in order to perform what is due or pending, until all are quiet.

        `first` is the service whose own step came last in a log that was broken off.
        """
        at, quiet = ORDER.index(first), 0
        while quiet < len(ORDER):
            service = ORDER[at % len(ORDER)]
            at += 1
            await self.log.learn(self._head)
            if self._quiet.sure(service, self.reading, self.log.types):
                quiet += 1
                continue
            turned = await self._client.turn(service, self.reading, self._head)
            if isinstance(turned, Problem):
                raise YearStopped(f"{service}, its turn at {written(self.reading)}: {told(turned)}")
            self._head = max(self._head, turned.position)
            self._quiet.note(service, turned)
            quiet = 0 if turned.performed else quiet + 1

    async def resume(self) -> tuple[datetime, str] | None:
        """Where a log that was broken off stands: its last reading, and whose step came last."""
        await self.log.learn()
        last: Entry | None = self.log.last
        if last is None:
            return None
        actor = str(last.document["actor"])
        own = actor.startswith("service.") or last.service == "ledger"
        return last.time, last.service if own else ORDER[0]

    async def root(self, size: int) -> str:
        """The log's root over so many entries, in hex: what a body has seen."""
        return await self._client.root(size)

    def _derived(self, *what: str) -> str:
        return sha256("\n".join(("baraza/pilot/1", self.folder.seed, *what)).encode()).hexdigest()
