"""A pulse of a public beacon: what is signed, and what a change of it comes to."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.matching.domain.v1.beacons import NIST, Adopted, NotThePulse, genuine
from baraza.matching.domain.v1.pulse import MOST_BYTES, BadPulse, read_pulse
from baraza.matching.domain.v1.rule_set import BadRuleSet, read_rule_set
from baraza.transparency.rsa import BadRsaKey, RsaKey
from pairings import RULE_SET
from pulses import CHAIN, beacon, changed, number_at, published

EXAMPLES = Path(__file__).parent / "examples"
PULSE = (EXAMPLES / "nist-pulse-54610.json").read_bytes()
"""Pulse 54610 of chain 1 as the beacon of NIST published it on 30 August 2018."""
KEY = (EXAMPLES / "nist-key-2018.txt").read_text().strip()
"""The public key of the certificate that this pulse names."""
NUMBER = 54610
AT = datetime(2018, 8, 30, 17, 44, tzinfo=UTC)


def told(**changes: Any) -> dict[str, Any]:
    return {**json.loads(PULSE)["pulse"], **changes}


# --- a real pulse ---


def test_a_pulse_of_nist_is_signed_by_its_certificates_key() -> None:
    pulse = read_pulse(PULSE)

    assert (pulse.chain, pulse.number, pulse.at) == (1, NUMBER, AT)
    assert pulse.value.startswith("274e031530b2c773494ebfd9827df4b2")
    assert pulse.signed_by(RsaKey.parse(KEY))


def test_another_key_has_not_signed_it() -> None:
    assert not read_pulse(PULSE).signed_by(RsaKey.parse(beacon().key))


SIGNED = sorted(json.loads(PULSE)["pulse"].keys() - {"listValues", "external"})


@pytest.mark.parametrize("name", SIGNED)
def test_every_signed_member_counts(name: str) -> None:
    value = told()[name]
    other = value + 1 if isinstance(value, int) else other_text(value)

    body = published(told(**{name: other}))

    assert not_signed(body)


@pytest.mark.parametrize("at", range(5))
def test_every_earlier_value_counts(at: int) -> None:
    earlier = json.loads(json.dumps(told()["listValues"]))
    earlier[at]["value"] = other_text(earlier[at]["value"])

    assert not_signed(published(told(listValues=earlier)))


@pytest.mark.parametrize("name", ["sourceId", "statusCode", "value"])
def test_every_member_of_the_external_source_counts(name: str) -> None:
    external = dict(told()["external"])
    value = external[name]
    external[name] = value + 1 if isinstance(value, int) else other_text(value)

    assert not_signed(published(told(external=external)))


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(PULSE) - 1), st.integers(1, 255))
def test_no_changed_byte_gives_another_value(at: int, by: int) -> None:
    """Where a byte is outside what is signed (space, an address), the value stays what it was."""
    body = bytearray(PULSE)
    body[at] ^= by
    try:
        pulse = read_pulse(bytes(body))
    except BadPulse:
        return

    if pulse.signed_by(RsaKey.parse(KEY)):
        assert pulse == read_pulse(PULSE)


def not_signed(body: bytes) -> bool:
    try:
        return not read_pulse(body).signed_by(RsaKey.parse(KEY))
    except BadPulse:
        return True


def other_text(value: str) -> str:
    return value[:-1] + ("0" if value[-1] != "0" else "1")


# --- files that are none ---


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"<html>", "not JSON"),
        (b"[" * 100_000, "more than"),
        (b"[" * 10_000, "not JSON"),
        (b"[]", "the file: its members must be pulse"),
        (b'{"pulse":7}', "pulse: its members must be uri"),
        (b'{"pulse":{}}', "pulse: its members must be uri"),
        (b'{"pulse":{},"note":""}', "the file: its members must be pulse"),
        (published(told(note="Maya")), "pulse: its members"),
        (published(told(uri="a" * 201)), "uri"),
        (b'{"pulse":{"uri":"a","uri":"b"}}', "not JSON"),
        (b" " * (MOST_BYTES + 1), "more than"),
        (published(told(cipherSuite=1)), "cipherSuite"),
        (published(told(chainIndex=True)), "chainIndex"),
        (published(told(pulseIndex=-1)), "pulseIndex"),
        (published(told(period=1 << 32)), "period"),
        (published(told(uri=7)), "uri"),
        (published(told(timeStamp="2018-08-30 17:44")), "timeStamp"),
        (published(told(timeStamp="2018-13-30T17:44:00.000Z")), "timeStamp"),
        (published(told(localRandomValue="0")), "localRandomValue"),
        (published(told(signatureValue="")), "signatureValue"),
        (published(told(outputValue=None)), "outputValue"),
        (published(told(external=[])), "external"),
        (published(told(external={"sourceId": "00"})), "external"),
        (published(told(listValues={})), "listValues"),
        (published(told(listValues=[7])), "listValues"),
        (published(told(listValues=[{}])), "listValues"),
        (published(told(listValues=[{"uri": "Maya", "type": "x", "value": "00"}])), "an address"),
    ],
)
def test_a_file_that_is_no_pulse_is_told_by_its_place(body: bytes, said: str) -> None:
    with pytest.raises(BadPulse, match=said):
        read_pulse(body)


# --- the pulse that was named ---

NAMED = number_at(datetime(2027, 4, 2, 20, tzinfo=UTC))
TIME = datetime(2027, 4, 2, 20, tzinfo=UTC)


def adopted(*beacons: dict[str, Any]) -> tuple[Adopted, ...]:
    return read_rule_set({**RULE_SET, "beacons": list(beacons)}).beacons


OURS = adopted(beacon().adopted())


def test_the_pulse_that_was_named_is_genuine() -> None:
    pulse = genuine(beacon().pulse(NAMED), NIST, NAMED, TIME, OURS)

    assert pulse.value == json.loads(beacon().pulse(NAMED))["pulse"]["outputValue"].lower()


def test_one_of_several_adopted_keys_is_enough() -> None:
    both = adopted(beacon("next").adopted(), beacon().adopted())

    assert genuine(beacon().pulse(NAMED), NIST, NAMED, TIME, both).number == NAMED


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{}", "bad_signature"),
        (beacon().pulse(NAMED + 1), "other_pulse"),
        (beacon().pulse(NAMED, chainIndex=1), "other_pulse"),
        (beacon("other").pulse(NAMED), "bad_signature"),
        (changed(beacon().pulse(NAMED), outputValue="ab" * 64), "bad_signature"),
        (changed(beacon().pulse(NAMED + 1), pulseIndex=NAMED), "bad_signature"),
        (
            beacon().pulse(NAMED, timeStamp="2027-04-02T19:59:00.000Z"),
            "randomness_before_close",
        ),
    ],
)
def test_what_is_not_the_pulse_named_is_refused(body: bytes, code: str) -> None:
    with pytest.raises(NotThePulse) as why:
        genuine(body, NIST, NAMED, TIME, OURS)

    assert why.value.code == code


def test_nobody_publishes_a_rehearsal() -> None:
    with pytest.raises(NotThePulse):
        genuine(PULSE, "rehearsal/1", NUMBER, AT, OURS)


@given(st.integers(0, 1_000_000))
def test_a_pulse_is_named_by_the_minute(minutes: int) -> None:
    time = datetime(2027, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    assert number_at(time) == minutes


# --- the key that a body adopts ---


@pytest.mark.parametrize(
    "change",
    [
        {"name": "drand/1"},
        {"name": "rehearsal/1"},
        {"chain": -1},
        {"chain": True},
        {"chain": "2"},
        {"key": ""},
        {"key": "AAAA"},
        {"key": "no base64"},
        {"key": 7},
    ],
)
def test_a_beacon_that_cannot_be_checked_is_not_adopted(change: dict[str, Any]) -> None:
    with pytest.raises(BadRuleSet) as why:
        adopted({**beacon().adopted(), **change})

    assert why.value.code == "malformed"


def test_a_beacon_has_one_chain() -> None:
    with pytest.raises(BadRuleSet, match="one chain"):
        adopted(beacon().adopted(), beacon("next").adopted(CHAIN + 1))


def test_a_key_of_another_kind_or_too_short_is_none() -> None:
    ed25519 = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
    with pytest.raises(BadRsaKey):
        RsaKey.parse(ed25519)
