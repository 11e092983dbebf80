"""Where public chance comes from: one row for each beacon that this version can check."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from baraza.matching.domain.v1.contributions import COMMIT_REVEAL
from baraza.matching.domain.v1.lottery import REHEARSAL
from baraza.matching.domain.v1.pulse import BadPulse, read_pulse
from baraza.transparency.rsa import RsaKey

NIST = "nist/2"


@dataclass(frozen=True)
class Adopted:
    """A beacon as a body adopted it: its key is the body's word, not this programme's."""

    name: str
    chain: int
    key: str


class Published(Protocol):
    """One output of a beacon, as it was published."""

    @property
    def chain(self) -> int: ...
    @property
    def number(self) -> int: ...
    @property
    def at(self) -> datetime: ...
    @property
    def value(self) -> str: ...
    def signed_by(self, key: Any) -> bool: ...


@dataclass(frozen=True)
class Publisher:
    """How what somebody outside publishes is read."""

    pulse: Callable[[bytes], Published]
    """Raises `BadPulse`."""
    key: Callable[[str], Any]
    """From the text of a rule set; raises ValueError."""


@dataclass(frozen=True)
class Beacon:
    """In which logs it may be named, and what its chance rests on."""

    rehearsed: bool = False
    """Anybody can foresee it: only where nothing is at stake."""
    contributed: bool = False
    """Bodies make it together, each by a contribution that it commits to first."""
    published: Publisher | None = None


BEACONS: Mapping[str, Beacon] = {
    REHEARSAL: Beacon(rehearsed=True),
    COMMIT_REVEAL: Beacon(contributed=True),
    NIST: Beacon(published=Publisher(read_pulse, RsaKey.parse)),
}
"""A beacon whose value this version cannot check is not in the table."""


def beacon_of(name: str) -> Beacon:
    """As the table has it; one that it does not know is nothing that could be relied on."""
    return BEACONS.get(name, Beacon())


class NotThePulse(ValueError):
    """What was brought is not the pulse that was named: `code` is the refusal's."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


def genuine(
    body: bytes, name: str, number: int, not_before: datetime, adopted: Sequence[Adopted]
) -> Published:
    """The pulse that these bytes are. Raises `NotThePulse`.

    1. It can be read. 2. It has the number that was named, on the chain that was adopted. 3. Its
    signature is by an adopted key. 4. It is not older than was said: who named the number of a
    pulse that existed already knew the chance (I27).
    """
    publisher = beacon_of(name).published
    if publisher is None:
        raise NotThePulse("bad_signature", f"nobody publishes {name}")
    # 1.
    try:
        pulse = publisher.pulse(body)
    except BadPulse as bad:
        raise NotThePulse("bad_signature", str(bad)) from None
    # 2.
    ours = [one for one in adopted if one.name == name and one.chain == pulse.chain]
    if not ours or pulse.number != number:
        raise NotThePulse("other_pulse", f"pulse {pulse.number} of chain {pulse.chain}")
    # 3.
    if not any(pulse.signed_by(publisher.key(one.key)) for one in ours):
        raise NotThePulse("bad_signature", "not signed by a key that was adopted")
    # 4.
    if pulse.at < not_before:
        raise NotThePulse("randomness_before_close", "published before the time that was named")
    return pulse
