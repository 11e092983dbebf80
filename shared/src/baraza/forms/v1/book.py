"""The book: who is a body, who sits in it, what it may decide, and which texts are in force.

Every service keeps one by folding oversight; none records again what oversight decided.
"""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, assert_never

import rfc8785
from rpds import HashTrieMap

from baraza.decider import Asked, Refused, Seen
from baraza.forms.v1 import messages
from baraza.forms.v1.hand import hand_guards
from baraza.forms.v1.heard import (
    BodyRegistered,
    BookFact,
    MandateChanged,
    RulesDrafted,
    RulesInForce,
    SeatGranted,
)


@dataclass(frozen=True)
class Body:
    stakeholder_kind: str
    quorum: int


@dataclass(frozen=True)
class Seat:
    """One person's term on a seat; both days are of it."""

    person: str
    starts_on: str
    ends_on: str | None = None

    def runs(self, at: datetime) -> bool:
        day = at.date().isoformat()
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Mandate:
    """`programme` None: for all programmes. `ended` stays on the page, for a better answer."""

    programme: str | None = None
    interim: bool = False
    ended: bool = False


@dataclass(frozen=True)
class Text:
    """A text in force: what the machine applies, and where it was adopted."""

    kind: str
    programme: str | None
    version: int
    digest: str
    rules: Mapping[str, Any]
    from_on: str
    adopted_at: int  # index of RulesInForce

    @property
    def rule(self) -> str:
        """As a refusal names it: `charter.1`."""
        return f"{self.kind}.{self.version}"


@dataclass(frozen=True)
class Book:
    bodies: HashTrieMap[str, Body] = field(default_factory=HashTrieMap)
    seats: HashTrieMap[str, tuple[Seat, ...]] = field(default_factory=HashTrieMap)
    """The terms of each seat (`council-1`), in the order in which they were granted."""
    mandates: HashTrieMap[tuple[str, str, str | None], Mandate] = field(default_factory=HashTrieMap)
    """By body, kind and programme: what is said of one programme leaves the others as they are."""
    drafts: HashTrieMap[str, Mapping[str, Any]] = field(default_factory=HashTrieMap)  # by digest
    written: HashTrieMap[tuple[str, str | None, int], str] = field(default_factory=HashTrieMap)
    """(kind, programme, version) of every text drafted, and its digest."""
    adopted: HashTrieMap[tuple[str, str | None], tuple[Text, ...]] = field(
        default_factory=HashTrieMap
    )

    def learn(self, fact: BookFact | messages.RulesDrafted, seen: Seen) -> Book:
        """Fold what oversight decided, and texts drafted by this service or another."""
        match fact:
            case BodyRegistered():
                body = Body(fact.stakeholder_kind, fact.quorum)
                return replace(self, bodies=self.bodies.insert(fact.body, body))
            case SeatGranted():
                terms = self.seats.get(fact.seat, ())
                term = Seat(fact.person, fact.starts_on, fact.ends_on)
                return replace(self, seats=self.seats.insert(fact.seat, (*terms, term)))
            case MandateChanged():
                return replace(self, mandates=_changed(self.mandates, fact))
            case RulesDrafted() | messages.RulesDrafted():
                which = (fact.kind, fact.programme, fact.version)
                drafts = self.drafts.insert(fact.digest, fact.rules)
                return replace(self, drafts=drafts, written=self.written.insert(which, fact.digest))
            case RulesInForce():
                return self._adopt(fact, seen)
            case _:
                assert_never(fact)

    def sits(self, seat: str, at: datetime) -> str | None:
        """Who is on this seat at this time."""
        running = (term.person for term in self.seats.get(seat, ()) if term.runs(at))
        return next(running, None)

    def seated(self, body: str, at: datetime) -> frozenset[str]:
        """Everybody who sits in this body at this time."""
        seats = (seat for seat in self.seats if seat.rpartition("-")[0] == body)
        people = (self.sits(seat, at) for seat in seats)
        return frozenset(person for person in people if person is not None)

    def held(self, body: str, kind: str | None = None) -> list[Mandate]:
        """The mandates of a body, of this kind if told, for whatever programme."""
        return [
            mandate
            for (who, of_kind, _), mandate in self.mandates.items()
            if who == body and kind in {None, of_kind}
        ]

    def covering(self, body: str, kind: str, programme: str | None) -> list[Mandate]:
        """Those that cover this programme (None: all of them): its own, and the general one."""
        keys = dict.fromkeys([(body, kind, programme), (body, kind, None)])
        return [self.mandates[key] for key in keys if key in self.mandates]

    def _adopt(self, fact: RulesInForce, seen: Seen) -> Book:
        rules = self.drafts.get(fact.digest)
        if rules is None:  # another service's text
            return self
        key = (fact.kind, fact.programme)
        text = Text(
            fact.kind,
            fact.programme,
            fact.version,
            fact.digest,
            rules,
            fact.from_on,
            seen.index,
        )
        return replace(self, adopted=self.adopted.insert(key, (*self.adopted.get(key, ()), text)))


