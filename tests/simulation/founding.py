"""The first decisions of a simulated log: those of a real ledger, into a log in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache
from typing import Any

import generate
from rpds import HashTrieMap

from baraza.console import keys
from baraza.decider import Asked, Folded, decision
from baraza.ledger.append import founding
from baraza.ledger.domain import CURRENT, DECIDERS
from baraza.ledger.messages import FoundLog, RegisterContract, RegisterDecider
from baraza.ledger.schemas import Published
from baraza.messaging.ledger import Kept
from baraza.messaging.memory import MemoryLedger
from baraza.transparency import Leaf, leaf_hash
from baraza.transparency.tree import root_of

SERVICES = ("registration", "matching", "scheduling", "feedback", "oversight")


@cache
def published() -> Published:
    """The contracts and sources that the code itself makes."""
    return Published.model_validate_json(generate.files()[generate.CARRIED])


async def found(log: MemoryLedger, origin: str, seed: bytes, at: datetime) -> int:
    """Take every founding decision in turn; how many."""
    charter = _charter(origin, seed)
    for text in published().schemas.values():
        await log.put_exhibit(text.encode())
    folded: Folded[Any] = Folded(CURRENT.initial)
    count = 0
    for command in founding._wanted(charter):
        by_root = not isinstance(command, RegisterContract | RegisterDecider)
        who = ("body.founders", "seat") if by_root else ("service.ledger", "self")
        asked = Asked(founding._command_id(charter, command, at), at, *who)
        if isinstance(command, FoundLog):
            folded = replace(folded, contracts=HashTrieMap(command.contracts))
        entries = decision(DECIDERS[CURRENT.name], folded, command, asked, origin=origin)
        await log.append(entries)
        for entry in entries:
            folded = folded.learn(CURRENT, entry)
        count += 1
    return count


def _charter(origin: str, seed: bytes) -> founding.Charter:
    signer = {name: keys.signer(origin, name, seed) for name in ("root", "log", "ledger")}
    return founding.Charter(
        origin=origin,
        clock="virtual",
        root=signer["root"],
        ledger=signer["ledger"],
        log_key=signer["log"].vkey,
        producers={name: keys.signer(origin, name, seed).vkey for name in SERVICES},
        published=published(),
        seed=seed,
    )


NOBODY = "A" * 91 + "="
"""Where a signature stands in a real leaf: a log in memory is signed by nobody."""


def leaf_of(kept: Kept) -> bytes:
    """What the tree hashes of an entry, but for the signature."""
    key = kept.entry.document["source"].removeprefix("//")
    note = f"{kept.entry.wire.decode()}\n\n— {key} {NOBODY}\n".encode()
    return Leaf(kept.index, kept.recorded_at, note).bytes


def root_of_log(entries: Sequence[Kept]) -> str:
    """The root over these entries, in hex."""
    return root_of([leaf_hash(leaf_of(one)) for one in entries]).hex()
