"""`rebuild`, `unpark` and `doctor stream` by the command that people use, on real homes."""

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from baraza.console import doctor, rebuild, stream
from baraza.console.copies import Copies, newest_fault
from baraza.console.home import Home
from baraza.console.status import Status
from commands import up
from homes import entries, size

pytestmark = [pytest.mark.connected, pytest.mark.timeout(300)]
ORIGIN = "baraza.example/rebuild"


def baraza(*words: str) -> tuple[int, Any, str]:
    """Exit code, what was printed as an object, and what was said."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "baraza.console.cli", *words, "--json"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout) if done.stdout else None, done.stderr


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.case(14)
def test_rows_and_stream_are_made_anew_in_a_house_that_runs_and_where_none_does(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    place = ("--home", str(home))
    with up(home, "--together", "--origin", ORIGIN):
        rebuilt = baraza("rebuild", "oversight", *place)
        nothing = baraza("unpark", "oversight", *place)
        before = size(Home(home))
        same = baraza("doctor", "stream", *place)
        made = baraza("doctor", "stream", "--rebuild", *place)
        again = baraza("doctor", "stream", *place)
        looked = baraza("doctor", *place)
        status = baraza("status", *place)
    assert (rebuilt[0], rebuilt[1]["state"], rebuilt[1]["same"]) == (0, "switched", True)
    assert (nothing[0], "Nothing of oversight is parked" in nothing[2]) == (1, True)
    assert (same[0], same[1]["difference"], same[1]["entries"]) == (0, None, before)
    assert (made[0], made[1]["rebuilt"], made[1]["recorded"]) == (0, True, before)
    assert (again[0], again[1]["entries"]) == (0, before + 2)
    assert entries(Home(home))[before + 1]["type"] == "baraza.event.ledger.FaultRecorded.v1"
    checks = {check["name"]: check for check in looked[1]["checks"]}
    assert checks["rows"]["seen"] == "nothing is parked"
    assert checks["stream"]["ok"]
    assert status[1]["copies"] == {"parked": {}, "forked": False}

    offline = baraza("rebuild", "oversight", *place)
    assert (offline[0], offline[1]["position"], offline[1]["new"]) == (
        *(0, before + 2),
        rebuilt[1]["new"],
    )
    assert (home / "keys/breakglass.password").stat().st_mode & 0o777 == 0o600


STATUS = Status({"ledger": 4}, 4, None, 4, "virtual", now=datetime(2027, 3, 3, tzinfo=UTC))
PARKED = {"entity": "matching.round.r1", "from_index": 7, "error": "ValueError"}


def test_what_is_parked_or_forked_is_in_the_line_and_no_house_is_well_with_it() -> None:
    ill = replace(STATUS, copies=Copies({"matching": [PARKED]}, forked=True))

    assert STATUS.ok
    assert not ill.ok
    assert ill.line(STATUS.now).endswith("1 parked in matching; the stream has forked")


def test_doctor_says_what_to_do_about_copies(tmp_path: Path) -> None:
    ill = replace(STATUS, copies=Copies({"matching": [PARKED]}, forked=True))

    rows, forked = doctor._copies(ill, Home(tmp_path))

    assert (rows.ok, forked.ok) == (False, False)
    assert "matching.round.r1 parked from entry 7 (ValueError)" in rows.seen
    assert "baraza unpark matching" in rows.seen
    assert "baraza doctor stream" in forked.seen


@pytest.mark.parametrize(
    ("codes", "well"),
    [
        ((), True),
        (("stream_missing",), True),
        (("fork",), False),
        (("fork", "stream_rebuilt"), True),
    ],
)
def test_the_relays_newest_fault_counts(tmp_path: Path, codes: tuple[str, ...], well: bool) -> None:
    (tmp_path / "relay").mkdir()
    lines = [json.dumps({"at": 1_804_064_460_000, "code": code, "details": {}}) for code in codes]
    (tmp_path / "relay/faults.jsonl").write_text("".join(f"{line}\n" for line in lines))

    assert newest_fault(Home(tmp_path))[0] is well


def test_sentences_say_what_became_of_rows() -> None:
    told = {
        "state": "stands",
        "position": 1_200,
        "same": False,
        "old": "aa",
        "new": "bb",
        "differing": ["pair", "round"],
        "freed": ["matching.round.r2"],
        "parked": [PARKED],
    }

    said = rebuild.lines("matching", told)
    switched = rebuild.lines("matching", {**told, "state": "switched"})

    assert said[0] == (
        "matching answers from its old rows. Made again of 1,200 entries, "
        "pair, round came out otherwise."
    )
    assert said[2] == "Still parked: matching.round.r1 from entry 7 (ValueError)."
    assert switched[0].endswith("rows made again of 1,200 entries: other rows in pair, round.")


def test_sentences_say_what_became_of_the_stream() -> None:
    told = {
        "ok": False,
        "entries": 36,
        "config": ["max_msgs"],
        "difference": {"index": 7, "what": "the message is lost", "stream": None, "ledger": "leaf"},
        "rebuilt": False,
        "recorded": None,
    }

    said = stream.lines(told)
    made = stream.lines({**told, "rebuilt": True})

    assert said[:2] == [
        "The stream's settings differed in: max_msgs.",
        "Stream and ledger differed first at entry 7: the message is lost.",
    ]
    assert said[2:4] == ["--- stream\n(nothing)", "--- ledger\nleaf"]
    assert made[-1].startswith("Nothing was put on record: this is a rehearsal")
