import json
import shutil
from datetime import date
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baraza.console import programme
from baraza.console.commands.folder import check
from baraza.console.programme import DEFAULT
from baraza.console.programme.cells import joined
from baraza.console.programme.located import locate
from edits import Edit, cell, faults_of, member, text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT, tmp_path / "folder"))


def test_the_pilot_s_folder_has_no_fault() -> None:
    folder = programme.read(DEFAULT)

    assert (len(folder.people), len(folder.mentees), len(folder.mentors)) == (368, 240, 96)
    assert folder.places == 177
    assert [body.id for body in folder.bodies] == ["wmf", "council", "community", "care"]
    assert [seat.person_ref for seat in folder.seats_of("care")] == ["p-0366", "p-0367", "p-0368"]
    assert folder.person("p-0001").weekly[0] == (96 + 78, 96 + 88)
    assert folder.affiliate(None) is None


@pytest.mark.parametrize(
    ("edit", "file", "line", "field", "found", "expected"),
    [
        (cell("people.csv", 3, "time_zone", "Europe/Pariss"), "people.csv", 3, "time_zone",
         '"Europe/Pariss"', "a zone of the IANA"),
        (cell("people.csv", 4, "country", "Rwanda"), "people.csv", 4, "country", '"Rwanda"',
         "two capital letters"),
        (cell("people.csv", 2, "languages", "english"), "people.csv", 2, "languages",
         '"english"', "a language tag"),
        (cell("people.csv", 2, "fluent", "sw"), "people.csv", 2, "fluent", '"sw"',
         "some of the person's languages"),
        (cell("people.csv", 2, "roles", "mentee;wizard"), "people.csv", 2, "roles",
         '"mentee;wizard"', "one or more of mentee"),
        (cell("people.csv", 2, "pool", "lottery"), "people.csv", 2, "pool", '"lottery"', "one of"),
        (cell("people.csv", 2, "pool", ""), "people.csv", 2, "pool", "nothing", "the pool"),
        (cell("people.csv", 2, "roles", "mentee;mentor"), "people.csv", 2, "roles",
         '"mentee;mentor"', "mentee or mentor"),
        (cell("people.csv", 2, "mentor_places", "two"), "people.csv", 2, "mentor_places",
         '"two"', "a whole number"),
        (cell("people.csv", 2, "weekly_availability", "mon 18:00-18:20"), "people.csv", 2,
         "weekly_availability", '"mon 18:00-18:20"', "quarter hour"),
        (cell("people.csv", 2, "weekly_availability", "mon 22:00-01:00"), "people.csv", 2,
         "weekly_availability", '"mon 22:00-01:00"', "an end after the start"),
        (cell("people.csv", 2, "weekly_availability", "monday evening"), "people.csv", 2,
         "weekly_availability", '"monday evening"', "'day HH:MM-HH:MM'"),
        (cell("people.csv", 2, "email", "nowhere"), "people.csv", 2, "email", '"nowhere"',
         "an e-mail address"),
        (cell("people.csv", 2, "affiliate_id", "aff-none"), "people.csv", 2, "affiliate_id",
         '"aff-none"', "an affiliate_id of affiliates.csv"),
        (cell("people.csv", 2, "affiliate_id", ""), "people.csv", 2, "affiliate_id", "nothing",
         "only externals have none"),
        (cell("people.csv", 3, "person_ref", "p-0001"), "people.csv", 3, "person_ref",
         '"p-0001"', "line 2 too"),
        (cell("people.csv", 3, "wiki_username", "VaminoValefi37"), "people.csv", 3,
         "wiki_username", '"VaminoValefi37"', "line 2 too"),
        (cell("affiliates.csv", 2, "kind", "club"), "affiliates.csv", 2, "kind", '"club"',
         "one of chapter"),
        (cell("affiliates.csv", 3, "affiliate_id", "aff-am"), "affiliates.csv", 3,
         "affiliate_id", '"aff-am"', "line 2 too"),
        (cell("role_terms.csv", 2, "person_ref", "p-9999"), "role_terms.csv", 2, "person_ref",
         '"p-9999"', "a person_ref of people.csv"),
        (cell("role_terms.csv", 3, "body", "aff-none"), "role_terms.csv", 3, "body",
         '"aff-none"', "an affiliate_id"),
        (cell("role_terms.csv", 3, "ends_on", "2019-01-01"), "role_terms.csv", 3, "ends_on",
         "2019-01-01", "a day not before 2020-07-01"),
        (cell("role_terms.csv", 3, "starts_on", "1/7/2020"), "role_terms.csv", 3, "starts_on",
         '"1/7/2020"', "a day as YYYY-MM-DD"),
        (cell("role_terms.csv", 3, "starts_on", "2020-02-30"), "role_terms.csv", 3,
         "starts_on", '"2020-02-30"', "a day of the calendar"),
        (cell("bodies.csv", 2, "quorum", "4"), "bodies.csv", 2, "quorum", "4",
         "from 1 to the 3 seats"),
        (cell("bodies.csv", 2, "mandates", "found;rule"), "bodies.csv", 2, "mandates",
         '"found;rule"', "one or more of found"),
        (cell("seats.csv", 2, "body_id", "body-none"), "seats.csv", 2, "body_id",
         '"body-none"', "a body_id of bodies.csv"),
        (cell("seats.csv", 2, "seat", "chair"), "seats.csv", 2, "seat", '"chair"', "a seat"),
        (cell("seats.csv", 3, "person_ref", "p-0353"), "seats.csv", 3, "person_ref",
         '"p-0353"', "line 2 too"),
        (cell("contact_limits.csv", 2, "kind", "enemy"), "contact_limits.csv", 2, "kind",
         '"enemy"', "one of declined_contact"),
        (cell("contact_limits.csv", 2, "to_person", "p-0336"), "contact_limits.csv", 2,
         "to_person", '"p-0336"', "somebody else"),
        (cell("happenings.csv", 2, "what", "celebrates"), "happenings.csv", 2, "what",
         '"celebrates"', "one of appeals_selection"),
        (cell("happenings.csv", 2, "detail", "perhaps"), "happenings.csv", 2, "detail",
         '"perhaps"', "'upheld' or 'dismissed'"),
        (cell("happenings.csv", 2, "on", "2031-01-01"), "happenings.csv", 2, "on",
         "2031-01-01", "a day of the programme, 2027-02-01 to 2028-01-31"),
        (cell("happenings.csv", 2, "person_ref", ""), "happenings.csv", 2, "person_ref",
         "nothing", "a person_ref"),
        (cell("happenings.csv", 6, "other_ref", ""), "happenings.csv", 6, "other_ref",
         "nothing", "a person_ref"),
        (cell("happenings.csv", 5, "detail", "until 2027-02-30 reason health"),
         "happenings.csv", 5, "detail", '"2027-02-30"', "a day of the calendar"),
        (text("people.csv", "p-0001,", "p-0001,extra,"), "people.csv", 2, "", "19 cells",
         "18"),
        (text("seats.csv", "starts_on", "begins_on"), "seats.csv", 1, "starts_on",
         "no such column", "the columns"),
        (member("starts_on", "2027-13-01"), "programme.json", 25, "starts_on",
         '"2027-13-01"', "a day of the calendar"),
        (member("ends_on", "2026-01-01"), "programme.json", 26, "ends_on", "2026-01-01",
         "a day after starts_on"),
        (member("intake.settled_on", "2027-02-20"), "programme.json", 120,
         "intake.settled_on", "2027-02-20", "a day after intake.closes_on"),
        (member("workshops.1.window", ["2029-06-14", "2029-07-09"]), "programme.json", 199,
         "workshops.1.window.0", "2029-06-14", "a day of the programme"),
        (member("workshops.0.host", "aff-am"), "programme.json", 188, "workshops.0.host",
         '"aff-am"', "the affiliate_id of an envelope"),
        (member("envelopes.0.affiliate_id", "aff-none"), "programme.json", 38,
         "envelopes.0.affiliate_id", '"aff-none"', "an affiliate_id of affiliates.csv"),
        (member("envelopes.0.lines.mentoring", 1), "programme.json", 40,
         "envelopes.0.lines", "605001", "lines that make up amount_minor, 1100000"),
        (member("allocation_minor", 10), "programme.json", 36, "envelopes", "10100000",
         "at most allocation_minor"),
        (member("allocation_minor", -1), "programme.json", 35, "allocation_minor", "-1",
         "a whole number"),
        (member("decided_by", "body-none"), "programme.json", 27, "decided_by",
         '"body-none"', "a body_id of bodies.csv"),
        (member("founding_trainers.0", "p-0001"), "programme.json", 138,
         "founding_trainers.0", '"p-0001"', "a seminar_leader"),
        (member("behaviour_per_mille.accepts_pair", 1001), "programme.json", 264,
         "behaviour_per_mille.accepts_pair", "1001", "from 0 to 1000"),
        (member("behaviour_per_mille.accepts_pair", None), "programme.json", 260,
         "behaviour_per_mille", "nothing", "the member accepts_pair"),
        (member("name.fr", None), "programme.json", 3, "name", '"fr"', "a name in each"),
        (member("matching.equity_groups", "gender"), "programme.json", 178,
         "matching.equity_groups", '"gender"', "one of region, language, affiliate_kind"),
        (member("matching.floors_per_mille", {"atlantis": 500}), "programme.json", 1,
         "matching.floors_per_mille.atlantis", '"atlantis"', "a region of the folder"),
        (member("languages.0", "English"), "programme.json", 10, "languages.0", '"English"',
         "a language tag"),
        (member("delivery", "by_post"), "programme.json", 16, "delivery", '"by_post"',
         "one of affiliate_run, central"),
        (member("currency", None), "programme.json", 1, "currency", "nothing",
         "the member currency"),
        (member("colour", "blue"), "programme.json", 270, "colour", '"colour"',
         "no member of this name"),
        (text("programme.json", '"kind": "pilot"', '"kind": pilot'), "programme.json", 15, "",
         '"p"', "JSON"),
        (text("programme.json", '"kind": "pilot"', '"kind": "pilot", "kind": "pilot"'),
         "programme.json", 15, "kind", "the member twice", "each member once"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_place(
    folder: Path, edit: Edit, file: str, line: int, field: str, found: str, expected: str
) -> None:
    edit(folder)

    faults = [f for f in faults_of(folder) if (f.file, f.field) == (file, field)]

    assert [fault.found for fault in faults] == [found]
    assert expected in faults[0].expected
    assert file == "programme.json" or faults[0].line == line
    assert faults[0].line > 0
    assert faults[0].column > 0


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    cell("people.csv", 2, "country", "?")(folder)
    cell("people.csv", 9, "time_zone", "?")(folder)
    cell("seats.csv", 3, "person_ref", "p-none")(folder)
    member("currency", "dollars")(folder)
    (folder / "bodies.csv").unlink()

    told = {(fault.file, fault.field) for fault in faults_of(folder)}

    assert {
        ("people.csv", "country"),
        ("people.csv", "time_zone"),
        ("seats.csv", "person_ref"),
        ("programme.json", "currency"),
        ("bodies.csv", ""),
    } <= told


def test_a_fault_in_json_names_line_and_column(folder: Path) -> None:
    text("programme.json", '"delivery": "affiliate_run"', '"delivery": 7')(folder)

    (fault,) = faults_of(folder)

    assert (fault.line, fault.column) == (16, 14)
    assert str(fault) == (
        "programme.json:16:14 (delivery): found 7; expected one of affiliate_run, central"
    )


def test_bytes_that_are_no_text_are_told_with_their_place(folder: Path) -> None:
    path = folder / "seats.csv"
    path.write_bytes(path.read_bytes().replace(b"seat-2", b"seat-\xff", 1))

    fault = next(f for f in faults_of(folder) if f.file == "seats.csv")

    assert (fault.line, fault.column, fault.found) == (3, 15, "the byte 0xff")


def test_a_folder_that_is_not_there_is_one_fault(tmp_path: Path) -> None:
    (fault,) = faults_of(tmp_path / "nowhere")

    assert fault.found == "no such folder"


def test_happenings_may_be_absent(folder: Path) -> None:
    (folder / "happenings.csv").unlink()

    assert programme.read(folder).happenings == ()


def test_a_central_programme_s_money_may_lie_with_a_body(folder: Path) -> None:
    member("delivery", "central")(folder)
    member("envelopes.0.affiliate_id", "body-wmf")(folder)
    for host in ("mentor_training.host", "workshops.0.host"):
        member(host, "body-wmf")(folder)

    assert programme.read(folder).programme.delivery == "central"


def test_another_byte_is_another_seed_and_another_file_is_not(folder: Path) -> None:
    before = programme.read(folder).seed
    (folder / "README").write_text("not the programme's")
    same = programme.read(folder).seed
    cell("people.csv", 2, "hours_per_month", "8")(folder)

    assert before == same
    assert programme.read(folder).seed != before


def test_whether_something_happens_is_drawn_as_the_page_says() -> None:
    folder = programme.read(DEFAULT)
    words = b"baraza/pilot/1\npilot-demo\naccepts_pair\np-0001\np-0002\n2027-04-05"
    drawn = int.from_bytes(sha256(words).digest()[:4], "big") % 1000

    happens = folder.happens("accepts_pair", ("p-0001", "p-0002"), date(2027, 4, 5))

    assert happens == (drawn < 930)


def test_what_a_happening_said_is_read_by_name() -> None:
    folder = programme.read(DEFAULT)

    (pause,) = folder.happening("mentor_pauses", date(2027, 5, 3))

    assert pause.said == {"until": "2027-05-31", "reason": "health"}


def test_check_writes_nothing_and_says_how_many(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(folder.rglob("*"))
    cell("people.csv", 2, "country", "?")(folder)

    with pytest.raises(SystemExit) as ended:
        check(folder, as_json=True)
    told = json.loads(capsys.readouterr().out)

    assert ended.value.code == 1
    assert [fault["field"] for fault in told["faults"]] == ["country"]
    assert sorted(folder.rglob("*")) == before


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=20,
    ),
    st.sampled_from([None, 0, 3]),
)
def test_located_json_is_the_json(value: Any, indent: int | None) -> None:
    text = json.dumps(value, indent=indent)

    located = locate(text)

    assert located.value == value
    assert located.places[()] == (1, 1)


@given(st.lists(st.tuples(st.integers(0, 600), st.integers(1, 72)).map(lambda p: (p[0], sum(p)))))
def test_joined_ranges_hold_the_same_quarters_in_order(ranges: list[tuple[int, int]]) -> None:
    def quarters(some: Any) -> set[int]:
        return {quarter for start, until in some for quarter in range(start, until)}

    result = joined(ranges)

    assert quarters(result) == quarters(ranges)
    assert all(left[1] < right[0] for left, right in pairwise(result))
