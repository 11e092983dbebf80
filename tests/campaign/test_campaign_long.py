"""A long log is made, exported and verified from its files alone (`faults.md` 49)."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from baraza.ledger.append import found
from baraza.ledger.checkpoints import Checkpoints, Signed
from baraza.ledger.exports import Export
from ledgers import START, House, Pen, charter, house, signer

ENTRIES = 1_000_000 if os.environ.get("CAMPAIGN_ALL") else 100_000
AT_ONCE = 200
EVENTS = 9
SECONDS = 180
MEMORY_MB = 500
TAIL_MS = 40 * 24 * 3_600_000

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200), pytest.mark.case(49)]


def filled(home: House, pen: Pen) -> None:
    """Until the log is so long; what is asked together shares a commit."""
    while home.ledger.standing.size < ENTRIES:
        asked = [pen.request(f"pair.x{pen.n}", EVENTS) for _ in range(AT_ONCE)]
        futures = [home.ledger.submit(home.ledger.prepare(one, "matching")) for one in asked]
        for future in futures:
            future.result(60)


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("long")
    with house(folder / "log") as home:
        shown: list[Signed] = []
        ratchet = f"sqlite:///{folder / 'ratchet.db'}"
        checkpoints = Checkpoints(home.ledger, ratchet, signer(""), shown=shown.append)
        found(home.ledger, charter(), START)
        home.time.ms += TAIL_MS  # every decision of the pen is a second later than the last
        filled(home, Pen(home))
        checkpoints.make()
        Export(folder / "export", home.ledger.reader).write(
            shown[-1].note, home.ledger.standing.ring
        )
        checkpoints.close()
    return folder / "export"


def test_a_long_log_is_verified_in_time_and_in_little_memory(
    export: Path, runs: Callable[[int], None]
) -> None:
    words = ["verify", str(export), "--policy", str(export / "policy"), "--json"]
    done = subprocess.run(  # noqa: S603 - this Python, these words
        [sys.executable, "-m", "baraza.auditor.cli", *words, "--max-age", "1000000h"],
        capture_output=True,
        check=False,
    )
    told = json.loads(done.stdout)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024

    assert (told["exit"], told["findings"]) == (0, [])
    assert told["size"] >= ENTRIES
    assert told["seconds"] < SECONDS
    assert used < MEMORY_MB
    runs(told["size"])
