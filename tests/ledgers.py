"""A ledger on a folder, with the keys of the vectors, and a pen that writes decisions for it."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import text

from baraza.decider import Entry, uuid7_of, written
from baraza.decider.decision import schema_uri
from baraza.ledger import exhibits
from baraza.ledger.append import Charter, Ledger, Rejected, Taken, found
from baraza.ledger.messages import Command, Fact
from baraza.ledger.schemas import Published
from baraza.transparency.leaf import producer_note
from baraza.transparency.notes import Signer

VECTORS = Path(__file__).parent / "vectors"
ORIGIN = "baraza.example/2027"
START = datetime(2027, 3, 3, 9, tzinfo=UTC)
PRODUCERS = ("registration", "matching", "feedback")


def signer(name: str) -> Signer:
    """A key of a name: that of the vectors where they have one, else one made the same way."""
    key = f"{ORIGIN}/{name}" if name else ORIGIN
    return Signer(key, sha256(f"baraza vectors v1\n{key}".encode()).digest())


@dataclass
class Time:
    """A clock that moves when it is told to."""

    ms: int = int(START.timestamp() * 1000)
    seconds: float = 0.0  # the monotonic one

    def now(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return self.seconds


def schema(properties: Mapping[str, Any], required: Sequence[str]) -> str:
    return json.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "type": "object",
            "additionalProperties": False,
            "properties": properties,
            "required": list(required),
        }
    )


def published() -> Published:
    """Contracts of the ledger itself and of three services with two types each."""
    from typing import get_args

    schemas = {}
    for kind, messages in (("command", get_args(Command)), ("event", get_args(Fact))):
        for message in messages:
            name = f"baraza.{kind}.ledger.{message.__name__}.v1"
            schemas[name] = json.dumps(message.model_json_schema())
    for service in PRODUCERS:
        # Texts differ by service, so that the digests do.
        thing = schema({"said": {"type": "string"}, service: {"type": "integer"}}, ["said"])
        schemas[f"baraza.command.{service}.Say.v1"] = thing
        schemas[f"baraza.event.{service}.Said.v1"] = thing
        schemas[f"baraza.event.{service}.CommandRefused.v1"] = schema(
            {
                "command": {"type": "string"},
                "reason": {"type": "string"},
                "rule": {"type": "string"},
                "numbers": {"type": "object", "title": service},
            },
            ["command", "reason", "rule", "numbers"],
        )
    return Published(schemas=schemas, deciders={f"{service}.v1": "0" * 64 for service in PRODUCERS})


def charter(clock: str = "system", **changed: Any) -> Charter:
    values: dict[str, Any] = {
        "origin": ORIGIN,
        "clock": clock,
        "root": signer("root"),
        "ledger": signer("ledger"),
        "log_key": signer("").vkey,
        "producers": {service: signer(service).vkey for service in PRODUCERS},
        "published": published(),
    }
    return Charter(**{**values, **changed})


_FOUNDED: dict[str, bytes] = {}


@dataclass
class House:
    """A ledger on a folder that can be stopped and started again."""

    folder: Path
    time: Time = field(default_factory=Time)
    died: list[str] = field(default_factory=list)
    step: Callable[[str], None] = lambda _: None
    ledger: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.start()

    @property
    def url(self) -> str:
        return f"sqlite:///{self.folder / 'ledger.db'}"

    def start(self) -> None:
        self.ledger = Ledger(
            self.url,
            origin=ORIGIN,
            signer=signer("ledger"),
            now=self.time.now,
            monotonic=self.time.monotonic,
            die=self.died.append,
            lock=self.folder / "ledger.lock",
            step=lambda name: self.step(name),  # noqa: PLW0108 - a test sets it later
        )

    def again(self) -> None:
        """Stop it and start it on the same files."""
        self.ledger.close()
        self.start()

    def found(self, clock: str = "system") -> "House":
        """A founded log; it is founded once and then copied, since every test needs one."""
        if clock not in _FOUNDED:
            with TemporaryDirectory() as folder, house(Path(folder)) as first:
                found(first.ledger, charter(clock), START)
                first.ledger.close()
                _FOUNDED[clock] = (first.folder / "ledger.db").read_bytes()
                first.start()
        self.ledger.close()
        (self.folder / "ledger.db").write_bytes(_FOUNDED[clock])
        self.start()
        return self

    def upload(self, body: bytes) -> str:
        digest = sha256(body).hexdigest()
        self.ledger.write(
            lambda connection: exhibits.put(connection, digest, 0, len(body), body, self.time.now())
        ).result(10)
        return digest

    def append(self, payload: bytes, service: str = "matching") -> Taken:
        return self.ledger.submit(self.ledger.prepare(payload, service)).result(10)

    def code(self, payload: bytes, service: str = "matching") -> tuple[str, Any]:
        """The code of a rejection, and its `why` if it tells one; nothing was written."""
        before = self.ledger.standing.size
        try:
            self.append(payload, service)
        except Rejected as no:
            assert self.ledger.standing.size == before
            return no.code, no.details.get("why")
        raise AssertionError("it was taken")

    def faults(self) -> list[str]:
        """The codes of the local table of faults."""
        self.ledger.write(lambda _: None).result(10)
        return [row[0] for row in self.rows("SELECT code FROM fault ORDER BY id")]

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with self.ledger.reader.connect() as connection:
            return [tuple(row) for row in connection.execute(text(statement))]


@contextmanager
def house(folder: Path, **given: Any) -> Iterator[House]:
    """A house that is closed at the end."""
    one = House(folder, **given)
    try:
        yield one
    finally:
        one.ledger.close()


@dataclass
class Pen:
    """Writes decisions of one service; every member may be told otherwise."""

    house: House
    service: str = "matching"
    n: int = 0
    versions: dict[str, int] = field(default_factory=dict)

    def decision(
        self, subject: str = "pair.x", events: int = 1, **changed: Any
    ) -> list[dict[str, Any]]:
        """The documents of a decision: a command and its events, at the ledger's head.

        `changed`: members of the command; `event_<name>`: of every event; None leaves one out.
        """
        self.n += 1
        time = START + timedelta(seconds=self.n)
        command_id = changed.pop("id", None) or uuid7_of(time, sha256(b"%d" % self.n).digest())
        contracts = self.house.ledger.standing.contracts
        own = {k.removeprefix("event_"): v for k, v in changed.items() if k.startswith("event_")}
        common = {
            "specversion": "1.0",
            "source": f"//{ORIGIN}/{self.service}",
            "time": written(time),
            "datacontenttype": "application/json",
            "commandid": command_id,
            "correlationid": command_id,
        }
        kind = f"baraza.event.{self.service}.Said.v1"
        entity = f"{self.service}.{subject}"
        version = self.versions.get(entity, 0)
        documents: list[dict[str, Any]] = []
        for k in range(1, events + 1):
            event = {
                **common,
                "id": f"{command_id}.{k}",
                "type": kind,
                "subject": subject,
                "dataschema": schema_uri(contracts.get(kind, "0" * 64)),
                "entityversion": version + k,
                "data": {"said": f"{k}"},
                **own,
            }
            documents.append(_present(event))
        kind = f"baraza.command.{self.service}.Say.v1"
        command = {
            **common,
            "id": command_id,
            "type": kind,
            "subject": subject,
            "dataschema": schema_uri(contracts.get(kind, "0" * 64)),
            "actor": "person.p00001",
            "actingas": "self",
            "basis": self.house.ledger.standing.size,
            "decider": f"{self.service}.v1",
            "eventcount": events,
            "eventsdigest": events_digest(documents),
            "data": {"said": "please"},
            **{k: v for k, v in changed.items() if not k.startswith("event_")},
        }
        return [_present(command), *documents]

    def request(self, *args: Any, **changed: Any) -> bytes:
        return self.signed(self.decision(*args, **changed))

    def signed(
        self, documents: Sequence[Mapping[str, Any]], key: str | None = None, **request: Any
    ) -> bytes:
        """A request of these documents under the service's key or another."""
        by = signer(key or self.service)
        notes = [producer_note(Entry(document).wire, by).decode() for document in documents]
        return json.dumps({"v": 1, "entries": notes, **request}).encode()

    def say(self, subject: str = "pair.x", events: int = 1, **changed: Any) -> Taken:
        """Append one, and count the version it has written."""
        taken = self.house.append(self.request(subject, events, **changed), self.service)
        entity = f"{self.service}.{subject}"
        self.versions[entity] = self.versions.get(entity, 0) + events
        return taken


def events_digest(documents: Sequence[Mapping[str, Any]]) -> str:
    return sha256(b"".join(Entry(document).digest for document in documents)).hexdigest()


def _present(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if value is not None}
