"""A kept log is decided again under all that a machine may differ in (`faults.md` 28, 46)."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import keep
import pytest

EXPORT = keep.KEPT / "export"
ROOT = Path(__file__).parents[2]
MEMBERS = ("ledger", "registration", "matching", "scheduling", "feedback", "oversight", "auditor")
ZONES = ("Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "right/Europe/Berlin", ":nonsense")

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


def replayed(
    given: Mapping[str, str], *, python: str = sys.executable, before: Sequence[str] = ()
) -> dict[str, Any]:
    """What is decided, and the state it folds to, in a process of its own."""
    words = [python, "-m", "baraza.auditor.cli", "replay", str(EXPORT), "--json"]
    done = subprocess.run(  # noqa: S603 - this Python, these words
        [*before, *words],
        env={**os.environ, **given},
        capture_output=True,
        check=False,
        cwd=ROOT,
    )
    assert done.stdout, done.stderr.decode()[-2000:]
    return keep.claims(json.loads(done.stdout))


@cache
def plainly() -> dict[str, Any]:
    return replayed({"PYTHONHASHSEED": "0"})


def locales() -> list[str]:
    """All that this machine knows."""
    every = subprocess.run(["locale", "-a"], capture_output=True, check=True)  # noqa: S607
    return every.stdout.decode().split()


def pythons() -> Iterator[str]:
    """Every other Python that is installed and new enough, by its path."""
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    for version in ("3.11", "3.12", "3.13", "3.14"):
        named = [shutil.which(f"python{version}")]
        named += map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python{version}"))
        for path in filter(None, named):
            works = subprocess.run([path, "-c", ""], capture_output=True, check=False)  # noqa: S603
            if version != here and works.returncode == 0:
                yield path
                break


@pytest.mark.case(46)
def test_no_hash_seed_changes_anything(runs: Callable[[int], None]) -> None:
    for seed in range(10):
        assert replayed({"PYTHONHASHSEED": str(seed)}) == plainly(), seed
    runs(10)


@pytest.mark.case(46)
def test_no_locale_changes_anything(runs: Callable[[int], None]) -> None:
    for name in locales():
        assert replayed({"LC_ALL": name, "LANG": name, "PYTHONUTF8": "0"}) == plainly(), name
        runs(1)


@pytest.mark.case(46)
def test_no_number_of_processors_changes_anything(runs: Callable[[int], None]) -> None:
    every = sorted(os.sched_getaffinity(0))
    for some in (every[:1], every[:2]):
        mask = ",".join(map(str, some))
        assert replayed({}, before=["taskset", "-c", mask]) == plainly(), mask
        runs(1)


@pytest.mark.case(28, 46)
def test_no_time_zone_changes_anything(runs: Callable[[int], None]) -> None:
    for zone in ZONES:
        assert replayed({"TZ": zone}) == plainly(), zone
        runs(1)


@pytest.mark.case(46)
def test_no_other_python_changes_anything(tmp_path: Path, runs: Callable[[int], None]) -> None:
    """Each with what the lock file names, in an environment of its own."""
    uv = shutil.which("uv") or str(ROOT / ".boot" / "bin" / "uv")
    runs(1)  # this Python's own
    for number, python in enumerate(pythons()):
        there = tmp_path / str(number)
        commands = (
            ["venv", "--quiet", "--python", python, str(there)],
            ["pip", "sync", "--quiet", "--require-hashes", "requirements.lock"],
            ["pip", "install", "--quiet", "--no-deps", "-e", "./shared"]
            + [word for member in MEMBERS for word in ("-e", f"./services/{member}")],
        )
        for words in commands:
            subprocess.run(  # noqa: S603 - our own words
                [uv, *words],
                check=True,
                cwd=ROOT,
                env={**os.environ, "VIRTUAL_ENV": str(there)},
            )
        assert replayed({}, python=str(there / "bin" / "python")) == plainly(), python
        runs(1)
