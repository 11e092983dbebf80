"""The lives that journeys look at: each is lived once, two at a time, and only if it is wanted."""

import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import lives
from baraza.console.home import Home
from folders import shift, small, without
from homes import size, vault_bytes
from lives import (
    ERASED_ON,
    BrokenOff,
    Killed,
    Life,
    Together,
    erased,
    outliving,
    pilot,
)

Lives = Mapping[str, "Future[Any]"]


def _lived(folder: Path, home: Path) -> Life:
    return Life(folder, Home(home), lives.lived(folder, home, hash_seed=0, traces=True))


def _broken_off(folder: Path, home: Path) -> BrokenOff:
    """By Ctrl-C in August; then up to the day on which somebody is forgotten; then to the end."""
    with pilot(folder, home, hash_seed=1) as running:
        running.reached("2027-08-04")
        running.process.send_signal(signal.SIGINT)
        stopped = running.ended()
    first, kept = size(Home(home)), vault_bytes(Home(home), erased(folder))
    until = lives.lived(folder, home, hash_seed=2, until=ERASED_ON)
    second = size(Home(home))
    end = lives.lived(folder, home, hash_seed=3)
    return BrokenOff(folder, Home(home), end, stopped, until, (first, second), kept)


KILLS = (
    ("2027-05-20", "ledger"),
    ("2027-05-24", "relay"),
    ("2027-06-01", "registration"),
    ("2027-06-14", "matching"),
    ("2027-06-16", "witness-council"),
    ("2027-06-20", "scheduling"),
    ("2027-06-30", "feedback"),
    ("2027-07-05", "oversight"),
)


def _killed(folder: Path, home: Path) -> Killed:
    """All of it, one after another, in mid-year."""
    with pilot(folder, home, hash_seed=4) as running:
        for day, part in KILLS:
            running.reached(day)
            running.kill(part)
        running.reached("2027-08-02")
        running.kill_server()
        running.reached("2027-08-09")
        running.kill_server(with_its_store=True)
        running.reached("2027-09-02")
        children = running.processes()
        running.process.kill()
        said = running.ended().errors
    left = outliving(children)
    end = lives.lived(folder, home, hash_seed=5)
    return Killed(folder, Home(home), end, said, left)


def _together(folder: Path, home: Path) -> Together:
    """In one process: stopped by Ctrl-C, then killed, then lived to its end."""
    with pilot(folder, home, hash_seed=7, together=True) as running:
        running.reached("2027-02-10")
        running.process.send_signal(signal.SIGINT)
        stopped = running.ended()
    with pilot(folder, home, hash_seed=8, together=True) as running:
        running.reached("2027-07-01")
        processes = running.processes()
        running.process.kill()
        running.ended()
    left = outliving(processes)
    end = lives.lived(folder, home, hash_seed=9, together=True)
    return Together(folder, Home(home), end, stopped, processes, left)


def _elsewhere(folder: Path, home: Path) -> Life:
    """Central, later, smaller, by another name, for the world to read; nothing unplanned."""

    def charter(programme: dict[str, Any]) -> None:
        programme |= {"programme_id": "elsewhere-2027", "delivery": "central"}
        programme["publish"] = "world"
        programme["workshops"] = programme["workshops"][:2]
        programme["matching"]["rounds"] = programme["matching"]["rounds"][:1]

    other = folder.with_name("elsewhere.folder")
    small(other, mentees=8, mentors=6, happenings=False, charter=charter)
    shift(other, days=97)
    return Life(other, Home(home), lives.lived(other, home, hash_seed=6))


def _unusual(folder: Path, home: Path) -> Life:
    """Nearly all that a folder may leave out is left out; pairs begin when the year is almost over.

    One envelope pays for all that it has a line for; nobody takes over, comes from outside or back.
    """

    def charter(programme: dict[str, Any]) -> None:
        for member in ("oversight_handed_over", "series_beyond_pilot"):
            del programme[member]
        lines = {"workshops": 700_000, "travel": 300_000}
        one = {"affiliate_id": "aff-pwu", "amount_minor": 1_000_000, "lines": lines}
        programme |= {"programme_id": "unusual-2027", "envelopes": [one], "places": 4}
        for workshop in (programme["mentor_training"], *programme["workshops"]):
            workshop["host"] = "aff-pwu"
        programme["matching"]["rounds"] = [{"round": "only", "closes_on": "2027-12-20"}]
        programme["mentoring"]["months"] = 1

    other = folder.with_name("unusual.folder")
    small(other, mentees=12, mentors=6, charter=charter)
    without(other, "external_professional", "veteran")
    return Life(other, Home(home), lives.lived(other, home, hash_seed=10, together=True))


LIVES: Mapping[str, Callable[[Path, Path], Life]] = {
    "lived": _lived,
    "killed": _killed,
    "broken_off": _broken_off,
    "elsewhere": _elsewhere,
    "unusual": _unusual,
    "together": _together,
}


@pytest.fixture(scope="session")
def all_lives(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lives]:
    wanted = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    homes = tmp_path_factory.mktemp("lives")
    folder = small(homes / "folder", charter=lambda programme: programme.update(places=9))
    with ThreadPoolExecutor(2) as pool:
        yield {
            name: pool.submit(live, folder, homes / name)
            for name, live in LIVES.items()
            if name in wanted
        }
        pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def lived(all_lives: Lives) -> Life:
    """A small year without trouble, traced."""
    return all_lives["lived"].result()  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def broken_off(all_lives: Lives) -> BrokenOff:
    return all_lives["broken_off"].result()  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def killed(all_lives: Lives) -> Killed:
    return all_lives["killed"].result()  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def together(all_lives: Lives) -> Together:
    return all_lives["together"].result()  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def elsewhere(all_lives: Lives) -> Life:
    """Another folder's year, of the same form."""
    return all_lives["elsewhere"].result()  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def unusual(all_lives: Lives) -> Life:
    """A folder's year that leaves out nearly all that may be left out."""
    return all_lives["unusual"].result()  # type: ignore[no-any-return]
