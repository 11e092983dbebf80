"""Decisions as a service would send them to the ledger: built and signed before the clock runs."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from rpds import HashTrieMap

from baraza.decider import (
    Asked,
    Decider,
    Folded,
    decide_by,
    decision,
    known,
    named,
    uuid7_of,
)
from baraza.messaging.jsons import to_json
from baraza.registration.messages import OrganisationRegistered, RegisterOrganisation
from baraza.transparency import Signer, producer_note

SERVICE = "registration"


def organisation(n: int) -> dict[str, Any]:
    """The n-th of as many organisations as one likes."""
    return {
        "organisation": f"bench-{n}",
        "kind": "hub",
        "names": {"en": f"Organisation {n}"},
        "region": "bench",
        "country": "KE",
        "source": "bench",
    }


class Writer:
    """Makes requests to append; the rules are as simple as can be, the bytes are real ones."""

    def __init__(self, origin: str, signer: Signer, contracts: Mapping[str, str]) -> None:
        self._origin = origin
        self._signer = signer
        self._contracts = HashTrieMap(contracts)
        self._decider: Decider[None, Any, Any, Any] = Decider(
            name=f"{SERVICE}.v1",
            initial=None,
            decide=decide_by({RegisterOrganisation: _register}),
            evolve=lambda state, _fact, _seen: state,
            reads=lambda _state, _command, _asked: frozenset(),
            commands=named(SERVICE, [RegisterOrganisation]),
            knows=known(SERVICE, [OrganisationRegistered]),
        )

    def requests(self, first: int, count: int, basis: int, at: datetime) -> Iterator[bytes]:
        """So many decisions about so many organisations, all taken at one basis."""
        folded = Folded(None, contracts=self._contracts, basis=basis)
        for n in range(first, first + count):
            asked = Asked(uuid7_of(at, sha256(b"bench %d" % n).digest()), at, "body.bench")
            command = RegisterOrganisation(**organisation(n))
            entries = decision(self._decider, folded, command, asked, origin=self._origin)
            notes = [producer_note(entry.wire, self._signer).decode() for entry in entries]
            yield to_json({"v": 1, "entries": notes})


def _register(
    _state: None, command: RegisterOrganisation, _asked: Asked
) -> list[OrganisationRegistered]:
    return [OrganisationRegistered(**command.model_dump())]
