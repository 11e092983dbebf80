"""The ledger makes the log of the vectors again: same leaves, same tree, same receipts."""

import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from baraza.ledger.append import Rejected
from baraza.ledger.append.request import read_document
from baraza.transparency.tree import root_of
from ledgers import ORIGIN, VECTORS, House, house

DECISIONS = json.loads((VECTORS / "decisions.json").read_text())
ENTRIES = json.loads((VECTORS / "entries.json").read_text())
CASES = json.loads((VECTORS / "negative/cases.json").read_text())


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as one:
        for file in sorted((VECTORS / "export/exhibit").iterdir()):
            assert one.upload(file.read_bytes()) == file.name
        yield one


def request(decision: dict[str, Any]) -> bytes:
    first, count = decision["first"], decision["count"]
    notes = [
        (VECTORS / f"leaf/{i}.bin").read_bytes().split(b"\n", 3)[3].decode()
        for i in range(first, first + count)
    ]
    return json.dumps({"v": 1, "entries": notes}).encode()


def service(decision: dict[str, Any]) -> str:
    leaf = (VECTORS / f"leaf/{decision['first']}.bin").read_bytes()
    return str(json.loads(leaf.split(b"\n")[3])["source"].rpartition("/")[2])


def fill(empty: House, upto: int = 20) -> House:
    for decision in DECISIONS:
        if decision["first"] >= upto:
            break
        empty.time.ms = ENTRIES[decision["first"]]["recorded_at"]
        taken = empty.append(request(decision), service(decision))
        assert taken.receipt == decision["receipt"]
        assert (taken.first, taken.count) == (decision["first"], decision["count"])
        assert taken.ask_digest == decision["askdigest"]
    return empty


def test_leaves_tree_and_receipts_are_those_of_the_vectors(empty: House) -> None:
    rows = fill(empty).rows("SELECT leaf, leaf_hash FROM entry ORDER BY idx")

    assert [row[0] for row in rows] == [(VECTORS / f"leaf/{i}.bin").read_bytes() for i in range(20)]
    assert [row[1].hex() for row in rows] == [entry["leaf_hash"] for entry in ENTRIES]
    root = (VECTORS / "export/checkpoint").read_text().split("\n")[2]
    assert root_of([row[1] for row in rows]) == b64decode(root)
    assert empty.rows("SELECT COUNT(*) FROM node WHERE level > 0") == [(20 - 2,)]


def test_what_is_appended_again_gets_the_first_receipt(empty: House) -> None:
    fill(empty)
    for decision in DECISIONS:
        taken = empty.append(request(decision), service(decision))

        assert (taken.receipt, taken.replayed) == (decision["receipt"], True)
    assert empty.ledger.standing.size == 20


def test_the_request_of_the_vectors_makes_entries_8_and_9(empty: House) -> None:
    fill(empty, 8)
    empty.time.ms = ENTRIES[8]["recorded_at"]
    taken = empty.append((VECTORS / "append-8.request").read_bytes(), "registration")

    assert taken.receipt == DECISIONS[4]["receipt"]


def test_a_ledger_that_starts_again_knows_what_it_knew(empty: House) -> None:
    before = fill(empty).ledger.standing
    empty.again()

    assert empty.ledger.standing == before
    assert empty.append(request(DECISIONS[4]), "registration").replayed


REQUESTS = [case for case in CASES if case["file"].startswith("append-")]


@pytest.mark.case(57, 59)
@pytest.mark.parametrize("case", REQUESTS, ids=lambda case: case["file"])
def test_a_wrong_decision_with_good_signatures_is_refused(
    empty: House, case: dict[str, str]
) -> None:
    fill(empty)
    payload = (VECTORS / "negative" / case["file"]).read_bytes()
    source = json.loads(json.loads(payload)["entries"][0].split("\n")[0])["source"]
    code, why = empty.code(payload, source.removeprefix(f"//{ORIGIN}/"))

    assert code in case["must"]
    assert code != "malformed" or why == "bad_envelope"


JSON = [case for case in CASES if case["file"].startswith("json-")]


@pytest.mark.parametrize("case", JSON, ids=lambda case: case["file"])
def test_bytes_that_a_second_reader_could_read_otherwise_are_refused(
    case: dict[str, str],
) -> None:
    with pytest.raises(Rejected) as no:
        read_document((VECTORS / "negative" / case["file"]).read_bytes())

    assert no.value.code == "malformed"
    assert no.value.details["why"] in {"not_canonical", "bad_json"}
