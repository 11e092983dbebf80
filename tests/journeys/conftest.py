"""The lives that journeys look at: each is lived once, two at a time, and only if it is wanted."""

import signal
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import lives
from baraza.console.home import Home
from folders import shift, small
from lives import BrokenOff, Killed, Life, Together, outliving, pilot, size

Lives = Mapping[str, "Future[Any]"]


def _lived(folder: Path, home: Path) -> Life:
    return Life(folder, Home(home), lives.lived(folder, home, hash_seed=0, traces=True))


def _broken_off(folder: Path, home: Path) -> BrokenOff:
    until = lives.lived(folder, home, hash_seed=1, until="2027-02-12")
    first = size(Home(home))
    with pilot(folder, home, hash_seed=2) as running:
        running.reached(first + 100)
        running.process.send_signal(signal.SIGINT)
        stopped = running.ended()
    second = size(Home(home))
    end = lives.lived(folder, home, hash_seed=3)
    return BrokenOff(folder, Home(home), end, until, stopped, (first, second))


def _killed(folder: Path, home: Path) -> Killed:
    with pilot(folder, home, hash_seed=4) as running:
        for entries, part in ((150, "ledger"), (300, "relay"), (450, "registration")):
            running.reached(entries)
            running.kill(part)
        running.reached(600)
        running.kill_server()
        running.reached(750)
        running.kill_server(with_its_store=True)
        running.reached(900)
        children = running.processes()
        running.process.kill()
        said = running.ended().errors
    left = outliving(children)
    end = lives.lived(folder, home, hash_seed=5)
    return Killed(folder, Home(home), end, said, left)


def _together(folder: Path, home: Path) -> Together:
    """In one process: stopped by Ctrl-C, without its server, killed, and lived to its end."""
    with pilot(folder, home, hash_seed=7, together=True) as running:
        running.reached(400)
        running.process.send_signal(signal.SIGINT)
        stopped = running.ended()
    with pilot(folder, home, hash_seed=8, together=True) as running:
        running.reached(600)
        running.kill_server()
        running.reached(800)
        processes = running.processes()
        running.process.kill()
        running.ended()
    left = outliving(processes)
    end = lives.lived(folder, home, hash_seed=9, together=True)
    return Together(folder, Home(home), end, stopped, processes, left)


def _elsewhere(folder: Path, home: Path) -> Life:
    """Central, later, smaller, by another name, and nothing happens that was not planned."""

    def charter(programme: dict[str, Any]) -> None:
        programme |= {"programme_id": "elsewhere-2027", "delivery": "central"}

    other = folder.with_name("elsewhere.folder")
    small(other, mentees=8, mentors=6, happenings=False, charter=charter)
    shift(other, days=97)
    return Life(other, Home(home), lives.lived(other, home, hash_seed=6))


LIVES: Mapping[str, Callable[[Path, Path], Life]] = {
    "lived": _lived,
    "killed": _killed,
    "broken_off": _broken_off,
    "elsewhere": _elsewhere,
    "together": _together,
}


@pytest.fixture(scope="session")
def all_lives(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lives]:
    wanted = {name for item in request.session.items for name in getattr(item, "fixturenames", ())}
    homes = tmp_path_factory.mktemp("lives")
    folder = small(homes / "folder", charter=lambda programme: programme.update(places=6))
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
