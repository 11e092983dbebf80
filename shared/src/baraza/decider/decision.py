"""From a command to the entries of its decision: the same bytes in service and auditor."""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from baraza.decider.decider import Command, Decider, Fact, Refused, State
from baraza.decider.entry import Asked, Entry, entry_type, written
from baraza.decider.folded import Folded
from baraza.decider.message import CommandRefused


@dataclass(frozen=True)
class Chain:
    """Where a command stands among others, by which door it came, and its hand note if any."""

    correlation: str | None = None  # None: it begins a chain
    causation: str | None = None
    via: str | None = None  # gateway, console, file
    hand: str | None = None  # digest of the hand note


def decision(
    decider: Decider[State, Command, Fact, Any],
    folded: Folded[State],
    command: Command,
    asked: Asked,
    *,
    origin: str,
    chain: Chain | None = None,
) -> tuple[Entry, ...]:
    """Decide, and write the command and its facts as entries.

    Every byte follows from the arguments: ids from the command's, time from `asked`, versions and
    schema digests from `folded`. Raises `KeyError` where a type has no contract in the log.
    """
    chain = chain or Chain()
    decided = decider.decide(folded.state, command, asked)
    guards = set(decider.reads(folded.state, command, asked))
    if isinstance(decided, Refused):
        guards.add(f"{decider.service}.{command.subject}")
        subjects = [f"refusal.{asked.id}"]
        facts: list[BaseModel] = [_refusal(decider.name, command, decided)]
    else:
        subjects = [fact.subject for fact in decided]
        facts = list(decided)
    common = {
        "specversion": "1.0",
        "source": f"//{origin}/{decider.service}",
        "time": written(asked.time),
        "datacontenttype": "application/json",
        "commandid": asked.id,
        "correlationid": chain.correlation or asked.id,
    }
    events = tuple(_events(decider, folded, common, subjects, facts))
    return (
        _command(decider, folded, command, asked, common, chain, sorted(guards), events),
        *events,
    )


def _refusal(decider_name: str, command: Command, refused: Refused) -> CommandRefused:
    return CommandRefused(
        command=type(command).__name__,
        reason=refused.reason,
        rule=refused.rule or decider_name,
        numbers=dict(refused.numbers),
    )


def _events(
    decider: Decider[State, Command, Fact, Any],
    folded: Folded[State],
    common: Mapping[str, Any],
    subjects: Sequence[str],
    facts: Sequence[BaseModel],
) -> Iterator[Entry]:
    written_here: dict[str, int] = {}
    for k, (subject, fact) in enumerate(zip(subjects, facts, strict=True), 1):
        entity = f"{decider.service}.{subject}"
        version = written_here.get(entity, folded.version(entity)) + 1
        written_here[entity] = version
        type_ = entry_type("event", decider.service, type(fact).__name__, _version(fact))
        data = dumped(fact)
        yield Entry(
            {
                **common,
                "id": f"{common['commandid']}.{k}",
                "type": type_,
                "subject": subject,
                "dataschema": schema_uri(folded.contracts[type_]),
                "entityversion": version,
                **_exhibits(named_exhibits(data)),
                "data": data,
            }
        )


def _command(
    decider: Decider[State, Command, Fact, Any],
    folded: Folded[State],
    command: Command,
    asked: Asked,
    common: Mapping[str, Any],
    chain: Chain,
    guards: Sequence[str],
    events: Sequence[Entry],
) -> Entry:
    type_ = entry_type("command", decider.service, type(command).__name__, command.v)
    data = dumped(command)
    exhibits = named_exhibits(data)
    for event in events:
        exhibits.update(event.document.get("exhibits", "").split())
    optional = {
        "causationid": chain.causation,
        "reason": asked.reason,
        "via": chain.via,
        "expect": " ".join(f"{entity}={folded.version(entity)}" for entity in guards) or None,
    }
    return Entry(
        {
            **common,
            "id": asked.id,
            "type": type_,
            "subject": command.subject,
            "dataschema": schema_uri(folded.contracts[type_]),
            "actor": asked.actor,
            "actingas": asked.acting_as,
            "basis": folded.basis,
            "decider": decider.name,
            "eventcount": len(events),
            "eventsdigest": sha256(b"".join(event.digest for event in events)).hexdigest(),
            **{name: value for name, value in optional.items() if value is not None},
            **_exhibits(exhibits | ({chain.hand} if chain.hand else set())),
            "data": data,
        }
    )


def dumped(message: BaseModel) -> dict[str, Any]:
    """A message as an entry's `data`: JSON values, members that are None left out."""
    return message.model_dump(mode="json", exclude_none=True)


@cache
def schema_uri(digest: str) -> str:
    """`dataschema` of a schema file with this hex SHA-256 (RFC 6920)."""
    text = urlsafe_b64encode(bytes.fromhex(digest)).decode().rstrip("=")
    return f"ni:///sha-256;{text}"


def named_exhibits(data: Any) -> set[str]:
    """The digests that an entry's `data` names: `{"exhibit": hex, ...}`, and schema files."""
    found: set[str] = set()
    _name(data, found)
    return found


def _name(data: Any, found: set[str]) -> None:
    values: Iterable[Any] = ()
    if type(data) is dict or isinstance(data, Mapping):
        if len(data) == 3 and data.keys() == _EXHIBIT:
            found.add(data["exhibit"])
        contracts = data.get("contracts")
        if isinstance(contracts, Mapping):
            found.update(contracts.values())
        values = data.values()
    elif isinstance(data, list | tuple):
        values = data
    for value in values:
        if type(value) is not str and type(value) is not int:
            _name(value, found)


_EXHIBIT = {"exhibit", "media", "size"}


def _exhibits(digests: set[str]) -> dict[str, str]:
    return {"exhibits": " ".join(sorted(digests))} if digests else {}


def _version(fact: BaseModel) -> int:
    version: int = getattr(fact, "v", 1)
    return version
