"""The bench runs whole with tiny numbers, says all that it measured, and leaves nothing behind."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from baraza.console.bench.memory import Peak
from baraza.console.bench.numbers import summed
from baraza.console.bench.show import lines, of_ledger

pytestmark = pytest.mark.timeout(400)

TIMES = {"p50_ms", "p95_ms", "p99_ms"}
RATED = {"count", "per_second"} | TIMES


def bench(folder: Path, what: str, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "baraza.console.cli", "bench", what, *words],
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
@pytest.mark.long
@pytest.mark.connected
def test_one_run_measures_everything_and_leaves_nothing(tmp_path: Path) -> None:
    with bench(tmp_path, "path", "--json", "--seconds", "0.5", "--entries", "1000") as run:
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
@pytest.mark.long
@pytest.mark.connected
def test_the_ledger_is_measured_beside_what_others_cost(tmp_path: Path) -> None:
    with bench(
        *(tmp_path, "ledger", "--json", "--seconds", "0.5", "--entries", "1000"),
        *("--appenders", "8", "--decided", "300"),
    ) as run:
        out, err = run.communicate()
    assert run.returncode == 0, err
    told: dict[str, Any] = json.loads(out)

    assert told["floor"].keys() == {"sqlite_commit", "jetstream_publish", "eventsourcing"}
    assert told["appends"].keys() == {"1", "8", "1_at_the_end"}
    for measured in told["appends"].values():
        assert measured.keys() == RATED | {"entries_per_second"}
    assert told["verify"]["entries"] >= 1000
    assert (told["verify"]["exit"], told["verify"]["memory_mb"] > 0) == (0, True)
    assert (told["decided"]["different"], told["decided"]["unverifiable"]) == (0, 0)
    assert told["decided"]["entries"] >= 300
    assert told["targets"].keys() == {
        *("appended_entries_per_second", "decided_entries_per_second", "cost_at_the_end"),
        *("verify_million_seconds", "verify_memory_mb"),
    }
    assert len(list(of_ledger(told))) >= 13
    assert (list(tmp_path.iterdir()), alive(tmp_path)) == ([], [])


@pytest.mark.connected
def test_a_peak_is_that_of_a_process_with_those_it_has_begun() -> None:
    held = "import subprocess, sys, time; x = bytearray(60 << 20); print(1, flush=True)"
    child = "x = bytearray(60 << 20); print(1, flush=True); input()"
    code = f"{held}; subprocess.run([sys.executable, '-c', {child!r}])"

    async def watched() -> float | None:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", code),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        assert process.stdout is not None
        await process.stdout.readline()
        await process.stdout.readline()
        peak = Peak()
        peak.begin(process.pid)
        while peak.most == 0:  # noqa: ASYNC110 - the machine is looked at now and then
            await asyncio.sleep(0.01)
        await peak.end()
        await process.communicate(b"\n")
        return peak.megabytes

    assert (asyncio.run(watched()) or 0) > 120


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.connected
def test_ctrl_c_leaves_nothing_behind(tmp_path: Path) -> None:
    with bench(tmp_path, "path", "--seconds", "600") as run:
        assert run.stderr is not None
        for line in run.stderr:
            if "registration is ready" in line:
                break
        run.send_signal(signal.SIGINT)
        run.communicate()

    assert run.returncode == 130
    assert (list(tmp_path.iterdir()), alive(tmp_path)) == ([], [])
