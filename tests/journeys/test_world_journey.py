"""What the world is shown of a small lived year: proven, nobody named, nobody told apart."""

import re
from pathlib import Path

import pytest

from baraza.auditor.cli import main
from baraza.auditor.log import Log
from baraza.auditor.singled import singled_out
from baraza.auditor.source import Folder
from baraza.console import export
from baraza.transparency.world import is_for_world, is_shown
from lives import Life
from worlds import document, schema_of

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]
NAMES = re.compile(rb"(?<![0-9A-Za-z])[pv][0-9a-f]{5,32}(?![0-9A-Za-z])")
COMMITMENT = re.compile(rb'"commit" ?: ?"[0-9a-f]{64}"')


@pytest.fixture(params=["lived", "elsewhere"])
def life(request: pytest.FixtureRequest, lived: Life, elsewhere: Life) -> Life:
    """Each of two years, of which every person is known."""
    return lived if request.param == "lived" else elsewhere


@pytest.fixture
def world(elsewhere: Life) -> Path:
    """Of the programme whose charter publishes this tier alone."""
    return export.folder_of(elsewhere.home, "world")


def leaves(life: Life) -> list[tuple[int, bytes]]:
    return [*Log.open(Folder(life.home.export)).leaves()]


@pytest.mark.case(63)
def test_it_is_proven_by_itself_and_whole_beside_the_bodies_tier(
    elsewhere: Life, world: Path
) -> None:
    bodies = elsewhere.home.export
    policy = ("--policy", str(bodies / "policy"))

    assert main(["verify", str(world), *policy]) == 3
    assert main(["verify", str(bodies), *policy, "--world", str(world)]) == 0
    assert export.public_tier(elsewhere.home) == "world"


def test_rule_2_never_hides_a_fact_of_a_type_for_the_world(life: Life) -> None:
    facts = [document(leaf) for _, leaf in leaves(life)]
    marked = [(one, schema_of(life.home.export, one)) for one in facts if ".event." in one["type"]]
    hidden = [
        one["type"] for one, schema in marked if is_for_world(schema) and not is_shown(one, schema)
    ]

    assert hidden == []
    assert sum(is_for_world(schema) for _, schema in marked) > 50


@pytest.mark.case(45, 64)
def test_no_pseudonym_alias_or_commitment_lies_in_its_folder(life: Life) -> None:
    folder = export.folder_of(life.home, "world")
    files = [path for path in folder.rglob("*") if path.is_file() and "tile" not in path.parts]

    assert len(files) > 100
    for file in files:
        data = file.read_bytes()
        assert NAMES.findall(data) == [], file.name
        assert COMMITMENT.findall(data) == [], file.name


@pytest.mark.case(64)
def test_nobody_is_unique_over_all_that_is_shown(life: Life) -> None:
    world = Log.open(Folder(export.folder_of(life.home, "world")))

    assert singled_out(leaves(life), world.shown()) == []
    told = life.told["verify"]["world"]  # and so the summary of the year says
    assert (told["size"], told["left_out"], told["singled_out"]) == (world.size, 0, 0)


def test_whoever_were_shown_everything_could_tell_people_apart(elsewhere: Life) -> None:
    """So that none found means something."""
    everything = leaves(elsewhere)

    assert len(singled_out(everything, range(len(everything)))) > 1_000
