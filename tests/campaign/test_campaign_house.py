"""Every part of a house is killed at its steps, again and again; the year is the same (method 3).

Whoever passes the named step so many times ends by SIGKILL, and is started again by the
supervisor: all services at once where a step is one of services.
"""

import os
from pathlib import Path

import pytest

import lives
from baraza.console.home import Home
from campaign.houses_lived import personal_outside_vaults, read_models, streamed
from folders import small
from homes import leaves
from lives import Life

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(1800),
    pytest.mark.method(3),
    pytest.mark.xdist_group("campaign house"),
]
UNTIL = "2027-02-20"
POINTS = {
    "service.before_vault": (60, 47),
    "service.before_append": (90, 101),
    "consumer.before_commit": (30, 37),
    "consumer.after_commit": (30, 37),
    "relay.after_publish": (25, 2),
    "ledger.before_commit": (160, 201),
    "ledger.after_commit": (160, 201),
}
"""Passages after which a part ends: seldom enough that no supervisor gives up."""


@pytest.fixture(scope="module")
def untroubled(tmp_path_factory: pytest.TempPathFactory) -> Life:
    """The same weeks, in which nobody is killed."""
    folder = small(tmp_path_factory.mktemp("house") / "folder", mentees=8, mentors=6)
    home = folder.with_name("home")
    return Life(folder, Home(home), lives.lived(folder, home, hash_seed=1, until=UNTIL))


@pytest.mark.case(1, 2, 3, 4, 5, 6, 7)
@pytest.mark.parametrize(
    ("step", "n"),
    [
        (step, n)
        for step, passages in POINTS.items()
        for n in (passages if os.environ.get("CAMPAIGN_ALL") else passages[:1])
    ],
)
async def test_a_house_whose_parts_are_killed_at_a_step_lives_the_same_year(
    untroubled: Life, tmp_path: Path, step: str, n: int
) -> None:
    home = tmp_path / "home"

    end = lives.lived(untroubled.folder, home, hash_seed=2, until=UNTIL, kill_at=f"{step}:{n}")

    life = Life(untroubled.folder, Home(home), end)
    assert "ended with code -9 and is started again" in end.errors
    assert life.log == untroubled.log
    assert life.told["replay"]["same"] == untroubled.told["replay"]["same"] > 0
    assert await streamed(life.home, tmp_path / "stream") == leaves(life.home)
    assert read_models(life.home) == read_models(untroubled.home)
    assert personal_outside_vaults(life.home, life.folder) == []
