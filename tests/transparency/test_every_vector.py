"""The vectors, all of them, are tests: each file is read by one, each case by the one it is for."""

import json
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
VECTORS = TESTS / "vectors"

READ_BY = {
    "keys.json": "transparency/test_notes.py",
    "entries.json": "transparency/test_leaf.py",
    "decisions.json": "transparency/test_texts.py",
    "append-8.request": "ledger/test_ledger_vectors.py",
    "checkpoint-6.note": "transparency/test_texts.py",
    "add-checkpoint.request": "auditor/test_auditor_witness.py",
    "add-checkpoint.response": "auditor/test_auditor_witness.py",
    "entry-7.tlog-proof": "auditor/test_prove_entries.py",
    "commitments.json": "transparency/test_texts.py",
    "fork.note": "auditor/test_evidence_files.py",
    "merkle.json": "transparency/test_tree.py",
    "export": "auditor/test_audit_commands.py",
    "world": "auditor/test_world_verify.py",
    "leaf": "ledger/test_ledger_vectors.py",
    "negative/cases.json": "ledger/test_ledger_vectors.py",
    "negative/append-": "ledger/test_ledger_vectors.py",
    "negative/json-": "ledger/test_ledger_vectors.py",
    "negative/hand-": "auditor/test_hand_vectors.py",
    "negative/checkpoint-": "transparency/test_texts.py",
    "negative/proof-": "auditor/test_prove_entries.py",
    "negative/world-leaf-6": "auditor/test_world_verify.py",
}
"""The beginning of a vector's name, and the test that holds it against the real thing."""

FILES = sorted(
    path.relative_to(VECTORS).as_posix()
    for path in VECTORS.rglob("*")
    if path.is_file() and path.name != "README.md"
)
CASES = json.loads((VECTORS / "negative/cases.json").read_text())


@pytest.mark.parametrize("name", FILES)
def test_each_vector_has_a_test(name: str) -> None:
    (by,) = {test for begins, test in READ_BY.items() if name.startswith(begins)}
    short = Path(name).name.partition("-")[0] if name.startswith("negative/") else name

    assert short.partition("/")[0] in (TESTS / by).read_text()


def test_each_case_is_a_file_and_each_file_a_case() -> None:
    files = {name.removeprefix("negative/") for name in FILES if name.startswith("negative/")}

    assert {case["file"] for case in CASES} == files - {"cases.json"}
