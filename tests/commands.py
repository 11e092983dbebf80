"""`baraza` and `baraza-audit` as people call them, and a house that is up while a block lasts."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

Done = subprocess.CompletedProcess[str]


def baraza(*words: str) -> Done:
    return _run("console", *words)


def audit(*words: object) -> Done:
    return _run("auditor", *map(str, words))


def _run(who: str, *words: str) -> Done:
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", f"baraza.{who}.cli", *words],
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def up(home: Path, *how: str) -> Iterator["subprocess.Popen[str]"]:
    """A house that says that it is up."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "baraza.console.cli", "up", "--home", str(home), *how],
        stderr=subprocess.PIPE,
        text=True,
    ) as house:
        assert house.stderr is not None
        said = []
        for line in house.stderr:
            said.append(line)
            if "The house is up" in line:
                break
        try:
            assert "The house is up" in said[-1], "".join(said)
            yield house
        finally:
            if house.poll() is None:
                house.send_signal(signal.SIGTERM)
