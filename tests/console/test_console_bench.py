"""The bench runs whole with tiny numbers, says all that it measured, and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from baraza.console.bench.numbers import summed
from baraza.console.bench.show import lines

pytestmark = pytest.mark.timeout(400)

TIMES = {"p50_ms", "p95_ms", "p99_ms"}
RATED = {"count", "per_second"} | TIMES


def bench(folder: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "baraza.console.cli", "bench", "path", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TMPDIR": str(folder)},
    )


def alive(folder: Path) -> list[int]:
    """Processes of this machine that were started for a home in this folder."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if f"BARAZA_HOME={folder.resolve()}".encode() in environment.read_bytes():
                found.append(int(environment.parent.name))
        except OSError:
            continue
    return found


def test_percentiles_are_those_of_the_times() -> None:
    told = summed([n / 1000 for n in range(100, 0, -1)], 2.0)

    assert told == {"count": 100, "per_second": 50.0, "p50_ms": 51, "p95_ms": 96, "p99_ms": 100}
    assert summed([], 1.0) == {"count": 0, "per_second": 0.0}


@pytest.mark.slow
@pytest.mark.connected
def test_one_run_measures_everything_and_leaves_nothing(tmp_path: Path) -> None:
    with bench(tmp_path, "--json", "--seconds", "0.5", "--entries", "1000") as run:
        out, err = run.communicate()
    assert run.returncode == 0, err
    told: dict[str, Any] = json.loads(out)

    assert told["asks"].keys() == {"1", "16", "64", "steady_50"}
    for measured in (*told["asks"].values(), *told["visible"].values(), *told["floor"].values()):
        assert measured.keys() == RATED
    assert told["appends"].keys() == RATED | {"entries_per_second"}
    assert (told["replay"]["different"], told["replay"]["unverifiable"]) == (0, 0)
    assert told["replay"]["decisions"] == told["replay"]["same"] > 0
    assert told["start"]["entries"] == 1000
    assert told["start"]["parts"].keys() >= {"ledger", "relay", "registration", "oversight"}
    assert told["memory_mb"]["sum"] > told["memory_mb"]["ledger"] > 0
    assert all({"seen", "reached"} < target.keys() for target in told["targets"].values())
    assert len(list(lines(told))) >= 15
    assert (list(tmp_path.iterdir()), alive(tmp_path)) == ([], [])


@pytest.mark.slow
@pytest.mark.connected
def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    with bench(tmp_path, "--seconds", "600") as run:
        assert run.stderr is not None
        for line in run.stderr:
            if "registration is ready" in line:
                break
        run.send_signal(signal.SIGINT)
        run.communicate()

    assert run.returncode == 130
    assert (list(tmp_path.iterdir()), alive(tmp_path)) == ([], [])
