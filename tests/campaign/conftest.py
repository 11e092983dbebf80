"""The process in which ledgers live, and what can be tested on this machine."""

from collections.abc import Iterator

import pytest

from campaign import tracing
from campaign.lived import Lives, lives

collect_ignore = [] if tracing.STRACE else ["test_campaign_syscalls.py", "test_campaign_power.py"]
"""Both need strace, which no Python package brings: `apt-get install strace`."""


@pytest.fixture(scope="module")
def living() -> Iterator[Lives]:
    with lives() as one:
        yield one


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not tracing.STRACE:
        terminalreporter.write_line(
            "strace is not installed: no system call was made to fail (apt-get install strace)"
        )
