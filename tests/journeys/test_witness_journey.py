"""Three bodies watch a house: what they have seen is official, and a lie finds no quorum."""

import json
import os
import shutil
import signal
import sqlite3
import stat
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from baraza.console.home import Home
from baraza.console.witnesses import Place
from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import Signer
from baraza.transparency.policy import Policy
from baraza.transparency.standing import standing_of
from commands import audit, baraza, up
from lives import Life, Together, alive
from witnesses import served

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]
BODIES = ("care", "community", "council")


def test_a_year_is_official_by_three_bodies_in_its_own_time(lived: Life) -> None:
    standing = lived.told["standing"]
    verified = lived.told["verify"]

    assert (standing["standing"], standing["cosigned_by"]) == ("official", list(BODIES))
    assert (standing["bodies"], standing["size"]) == (3, lived.log["size"])
    assert (verified["quorum_met"], verified["not_checked"], verified["age_seconds"]) == (
        True,
        [],
        0,
    )
    assert {one["time"] for one in verified["cosigned_by"]} == {standing["since"]}
    policy = Policy.parse((lived.home.export / "policy").read_text())
    assert policy.text.splitlines()[-2:] == [f"group bodies 2 {' '.join(BODIES)}", "quorum bodies"]


def test_each_body_has_a_key_and_a_store_of_its_own(lived: Life) -> None:
    places = [Place(lived.home, body) for body in BODIES]

    assert len({place.verifier for place in places}) == 3
    for place in places:
        assert stat.S_IMODE(place.key.stat().st_mode) == 0o600
        with closing(sqlite3.connect(place.store)) as store:
            held = store.execute("SELECT origin, size FROM cosigned").fetchall()
        assert held == [(lived.log["origin"], lived.log["size"])]


def test_in_one_process_the_same_bodies_say_the_same(lived: Life, together: Together) -> None:
    for name in ("checkpoint", "policy"):
        assert (lived.home.export / name).read_bytes() == (together.home.export / name).read_bytes()


def test_a_killed_witness_costs_the_year_nothing(lived: Life, killed: Life) -> None:
    assert killed.log == lived.log
    assert killed.told["standing"] == lived.told["standing"]


def test_who_was_matched_is_shown_with_its_standing(lived: Life) -> None:
    home = str(lived.home.path)
    words = ("query", "matching", "who_with_whom", "--home", home)
    rows = json.loads(baraza(*words, "--json").stdout)["answer"]["relationships"]
    table = baraza(*words).stdout

    assert rows
    assert {row["standing"]["standing"] for row in rows} == {"official"}
    assert table.count("official (3 of 3 bodies)") == len(rows)


@pytest.mark.case(22)
def test_a_history_that_was_written_anew_is_refused_and_convicts(
    lived: Life, tmp_path: Path
) -> None:
    """By the log's own key: the same size, another root."""
    log = Signer.from_private((lived.home.keys / "log.key").read_text())
    folder = tmp_path / "council"
    shutil.copytree(Place(lived.home, "council").folder, folder)
    size = lived.log["size"]
    other = log.sign(Checkpoint(lived.log["origin"], size, b"r" * 32).text)
    by = Signer.from_private((folder / "witness.key").read_text())
    with served(folder, by=by, log=log) as council:
        refused = council.post(f"old {size}\n\n{other}".encode())
    told = tmp_path / "evidence"
    made = audit("witness", "evidence", "--store", folder / "store.db", "-o", told)
    judged = audit("check-evidence", told, "--policy", lived.home.export / "policy")

    assert refused[0] == 422
    assert made.returncode == 0
    assert "convicts by itself" in made.stdout
    assert judged.returncode == 0, judged.stdout + judged.stderr
    assert f"two histories of {size} entries" in judged.stdout


def _until(true: Callable[[], bool], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_house_goes_on_without_a_witness_and_says_so_until_it_is_back(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    council = Place(home, "council")
    with up(home.path, "--apart") as house:
        address = council.address.read_text()
        before = home.pid_of(council.part).read_text()
        os.kill(int(before), signal.SIGKILL)
        _until(lambda: home.pid_of(council.part).read_text() != before)
        _until(lambda: _sees(home) == [34, 34, 34])
        after = council.address.read_text()
        looked = baraza("status", "--home", str(home.path))
        doctor = baraza("doctor", "--home", str(home.path)).stdout
        asked = baraza(
            *("ask", "matching", "LeaveWaitingList", "--home", str(home.path), "--json"),
            *("--actor", f"person.{WHO}", "--data", json.dumps({"round": "r1", "mentee": WHO})),
        )
        _until(lambda: _official(home) == 36)
        children = {part: int(home.pid_of(part).read_text()) for part in _parts(home)}
        house.kill()
    _until(lambda: not any(map(alive, children.values())))

    assert after == address
    assert looked.returncode == 0, looked.stdout
    assert "checked by 3 of 3 bodies at " in looked.stdout
    assert "ok   witness council: has seen 34 entries" in doctor
    assert "ok   quorum: 3 of 3 bodies, the newest quorum just now" in doctor
    assert json.loads(asked.stdout)["standing"]["standing"] in {"accepted", "recorded", "official"}


WHO = "p" + "41d09" * 6 + "ab"


def _parts(home: Home) -> list[str]:
    return [file.stem for file in home.run.glob("witness-*.pid")]


def _sees(home: Home) -> list[int | None]:
    told = json.loads(baraza("status", "--home", str(home.path), "--json").stdout)
    return list(told["watched"]["witnesses"].values())


def _official(home: Home) -> int:
    """How far bodies made the log official, by their policy and the files alone."""
    note = (home.export / "checkpoint").read_bytes()
    standing = standing_of(note, Policy.parse((home.export / "policy").read_text()))
    return standing.size if standing.official else 0
