"""A connection that breaks under a request is a server that is away, and no other fault."""

import asyncio
from typing import Any

import pytest
from nats.errors import NoRespondersError

from baraza.messaging import remote
from baraza.messaging.client import Client, NoAnswer
from baraza.messaging.ledger import LedgerUnavailable
from baraza.messaging.remote import RemoteLedger
from baraza.transparency import KeyRing, Signer


class Broken:
    """A bus on which every request fails in the same way."""

    def __init__(self, error: Exception) -> None:
        self.error = error
        self.requests = 0

    async def request(self, *_: Any, **__: Any) -> Any:
        self.requests += 1
        raise self.error


@pytest.fixture(params=[NoRespondersError(), ConnectionResetError(), BrokenPipeError()])
def broken(request: pytest.FixtureRequest) -> Any:
    return Broken(request.param)


async def test_whoever_asks_gets_no_answer(broken: Any) -> None:
    with pytest.raises(NoAnswer):
        await Client(broken).raw("baraza.query.ledger.head", {})


async def test_the_ledger_is_asked_again_and_then_unavailable(
    broken: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "_FIRST_PAUSE", 0.0)
    signer = Signer("baraza.example/tests/garden", bytes(32))
    ledger = RemoteLedger(broken, "garden", signer, ring=KeyRing)

    with pytest.raises(LedgerUnavailable):
        async with asyncio.timeout(10):
            await ledger.head()

    assert broken.requests == remote.TRIES
