"""What feedback must remember to decide."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import dataclass, field
from datetime import datetime

from rpds import HashTrieMap

from baraza.decider import Step
from baraza.feedback.domain.v1.instruments import Instrument
from baraza.feedback.inbox import Foreign
from baraza.feedback.messages import Fact
from baraza.forms.v1.agenda import Agenda
from baraza.forms.v1.book import Book
from baraza.forms.v1.heard import BookFact

Known = Fact | BookFact | Foreign  # closed with this version


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
    instrument: str
    version: int
    questions: Instrument
    closes: datetime
    eligible: frozenset[str]
    issued: frozenset[str] = frozenset()  # who took a voice
    voices: frozenset[str] = frozenset()  # aliases that answered
    closed: bool = False


@dataclass(frozen=True)
class Report:
    """What a leader owes after a workshop."""

    workshop: str
    person: str
    missing: bool = False
    submitted: bool = False


@dataclass(frozen=True)
class State:
    book: Book = field(default_factory=Book)
    there: HashTrieMap[str, frozenset[str]] = field(default_factory=HashTrieMap)  # by workshop
    held: HashTrieMap[str, Workshop] = field(default_factory=HashTrieMap)
    collections: HashTrieMap[str, Collection] = field(default_factory=HashTrieMap)
    reports: HashTrieMap[str, Report] = field(default_factory=HashTrieMap)  # by subject
    agenda: Agenda = field(default_factory=Agenda)
    pending: HashTrieMap[str, Step] = field(default_factory=HashTrieMap)
