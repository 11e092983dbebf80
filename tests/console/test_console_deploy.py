"""What is deployed under compose has the rights and settings of what `baraza up` runs."""

import re
from argparse import ArgumentParser
from pathlib import Path

import pytest

from baraza.auditor.witness import arguments
from baraza.console.bus import permissions
from baraza.console.keys import USERS
from baraza.console.witnesses import BODIES
from baraza.ledger.house import LedgerSettings
from baraza.ledger.relay.app import RelaySettings
from baraza.transparency.notes import Signer

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
    assert set(USERS) - {"console", "breakglass"} <= set(containers(COMPOSE))


def test_three_bodies_watch_as_in_a_house_on_one_machine() -> None:
    names = containers(COMPOSE)

    for body in BODIES:
        assert f"witness_{body.replace('-', '_')}" in names
        assert f"./data/witness/{body}:/witness" in COMPOSE
    (command,) = re.findall(r'command: (\["baraza-audit".*?\])', COMPOSE, re.DOTALL)
    words = re.findall(r'"([^"]+)"', command.replace("${LOG_VKEY}", LOG))
    serving = ArgumentParser()
    arguments.add(serving)
    assert arguments.wish(serving.parse_args(words[3:])).logs == [LOG]


LOG = Signer("baraza.example/2027", bytes(32)).vkey


def containers(text: str) -> list[str]:
    """The containers that it names."""
    return re.findall(r"^  (\w+):$", text.partition("\nservices:")[2], re.MULTILINE)
