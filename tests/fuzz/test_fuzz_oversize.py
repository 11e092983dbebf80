"""What is far too large is refused in bounded time and memory (`faults.md` 30)."""

import time
import tracemalloc
from collections.abc import Callable

import pytest

from fuzz.targets import Target, targets

MIB = 1 << 20
SECONDS = 20.0  # of this thread alone: others of the machine do not count
"""Under a tracer of memory, which makes all of it slow."""
LARGE: dict[str, Callable[[], bytes]] = {
    "zeros": lambda: bytes(2 * MIB),
    "lines": lambda: b"\n" * (2 * MIB),
    "brackets": lambda: b"[" * (2 * MIB),
    "objects": lambda: b'{"a":' * (MIB // 4),
    "pairs": lambda: b"[" + b"[]," * (MIB // 2) + b"[]]",
    "digits": lambda: b"9" * (2 * MIB),
    "text": lambda: b'"' + b"a" * (2 * MIB) + b'"',
    "surrogates": lambda: b'"' + b"\\ud800" * MIB + b'"',
    "signatures": lambda: b"a\n\n" + "— b AAAAAAAA\n".encode() * (MIB // 2),
    "members": lambda: b"{" + b",".join(b'"%d":0' % k for k in range(MIB // 4)) + b"}",
    "runs": lambda: (
        b"baraza.shown/v1\n99999999\n" + b"".join(b"%d\n" % (2 * k) for k in range(MIB // 4))
    ),
    "evidence": lambda: b"baraza.evidence/v1\nkind split\n" + b"offered 0\n" * (MIB // 4),
    "policy": lambda: b"quorum none\n" * MIB,
    "words": lambda: b"group a all" + b" a" * MIB,
    "proof": lambda: (
        b"c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n" + b"AAAA\n" * (MIB // 2) + b"\na\n"
    ),
    "old": lambda: b"old 0\n" + b"AAAA\n" * (MIB // 8) + b"\nbaraza.example/2027\n",
    "append": lambda: b'{"v":1,"entries":[' + b'"a",' * (MIB // 2) + b'"a"]}',
    "bundle": lambda: b"\x00\x00" * MIB,
}


@pytest.mark.case(30)
@pytest.mark.parametrize("target", targets(), ids=lambda target: target.name)
def test_what_is_far_too_large_costs_little(target: Target) -> None:
    for name, make in LARGE.items():
        data = make()[: target.most]
        tracemalloc.start()
        began = time.thread_time()
        try:
            target.try_(data)
        finally:
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()

        assert time.thread_time() - began < SECONDS, name
        assert most < 60 * len(data) + 16 * MIB, f"{name}: {most / MIB:.0f} MiB"
