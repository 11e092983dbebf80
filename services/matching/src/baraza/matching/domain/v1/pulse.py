"""A pulse of a beacon of version 2.0 (NISTIR 8213), from the bytes that were published.

Its signature covers every member but the types and addresses of earlier pulses, and its value is
the digest of what was signed and of the signature; so whoever brings a pulse can change nothing of
it. What else might stand in such a file is refused, for it is shown to the world.

The fields are serialised as the beacon of NIST serves them: lengths and status codes of four bytes,
positions of eight, all big-endian.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha512
from typing import Any

from baraza.transparency.rsa import RsaKey
from baraza.transparency.strict import BadJson, parse

MOST_BYTES = 1 << 16
"""A pulse has some four thousand bytes."""
RSA_SHA512 = 0  # the cipher suite: SHA-512, RSA with PKCS #1 v1.5
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){1,1024}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_ADDRESS = re.compile(r"https?://[!-~]{1,200}")
_KIND = re.compile(r"[a-z]{1,20}")
_EXTERNAL, _EARLIER = ("sourceId", "statusCode", "value"), ("uri", "type", "value")
_MEMBERS = (
    *("uri", "version", "cipherSuite", "period", "certificateId", "chainIndex", "pulseIndex"),
    *("timeStamp", "localRandomValue", "external", "listValues", "precommitmentValue"),
    *("statusCode", "signatureValue", "outputValue"),
)


class BadPulse(ValueError):
    """These bytes are no pulse of version 2.0 as its beacon publishes it: fetch its JSON again."""


@dataclass(frozen=True)
class Pulse:
    """One numbered output. It is genuine only if `signed_by` says so of a key that is trusted."""

    chain: int
    number: int
    at: datetime
    value: str
    """The random value that was published: 64 bytes in lower-case hex."""
    message: bytes
    signature: bytes

    def signed_by(self, key: RsaKey) -> bool:
        """The signature is this key's, and the value follows from it."""
        value = sha512(self.message + self.signature).hexdigest()
        return value == self.value and key.verify(self.message, self.signature)


def read_pulse(body: bytes) -> Pulse:
    """The pulse in a file as published, `{"pulse": {...}}`. Raises `BadPulse`.

    Nothing is said of its signature yet.
    """
    if len(body) > MOST_BYTES:
        raise BadPulse(f"more than {MOST_BYTES} bytes")
    try:
        document = parse(body.strip())
    except BadJson as bad:
        raise BadPulse(f"not JSON: {bad}") from None
    told = _members("pulse", _members("the file", document, ("pulse",))["pulse"], _MEMBERS)
    if _number(told, "cipherSuite", 4) != RSA_SHA512.to_bytes(4, "big"):
        raise BadPulse("cipherSuite: not 0, RSA over SHA-512")
    return Pulse(
        chain=told["chainIndex"],
        number=told["pulseIndex"],
        at=_time(told["timeStamp"]),
        message=b"".join(_signed(told)),
        signature=_bytes(told, "signatureValue"),
        value=_bytes(told, "outputValue").hex(),
    )


def _signed(told: Mapping[str, Any]) -> Iterator[bytes]:
    """What is signed, field by field (NISTIR 8213, 4.1)."""
    external = _members("external", told["external"], _EXTERNAL)
    yield _text(told, "uri")
    yield _text(told, "version")
    yield _number(told, "cipherSuite", 4)
    yield _number(told, "period", 4)
    yield _sized(_bytes(told, "certificateId"))
    yield _number(told, "chainIndex", 8)
    yield _number(told, "pulseIndex", 8)
    yield _text(told, "timeStamp")
    yield _sized(_bytes(told, "localRandomValue"))
    yield _sized(_bytes(external, "sourceId"))
    yield _number(external, "statusCode", 4)
    yield _sized(_bytes(external, "value"))
    yield from _earlier(told["listValues"])
    yield _sized(_bytes(told, "precommitmentValue"))
    yield _number(told, "statusCode", 4)


def _earlier(rows: Any) -> Iterator[bytes]:
    if not isinstance(rows, list):
        raise BadPulse("listValues: not a list")
    for one in rows:
        row = _members("listValues", one, _EARLIER)
        if not _ADDRESS.fullmatch(str(row["uri"])) or not _KIND.fullmatch(str(row["type"])):
            raise BadPulse("listValues: an address and a type")
        yield _sized(_bytes(row, "value"))


def _members(name: str, value: Any, members: Sequence[str]) -> Mapping[str, Any]:
    if not isinstance(value, dict) or value.keys() != set(members):
        raise BadPulse(f"{name}: its members must be {', '.join(members)}")
    return value


def _text(told: Mapping[str, Any], name: str) -> bytes:
    if type(told[name]) is not str or len(told[name]) > 200:
        raise BadPulse(f"{name}: not text")
    return _sized(told[name].encode())


def _number(told: Mapping[str, Any], name: str, size: int) -> bytes:
    value = told.get(name)
    if type(value) is not int or not 0 <= value < 1 << 8 * size:
        raise BadPulse(f"{name}: not a number of {size} bytes")
    return value.to_bytes(size, "big")


def _bytes(told: Mapping[str, Any], name: str) -> bytes:
    value = told.get(name)
    if type(value) is not str or not _HEX.fullmatch(value):
        raise BadPulse(f"{name}: not bytes in hex")
    return bytes.fromhex(value)


def _sized(value: bytes) -> bytes:
    return len(value).to_bytes(4, "big") + value


def _time(value: Any) -> datetime:
    try:
        if type(value) is str and _TIME.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass  # a day that is none: told below
    raise BadPulse("timeStamp: not a time in UTC with milliseconds")
