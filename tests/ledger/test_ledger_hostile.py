"""What is too large or of no form at the ledger's door: a typed answer, and nothing written."""

import asyncio
import json
import tracemalloc
from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Any

import pytest

from baraza.ledger import exhibits
from baraza.ledger.api import Api
from fuzz.mutations import VALUES, altered, dumped, mutated
from ledgers import House, Pen, house

MIB = 1 << 20
QUERIES = ("checkpoint", "draft", "entries", "exhibit", "head", "keys", "receipt", "root", "none")
GOOD: Mapping[str, Any] = {
    "sha256": "0" * 64,
    "offset": 0,
    "command_id": "01955004-0000-7000-8000-000000000004",
    "id": "01955004-0000-7000-8000-000000000004",
    "command": "RotateLogKey",
    "data": {"key": "a+00000000+AAAA"},
    "size": 3,
    "first": 0,
    "from": 0,
    "count": 3,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("ledger")) as one:
        one.found()
        yield one


@pytest.fixture(scope="module")
def pen(home: House) -> Pen:
    return Pen(home)


@pytest.fixture
def api(home: House) -> Api:
    return Api(home.ledger, turn=lambda _: 0, export=lambda: (0, ""))


def answered(told: bytes) -> Any:
    """An answer, and one that any reader of JSON takes."""
    return json.loads(told.decode())


def append(api: Api, data: bytes, headers: Mapping[str, str] | None = None) -> Any:
    return answered(asyncio.run(api.append("matching", data, headers or {})))


def refused(home: House, pen: Pen, **said: Any) -> tuple[str, Any]:
    return home.code(pen.request(**said))


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.case(30)
def test_one_byte_or_one_more_than_there_is_room_for(home: House, pen: Pen) -> None:
    documents = pen.decision(data={"said": ""})
    head = json.dumps({"v": 1, "entries": ["x"] * 1_001}).encode()
    at_most = dumped({"v": 1, "entries": ["x", "y" * (917_504 - 26)]})

    assert home.code(head) == ("too_large", None)
    assert len(at_most) <= 917_504
    assert home.code(at_most + b" " * (917_505 - len(at_most))) == ("too_large", None)
    assert home.code(at_most)[0] != "ok"
    documents[0]["data"] = {"said": "x" * 32_769}
    assert home.code(pen.signed(documents)) == ("too_large", None)


@pytest.mark.case(30)
@pytest.mark.parametrize("depth", [31, 32, 33, 100])
def test_depth_has_a_bound(home: House, pen: Pen, depth: int) -> None:
    """The entry itself and its data are two of the 32."""
    code = refused(home, pen, data={"said": nested(depth)})

    assert code == (("too_large", None) if depth + 2 > 32 else ("malformed", "schema_violation"))


@pytest.mark.case(30)
def test_a_million_brackets_cost_little(home: House) -> None:
    for many in (b"[" * 900_000, b'{"v":1,"entries":' + b"[" * 900_000, b'{"a":' * 150_000):
        tracemalloc.start()
        try:
            code = home.code(many)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

        assert code == ("malformed", "bad_request")
        assert most < 64 * MIB
    note = '{"a":' + "[" * 30_000 + "\n\n— a " + "A" * 91 + "=\n"
    assert home.code(json.dumps({"v": 1, "entries": [note, note]}).encode()) == ("too_large", None)


@pytest.mark.case(30)
def test_an_exhibit_has_room_for_16_mib_and_no_more(home: House, api: Api) -> None:
    def upload(length: int, part: bytes) -> Any:
        headers = {
            "Baraza-Exhibit": "a" * 64,
            "Baraza-Offset": "0",
            "Baraza-Length": str(length),
        }
        return answered(asyncio.run(api.exhibit(part, headers)))

    assert upload(exhibits.SIZE_MAX + 1, b"x")["error"]["code"] == "too_large"
    assert upload(exhibits.SIZE_MAX, b"x" * (exhibits.PART_MAX + 1))["error"]["code"] == "too_large"
    assert home.rows("SELECT COUNT(*) FROM exhibit_part WHERE sha256 LIKE 'aaaa%'") == [(0,)]


