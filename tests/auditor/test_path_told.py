"""One person's way through a whole year, from the files alone: the same as the service shows it."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select

from baraza.auditor.cli import main
from baraza.auditor.log import Log
from baraza.auditor.path import Nobody, path
from baraza.auditor.scan import entries
from baraza.auditor.source import Folder
from baraza.registration.read_model.leaving import path as project_path
from baraza.registration.read_model.leaving_tables import PATH
from forge import Forge

KEPT = Path(__file__).parents[1] / "kept" / "export"


@pytest.fixture(scope="module")
def log() -> Log:
    return Log.open(Folder(KEPT))


@pytest.fixture(scope="module")
def mentee(log: Log) -> str:
    """Somebody who went all the way to a relationship."""
    started = (e for _, e in entries(log) if e.name == "RelationshipStarted")
    return str(next(started).data["mentee"])


def test_the_path_is_the_one_that_the_read_model_shows(log: Log) -> None:
    engine = create_engine("sqlite://")
    people = set()
    with engine.begin() as connection:
        PATH.create(connection)
        for index, entry in entries(log):
            if entry.kind == "event" and entry.service == "registration":
                project_path(connection, index, entry)
        rows = connection.execute(select(PATH.c.person, PATH.c.idx, PATH.c.name)).all()
        people = {row[0] for row in rows}
    engine.dispose()

    for person in sorted(people)[::4]:
        steps = path(log, person=person)["steps"]
        told = {(step["index"], step["fact"]) for step in steps}
        assert {(index, name) for who, index, name in rows if who == person} <= told


def test_the_path_goes_through_all_services_in_order(log: Log, mentee: str) -> None:
    steps = path(log, person=mentee)["steps"]

    indexes = [step["index"] for step in steps]
    names = [step["fact"] for step in steps]
    assert indexes == sorted(indexes)
    assert {step["service"] for step in steps} >= {"registration", "matching", "scheduling"}
    assert names.index("ApplicationSubmitted") < names.index("RoleGranted")
    assert names.index("RoleGranted") < names.index("RelationshipStarted")


def test_the_beginning_of_a_pseudonym_is_enough_where_it_is_one(log: Log, mentee: str) -> None:
    assert path(log, person=mentee[:10]) == path(log, person=mentee)


def test_a_beginning_of_several_or_of_nobody_is_refused(tmp_path: Path) -> None:
    forge = Forge.founded()
    for end in "ab":
        forge.count(actor="person.p" + "0" * 31 + end, data={"who": "p" + "0" * 31 + end})
    log = Log.open(Folder(forge.export(tmp_path)))

    with pytest.raises(Nobody, match="2 pseudonyms begin with p00000"):
        path(log, person="p00000")
    with pytest.raises(Nobody, match="no fact of the log names p11111"):
        path(log, person="p11111")


def test_a_refusal_of_what_was_asked_is_a_step(tmp_path: Path) -> None:
    forge = Forge.founded()
    refused = forge.refuse(actor="person.p12345")

    (step,) = path(Log.open(Folder(forge.export(tmp_path))), person="p12345")["steps"]

    assert (step["index"], step["fact"]) == (refused + 1, "CommandRefused")
    assert step["says"].startswith("Refused: too many")
    assert step["asked_for"]


def test_the_command_prints_dated_steps_with_their_entries(
    mentee: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["path", str(KEPT), "--person", mentee])
    text = capsys.readouterr().out
    main(["path", str(KEPT), "--person", mentee, "--json"])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)

    steps = re.findall(r"^ +([0-9]+)  [0-9]{1,2} \w+ 20[0-9]{2} ", text, re.MULTILINE)
    assert code == 0
    assert list(map(int, steps)) == [step["index"] for step in told["steps"]]
    assert "All claims hold" not in text


def test_nobody_of_that_name_is_told_in_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["path", str(KEPT), "--person", "p" + "1" * 32]) == 4
    assert "no fact of the log names" in capsys.readouterr().out
