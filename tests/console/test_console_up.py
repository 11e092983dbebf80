"""A real house by the command that people use: it starts, answers, and stops as it is told."""

import json
import os
import signal
from pathlib import Path

import pytest

from commands import baraza, up
from lives import outliving

pytestmark = [pytest.mark.slow, pytest.mark.connected, pytest.mark.timeout(300)]

PULSE = Path(__file__).parents[1] / "matching/examples/nist-pulse-54610.json"
ACTOR = "person.p" + "41d09" * 6 + "ab"


def processes_of(home: Path) -> list[int]:
    """Every process of this machine that was started for this home."""
    told = f"BARAZA_HOME={home.resolve()}\0".encode()
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            if told in environment.read_bytes():
                found.append(int(environment.parent.name))
        except OSError:
            continue
    return [pid for pid in found if pid != os.getpid()]


@pytest.mark.parametrize("how", ["--apart", "--together"])
def test_a_house_answers_ask_and_query_and_stops_at_sigterm_with_0(
    tmp_path: Path, how: str
) -> None:
    home = tmp_path / "home"
    with up(home, how) as house:
        looked = baraza("status", "--home", str(home))
        second = baraza("up", "--home", str(home))
        asked = baraza(
            *("query", "oversight", "bodies", "--home", str(home), "--json"),
        )
        refused = baraza(
            *("ask", "registration", "RegisterPerson", "--home", str(home), "--json"),
            *("--actor", ACTOR, "--data", '{"nonsense": true}'),
        )
        nothing = tmp_path / "nothing.json"
        nothing.write_text("<html>")
        pulses = [
            baraza(
                "round", "pulse", "spring", str(file), "--actor", "body.ops", "--home", str(home)
            )
            for file in (PULSE, nothing)
        ]
        doctor = baraza("doctor", "--home", str(home), "--json")
        exported = baraza("export", str(tmp_path / "away"), "--home", str(home), "--json")
        house.send_signal(signal.SIGTERM)
        assert house.stderr is not None
        said = house.stderr.read()

    assert (house.returncode, processes_of(home)) == (0, [])
    assert "The house has stopped" in said
    assert (looked.returncode, looked.stdout.split(";")[0]) == (0, "all parts answer")
    assert second.returncode == 1
    assert "Stop it first" in second.stderr
    assert json.loads(asked.stdout)["ok"] is True
    assert [one.returncode for one in pulses] == [3, 1]
    assert "unknown_entity" in pulses[0].stdout
    assert "other_pulse: the file holds another pulse" in pulses[0].stderr
    assert "published: not JSON" in pulses[1].stderr
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["kind"] == "problem"
    assert json.loads(refused.stdout)["type"].endswith("/malformed")
    assert json.loads(doctor.stdout)["ok"] is True
    assert json.loads(exported.stdout)["size"] > 0
    assert (tmp_path / "away" / "checkpoint").exists()


@pytest.mark.parametrize("how", ["--apart", pytest.param("--together", marks=pytest.mark.long)])
def test_ctrl_c_stops_everything_and_the_next_run_goes_on(tmp_path: Path, how: str) -> None:
    home = tmp_path / "home"
    with up(home, how) as house:
        house.send_signal(signal.SIGINT)
        assert house.stderr is not None
        said = house.stderr.read()
    assert (house.returncode, processes_of(home)) == (130, [])
    assert "nothing is lost" in said

    again = baraza("up", "--home", str(home), "--seconds", "0")

    assert again.returncode == 0, again.stderr


@pytest.mark.long
def test_a_house_in_one_process_that_is_killed_leaves_nothing_and_goes_on_in_many(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    with up(home, "--together") as house:
        server = int((home / "run" / "nats.pid").read_text())
        house.kill()
    left = outliving({"nats-server": server})

    again = baraza("up", "--home", str(home), "--apart", "--seconds", "0")

    assert left == []
    assert again.returncode == 0, again.stderr


def test_a_question_is_answered_where_no_house_runs_and_nothing_is_left(tmp_path: Path) -> None:
    home = tmp_path / "home"
    begun = baraza("up", "--home", str(home), "--together", "--seconds", "1")
    before = baraza("query", "ledger", "head", "--home", str(home), "--json")

    asked = baraza("query", "oversight", "bodies", "--home", str(home))
    wrong = baraza("query", "oversight", "bodies", "sort=name", "--home", str(home))
    unknown = baraza("query", "oversight", "nobodies", "--home", str(home))

    assert begun.returncode == 0, begun.stderr
    assert (asked.returncode, json.loads(asked.stdout)) == (0, {"bodies": []})
    assert (wrong.returncode, wrong.stdout) == (1, "")
    assert "it knows no sort. It takes: none." in wrong.stderr
    assert "oversight answers no nobodies. It answers: authority, bodies" in unknown.stderr
    assert processes_of(home) == []
    after = baraza("query", "ledger", "head", "--home", str(home), "--json")
    assert json.loads(after.stdout) == json.loads(before.stdout)


def test_a_lived_home_is_no_home_for_a_rehearsal(tmp_path: Path) -> None:
    (tmp_path / "house.json").write_text('{"clock": "system", "origin": "baraza.example/2027"}')

    told = baraza("pilot", "--home", str(tmp_path))

    assert told.returncode == 1
    assert "under the system clock" in told.stderr
