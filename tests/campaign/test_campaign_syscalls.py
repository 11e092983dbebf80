"""One system call of a ledger fails, or is its last; nothing it promised is lost (method 4).

A dry run under strace counts the calls on its files; then one life for each call that is tried.
"""

import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import zip_longest
from pathlib import Path

import pytest

from campaign.lived import Ended, Lives, copied, judge, new_home
from campaign.tracing import SYNCS, Call, calls, tracer

FAULTS = ("error=EIO", "error=ENOSPC", "signal=KILL")
SAMPLE = 40
PARTS = 8
BROKEN = 70

pytestmark = pytest.mark.method(4)


@pytest.fixture(scope="module")
def points(living: Lives, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Call]:
    """All calls on its files of a life to which nothing happens."""
    folder = tmp_path_factory.mktemp("dry")
    home = new_home(folder / "home")
    ended = living.live(home, tracer=tracer(folder / "trace"))
    assert ended.code == 0
    return list(calls(folder / "trace", home))


def spread(points: Iterable[Call]) -> list[Call]:
    """The same, so that the first few are of every kind of call and file, and early and late."""
    kinds: dict[tuple[str, str], list[Call]] = defaultdict(list)
    for point in points:
        kinds[point.name, point.path.partition("/")[0]].append(point)
    for each in kinds.values():
        each[:] = each[len(each) // 2 :: 3] + each[len(each) // 3 :: 2] + each
    rows = zip_longest(*(kinds[kind] for kind in sorted(kinds)))
    return list(dict.fromkeys(point for row in rows for point in row if point))


def tried(living: Lives, home: Path, point: Call, fault: str) -> tuple[Ended, Path]:
    """Lived with this call failing, then lived again to the end, and judged."""
    log = home.with_name(f"{home.name}.trace")
    ended = living.live(home, tracer=tracer(log, f"{point.name}:{fault}:when={point.n}"))
    met = any(call.failed for call in calls(log, home))
    assert met or ended.code == -signal.SIGKILL, f"{point} was not met"
    copied(home, home.with_name(f"{home.name}.after"))
    again = living.live(home)
    assert again.code == 0, (point, fault, ended, again)
    judge(home)
    return ended, log


@pytest.mark.case(34, 35)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_ledger_of_which_a_call_fails_keeps_all_it_promised(
    living: Lives, points: Sequence[Call], tmp_path: Path, fault: str
) -> None:
    at = FAULTS.index(fault)
    tried(living, new_home(tmp_path / "home"), spread(points)[at], fault)


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.case(34, 35)
@pytest.mark.parametrize("part", range(PARTS))
def test_any_call_may_fail(
    living: Lives,
    points: Sequence[Call],
    tmp_path: Path,
    part: int,
    runs: Callable[[int], None],
) -> None:
    chosen = [(point, fault) for point in spread(points) for fault in FAULTS]
    if not os.environ.get("CAMPAIGN_ALL"):
        every = spread(points)[:SAMPLE]
        chosen = [(point, FAULTS[n % len(FAULTS)]) for n, point in enumerate(every)]
    mine = chosen[part::PARTS]
    for number, (point, fault) in enumerate(mine):
        tried(living, new_home(tmp_path / f"home{number}"), point, fault)
    runs(len(mine))


@pytest.mark.case(35)
@pytest.mark.parametrize(
    ("file", "n"),
    [
        ("ledger/ledger.db-wal", 9),
        ("ledger/ledger.db-wal", 20),
        ("ratchet/ratchet.db-wal", 4),
        ("ratchet/ratchet.db-wal", 6),
    ],
)
def test_after_a_sync_that_failed_none_is_tried_again_and_no_receipt_is_given(
    living: Lives, tmp_path: Path, file: str, n: int
) -> None:
    home, log = new_home(tmp_path / "home"), tmp_path / "trace"

    failing = tracer(log, f"fdatasync:error=EIO:when={n}", only=home / file)
    ended = living.live(home, tracer=failing)

    assert ended.code == BROKEN
    assert "died" in ended.said[-1]
    syncs = [call for call in calls(log, home) if call.name in SYNCS]
    assert [at for at, call in enumerate(syncs) if call.failed] == [len(syncs) - 1]
    again = living.live(home)
    assert again.code == 0
    judge(home)