@pytest.mark.case(31)
@pytest.mark.parametrize(
    "headers",
    [
        {"traceparent": "00-aa\r\nBaraza-Index: 1"},
        {"traceparent": "\r\n"},
        {"traceparent": "00-" + "f" * 32 + "-" + "f" * 16 + "-01"},
        {f"h{k}": "x" * 100 for k in range(200)},
        {"baggage": "a=" + "b" * 9_000, "tracestate": "," * 5_000},
    ],
)
def test_headers_are_never_part_of_an_entry(
    home: House, pen: Pen, api: Api, headers: dict[str, str]
) -> None:
    before = home.ledger.standing.size
    reply = append(api, pen.request(f"pair.h{before}"), headers)

    assert reply["ok"], reply
    rows = home.rows("SELECT idx, leaf, traceparent FROM entry")
    leaves = [leaf for index, leaf, _ in rows if index >= before]
    assert len(leaves) == 2
    assert not any(b"\r" in leaf or b"hhh" in leaf or b"bbbb" in leaf for leaf in leaves)
    kept = rows[before][2]
    assert kept is None or "\r" not in kept


@pytest.mark.case(31)
def test_whatever_is_sent_to_the_door_gets_a_typed_answer(home: House, pen: Pen, api: Api) -> None:
    chance = Random(31)  # noqa: S311 - to be repeated
    seeds = [pen.request(), pen.request(events=3), b"{}", b"null"]
    before = home.ledger.standing.size
    for _ in range(400):
        data = mutated(chance, chance.choice(seeds), seeds)
        if data in seeds or _says_the_same(data, seeds):
            continue

        reply = append(api, data)

        assert not reply["ok"], data
        assert reply["error"]["code"] in {
            *("malformed", "too_large", "unauthorised", "incomplete_decision", "unknown_contract"),
            *("version_conflict", "exhibit_missing", "clock_skew", "deadline_exceeded"),
        }
    assert home.ledger.standing.size == before


def _says_the_same(data: bytes, seeds: list[bytes]) -> bool:
    """Outside the notes a request may be written otherwise; that is an honest one."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return False
    entries = [json.loads(seed).get("entries") for seed in seeds[:2]]
    return isinstance(told, dict) and told.get("entries") in entries


@pytest.mark.case(31)
@pytest.mark.parametrize("name", QUERIES)
def test_whatever_is_asked_gets_an_answer(api: Api, name: str) -> None:
    chance = Random(name)  # noqa: S311 - to be repeated
    good = dumped(dict(GOOD))
    asks = [b"", b"[]", b"null", b"\xff", b"[" * 100_000, b"9" * 5_000, good]
    asks += [dumped({**GOOD, member: value}) for member in GOOD for value in VALUES]
    asks += [mutated(chance, good, [good]) for _ in range(150)]
    asks += [dumped(altered(chance, dict(GOOD))) for _ in range(150)]
    for data in asks:
        told = answered(asyncio.run(api.query(name, data)))

        assert told.get("ok") is not None or told["kind"] in {"problem", "answer", "ready"}, told


@pytest.mark.case(31)
def test_whatever_is_uploaded_gets_an_answer(home: House, api: Api) -> None:
    chance = Random(4)  # noqa: S311 - to be repeated
    values = ["0", "1", "-1", "", "x", "1_0", "٣", " 1", "9" * 30, "9" * 5_000, "a" * 64, "A" * 64]
    for _ in range(400):
        headers = {
            name: chance.choice(values)
            for name in ("Baraza-Exhibit", "Baraza-Offset", "Baraza-Length")
            if chance.random() < 0.95
        }
        reply = answered(asyncio.run(api.exhibit(chance.randbytes(5), headers)))

        assert reply["ok"] or reply["error"]["code"] in {
            *("malformed", "too_large", "digest_mismatch"),
        }
    assert home.rows("SELECT COUNT(*) FROM exhibit WHERE size < 6") == [(0,)]


def test_the_folder_is_still_a_ledger(home: House, pen: Pen, tmp_path: Path) -> None:
    assert home.append(pen.request(f"pair.z{home.ledger.standing.size}")).count == 2
    assert home.died == []
