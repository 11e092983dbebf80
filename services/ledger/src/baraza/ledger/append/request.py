"""What is asked of the log, and all that can be checked without it (`ledger.md` 4.1, 4.2)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from baraza.decider import instant
from baraza.ledger import rights, schemas
from baraza.ledger.append.errors import Rejected
from baraza.transparency import envelope, strict
from baraza.transparency.keys import KeyRing
from baraza.transparency.leaf import ENTRY_MAX, BadLeaf, ProducerNote

REQUEST_MAX = 917_504
ENTRIES_MAX = 1_000
DEADLINE_MS = 5_000
DEADLINE_MAX_MS = 60_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Standing:
    """What is known of the log at its size; a new value after each commit."""

    size: int
    recorded_at: int
    ring: KeyRing
    contracts: Mapping[str, str]  # entry type -> schema digest
    clock: str | None = None  # None: not founded

    @property
    def virtual(self) -> bool:
        return self.clock == "virtual"


@dataclass(frozen=True)
class Prepared:
    """A whole decision whose form, signatures, schemas and shape are right."""

    service: str
    notes: tuple[ProducerNote, ...]
    documents: tuple[Document, ...]
    expires: float  # on the machine's monotonic clock
    traceparent: str | None = None

    @property
    def command(self) -> Document:
        return self.documents[0]

    @property
    def events(self) -> Sequence[Document]:
        return self.documents[1:]

    @property
    def command_id(self) -> str:
        return str(self.command["id"])

    @cached_property
    def ask_digest(self) -> str:
        return envelope.ask_digest(self.command)

    @cached_property
    def guards(self) -> dict[str, int]:
        return envelope.guards_of(self.command)

    @cached_property
    def exhibits(self) -> frozenset[str]:
        return envelope.exhibits_of(self.command)

    @cached_property
    def time(self) -> int:
        """The reading that `decide` saw, in ms."""
        return (instant(self.command["time"]) - _EPOCH) // timedelta(milliseconds=1)


@dataclass(frozen=True)
class Door:
    """What a request is checked by before it waits in the queue."""

    origin: str
    schemas: schemas.Schemas
    now: Callable[[], int]  # ms since 1970
    monotonic: Callable[[], float]

    def prepare(
        self,
        payload: bytes,
        service: str,
        standing: Standing,
        traceparent: str | None = None,
    ) -> Prepared:
        """Checks 1 to 6, in this order; the first failure is raised as `Rejected`."""
        # 1.
        arrived = self.monotonic()
        entries, deadline = read_request(payload)
        notes = tuple(read_note(text) for text in entries)
        documents = tuple(read_document(note.wire) for note in notes)
        standing = founding(standing, documents)
        try:
            # 2. 3. 4.
            rights.check_source(standing.ring, self.origin, service, notes, documents)
            rights.check_signatures(standing.ring, notes, standing.size)
            rights.check_entitled(self.origin, notes, documents)
            # 5.
            for document in documents:
                self.schemas.check(standing.contracts, document)
            # 6.
            envelope.check_decision(documents, [sha256(note.wire).digest() for note in notes])
        except rights.Unauthorised as no:
            raise Rejected(
                "unauthorised", why=no.why, key=notes[0].key_name, service=service
            ) from None
        except schemas.UnknownContract as no:
            raise Rejected("unknown_contract", type=str(no)) from None
        except schemas.SchemaViolation as no:
            raise Rejected("malformed", why="schema_violation", at=str(no)) from None
        except schemas.SchemaMissing as no:
            raise Rejected("exhibit_missing", digests=[no.digest]) from None
        except envelope.BadDecision as no:
            raise Rejected("incomplete_decision", why=str(no)) from None
        expires = arrived + self._allowed(deadline, virtual=standing.virtual) / 1000
        return Prepared(service, notes, documents, expires, traceparent)

    def _allowed(self, deadline: int | None, *, virtual: bool) -> int:
        # In a rehearsed log its clock says nothing about how long somebody has waited.
        if deadline is None or virtual:
            return DEADLINE_MS
        return min(deadline - self.now(), DEADLINE_MAX_MS)


def read_request(payload: bytes) -> tuple[list[str], int | None]:
    """The notes and the deadline of a request; JSON that need not be canonical."""
    if len(payload) > REQUEST_MAX:
        raise Rejected("too_large", limit=REQUEST_MAX)
    try:
        request = json.loads(payload)
    except (ValueError, RecursionError):
        raise Rejected("malformed", why="bad_request") from None
    match request:
        case {"v": 1, "entries": [_, _, *_] as entries}:
            deadline = request.get("deadline")
        case _:
            raise Rejected("malformed", why="bad_request")
    if (
        request.keys() - {"v", "entries", "deadline"}
        or not (deadline is None or type(deadline) is int)
        or not all(isinstance(text, str) for text in entries)
    ):
        raise Rejected("malformed", why="bad_request")
    if len(entries) > ENTRIES_MAX:
        raise Rejected("too_large", limit=ENTRIES_MAX)
    return entries, deadline


def read_note(text: str) -> ProducerNote:
    """A producer note: one line of JSON, one signature."""
    try:
        data = text.encode()
    except UnicodeEncodeError:
        raise Rejected("malformed", why="bad_json") from None
    if len(data.partition(b"\n")[0]) > ENTRY_MAX:
        raise Rejected("too_large", limit=ENTRY_MAX)
    try:
        return ProducerNote.parse(data)
    except BadLeaf:
        raise Rejected("malformed", why="bad_note") from None


def read_document(wire: bytes) -> Document:
    """An entry's document, canonical and of the form of 3.1."""
    try:
        document = strict.parse_canonical(wire)
    except strict.TooDeep:
        raise Rejected("too_large", limit=strict.DEPTH_MAX) from None
    except strict.NotCanonical:
        raise Rejected("malformed", why="not_canonical") from None
    except strict.BadJson:
        raise Rejected("malformed", why="bad_json") from None
    if not isinstance(document, dict):
        raise Rejected("malformed", why="bad_json")
    try:
        envelope.check_envelope(document)
    except envelope.TooManyGuards:
        raise Rejected("too_large", limit=envelope.GUARDS_MAX) from None
    except envelope.BadEnvelope as bad:
        raise Rejected("malformed", why="bad_envelope", at=str(bad)) from None
    return document


def founding(standing: Standing, documents: Sequence[Document]) -> Standing:
    """A founding brings the root key and the contracts by which it is itself checked."""
    command = documents[0]
    if standing.size or command["type"] != "baraza.command.ledger.FoundLog.v1":
        return standing
    contracts = command["data"].get("contracts")
    return Standing(
        size=0,
        recorded_at=0,
        ring=standing.ring.learn(0, command),
        contracts=contracts if isinstance(contracts, dict) else {},
        clock=command["data"].get("clock"),
    )
