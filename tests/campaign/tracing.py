"""System calls of a life: counted first, then one made to fail (`faults.md`, methods 4 and 5)."""

import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from campaign.lived import Tracer

STRACE = shutil.which("strace")
WRITES = ("write", "pwrite64", "ftruncate", "rename", "renameat2", "unlink")
SYNCS = ("fsync", "fdatasync")
_CALL = re.compile(r"^(?P<thread>\d+) +(?P<name>\w+)\((?P<rest>.*)$")
_FD = re.compile(r"^\d+<(?P<path>[^>]*)>")
_QUOTED = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Call:
    """The n-th call of a name that one thread made, and on which file."""

    name: str
    n: int
    path: str
    line: str

    @property
    def failed(self) -> bool:
        return "(INJECTED)" in self.line


def tracer(log: Path, *inject: str, only: Path | None = None) -> Tracer:
    """Follows a process from where it is; one call of it may be made to fail.

    With `only`, calls on other files are neither seen nor counted.
    """

    def start(process: int) -> "subprocess.Popen[bytes]":
        faults = [word for fault in inject for word in ("-e", f"inject={fault}")]
        words = [str(STRACE), "-f", "-y", "-s", "0", "-e", f"trace={','.join((*WRITES, *SYNCS))}"]
        where = ["-P", str(only)] if only else []
        said = log.with_name(f"{log.name}.said")
        with said.open("wb") as errors:
            tracing = subprocess.Popen(  # noqa: S603 - this program, our words
                [*words, *faults, *where, "-o", str(log), "-p", str(process)],
                stderr=errors,
            )
        until = time.monotonic() + 30
        while b"attached" not in said.read_bytes():
            assert tracing.poll() is None, said.read_text()
            assert time.monotonic() < until, said.read_text()
            time.sleep(0.002)
        return tracing

    return start


def calls(log: Path, home: Path) -> Iterator[Call]:
    """Every call on a file under `home`, in order."""
    made: Counter[tuple[str, str]] = Counter()
    for line in log.read_text(errors="replace").splitlines():
        found = _CALL.match(line)
        if found is None:
            continue
        made[found["thread"], found["name"]] += 1
        path = _path(found["name"], found["rest"])
        if path.startswith(f"{home}/"):
            n = made[found["thread"], found["name"]]
            yield Call(found["name"], n, path[len(str(home)) + 1 :], line)


def _path(name: str, rest: str) -> str:
    if name in {"rename", "renameat2", "unlink"}:
        quoted = _QUOTED.findall(rest)
        return str(quoted[-1]) if quoted else ""
    found = _FD.match(rest)
    return found["path"] if found else ""
