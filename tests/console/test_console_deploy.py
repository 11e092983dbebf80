"""What is deployed under compose has the rights and settings of what `baraza up` runs."""

import re
from pathlib import Path

import pytest

from baraza.console.bus import permissions
from baraza.console.keys import USERS
from baraza.ledger.app import LedgerSettings
from baraza.ledger.relay.app import RelaySettings

ROOT = Path(__file__).parents[2]
TEMPLATE = (ROOT / "deploy/nats/nats.conf").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def rights(user: str) -> list[list[str]]:
    """What the template lets a user publish and subscribe."""
    its_own = TEMPLATE.partition(f'user: "{user}"')[2].partition("user:")[0]
    return [re.findall(r'"([^"]+)"', told) for told in re.findall(r"allow: \[([^\]]+)\]", its_own)]


@pytest.mark.parametrize("user", USERS)
def test_the_template_gives_a_user_the_rights_that_up_gives(user: str) -> None:
    assert [sorted(allowed) for allowed in rights(user)] == [
        sorted(allowed) for allowed in permissions(user)
    ]


def test_every_setting_that_compose_names_is_one() -> None:
    known = {*LedgerSettings.model_fields, *RelaySettings.model_fields}
    named = {name.lower() for name in re.findall(r"BARAZA_([A-Z_]+):", COMPOSE)}

    assert named - known == set()


def test_every_part_of_the_house_has_a_container() -> None:
    containers = set(re.findall(r"^  (\w+):$", COMPOSE.partition("\nservices:")[2], re.MULTILINE))

    assert set(USERS) - {"console", "breakglass"} <= containers
