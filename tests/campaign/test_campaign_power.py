"""Power is lost at each sync: what was promised before it is there afterwards (method 5)."""

import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from campaign.lived import Lives, copied, judge, new_home
from campaign.power import LOSSES, Unsynced, lose
from campaign.tracing import SYNCS, calls, tracer

SAMPLE = 40
PARTS = 4
Sync = tuple[str, int]

pytestmark = [pytest.mark.method(5), pytest.mark.case(3, 8, 35)]


@pytest.fixture(scope="module")
def syncs(living: Lives, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Sync]:
    """Name and number of each sync of a life to which nothing happens."""
    folder = tmp_path_factory.mktemp("dry")
    home = new_home(folder / "home")
    assert living.live(home, tracer=tracer(folder / "trace")).code == 0
    every = [(call.name, call.n) for call in calls(folder / "trace", home) if call.name in SYNCS]
    return list(dict.fromkeys(every))


def lost(living: Lives, home: Path, sync: Sync, losses: Sequence[str]) -> int:
    """Killed in place of this sync; each loss on a copy of the files, lived on and judged."""
    name, n = sync
    log = home.with_name(f"{home.name}.trace")
    ended = living.live(home, tracer=tracer(log, f"{name}:signal=KILL:when={n}"))
    assert ended.code == -signal.SIGKILL, (sync, ended)
    unsynced = Unsynced()
    for call in calls(log, home):
        unsynced.note(call, home)
    changed = 0
    for loss in losses:
        copy = copied(home, home.with_name(f"{home.name}.{loss}"))
        changed += lose(copy, unsynced, loss)
        again = living.live(copy)
        assert again.code == 0, (sync, loss, unsynced, again)
        judge(copy)
    return changed


@pytest.mark.long
def test_power_is_lost_at_some_syncs(living: Lives, syncs: Sequence[Sync], tmp_path: Path) -> None:
    """Before a single one of them, all that was written may happen to be synced already."""
    durable = [one for one in syncs if one[0] == "fdatasync"]

    assert sum(
        lost(living, new_home(tmp_path / f"home{at}"), durable[at], LOSSES[:2]) for at in (4, 7, 14)
    )


@pytest.mark.slow
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("part", range(PARTS))
def test_power_is_lost_at_any_sync(
    living: Lives,
    syncs: Sequence[Sync],
    tmp_path: Path,
    part: int,
    runs: Callable[[int], None],
) -> None:
    every = bool(os.environ.get("CAMPAIGN_ALL"))
    chosen = list(enumerate(syncs))[:: 1 if every else max(1, len(syncs) // SAMPLE)][part::PARTS]
    changed = 0
    for number, sync in chosen:
        losses = LOSSES if every else (LOSSES[number % 4], LOSSES[(number + 1) % 4])
        changed += lost(living, new_home(tmp_path / f"home{number}"), sync, losses)
        runs(len(losses))
    assert changed > 0
