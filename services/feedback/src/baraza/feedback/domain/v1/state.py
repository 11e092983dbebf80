"""What feedback must remember to decide."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field
from datetime import datetime

from rpds import HashTrieMap

from baraza.decider import Step
from baraza.feedback.domain.v1.instruments import Instrument
from baraza.feedback.inbox import Foreign
from baraza.feedback.messages import Fact
from baraza.forms.v1.agenda import Agenda, Due
from baraza.forms.v1.book import Book
from baraza.forms.v1.heard import BookFact, ErasureRequested
from baraza.forms.v1.matter import Matter

Known = Fact | BookFact | ErasureRequested | Foreign  # closed with this version
Point = tuple[str, int]
"""A programme, and after how many sessions its mentees are asked."""


@dataclass(frozen=True)
class Workshop:
    """One that was held: its leader, and who was there by the records made until then."""

    programme: str
    leader: str
    there: frozenset[str]


@dataclass(frozen=True)
class Collection:
    """Answers are bound to the instrument version with which it was opened (I35)."""

    about: str
    programme: str
    instrument: str
    version: int
    owner: str | None  # programme of the text that the version is of; None: of the general one
    questions: Instrument
    closes: datetime
    eligible: frozenset[str]
    totals: tuple[int, ...]  # sum of marks, question by question
    issued: frozenset[str] = frozenset()  # who took a voice
    voices: frozenset[str] = frozenset()  # aliases that answered
    closed: bool = False
    closed_at: int = 0  # index of the entry


@dataclass(frozen=True)
class Report:
    """What a leader owes after a workshop."""

    workshop: str
    person: str
    missing: bool = False
    submitted: bool = False


@dataclass(frozen=True)
class Pair:
    """A running relationship, and how many of its sessions were held by the word of both."""

    programme: str
    mentee: str
    held: int = 0


@dataclass(frozen=True)
class Waiting:
    """Who reached a point and has not been asked, in the order in which they did."""

    people: tuple[str, ...] = ()
    due: Due | None = None  # when they are asked; None: too few of them yet


@dataclass(frozen=True)
class Suggestion:
    matter: Matter
    programme: str
    instrument: str
    version: int
    supporters: frozenset[str] = frozenset()
    adopted_in: int | None = None  # version of the text


@dataclass(frozen=True)
class State:
    book: Book = field(default_factory=Book)
    erased: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)
    roles: HashTrieMap[str, frozenset[tuple[str, str]]] = field(default_factory=HashTrieMap)
    """By person: role, and the programme that it is of."""
    there: HashTrieMap[str, frozenset[str]] = field(default_factory=HashTrieMap)  # by workshop
    held: HashTrieMap[str, Workshop] = field(default_factory=HashTrieMap)
    pairs: HashTrieMap[str, Pair] = field(default_factory=HashTrieMap)  # by relationship
    told: HashTrieMap[str, str] = field(default_factory=HashTrieMap)
    """Records of sessions that are not settled, and their relationships."""
    waiting: HashTrieMap[Point, Waiting] = field(default_factory=HashTrieMap)
    collections: HashTrieMap[str, Collection] = field(default_factory=HashTrieMap)
    asked: HashTrieMap[tuple[str, str], bool] = field(default_factory=HashTrieMap)
    """About what, by which instrument, people were asked."""
    fielded: HashTrieMap[tuple[str, str], tuple[str, ...]] = field(default_factory=HashTrieMap)
    """By programme and instrument: its collections, oldest first."""
    reports: HashTrieMap[str, Report] = field(default_factory=HashTrieMap)  # by subject
    before: HashTrieMap[tuple[str, int], int] = field(default_factory=HashTrieMap)
    """By programme and version of a text: the version that its maps lead to."""
    suggestions: HashTrieMap[str, Suggestion] = field(default_factory=HashTrieMap)
    evaluations: HashTrieMap[str, bool] = field(default_factory=HashTrieMap)
    measures: HashTrieMap[str, str] = field(default_factory=HashTrieMap)
    """Who is kept out for now, and until when at the latest that is looked at again."""
    agenda: Agenda = field(default_factory=Agenda)
    pending: HashTrieMap[str, Step] = field(default_factory=HashTrieMap)
