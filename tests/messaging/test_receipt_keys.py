"""A receipt counts under a key of the ledger's that is valid at its index, and under no other."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from baraza.decider import Entry
from baraza.messaging.ledger import LedgerUnavailable
from baraza.messaging.remote import RemoteLedger
from baraza.transparency import KeyRing, Receipt, Signer

ORIGIN = "receipts.example/1"
FIRST, SECOND, OTHER = (Signer(f"{ORIGIN}/ledger", bytes([k]) * 32) for k in (1, 2, 3))
GARDEN = Signer(f"{ORIGIN}/garden", bytes(32))
ENTRY = Entry({"type": "baraza.command.garden.DigBed.v1", "data": {}})


def ring() -> KeyRing:
    """The second key is announced at 11, the first revoked at 21."""
    said: list[tuple[int, str, dict[str, Any]]] = [
        (1, "LogFounded", {"origin": ORIGIN, "ledger_key": FIRST.vkey}),
        (11, "ProducerKeyRotated", {"service": "ledger", "key": SECOND.vkey}),
        (21, "ProducerRevoked", {"key": FIRST.vkey}),
    ]
    made = KeyRing()
    for index, name, data in said:
        made = made.learn(index, {"type": f"baraza.event.ledger.{name}.v1", "data": data})
    return made


@dataclass
class Answer:
    data: bytes


class Bus:
    """Answers every append with one receipt."""

    def __init__(self, by: Signer, first: int) -> None:
        now = int(datetime(2027, 3, 3, tzinfo=UTC).timestamp() * 1000)
        receipt = Receipt(
            ORIGIN, "01955000-0000-7000-8000-000000000001", first, 1, now, now, b"d" * 32
        )
        self.answer = {"ok": True, "replayed": False, "receipt": by.sign(receipt.text)}

    async def request(self, *_: Any, **__: Any) -> Answer:
        return Answer(json.dumps(self.answer).encode())


async def append(by: Signer, first: int) -> int:
    bus: Any = Bus(by, first)
    return (await RemoteLedger(bus, "garden", GARDEN, ring=ring).append([ENTRY])).first


@pytest.mark.case(47)
@pytest.mark.parametrize(("by", "first"), [(FIRST, 8), (FIRST, 20), (SECOND, 12), (SECOND, 22)])
async def test_both_keys_of_a_rotation_count_where_they_are_valid(by: Signer, first: int) -> None:
    assert await append(by, first) == first


@pytest.mark.case(47)
@pytest.mark.parametrize(("by", "first"), [(FIRST, 22), (SECOND, 8), (OTHER, 22)])
async def test_a_receipt_under_another_key_is_none(by: Signer, first: int) -> None:
    with pytest.raises(LedgerUnavailable):
        await append(by, first)
