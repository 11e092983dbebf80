"""A year in one process is the year of many processes, whatever happens to it on the way."""

import pytest

from lives import Life, Together

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]


@pytest.mark.case(46)
def test_one_process_makes_the_log_of_many(lived: Life, together: Together) -> None:
    assert together.log == lived.log
    assert together.told["replay"]["same"] == lived.told["replay"]["same"] > 0


def test_ctrl_c_stops_all_of_it_and_says_what_to_do(together: Together) -> None:
    assert together.stopped.code == 130
    assert together.stopped.errors.endswith(
        "Stopped; nothing is lost. The same command again goes on from here.\n"
    )


def test_beside_it_runs_nats_server_alone_which_does_not_outlive_it(together: Together) -> None:
    assert set(together.processes) == {"nats-server", "nats"}
    assert together.left == []
    assert "goes on where it was broken off" in together.end.errors
