"""A public beacon to test with: it signs made-up pulses with a key of its own."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha512
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA512
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from baraza.matching.domain.v1.beacons import NIST
from baraza.matching.domain.v1.pulse import read_pulse

CHAIN = 2


class TestBeacon:
    """One pulse a minute, number 0 at midnight of the first of January 2027."""

    __test__ = False

    def __init__(self) -> None:
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def key(self) -> str:
        public = self._private.public_key()
        return b64encode(
            public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        ).decode()

    def adopted(self, chain: int = CHAIN) -> dict[str, Any]:
        """As a rule set names it."""
        return {"name": NIST, "chain": chain, "key": self.key}

    def pulse(self, number: int, **changes: Any) -> bytes:
        """As it would be published, and signed so."""
        told = {**_unsigned(number), **changes, "signatureValue": "00", "outputValue": "00"}
        message = read_pulse(published(told)).message
        signature = self._private.sign(message, padding.PKCS1v15(), SHA512())
        told["signatureValue"] = signature.hex().upper()
        told["outputValue"] = sha512(message + signature).hexdigest().upper()
        return published(told)

    def value(self, number: int) -> str:
        """What that pulse comes to."""
        return read_pulse(self.pulse(number)).value


@cache
def beacon(name: str = "") -> TestBeacon:
    """One for all tests of a run, for a key takes its time; another name, another key."""
    return TestBeacon()


def number_at(time: datetime) -> int:
    """Of the first pulse that is not older."""
    seconds = (time - datetime(2027, 1, 1, tzinfo=UTC)).total_seconds()
    return -int(-seconds // 60)


def published(told: dict[str, Any]) -> bytes:
    return json.dumps({"pulse": told}, indent=1).encode()


def changed(body: bytes, **changes: Any) -> bytes:
    """The same bytes, with other members; the signature stays."""
    return published({**json.loads(body)["pulse"], **changes})


def _unsigned(number: int) -> dict[str, Any]:
    at = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=number)
    uri = f"https://beacon.example/beacon/2.0/chain/{CHAIN}/pulse"
    earlier = ("previous", "hour", "day", "month", "year")
    return {
        "uri": f"{uri}/{number}",
        "version": "2.0",
        "cipherSuite": 0,
        "period": 60000,
        "certificateId": _bytes("certificate"),
        "chainIndex": CHAIN,
        "pulseIndex": number,
        "timeStamp": f"{at:%Y-%m-%dT%H:%M}:00.000Z",
        "localRandomValue": _bytes(f"local {number}"),
        "external": {"sourceId": "00" * 64, "statusCode": 0, "value": "00" * 64},
        "listValues": [
            {"uri": f"{uri}/{number - 1}", "type": kind, "value": _bytes(f"{kind} {number}")}
            for kind in earlier
        ],
        "precommitmentValue": _bytes(f"next {number}"),
        "statusCode": 0,
    }


def _bytes(name: str) -> str:
    return sha512(name.encode()).hexdigest().upper()
