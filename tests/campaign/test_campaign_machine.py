"""The ledger and its plain model, under commands, faults, restarts and clocks (method 1)."""

import os
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from campaign.machine import LedgerMachine

BATCH = 10
SAMPLE = 5
SECONDS = 20.0
HOW = settings(
    stateful_step_count=25,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)

pytestmark = [pytest.mark.method(1), pytest.mark.case(3, 4, 8, 17, 19, 28)]


def test_the_ledger_does_what_its_model_does(runs: Callable[[int], None]) -> None:
    run_state_machine_as_test(
        LedgerMachine, settings=settings(HOW, max_examples=SAMPLE, derandomize=True)
    )
    runs(SAMPLE)


@pytest.mark.slow
@pytest.mark.timeout(36_000)
def test_the_ledger_does_so_for_a_while(runs: Callable[[int], None]) -> None:
    """`make campaign SECONDS=600` lets it search so long; a failure prints how to see it again."""
    until = time.monotonic() + float(os.environ.get("CAMPAIGN_SECONDS") or SECONDS)
    while time.monotonic() < until:
        run_state_machine_as_test(
            LedgerMachine, settings=settings(HOW, max_examples=BATCH, derandomize=False)
        )
        runs(BATCH)
