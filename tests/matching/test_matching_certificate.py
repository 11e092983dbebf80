"""The verifier: it accepts the published example and refuses every result that differs from it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings

from altered import mutations
from baraza.matching import engine
from baraza.matching.domain.v1 import certificate
from baraza.matching.domain.v1.certificate import (
    Rejected,
    canonical,
    digest,
    draw_of,
    read_instance,
    sealed_digest,
    seed_of,
    strict,
    verify,
)
from rounds import instance, small_rounds

EXAMPLES = Path(__file__).parent / "examples"
INSTANCE = (EXAMPLES / "matching-instance.json").read_bytes()
RESULT = (EXAMPLES / "matching-result.json").read_bytes()
Change = Callable[[Any], None]


def refused(asked: bytes, result: bytes) -> int:
    with pytest.raises(Rejected) as why:
        verify(asked, result)
    return why.value.reason


def changed(data: bytes, change: Change) -> bytes:
    document = json.loads(data)
    change(document)
    return canonical(document)


def put(*path: Any) -> Change:
    """The last of the path is the value, the rest says where."""
    *way, last, value = path

    def change(document: Any) -> None:
        for step in way:
            document = document[step]
        document[last] = value

    return change


def test_the_published_example_is_the_published_bytes() -> None:
    assert (len(INSTANCE), len(RESULT)) == (792, 617)
    assert digest(INSTANCE) == json.loads(RESULT)["instance"]
    assert digest(RESULT) == (
        "sha256:1870894afc6ca1a4edf39b3865f74ab72e2dbf4ce2c4eca3fea30d007cdf2025"
    )
    assert sealed_digest(INSTANCE) == (
        "sha256:15a21c711c582dd06660159220f4d989cb360c405eee68bf1cb65f344623e438"
    )


def test_the_published_example_has_the_published_seed_and_draw() -> None:
    seed = seed_of(strict(INSTANCE))

    assert seed.hex() == "8686811ce112715521ab22c507b8f6215d393865afa2f366d4a7536f2d3a78db"
    assert draw_of(seed, "e-04", "r-bo") == 635659254357


def test_the_published_example_is_proven_with_its_floors() -> None:
    verify(INSTANCE, RESULT)


def test_without_floors_the_example_has_the_answer_its_page_tells() -> None:
    asked = changed(INSTANCE, put("floors", "targets", [0, 0]))

    result = json.loads(engine.solve(asked))

    assert result["pairs"] == [["e-03", "r-ada"], ["e-04", "r-bo"], ["e-05", "r-bo"]]
    assert (result["matched"], result["welfare"]) == (3, 2300)


# --- every single mutation ---


def test_every_single_mutation_of_the_example_is_refused() -> None:
    altered = mutations(RESULT)

    accepted = [other for other in altered if not refused(INSTANCE, other)]

    assert accepted == []
    assert len(altered) > 300


@settings(max_examples=25, deadline=None)
@given(small_rounds())
def test_every_single_mutation_of_a_small_result_is_refused(asked: bytes) -> None:
    try:
        result = engine.solve(asked)
    except engine.NotUnique:
        assume(False)
        return

    for other in mutations(result):
        refused(asked, other)


def test_every_single_byte_of_the_example_counts() -> None:
    for at in range(len(RESULT)):
        refused(INSTANCE, RESULT[:at] + bytes([RESULT[at] ^ 1]) + RESULT[at + 1 :])


# --- each reason, once ---


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (put("instance", "sha256:" + "0" * 64), 2),
        (put("format", "baraza-matching-result/2"), 2),
        (put("pairs", 0, 0, "e-99"), 3),
        (put("pairs", 0, ["e-05", "r-bo"]), 3),
        (put("pairs", 2, ["e-04", "r-ada"]), 4),
        (put("pairs", 0, ["e-02", "r-ada"]), 5),
        (put("floors", [1]), 6),
        (put("floors", 0, True), 6),
        (put("floors", [2, 2]), 7),
        (put("floor_proofs", []), 8),
        (put("floor_proofs", 0, "mentors", [0]), 8),
        (put("floor_proofs", 0, "with", ["asia"]), 8),
        (put("floor_proofs", 0, "with", ["asia", "africa"]), 8),
        (put("floors", [0, 2]), 8),
        (put("prices", "mentors", []), 10),
        (put("prices", "mentors", 0, 1, "-0"), 10),
        (put("prices", "mentors", 0, 1, "007"), 10),
        (put("prices", "mentors", 0, 1, str(1 << 63)), 10),
        (put("prices", "mentors", 0, [-1, "5"]), 11),
        (put("prices", "mentees", 0, 0, -61), 12),
        (put("prices", "mentees", 2, 0, 29), 13),
        (put("prices", "mentees", 0, 0, -59), 14),
        (put("prices", "mentees", 2, 0, 31), 14),
        (put("pairs", 2, ["e-05", "r-bo"]), 14),
        (put("matched", 4), 16),
        (put("welfare", 2241), 16),
        (put("lottery_total", "01744035759225"), 16),
    ],
)
def test_each_fault_has_its_number(change: Change, reason: int) -> None:
    assert refused(INSTANCE, changed(RESULT, change)) == reason


def test_a_floor_vector_that_an_exchange_would_better_is_refused() -> None:
    """e-03 for Asia alone, both places of r-bo for Asia: africa could have one of them."""

    def unfair(result: Any) -> None:
        result["pairs"] = [["e-03", "r-ada"], ["e-04", "r-bo"], ["e-05", "r-bo"]]
        result["floors"] = [0, 3]
        result["floor_proofs"] = result["floor_proofs"][:1]

    assert refused(INSTANCE, changed(RESULT, unfair)) == 9


def test_an_empty_place_with_a_price_is_refused() -> None:
    asked = canonical(instance("r", [1, 1], [{1: 5}]))
    result = changed(engine.solve(asked), put("prices", "mentors", 1, [1, "0"]))

    assert refused(asked, result) == 15


def test_prices_that_are_optimal_but_not_least_are_refused() -> None:
    asked = canonical(instance("r", [1], [{1: 5}, {1: 9}]))
    result = json.loads(engine.solve(asked))

    def raised(prices: Any) -> Any:
        mentor, mentee = prices["mentors"][0], prices["mentees"][1]
        return prices | {
            "mentors": [[mentor[0] + 1, mentor[1]]],
            "mentees": [prices["mentees"][0], [mentee[0] - 1, mentee[1]]],
        }

    assert refused(asked, canonical(result | {"prices": raised(result["prices"])})) == 17


# --- the instance, and how files are read (section 14, traps 9 to 11) ---


@pytest.mark.parametrize(
    "change",
    [
        put("extra", 1),
        put("format", "baraza-matching-instance/2"),
        put("round", "two\nlines"),
        put("round", ""),
        put("scores_exhibit", "sha256:12"),
        put("groups", ["africa", "africa"]),
        put("floors", "targets", [3, 3]),
        put("floors", "targets", [2]),
        put("floors", "targets", [True, 3]),
        put("mentors", 0, "places", -1),
        put("mentors", 0, "places", True),
        put("mentors", 0, "id", "r-zoe"),
        put("mentors", 0, "id", "R-ada"),
        put("mentees", 0, "group", "europe"),
        put("mentees", 1, "mentors", [1, 0]),
        put("mentees", 1, "mentors", [0, 2]),
        put("mentees", 1, "mentors", [0]),
        put("mentees", 1, "scores", [1 << 20, 1]),
        put("mentees", 1, "scores", [-1, 1]),
        put("lottery", "randomness", "XY"),
        put("lottery", "checkpoint_root", "3f"),
        put("lottery", "draw", 1),
        put("lottery", "void", []),
        put("lottery", "void", ["sha256:" + "0" * 64]),
    ],
)
def test_an_instance_of_another_form_is_refused(change: Change) -> None:
    assert refused(changed(INSTANCE, change), RESULT) == 1


@pytest.mark.parametrize(
    "asked",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff",
        b"[" * 100_000,
        INSTANCE + b"\n",
        INSTANCE.replace(b'"places":1', b'"places":1.0'),
        INSTANCE.replace(b'"places":1', b'"places":1e0'),
        INSTANCE.replace(b'"places":1', b'"places":9007199254740992'),
        INSTANCE.replace(b'"places":1', b'"places":1,"places":1'),
        INSTANCE.replace(b'"draw":0', b'"draw":-0'),
        INSTANCE.replace(b'"draw":0', b'"draw":NaN'),
        INSTANCE.replace(b'"africa"', b'"\\u0061frica"'),
        INSTANCE.decode().encode("utf-16"),
    ],
)
def test_bytes_that_are_not_canonical_are_refused(asked: bytes) -> None:
    assert refused(asked, RESULT) == 1


@pytest.mark.parametrize(
    "document",
    [
        instance("empty", [], [], groups=[]),
        instance("no-mentors", [], [{}, {}]),
        instance("no-mentees", [1, 2], []),
        instance("no-places", [0, 0], [{1: 3}, {1: 4, 2: 5}]),
        instance("no-candidates", [3], [{}, {1: 0}]),
    ],
)
def test_a_round_with_nothing_in_it_verifies(document: dict[str, Any]) -> None:
    asked = canonical(document)

    verify(asked, engine.solve(asked))


@settings(max_examples=50)
@given(small_rounds())
def test_an_instance_reads_as_it_was_written(asked: bytes) -> None:
    read = read_instance(asked)
    rows = [
        {
            "group": read.groups[row.group],
            "id": row.id,
            "mentors": list(row.mentors),
            "scores": list(row.scores),
        }
        for row in read.mentees
    ]

    assert canonical({**read.document, "mentees": rows}) == asked
    assert read.sealed == sealed_digest(asked)
    assert read.seed == seed_of(strict(asked))


def test_the_verifier_stands_alone() -> None:
    source = Path(certificate.__file__).read_text()
    imported = {line.split()[1] for line in source.splitlines() if line.startswith("from ")} | {
        line.split()[1] for line in source.splitlines() if line.startswith("import ")
    }

    assert imported == {
        "json",
        "re",
        "array",
        "collections.abc",
        "dataclasses",
        "hashlib",
        "itertools",
        "operator",
        "typing",
    }
