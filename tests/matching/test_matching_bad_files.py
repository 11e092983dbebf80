"""Files that are no rounds: what is wrong, and where, and nothing is written."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from baraza.auditor import cli as auditor
from baraza.matching.domain.v1.certificate import MOST_MENTEES, canonical, digest
from baraza.matching.engine import flow
from baraza.matching.engine.command import main
from policy_rounds import crossing_instance, stable_instance
from rounds import instance

EXAMPLES = Path(__file__).parent / "examples"
INSTANCE = (EXAMPLES / "matching-instance.json").read_bytes()
RESULT = (EXAMPLES / "matching-result.json").read_bytes()
SCORE = INSTANCE.index(b"810]")
Change = Callable[[Any], None]


def put(*path: Any) -> Change:
    *way, last, value = path

    def change(document: Any) -> None:
        for step in way:
            document = document[step]
        document[last] = value

    return change


def altered(data: bytes, change: Change) -> bytes:
    document = json.loads(data)
    change(document)
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()


def solved(capsys: pytest.CaptureFixture[str], folder: Path, data: bytes) -> tuple[int, str]:
    """Exit code and what was said by `match solve`; nothing may have been written."""
    asked, out = folder / "asked.json", folder / "out" / "result.json"
    out.parent.mkdir()
    asked.write_bytes(data)
    code = main(["solve", str(asked), "--out", str(out)])
    assert list(out.parent.iterdir()) == []
    said = capsys.readouterr()
    assert said.out == ""
    assert "Nothing was written" in said.err
    return code, said.err


def audited(
    capsys: pytest.CaptureFixture[str], folder: Path, instance_: bytes, result: bytes = RESULT
) -> tuple[int, str, str]:
    """Exit code, the code of the finding and its text, by `baraza-audit match`."""
    paths = folder / "instance.json", folder / "result.json"
    for path, data in zip(paths, (instance_, result), strict=True):
        path.write_bytes(data)
    code = auditor.main(["match", *map(str, paths), "--json"])
    finding = json.loads(capsys.readouterr().out)["findings"][0]
    return code, finding["code"], finding["detail"]


# --- an instance of another form: reason 1, with the place ---

WRONG: list[tuple[str, Change, str]] = [
    ("an id stands twice", put("mentees", 1, "id", "e-01"), "mentees[1].id: e-01 stands twice"),
    ("a mentor twice", put("mentors", 1, "id", "r-ada"), "mentors[1].id: r-ada stands twice"),
    (
        "mentees unsorted",
        put("mentees", 2, "id", "e-00"),
        "mentees[2].id: e-00 stands twice or out",
    ),
    ("an unknown member", put("colour", 1), "missing or unknown: colour"),
    ("one of a mentee", put("mentees", 3, "age", 9), "mentees[3].members must be group, id"),
    ("a member less", lambda d: d["mentees"][3].pop("id"), "missing or unknown: id"),
    ("a fraction", put("mentees", 1, "scores", [790, 0.5]), "mentees[1].scores[1]: not an integer"),
    ("a float", put("mentors", 1, "places", 2.0), "mentors[1].places: not an integer: 2.0"),
    (
        "not a number",
        put("mentors", 1, "places", float("nan")),
        "mentors[1].places: not an integer",
    ),
    ("infinity", put("lottery", "draw", float("-inf")), "lottery.draw: not an integer: -Infinity"),
    ("negative places", put("mentors", 0, "places", -1), "mentors[0].places: not a number from 0"),
    ("truth for a number", put("mentors", 0, "places", True), "mentors[0].places: not a number"),
    ("truth for a position", put("mentees", 0, "mentors", [False]), "mentees[0].mentors[0]: not a"),
    ("truth for a score", put("mentees", 0, "scores", [True]), "mentees[0].scores[0]: not from 0"),
    ("a negative position", put("mentees", 1, "mentors", [-1, 1]), "mentees[1].mentors[0]: not a"),
    ("positions unsorted", put("mentees", 1, "mentors", [1, 0]), "mentees[1].mentors[1]: not a"),
    ("a position twice", put("mentees", 1, "mentors", [1, 1]), "mentees[1].mentors[1]: not a"),
    ("a position of nobody", put("mentees", 1, "mentors", [0, 2]), "mentees[1].mentors[1]: not a"),
    ("a negative score", put("mentees", 3, "scores", [-1]), "mentees[3].scores[0]: not from 0"),
    ("too large a score", put("mentees", 3, "scores", [1 << 20]), "mentees[3].scores[0]: not from"),
    ("scores missing", put("mentees", 1, "scores", [1]), "mentees[1].scores: not as many"),
    ("no list", put("mentees", 1, "mentors", None), "mentees[1].mentors: a list is missing"),
    ("no list of mentees", put("mentees", 7), "mentees: a list is missing"),
    ("an unknown group", put("mentees", 4, "group", "europe"), "mentees[4].group: unknown"),
    ("a target too high", put("floors", "targets", [2, 4]), "floors.targets[1]: not from 0 to 3"),
    (
        "a large integer",
        put("mentors", 1, "places", 1 << 53),
        "mentors[1].places: an integer beyond",
    ),
    ("an id of capitals", put("mentors", 1, "id", "R-BO"), "mentors[1].id: not of the form"),
]


@pytest.mark.parametrize(("change", "said"), [row[1:] for row in WRONG], ids=[r[0] for r in WRONG])
def test_an_instance_of_another_form_is_refused_with_the_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, change: Change, said: str
) -> None:
    data = altered(INSTANCE, change)

    code, told = solved(capsys, tmp_path, data)
    assert (code, said in told, "reason 1:" in told) == (1, True, True), told
    code, finding, detail = audited(capsys, tmp_path, data)
    assert (code, finding, said in detail) == (1, "reason_1", True), detail


BYTES: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "no JSON at byte 0"),
    ("no JSON", b"mentees,mentors\n", "no JSON at byte 0"),
    ("cut off", INSTANCE[:400], "no JSON at byte "),
    ("cut off in the mentees", INSTANCE[:500], "no JSON at byte "),
    ("Latin", INSTANCE.replace(b"asia", b"as\xeda"), "no UTF-8 at byte "),
    (
        "a broken mentee",
        INSTANCE.replace(b"[810]", b"[81\xff]"),
        f"no UTF-8 at byte {SCORE + 2}",
    ),
    ("UTF-16", INSTANCE.decode().encode("utf-16"), "no UTF-8 at byte 0"),
    ("a mark first", b"\xef\xbb\xbf" + INSTANCE, "no JSON at byte 0"),
    ("a line end", INSTANCE + b"\n", f"not canonical at byte {len(INSTANCE)}"),
    ("two files", INSTANCE + INSTANCE, "reason 1"),
    ("a space", INSTANCE.replace(b"[790,", b"[790, "), "not canonical at byte "),
    ("minus nothing", INSTANCE.replace(b'"draw":0', b'"draw":-0'), "not canonical at byte "),
    (
        "leading noughts",
        INSTANCE.replace(b"[810]", b"[0810]"),
        f"no JSON at byte {SCORE + 1}",
    ),
    ("an escape", INSTANCE.replace(b'"e-04"', b'"\\u0065-04"'), "not canonical at byte "),
    ("half a character", INSTANCE.replace(b'"e-04"', b'"\\ud800"'), "half a character"),
    (
        "a member twice",
        INSTANCE.replace(b'"id":"e-04",', b'"id":"e-04","id":"e-04",'),
        "mentees[3]: a member stands twice: id",
    ),
    (
        "a member twice outside",
        INSTANCE.replace(b'"places":1', b'"places":1,"places":1'),
        "mentors[0]: a member stands twice: places",
    ),
    ("an exponent", INSTANCE.replace(b"[810]", b"[8e2]"), "mentees[0].scores[0]: not an integer"),
    ("lists in lists", b"[" * 1_000_000, "nested too deeply"),
    ("nested", INSTANCE.replace(b"[810]", b"[" * 9_999 + b"]" * 9_999), "nested too deeply"),
    ("objects in objects", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested too deeply"),
    ("many digits", b"1" * 5_000, "reason 1"),
    ("a list", b"[]", "members must be"),
    ("a number", b"7", "members must be"),
    ("the result", RESULT, "members must be"),
]


@pytest.mark.parametrize(("data", "said"), [row[1:] for row in BYTES], ids=[r[0] for r in BYTES])
def test_bytes_that_are_no_instance_are_refused_with_the_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, data: bytes, said: str
) -> None:
    code, told = solved(capsys, tmp_path, data)
    assert (code, said in told, "reason 1" in told) == (1, True, True), told
    code, finding, _ = audited(capsys, tmp_path, data)
    assert (code, finding) == (1, "reason_1")


def test_a_place_far_inside_a_large_file_is_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """The list of mentees is read in pieces; a place is told as of the whole."""
    rows = [dict.fromkeys(range(1, 41), 7) for _ in range(3_000)]
    asked = canonical(instance("large", [1] * 40, rows))
    at = asked.index(b'"id":"e-2900"')

    other = asked[:at] + asked[at:].replace(b"[7,7", b"[7,7.5", 1)
    assert "mentees[2899].scores[1]: not an integer: 7.5" in solved(capsys, tmp_path, other)[1]
    spaced = asked[:at] + b" " + asked[at:]
    code, _, detail = audited(capsys, tmp_path, spaced)
    assert (code, detail.rpartition(" ")[2]) == (1, str(at))
    late = asked[:-1] + b" }"
    assert audited(capsys, tmp_path, late)[2].endswith(f"not canonical at byte {len(asked) - 1}")


# --- the result: reason 2, with the place ---


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (put("instance", "sha256:" + "0" * 64), "reason_2", "about another instance"),
        (put("colour", 1), "reason_2", "missing or unknown: colour"),
        (put("matched", 3.0), "reason_2", "matched: not an integer: 3.0"),
        (put("prices", "mentors", 1, 0, 0.5), "reason_2", "prices.mentors[1][0]: not an integer"),
        (put("prices", "mentors", 1, 1, "-0"), "reason_10", "prices.mentors[1]"),
        (put("prices", "mentees", 3, 1, "007"), "reason_10", "prices.mentees[3]"),
        (put("prices", "groups", 0, 0, True), "reason_10", "prices.groups[0]"),
        (put("floors", 0, True), "reason_6", "one floor per group"),
        (put("pairs", 1, ["e-99", "r-bo"]), "reason_3", "e-99"),
    ],
)
def test_a_result_of_another_form_is_refused_with_the_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, change: Change, code: str, said: str
) -> None:
    told = audited(capsys, tmp_path, INSTANCE, altered(RESULT, change))

    assert told[:2] == (1, code)
    assert said in told[2]


@pytest.mark.parametrize("result", [b"", b"\xff", b"[" * 100_000, b"{}", INSTANCE, RESULT + b"\n"])
def test_bytes_that_are_no_result_are_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, result: bytes
) -> None:
    assert audited(capsys, tmp_path, INSTANCE, result)[:2] == (1, "reason_2")


def test_an_instance_that_was_altered_after_the_result_has_another_digest(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    other = altered(INSTANCE, put("mentees", 1, "scores", [790, 641]))

    assert digest(other) != digest(INSTANCE)
    code, finding, detail = audited(capsys, tmp_path, other)
    assert (code, finding) == (1, "reason_2")
    assert "another instance" in detail


# --- files that cannot be read, and rounds that are too large ---


@pytest.mark.parametrize("what", ["absent", "folder", "forbidden"])
def test_a_file_that_cannot_be_read_is_exit_4(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, what: str
) -> None:
    asked, out = tmp_path / "asked.json", tmp_path / "result.json"
    if what == "folder":
        asked.mkdir()
    if what == "forbidden":
        asked.write_bytes(INSTANCE)
        asked.chmod(0)
        if os.access(asked, os.R_OK):
            pytest.skip("nothing is forbidden to this user")

    assert main(["solve", str(asked), "--out", str(out)]) == 4
    assert "asked.json" in capsys.readouterr().err
    assert not out.exists()
    assert auditor.main(["match", str(asked), str(EXAMPLES / "matching-result.json")]) == 4


def test_a_result_that_cannot_be_written_is_exit_4_and_leaves_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()

    assert main(["solve", str(EXAMPLES / "matching-instance.json"), "--out", str(taken)]) == 4
    assert "Nothing was written" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def _of_every_policy() -> list[dict[str, Any]]:
    return [
        instance("many", [1], []),
        stable_instance([1], []),
        crossing_instance([1], [], []),
    ]


@pytest.mark.parametrize("document", _of_every_policy(), ids=["best", "stable", "crossing"])
def test_one_mentee_more_than_there_may_be_is_refused_before_any_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, document: dict[str, Any]
) -> None:
    """2^20 + 1 of them; the second would be refused as well, had it been looked at."""
    row = b'{"group":"all","id":"e-1","mentors":[],"scores":[]}'
    data = canonical(document).replace(
        b'"mentees":[]', b'"mentees":[' + b",".join([row] * (MOST_MENTEES + 1)) + b"]"
    )

    code, told = solved(capsys, tmp_path, data)

    assert (code, "reason 1: " in told, "mentees: more than 2^20" in told) == (1, True, True)


def test_as_many_mentees_as_there_may_be_are_counted_one_by_one(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    row = b'{"group":"all","id":"e-1","mentors":[],"scores":[]}'
    data = canonical(instance("many", [1], [])).replace(
        b'"mentees":[]', b'"mentees":[' + b",".join([row] * MOST_MENTEES) + b"]"
    )

    assert "mentees[1].id: e-1 stands twice" in solved(capsys, tmp_path, data)[1]


@pytest.mark.parametrize("words", [["solve"], ["figures"]])
def test_a_round_too_large_for_the_library_says_which_engine_to_take(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
) -> None:
    monkeypatch.setattr(flow, "COSTS_BELOW", 1 << 61)
    out = tmp_path / "result.json"
    asked = str(EXAMPLES / "matching-instance.json")
    more = ["--out", str(out)] if words == ["solve"] else [str(EXAMPLES / "matching-result.json")]

    assert main([*words, asked, *more, "--engine", "ortools"]) == 1
    assert "take --engine reference. Nothing was written." in capsys.readouterr().err
    assert not out.exists()
