"""The envelope of an entry and the shape of a decision (`ledger.md` 3.1, 4.2, 4.3)."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise
from typing import Any, Final

from baraza.transparency.strict import canonical

GUARDS_MAX = 256
EVENTS_MAX = 999


class BadEnvelope(ValueError):
    """A member is missing, unknown or of the wrong form."""


class TooManyGuards(BadEnvelope):
    """A decision guards more than 256 entities. Read less, or split it."""


class BadDecision(ValueError):
    """These entries are not one whole decision."""


_SERVICE = r"[a-z][a-z0-9-]{0,31}"
_UUID7 = r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_SUBJECT = r"[a-z][a-z0-9-]{0,31}\.[A-Za-z0-9_-]{1,64}"
_ENTITY = rf"{_SERVICE}\.{_SUBJECT}"
_HEX = r"[0-9a-f]{64}"
_VERSION = r"(?:0|[1-9][0-9]{0,14})"
_NAME = r"[A-Z][A-Za-z0-9]{0,63}"
_KINDED = rf"{_SERVICE}\.{_NAME}\.v[1-9][0-9]{{0,5}}"
_ASKER = r"(?:[a-z][a-z0-9_-]{0,63})(?:\.[A-Za-z0-9_.-]{1,127})?"
_EVENT_ID = rf"{_UUID7}\.[1-9][0-9]{{0,2}}"

_REMEMBERED = 256
_Check = Callable[[Any], object]


def _form(pattern: str) -> _Check:
    # Most members say the same in many entries.
    fits = lru_cache(_REMEMBERED)(re.compile(pattern).fullmatch)
    return lambda value: type(value) is str and fits(value)


def _number(least: int, most: int) -> _Check:
    return lambda value: type(value) is int and least <= value <= most


_time = _form(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


@lru_cache(1024)
def _is_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value) is not None
    except ValueError:
        return False


def _is_time(value: Any) -> bool:
    return bool(_time(value)) and _is_moment(value)


_COMMON: Final[Mapping[str, _Check]] = {
    "specversion": _form(r"1\.0"),
    "source": _form(rf"//[!-*,-~]{{1,100}}/{_SERVICE}"),
    "subject": _form(_SUBJECT),
    "time": _is_time,
    "datacontenttype": _form("application/json"),
    "dataschema": _form(r"ni:///sha-256;[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]"),
    "commandid": _form(_UUID7),
    "correlationid": _form(_UUID7),
    "data": lambda value: isinstance(value, dict),
}
_COMMAND: Final[Mapping[str, _Check]] = {
    **_COMMON,
    "id": _form(_UUID7),
    "type": _form(rf"baraza\.command\.{_KINDED}"),
    "actor": _form(
        rf"person\.p[0-9a-f]{{5,32}}|voice\.v[0-9a-f]{{5,32}}"
        rf"|body\.[a-z][a-z0-9-]{{0,26}}|service\.{_SERVICE}"
    ),
    "actingas": _form(_ASKER),
    "basis": _number(0, 2**53 - 1),
    "decider": _form(rf"{_SERVICE}\.v[1-9][0-9]{{0,5}}"),
    "eventcount": _number(1, EVENTS_MAX),
    "eventsdigest": _form(_HEX),
}
_EVENT: Final[Mapping[str, _Check]] = {
    **_COMMON,
    "id": _form(_EVENT_ID),
    "type": _form(rf"baraza\.event\.{_KINDED}"),
    "entityversion": _number(1, 2**53 - 1),
}
_EXHIBITS = _form(rf"{_HEX}(?: {_HEX})*")
_COMMAND_MAY: Final[Mapping[str, _Check]] = {
    "causationid": _form(rf"{_UUID7}|{_EVENT_ID}"),
    "reason": _form(r"[a-z][a-z0-9_]{0,63}"),
    "via": _form("gateway|console|file"),
    "expect": _form(rf"{_ENTITY}={_VERSION}(?: {_ENTITY}={_VERSION})*"),
    "exhibits": _EXHIBITS,
}
_EVENT_MAY: Final[Mapping[str, _Check]] = {"exhibits": _EXHIBITS}

_ASK = ("actingas", "actor", "data", "reason", "subject", "type")
_ONE_DECISION = ("commandid", "correlationid", "time", "source")
_BY_ROOT = {
    *("FoundLog", "RegisterProducer", "RotateProducerKey", "RevokeProducer"),
    *("LogFounded", "ProducerRegistered", "ProducerKeyRotated", "ProducerRevoked"),
    *("RotateLogKey", "RotateRootKey", "LogKeyRotated", "RootKeyRotated"),
}


def check_envelope(document: Mapping[str, Any]) -> None:
    """Members and their forms: the closed set of 3.1, and that a voice asks alone."""
    type_ = document.get("type")
    is_command = isinstance(type_, str) and type_.startswith("baraza.command.")
    must, may = (_COMMAND, _COMMAND_MAY) if is_command else (_EVENT, _EVENT_MAY)
    seen = 0
    for member, value in document.items():
        check = must.get(member)
        if check is not None:
            seen += 1
        elif (check := may.get(member)) is None:
            raise BadEnvelope(f"unknown member {member[:40]}")
        if not check(value):
            raise BadEnvelope(f"{member} is not of its form")
    if seen != len(must):
        raise BadEnvelope(f"missing {', '.join(sorted(must.keys() - document.keys()))}")
    if "exhibits" in document:
        _check_sorted("exhibits", document["exhibits"].split(" "))
    if is_command:
        _check_command(document)


def check_decision(documents: Sequence[Mapping[str, Any]], digests: Sequence[bytes]) -> None:
    """Check 6 of 4.2 over entries whose envelopes are right.

    `digests` are the SHA-256 of each entry's canonical bytes, the command's first.
    """
    command, *events = documents
    # One command, then its events, ids in order, all of one moment and one chain.
    if ".command." not in command["type"] or command["id"] != command["commandid"]:
        raise BadDecision("the first entry is not a command under its own id")
    if command["decider"].partition(".")[0] != service_of(command):
        raise BadDecision("a service's commands are decided by its own rules")
    for k, event in enumerate(events, 1):
        if ".event." not in event["type"] or event["id"] != f"{command['id']}.{k}":
            raise BadDecision(f"entry {k} is not event {k} of the decision")
        if any(event[member] != command[member] for member in _ONE_DECISION):
            raise BadDecision(f"event {k} is of another decision, chain, time or source")
    # The command names its events.
    if command["eventcount"] != len(events):
        raise BadDecision("eventcount is not the number of events")
    if command["eventsdigest"] != sha256(b"".join(digests[1:])).hexdigest():
        raise BadDecision("eventsdigest is not the digest of the events")
    # A refusal stands alone, moves nobody's version, and says what it read.
    if any(is_refusal(event) for event in events):
        _check_refusal(command, events)
    # Evidence of an event is evidence of the decision.
    if not all(exhibits_of(command) >= exhibits_of(event) for event in events):
        raise BadDecision("the command lacks an exhibit of its events")


def is_refusal(document: Mapping[str, Any]) -> bool:
    return ".CommandRefused." in document["type"]


def service_of(document: Mapping[str, Any]) -> str:
    """The service whose type it is."""
    return str(document["type"].split(".")[2])


def entity_of(document: Mapping[str, Any]) -> str:
    """The entity key of its subject."""
    return f"{service_of(document)}.{document['subject']}"


def exhibits_of(document: Mapping[str, Any]) -> frozenset[str]:
    """The hex digests that an entry lists."""
    text = document.get("exhibits")
    return frozenset(text.split(" ")) if text else frozenset()


def guards_of(document: Mapping[str, Any]) -> dict[str, int]:
    """The entities that were read, with the versions that were seen."""
    text = document.get("expect")
    pairs = (guard.partition("=") for guard in text.split(" ")) if text else ()
    return {entity: int(version) for entity, _, version in pairs}


def ask_digest(document: Mapping[str, Any]) -> str:
    """What was asked, without basis, time, door, guards, exhibits or outcome (4.3); hex."""
    asked = {member: document[member] for member in _ASK if member in document}
    return sha256(canonical(asked)).hexdigest()


def entitled(key_name: str, origin: str, document: Mapping[str, Any]) -> bool:
    """Whether a key of this name may sign this entry: its service's own types, and 13's by root."""
    _, _, service, name, _ = document["type"].split(".")
    if document["source"] != f"//{origin}/{service}":
        return False
    if service == "ledger" and name in _BY_ROOT:
        return key_name == f"{origin}/root"
    return service != "root" and key_name == f"{origin}/{service}"


def _check_command(command: Mapping[str, Any]) -> None:
    if command["commandid"] != command["id"]:
        raise BadEnvelope("commandid of a command is its id")
    guards: list[str] = []
    if "expect" in command:
        guards = [guard.partition("=")[0] for guard in command["expect"].split(" ")]
        _check_sorted("expect", guards)
        if len(guards) > GUARDS_MAX:
            raise TooManyGuards(f"{len(guards)} guards")
    if command["actor"].startswith("voice."):
        _check_alone(command, guards)


def _check_alone(command: Mapping[str, Any], guards: Sequence[str]) -> None:
    if (
        command["actingas"] != "self"
        or command["correlationid"] != command["id"]
        or "causationid" in command
    ):
        raise BadEnvelope("a voice asks as itself, outside any chain")
    if any(guard.split(".")[1] == "person" for guard in guards):
        raise BadEnvelope("a voice's command guards no person")


def _check_sorted(member: str, items: Sequence[str]) -> None:
    if any(left >= right for left, right in pairwise(items)):
        raise BadEnvelope(f"{member} is not sorted, or names one twice")


def _check_refusal(command: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> None:
    refusal = events[0]
    if len(events) != 1:
        raise BadDecision("a refusal is the only event of its decision")
    if refusal["subject"] != f"refusal.{command['id']}" or refusal["entityversion"] != 1:
        raise BadDecision("a refusal has a subject of its own, at version 1")
    if entity_of(command) not in guards_of(command):
        raise BadDecision("a refusal guards the entity that was addressed")
