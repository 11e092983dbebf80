"""What is generated is generated again and compared; what is read is promised."""

from importlib import import_module
from typing import Any

import generate
import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from baraza.decider import CommandRefused, Heard, Message

SERVICES = generate.SERVICES
MESSAGES = [
    pytest.param(kind, service, message, id=f"{service}.{message.__name__}")
    for service in SERVICES
    for kind, message in generate.messages(service)
]


def test_what_is_committed_is_what_the_code_says() -> None:
    assert generate.differing() == []


@pytest.mark.parametrize(("kind", "service", "message"), MESSAGES)
def test_a_schema_is_closed_and_of_the_2020_12_draft(
    kind: str, service: str, message: type[Message]
) -> None:
    schema = generate.schema(kind, service, message)
    Draft202012Validator.check_schema(schema)

    assert schema["additionalProperties"] is False


def heard() -> list[Any]:
    """Every foreign fact that a service reads: (reader, type, model)."""
    found = []
    for reader in SERVICES:
        for type_, model in import_module(f"baraza.{reader}.domain").CURRENT.knows.items():
            if issubclass(model, Heard):
                found.append(pytest.param(type_, model, id=f"{reader} reads {type_}"))
    return found


@pytest.mark.parametrize(("type_", "model"), heard())
def test_every_field_read_of_another_is_promised_by_its_producer(
    type_: str, model: type[Heard]
) -> None:
    _, _, service, name, _ = type_.split(".")
    promised = {fact.__name__: fact for fact in generate.facts(service)}[name]
    required = {n for n, f in promised.model_fields.items() if f.is_required()}

    for field, info in model.model_fields.items():
        assert field in promised.model_fields
        assert field in required or not info.is_required()


@pytest.mark.parametrize("service", SERVICES)
def test_what_the_world_may_see_names_no_person(service: str) -> None:
    """Rule 2 of `ledger.md` 10.2 must never hide a fact whose type is marked for the world."""
    for kind, message in generate.messages(service):
        schema = generate.schema(kind, service, message)
        if "x-baraza-tier" in schema:
            assert "^p[0-9a-f]{5,32}$" not in str(schema), message.__name__
            assert "^v[0-9a-f]{5,32}$" not in str(schema), message.__name__
            assert "FieldCommitment" not in str(schema), message.__name__


@pytest.mark.parametrize("service", SERVICES)
def test_evidence_for_the_world_is_texts_and_what_is_assembled_of_codes(service: str) -> None:
    """An exhibit that a shown entry names is published with it, whatever it says of people."""
    of_exhibits = {
        message.__name__
        for kind, message in generate.messages(service)
        if message.tier == "world" and "ExhibitRef" in str(generate.schema(kind, service, message))
    }

    texts, dossier = {"DraftRules", "RulesDrafted"}, {"AssembleDossier", "DossierAssembled"}
    pulses = {"RecordBeacon", "BeaconRecorded"}  # the desk takes nothing else for one
    assert of_exhibits <= texts | dossier | pulses


def test_a_refusal_is_one_class_for_all_services() -> None:
    own = {"title", "x-baraza-tier"}  # the ledger's alone are for the world
    schemas = {
        str({k: v for k, v in generate.schema("event", s, CommandRefused).items() if k not in own})
        for s in SERVICES
    }

    assert len(schemas) == 1
