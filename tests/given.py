"""Given facts, when a command, then facts or a refusal: a rule tested as one sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel

from baraza.decider import Asked, Decider, Message, Refused, Seen, uuid7_of

START = datetime(2027, 1, 4, 9, tzinfo=UTC)
"""The first fact of a history happens here, each later one a minute after."""


@dataclass(frozen=True)
class Happened:
    """A fact with where and when it stands, where a test cares."""

    fact: BaseModel
    subject: str | None = None
    time: datetime | None = None
    id: str | None = None
    correlation: str | None = None


def happened(
    fact: BaseModel,
    *,
    subject: str | None = None,
    time: datetime | None = None,
    id: str | None = None,  # noqa: A002 - the entry's own word
    correlation: str | None = None,
) -> Happened:
    """A fact whose entry has this subject, time or id; a foreign fact has no subject of its own."""
    return Happened(fact, subject, time, id, correlation)


def by(
    actor: str = "person.p00001",
    acting_as: str = "self",
    *,
    at: datetime | None = None,
    id: str | None = None,  # noqa: A002 - the entry's own word
    reason: str | None = None,
    **exhibits: bytes,
) -> Asked:
    """Who asks, in which seat, and when: a day after the first fact unless told."""
    time = at or START + timedelta(days=1)
    command_id = id or uuid7_of(time, b"a test's own")
    return Asked(command_id, time, actor, acting_as, reason, exhibits)


def folded(decider: Decider[Any, Any, Any, Any], *facts: BaseModel | Happened) -> Any:
    """The state after these facts."""
    return given(decider, *facts).state


def given(decider: Decider[Any, Any, Any, Any], *facts: BaseModel | Happened) -> "Given":
    """A history: facts that the decider knows, own and foreign, oldest first."""
    state = decider.initial
    for index, item in enumerate(facts):
        one = item if isinstance(item, Happened) else Happened(item)
        state = decider.evolve(state, one.fact, _seen(index, one))
    return Given(decider, state, len(facts))


def _seen(index: int, one: Happened) -> Seen:
    time = one.time or START + timedelta(minutes=index)
    command = uuid7_of(time, index.to_bytes(10, "big"))
    subject = str(one.subject or getattr(one.fact, "subject", ""))
    return Seen(index, one.id or f"{command}.1", subject, time, one.correlation or command)


@dataclass(frozen=True)
class Given:
    """A state to ask of."""

    decider: Decider[Any, Any, Any, Any]
    state: Any
    position: int = 0

    def when(self, command: Message, asked: Asked | None = None) -> "Outcome":
        """Ask; a person asks as `by()` says unless told."""
        asked = asked or by()
        return Outcome(self, command, asked, self.decider.decide(self.state, command, asked))


@dataclass(frozen=True)
class Outcome:
    """What was decided; each check fails with both sides."""

    before: Given
    command: Message
    asked: Asked
    decided: Sequence[Any] | Refused = field(default=())

    def then(self, *facts: BaseModel) -> "Outcome":
        """It stands, and these are its facts, in this order."""
        expected, actual = list(facts), self._listed()

        assert expected == actual
        return self

    def refused(self, reason: str, rule: str | None = None, **numbers: int) -> "Outcome":
        """It cannot stand, for this reason; the rule is compared where it is told."""
        expected = Refused(reason, rule, numbers)
        actual = self.decided
        if isinstance(actual, Refused) and rule is None:
            actual = replace(actual, rule=None)

        assert expected == actual
        return self

    def stands(self) -> "Outcome":
        """It is no refusal, whatever its facts are."""
        assert not isinstance(self.decided, Refused), self.decided
        return self

    def reads(self, *entities: str) -> "Outcome":
        """The entities its command guards without writing them."""
        expected = frozenset(entities)
        actual = self.before.decider.reads(self.before.state, self.command, self.asked)

        assert expected == actual
        return self

    @property
    def facts(self) -> list[Any]:
        """The facts of a decision that stands."""
        return list(self.stands()._listed())

    @property
    def after(self) -> Given:
        """The history with these facts added, to ask again."""
        state = self.before.state
        for k, fact in enumerate(self.facts):
            seen = Seen(
                self.before.position + 1 + k,
                f"{self.asked.id}.{k + 1}",
                fact.subject,
                self.asked.time,
                self.asked.id,
            )
            state = self.before.decider.evolve(state, fact, seen)
        return Given(self.before.decider, state, self.before.position + 1 + len(self.facts))

    def _listed(self) -> list[Any]:
        return [self.decided] if isinstance(self.decided, Refused) else list(self.decided)
