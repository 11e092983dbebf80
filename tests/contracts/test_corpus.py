"""Every example that was ever kept is read, brought to its newest version, and folds as it did."""

import json
from pathlib import Path
from typing import Any

import corpus
import golden
import pytest

from baraza.auditor.deciders import SERVICES, deciders
from baraza.decider import Entry, upcasted

RECORDED: dict[str, Any] = json.loads(corpus.DIGESTS.read_bytes())
KEPT = Path(__file__).parents[1] / "kept" / "export"
RULES = deciders(SERVICES)


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_examples_fold_to_the_recorded_digest(name: str) -> None:
    assert corpus.folded(RULES[name], corpus.examples()) == RECORDED["examples"][name]


def test_what_no_ordinary_year_holds_leads_to_the_recorded_states() -> None:
    assert dict(corpus.rarely()) == RECORDED["rare"]


def test_every_fact_is_folded_somewhere() -> None:
    rare = {f"{key.partition('.')[0]}.{key.rpartition(' ')[2]}" for key in RECORDED["rare"]}
    lived = {entry.type for entry in golden.lived(KEPT)}
    nowhere = [
        type_
        for told in RECORDED["examples"].values()
        for type_ in told["not_alone"]
        if type_ not in lived and ".".join(type_.split(".")[2:4]) not in rare
    ]

    assert nowhere == []


def test_every_kept_version_of_a_service_s_own_fact_is_read() -> None:
    newest = {decider.service: decider for decider in RULES.values()}
    for entry in corpus.examples():
        if entry.kind == "event" and entry.name != "CommandRefused":
            decider = newest[entry.service]

            assert upcasted(entry, decider.upcasters).type in decider.knows


def test_one_value_of_one_example_that_changes_changes_the_digest() -> None:
    def changed(entry: Entry) -> Entry:
        if entry.type != "baraza.event.ledger.LogFounded.v1":
            return entry
        return Entry({**entry.document, "data": {**entry.data, "origin": "another.example/1"}})

    folded = corpus.folded(RULES["ledger.v1"], map(changed, corpus.examples()))

    assert folded["digest"] != RECORDED["examples"]["ledger.v1"]["digest"]
