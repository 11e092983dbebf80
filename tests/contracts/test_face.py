"""The published face: exactly the facts that are promised, and none of them loses a member."""

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import face
import generate
import golden
import pytest

FACE = {
    "ProgrammeOpened", "ProgrammeEnded", "SelectionSettled", "RoleGranted", "RoleChanged",
    "RoleEnded", "StageCompleted", "ReportPublished", "RoundSettled", "PairProposed",
    "RelationshipStarted", "RelationshipChanged",
    "RelationshipEnded", "WorkshopAnnounced", "WorkshopChanged",
    "WorkshopCancelled", "WorkshopHeld", "CompletionCertified", "MatterOpened", "MatterDecided",
    "ResolutionAdopted", "RulesInForce", "MandateChanged", "MoneyMoved", "PersonErased",
    "InterimMeasureTaken", "InterimMeasureLifted",
}  # fmt: skip
EVERY = [(s, kind, m) for s in generate.SERVICES for kind, m in generate.messages(s)]
MARKED = {(s, m.__name__) for s, _, m in EVERY if m.face}


def examples() -> Iterator[Any]:
    """Every golden example of a fact of the face."""
    for path in sorted(golden.GOLDEN.glob("baraza.event.*/*.json")):
        _, _, service, name, _ = path.parent.name.split(".")
        if (service, name) in MARKED:
            yield pytest.param(path, id=f"{path.parent.name}/{path.stem}")


each_example = pytest.mark.parametrize("path", list(examples()))


def versions(folder: Path) -> Iterator[Any]:
    """Each two versions of a fact that follow one another, among the committed files."""
    found: dict[str, list[int]] = {}
    for path in folder.glob("*.v*.json"):
        name, version, _ = path.name.split(".")
        found.setdefault(name, []).append(int(version[1:]))
    for name, numbers in sorted(found.items()):
        for old, new in pairwise(sorted(numbers)):
            yield folder / f"{name}.v{old}.json", folder / f"{name}.v{new}.json"


def lost(old: Mapping[str, Any], new: Mapping[str, Any]) -> set[str]:
    """What a subscriber of the old version would miss in the new one."""
    members = old["properties"].keys() - new["properties"].keys()
    required = set(old.get("required", ())) - set(new.get("required", ()))
    return set(members) | required


def test_the_face_is_what_was_promised_and_facts_alone() -> None:
    assert {name for _, name in MARKED} == FACE
    assert {kind for _, kind, m in EVERY if m.face} == {"event"}


@pytest.mark.parametrize("service", generate.SERVICES)
def test_a_schema_says_whether_its_fact_is_of_the_face(service: str) -> None:
    for kind, message in generate.messages(service):
        schema = generate.schema(kind, service, message)

        assert schema.get("x-baraza-face", False) is message.face
        assert generate.opened(schema).get("x-baraza-face", False) is message.face


def test_every_fact_of_the_face_has_its_row() -> None:
    page = generate.face_page()
    for _, kind, message in EVERY:
        if kind == "event" and message.face:
            assert f"| `{message.__name__}.v{message.v}` |" in page
    assert page.count("\n| `") == len(face.ROWS)


@each_example
def test_a_fact_holds_every_member_that_an_example_ever_had(path: Path) -> None:
    entry = json.loads(path.read_bytes())
    _, _, service, name, _ = entry["type"].split(".")
    newest = max(
        (m for s, k, m in EVERY if (s, k, m.__name__) == (service, "event", name)),
        key=lambda message: message.v,
    )
    schema = generate.schema("event", service, newest)

    assert entry["data"].keys() <= schema["properties"].keys()


@each_example
def test_a_fact_stands_on_the_entity_that_the_table_names(path: Path) -> None:
    entry = json.loads(path.read_bytes())
    _, _, service, name, _ = entry["type"].split(".")
    owner = "each of the five" if name == "PersonErased" else service
    entity, _ = face.ROWS[owner, name]

    assert " " in entity or entry["subject"].partition(".")[0] == entity


@pytest.mark.parametrize("kind", ["schemas", "open"])
def test_a_later_version_holds_what_the_one_before_held(kind: str) -> None:
    for service in generate.SERVICES:
        for old, new in versions(generate.ROOT / kind / service):
            before, after = (json.loads(path.read_bytes()) for path in (old, new))
            if before.get("x-baraza-face"):
                assert not lost(before, after), f"{new.name} lost something"
                assert after.get("x-baraza-face"), f"{new.name} left the face"


def test_a_member_that_is_gone_or_may_be_absent_is_lost() -> None:
    old = {"properties": {"a": {}, "b": {}}, "required": ["a", "b"]}

    assert lost(old, {"properties": {"a": {}, "b": {}, "c": {}}, "required": ["a", "b"]}) == set()
    assert lost(old, {"properties": {"a": {}}, "required": ["a"]}) == {"b"}
    assert lost(old, {"properties": {"a": {}, "b": {}}, "required": ["b"]}) == {"a"}


def test_the_page_of_changes_is_newest_first_and_dated() -> None:
    lines = (generate.ROOT / "CHANGES.md").read_text(encoding="utf-8").splitlines()
    dates = [line[3:13] for line in lines if line.startswith("## ")]

    assert dates
    assert dates == sorted(dates, reverse=True)
