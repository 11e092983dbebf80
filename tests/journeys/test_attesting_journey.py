"""A year in which every service attests its state: the same however it was lived, and rightly."""

import pytest

from baraza.console.home import SERVICES, Home
from homes import entries
from lives import ATTEST_EVERY, BrokenOff, Killed, Life, Together

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.connected, pytest.mark.timeout(900)]


def attested(home: Home) -> dict[str, list[int]]:
    """By service, the positions in the order of the log."""
    found: dict[str, list[int]] = {}
    for document in entries(home):
        _, kind, service, name, _ = document["type"].split(".")
        if (kind, name) == ("event", "StateAttested"):
            found.setdefault(service, []).append(document["data"]["position"])
    return found


def test_every_service_attests_every_so_many_entries(lived: Life) -> None:
    every = list(range(ATTEST_EVERY, lived.log["size"] - ATTEST_EVERY, ATTEST_EVERY))
    found = attested(lived.home)

    assert found.keys() == set(SERVICES)
    assert all(positions[: len(every)] == every for positions in found.values())


def test_what_was_attested_is_what_the_auditor_folds(lived: Life) -> None:
    told = lived.told["replay"]["attested"]

    assert {name.partition(".")[0] for name in told} == set(SERVICES)
    assert all(said["first_different"] is None for said in told.values())
    assert {name.partition(".")[0]: said["same"] for name, said in told.items()} == {
        service: len(positions) for service, positions in attested(lived.home).items()
    }


@pytest.mark.case(46)
def test_kills_breaks_and_one_process_attest_the_same(
    lived: Life, killed: Killed, together: Together, broken_off: BrokenOff
) -> None:
    roots = {life.log["root"] for life in (lived, killed, together, broken_off)}

    assert roots == {lived.log["root"]}
