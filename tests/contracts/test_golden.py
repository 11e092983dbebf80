"""Examples of every entry type: what was published once is read for ever."""

import json
from functools import cache
from pathlib import Path

import generate
import golden
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from baraza.auditor.deciders import deciders
from baraza.decider import Entry, Message, entry_type
from baraza.decider.decision import dumped
from baraza.transparency import canonical, check_envelope, parse_canonical

EXAMPLES = sorted(golden.GOLDEN.glob("*/*.json"))
each_example = pytest.mark.parametrize(
    "path", EXAMPLES, ids=lambda path: f"{path.parent.name}/{path.stem}"
)


@cache
def models() -> dict[str, type[Message]]:
    """The class by which each type is written."""
    return {
        entry_type(kind, service, message.__name__, message.v): message
        for service in generate.SERVICES
        for kind, message in generate.messages(service)
    }


def read(path: Path) -> Entry:
    return Entry(json.loads(path.read_bytes()))


def schema(kind: str, type_: str) -> Draft202012Validator:
    """The committed file of a type: `schemas` or `open`."""
    _, _, service, name, version = type_.split(".")
    path = generate.ROOT / kind / service / f"{name}.{version}.json"
    return Draft202012Validator(json.loads(path.read_bytes()))


def test_every_type_has_an_example() -> None:
    assert set(golden.types()) == {path.parent.name for path in EXAMPLES}


@each_example
def test_an_example_is_an_entry_of_its_type(path: Path) -> None:
    entry = read(path)
    check_envelope(entry.document)

    assert entry.type == path.parent.name
    assert parse_canonical(entry.wire) == entry.document
    assert canonical(entry.document) == entry.wire


@each_example
def test_an_example_is_valid_under_its_schemas(path: Path) -> None:
    entry = read(path)
    schema("schemas", entry.type).validate(entry.data)
    if entry.kind == "event":
        open_schema = schema("open", entry.type)
        open_schema.validate(entry.data)
        open_schema.validate({**entry.data, "of_a_later_version": 1})


@each_example
def test_an_example_is_read_and_written_the_same(path: Path) -> None:
    entry = read(path)

    assert dumped(models()[entry.type].model_validate(entry.data)) == entry.data


@each_example
def test_an_example_is_read_by_whoever_hears_it(path: Path) -> None:
    entry = read(path)
    for decider in deciders(generate.SERVICES).values():
        if entry.type in decider.knows:
            decider.knows[entry.type].model_validate(entry.data)