def _changed(
    mandates: HashTrieMap[tuple[str, str, str | None], Mandate], fact: MandateChanged
) -> HashTrieMap[tuple[str, str, str | None], Mandate]:
    mandate = Mandate(fact.programme, fact.interim, ended=fact.change == "end")
    for kind in fact.kinds:
        mandates = mandates.insert((fact.body, kind, fact.programme), mandate)
    return mandates


def in_force(book: Book, kind: str, programme: str | None, at: datetime) -> Text | None:
    """The text of this kind that binds at this time: the programme's own, else the general one."""
    day = at.date().isoformat()
    own = book.adopted.get((kind, programme), ()) if programme else ()
    for text in reversed((*book.adopted.get((kind, None), ()), *own)):
        if text.from_on <= day:
            return text
    return None


def text_digest(
    kind: str, programme: str | None, version: int, rules: Mapping[str, Any], texts: str | None
) -> str:
    """By which a resolution names a drafted text: SHA-256 of its canonical JSON."""
    document: dict[str, Any] = {"kind": kind, "programme": programme or "", "version": version}
    return sha256(rfc8785.dumps(document | {"rules": rules, "texts": texts or ""})).hexdigest()


def body_of(book: Book, asked: Asked) -> str | None:
    """The body that acts: `body.<id>`, or a person on a seat held now (`seat.council-1`)."""
    kind, _, who = asked.actor.partition(".")
    if kind == "body":
        return who
    seat = asked.acting_as.removeprefix("seat.")
    if kind == "person" and seat != asked.acting_as and book.sits(seat, asked.time) == who:
        return seat.rpartition("-")[0]
    return None


EXTERNAL = "external"
"""As an engaged professional acts: they advise and teach, and decide nothing (R30, I17)."""


def may(book: Book, asked: Asked, kind: str, programme: str | None = None) -> Refused | None:
    """May who asks decide this kind of thing? None: yes (R38, R40, I41, I43)."""
    body = body_of(book, asked)
    if body is None:
        return Refused("external_may_not_decide" if asked.acting_as == EXTERNAL else "no_mandate")
    covering = book.covering(body, kind, programme)
    if covering:
        return Refused("mandate_ended") if all(one.ended for one in covering) else None
    return Refused("outside_delegation" if book.held(body, "operate") else "no_mandate")


def any_mandate(book: Book, asked: Asked, kind: str | None = None) -> Refused | None:
    """Does a body ask that holds a mandate, of this kind if told, for any programme? None: yes."""
    body = body_of(book, asked)
    held = [] if body is None else book.held(body, kind)
    if any(not mandate.ended for mandate in held):
        return None
    return Refused("mandate_ended" if held else "no_mandate")


def mandate_guards(book: Book, asked: Asked) -> frozenset[str]:
    """A mandate is a condition of what rests on it, and so is the seat from which one acts: their
    entities at oversight, as guards; and the key by which the body signed, where it did."""
    body = body_of(book, asked)
    if body is None:
        return frozenset()
    seat = {f"oversight.{asked.acting_as}"} if asked.actor.startswith("person.") else set()
    return frozenset({f"oversight.mandate.{body}"} | seat) | hand_guards(asked)


def text_guard(kind: str, programme: str | None) -> str:
    """The entity whose version moves when another text of this kind is adopted."""
    return f"oversight.inforce.{kind.replace('_', '-')}-{programme or 'all'}"
