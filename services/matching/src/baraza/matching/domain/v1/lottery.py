"""The public lottery around a sealed instance: its randomness, its block, and the next draw.

Seed and draws themselves stand in `certificate`, which must be readable alone.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from baraza.matching.domain.v1.certificate import (
    Rejected,
    canonical,
    digest,
    strict,
)
from baraza.matching.domain.v1.policy import proven

REHEARSAL = "rehearsal/1"


def rehearsed(round_: str, pulse: int) -> str:
    """Randomness of a rehearsed log; anybody can foresee it, so a lived log refuses it."""
    return sha256(f"baraza/rehearsal/1\n{round_}\n{pulse}\n".encode()).hexdigest()


def lottery(
    *, beacon: str, pulse: int, checkpoint_size: int, checkpoint_root: str, randomness: str
) -> dict[str, Any]:
    """The block of a first draw; the root is that of the log right after `RoundFrozen`."""
    return {
        "beacon": beacon,
        "pulse": pulse,
        "checkpoint_size": checkpoint_size,
        "checkpoint_root": checkpoint_root,
        "randomness": randomness,
        "draw": 0,
    }


def instance_of(sealed: bytes, block: dict[str, Any]) -> bytes:
    """The instance: what was sealed, and the chance that came after."""
    return canonical({**strict(sealed), "lottery": block})


def drawn_again(instance: bytes, void: bytes) -> bytes:
    """The next draw of the same question, which names the void result."""
    document = strict(instance)
    before = document["lottery"]
    again = {**before, "draw": before["draw"] + 1, "void": [*before.get("void", ()), digest(void)]}
    return canonical({**document, "lottery": again})


def drawn_before(instance: bytes) -> list[bytes]:
    """The instances of all earlier draws, first to last, as they must have been."""
    document = strict(instance)
    block = document["lottery"]
    void = block.get("void", [])
    found = []
    for draw in range(block["draw"]):
        then = {key: value for key, value in block.items() if key != "void"} | {"draw": draw}
        found.append(
            canonical({**document, "lottery": then | ({"void": void[:draw]} if draw else {})})
        )
    return found


def check_voids(instance: bytes, results: Sequence[bytes]) -> None:
    """Each earlier draw was void: its result verifies up to reason 18. Else reason 23."""
    earlier = drawn_before(instance)
    if [digest(result) for result in results] != strict(instance)["lottery"].get("void", []):
        raise Rejected(23, "the void results are not those that the instance names")
    for then, result in zip(earlier, results, strict=True):
        try:
            proven(then, result)
        except Rejected as why:
            if why.reason == 18:
                continue
            raise Rejected(23, f"a void result fails otherwise: {why.text}") from None
        raise Rejected(23, "a result called void is the unique best")
