"""The kept log is decided again: whatever changes, it comes out the same (`ledger.md` 12.4)."""

import json
import os
import subprocess
import sys
from typing import Any

import keep
import pytest

EXPORT = keep.KEPT / "export"
OTHERWISE = """
The kept log does not come out as it did. Rules that decided it, or the way they fold, were changed.
Where no log under the system clock has announced this version yet, that is allowed: look whether
the difference is meant, then `make generate keep` and commit both. Otherwise the change belongs
into the next version of the rules, beside this one (contracts/README.md).
"""


def audit(*words: str, hash_seed: int = 0) -> Any:
    """What `baraza-audit` tells in a process of its own."""
    done = subprocess.run(  # noqa: S603 - this Python, these words
        [sys.executable, "-m", "baraza.auditor.cli", *words, "--json"],
        env={**os.environ, "PYTHONHASHSEED": str(hash_seed)},
        stdout=subprocess.PIPE,
        check=False,
    )
    return json.loads(done.stdout)


def kept() -> dict[str, Any]:
    claims: dict[str, Any] = json.loads((keep.KEPT / "claims.json").read_bytes())
    return claims


def test_the_kept_log_is_whole() -> None:
    told = audit("verify", str(EXPORT), "--policy", str(EXPORT / "policy"))

    assert (told["exit"], told["findings"]) == (0, [])
    assert told["root"] == kept()["root"]


@pytest.mark.case(46)
@pytest.mark.parametrize("hash_seed", [0, 1, 2])
def test_the_kept_log_comes_out_the_same_under_every_hash_seed(hash_seed: int) -> None:
    told = audit("replay", str(EXPORT), hash_seed=hash_seed)

    assert {"root": kept()["root"], **keep.claims(told)} == kept(), (OTHERWISE, told["findings"])
    assert (told["different"], told["unverifiable"]) == (0, 0)
