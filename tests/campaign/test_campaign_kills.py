"""SIGKILL at every named step of the ledger, at several passages (`faults.md`, method 3)."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from campaign.lived import Lives, judge, new_home

STEPS = {
    "ledger.before_commit": 14,
    "ledger.after_commit": 14,
    "checkpoint.signed": 4,
    "checkpoint.ratcheted": 4,
    "checkpoint.stored": 4,
    "checkpoint.published": 4,
}
"""How often a life passes each of them at least."""


def points() -> Iterator[Any]:
    """All of them where all are asked for; else the first, and outside every run some more."""
    for step, most in STEPS.items():
        for n in range(1, most + 1):
            if n == 2:
                yield step, n
            elif n in {1, most // 2, most} or os.environ.get("CAMPAIGN_ALL"):
                yield pytest.param(step, n, marks=pytest.mark.slow)


@pytest.mark.case(3, 4, 8)
@pytest.mark.method(3)
@pytest.mark.parametrize(("step", "n"), list(points()))
def test_a_ledger_killed_at_a_step_keeps_all_it_promised(
    living: Lives, tmp_path: Path, step: str, n: int
) -> None:
    home = new_home(tmp_path / "home")

    first = living.live(home, kill_at=f"{step}:{n}")
    second = living.live(home)

    assert first.code == -signal.SIGKILL
    assert (second.code, len(second.of("done"))) == (0, 1)
    judge(home)
