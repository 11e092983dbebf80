"""Signatures about which libraries differ: ledger and auditor take the same ones, for ever.

All but the first are made by somebody who knows the private key, or whose key is none. What is
taken here is part of the format: a library that judges one of them otherwise would let an entry
stand for one reader and fall for another (`contracts/decisions/0025-*.md`).
"""

import pytest

from baraza.transparency import Verifier
from baraza.transparency.notes import ED25519

TEXT = b'{"a":1}\n'
# what it is, the key, R and s, whether it is taken
ODD = [
    (
        "an honest signature",
        "17ffad8068dc0de9935d36636f3ad1b5de6de3413b12388e453b05f2a4c1d3db",
        "7db0dc9222f3c183457ddde4c708de8e5ea6bf3d5c4404cca14b32729a05c32a"
        "942ecc35c965ab413a6ce02155a47f18f2dfc7f31d1cfab4771c24227c52590a",
        True,
    ),
    (
        "s not reduced",
        "17ffad8068dc0de9935d36636f3ad1b5de6de3413b12388e453b05f2a4c1d3db",
        "7db0dc9222f3c183457ddde4c708de8e5ea6bf3d5c4404cca14b32729a05c32a"
        "8102c292e3c8bd991009d8c4339e5e2df2dfc7f31d1cfab4771c24227c52591a",
        False,
    ),
    (
        "R with a part of small order",
        "17ffad8068dc0de9935d36636f3ad1b5de6de3413b12388e453b05f2a4c1d3db",
        "6999d5cb5126005c325892f1c6eab824b310708befff12fbaf45dda050cb12f0"
        "a5724d7b0d90c52e5c27980173824d5e3326bcf8d641d1411dd78d1c864b0d02",
        False,
    ),
    (
        "R the neutral point",
        "17ffad8068dc0de9935d36636f3ad1b5de6de3413b12388e453b05f2a4c1d3db",
        "0100000000000000000000000000000000000000000000000000000000000000"
        "6878bd79a2e49a37dda13df50a25e52be5db31c877a85ab3c33f3d3490c2d00f",
        True,
    ),
    (
        "a key with a part of small order",
        "d63c01223147541df4e170763e9e2788a8bf5971f52a93c5829dbe6f5ff6bba9",
        "7db0dc9222f3c183457ddde4c708de8e5ea6bf3d5c4404cca14b32729a05c32a"
        "e0f61a716e77d89250c9389fd65f4b4f3f9d506fc30b2710a39f1203cd4bdd05",
        False,
    ),
    (
        "the neutral point as key",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "7db0dc9222f3c183457ddde4c708de8e5ea6bf3d5c4404cca14b32729a05c32a"
        "b168de3a00000000000000000000000000000000000000000000000000000000",
        True,
    ),
    (
        "a key that is not canonical",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "7db0dc9222f3c183457ddde4c708de8e5ea6bf3d5c4404cca14b32729a05c32a"
        "b168de3a00000000000000000000000000000000000000000000000000000000",
        True,
    ),
    (
        "R not canonical",
        "17ffad8068dc0de9935d36636f3ad1b5de6de3413b12388e453b05f2a4c1d3db",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
        "a39687dfe455717cd4988062389f5b166c2a2fc9df6ffbb4693d8f960f05150e",
        False,
    ),
]


@pytest.mark.parametrize(
    ("key", "signature", "taken"), [row[1:] for row in ODD], ids=[row[0] for row in ODD]
)
def test_an_odd_signature_is_judged_alike_by_every_release(
    key: str, signature: str, taken: bool
) -> None:
    verifier = Verifier("odd.example/log", ED25519, bytes.fromhex(key))

    assert verifier.verify_bytes(TEXT, bytes.fromhex(signature)) is taken
