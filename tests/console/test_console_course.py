"""What a year would stop at half-way is a fault beforehand, with its place."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from baraza.console.programme import DEFAULT, STARTER
from baraza.console.programme.course import RESERVED, months_after
from baraza.console.programme.people import MANDATES
from edits import Edit, also, cell, faults_of, member, text


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT, tmp_path / "folder"))


def plan(place: int, name: str, value: object) -> Edit:
    return member(f"workshops.{place}.{name}", value)


def removed(file: str, start: str) -> Edit:
    """The file without the lines that begin so."""

    def edit(folder: Path) -> None:
        path = folder / file
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith(start)))

    return edit


def added(file: str, line: str) -> Edit:
    def edit(folder: Path) -> None:
        with (folder / file).open("a") as lines:
            lines.write(line + "\n")

    return edit


def one_workshop(folder: Path) -> None:
    charter = json.loads((folder / "programme.json").read_text())
    member("workshops", charter["workshops"][:1])(folder)


@pytest.mark.parametrize(
    ("edit", "file", "field", "found", "expected"),
    [
        # days
        (member("announced_on", "2027-02-01"), "programme.json", "starts_on", "2027-02-01",
         "a day after announced_on"),
        (member("ends_on", "2028-02-01"), "programme.json", "ends_on", "2028-02-01",
         "a day before 2028-02-01: a pilot lasts a year"),
        (member("intake.closes_on", "2027-02-04"), "programme.json", "intake.closes_on",
         "2027-02-04", "a day not before 2027-02-05: people apply"),
        (member("mentor_training.window", ["2027-03-07", "2027-03-26"]), "programme.json",
         "mentor_training.window.0", "2027-03-07", "a day not before 2027-03-08"),
        (member("matching.rounds.0.closes_on", "2027-04-01"), "programme.json",
         "matching.rounds.0.closes_on", "2027-04-01", "a day not before 2027-04-02"),
        (also(member("matching.rounds", [{"round": "late", "closes_on": "2028-01-11"}])),
         "programme.json", "matching.rounds.0.closes_on", "2028-01-11",
         "a day not after 2028-01-10: answers to it take 21 days"),
        (member("series_beyond_pilot.until", "2030-02-02"), "programme.json",
         "series_beyond_pilot.until", "2030-02-02", "a day not after 2030-02-01"),
        (cell("role_terms.csv", 2, "starts_on", "0018-07-01"), "role_terms.csv", "starts_on",
         '"0018-07-01"', "the years 1970 to 2999"),
        # numbers that a service would not take
        (member("mentoring.months", 37), "programme.json", "mentoring.months", "37", "1 to 36"),
        (member("mentoring.every_weeks", 27), "programme.json", "mentoring.every_weeks", "27",
         "1 to 26"),
        (member("mentoring.session_minutes", 50), "programme.json", "mentoring.session_minutes",
         "50", "quarters of an hour"),
        (member("mentoring.session_minutes", 255), "programme.json",
         "mentoring.session_minutes", "255", "15 to 240"),
        (also(member("mentoring.months", 20), member("mentoring.every_weeks", 1)),
         "programme.json", "mentoring.every_weeks", "1", "3 at least: a pair has 30 sessions"),
        (member("matching.answer_days", 61), "programme.json", "matching.answer_days", "61",
         "1 to 60"),
        (member("matching.min_shared_quarter_hours_per_week", 61), "programme.json",
         "matching.min_shared_quarter_hours_per_week", "61", "0 to 60"),
        (member("mentor_training.minutes", 100), "programme.json", "mentor_training.minutes",
         "100", "quarters of an hour"),
        (member("allocation_minor", 10**40), "programme.json", "allocation_minor",
         "1" + "0" * 40, "from 1 to 9007199254740991"),
        (cell("people.csv", 300, "mentor_places", "51"), "people.csv", "mentor_places", '"51"',
         "from 0 to 50"),
        (cell("people.csv", 2, "hours_per_month", "745"), "people.csv", "hours_per_month",
         '"745"', "from 0 to 744"),
        (cell("people.csv", 2, "hours_per_month", "-1"), "people.csv", "hours_per_month",
         '"-1"', "a whole number, 0 or more"),
        (cell("people.csv", 3, "wiki_username", "vaminoValefi37"), "people.csv",
         "wiki_username", '"vaminoValefi37"', "line 2 too"),
        (cell("seats.csv", 2, "seat", "seat-100"), "seats.csv", "seat", '"seat-100"', "seat-99"),
        # workshops and money
        (one_workshop, "programme.json", "workshops", "1", "2 or 3 workshops"),
        (plan(0, "workshop", "mentor-training"), "programme.json", "workshops.0.workshop",
         '"mentor-training"', "a name other than"),
        (plan(0, "cost_minor", 235001), "programme.json", "envelopes.0.lines.workshops",
         "275000", "275001 at least"),
        # bodies
        (cell("bodies.csv", 4, "registered_on", "2027-01-16"), "bodies.csv", "registered_on",
         "2027-01-16", "a day not after 2027-01-15, 10 days before announced_on"),
        (cell("bodies.csv", 3, "registered_on", "2026-12-31"), "bodies.csv", "registered_on",
         "2026-12-31", "a day not before 2027-01-01"),
        (cell("bodies.csv", 2, "stakeholder_kind", "community"), "bodies.csv",
         "stakeholder_kind", '"community"', "wmf: decided_by"),
        (cell("bodies.csv", 2, "mandates", "found;programme"), "bodies.csv", "mandates",
         '"found;programme"', "programme and allocate among them"),
        (cell("bodies.csv", 5, "mandates", "incidents;allocate"), "bodies.csv", "mandates",
         '"incidents;allocate"', "only a wmf body"),
        (cell("bodies.csv", 5, "mandates", "incidents;operate"), "bodies.csv", "mandates",
         '"incidents;operate"', "decided_by keeps it"),
        (also(cell("bodies.csv", 5, "quorum", "3"),
              cell("seats.csv", 16, "starts_on", "2027-01-16")),
         "bodies.csv", "quorum", "2 of 3 seats held on 2027-01-15", "a quorum on every day"),
        (also(cell("bodies.csv", 5, "quorum", "3"), cell("seats.csv", 17, "ends_on", "2027-03-01")),
         "bodies.csv", "quorum", "2 of 3 seats held on 2027-03-02", "to 2027-03-26"),
        (added("seats.csv", "body-wmf,seat-1,p-0368,2027-06-01,"), "seats.csv", "starts_on",
         "2027-06-01", "the seat is empty (see line 2)"),
        (cell("bodies.csv", 5, "body_id", "body-aff-pwu"), "programme.json",
         "envelopes.0.affiliate_id", '"aff-pwu"', "no body of bodies.csv"),
    ],
)  # fmt: skip
def test_what_the_year_needs_is_told_beforehand(
    folder: Path, edit: Edit, file: str, field: str, found: str, expected: str
) -> None:
    edit(folder)

    told = [f for f in faults_of(folder) if (f.file, f.field) == (file, field)]

    assert [fault.found for fault in told] == [found]
    assert expected in told[0].expected
    assert told[0].line >= 1
    assert told[0].column >= 1


def test_with_one_body_alone_nobody_could_approve_a_text(folder: Path) -> None:
    for body in ("body-council", "body-community", "body-care"):
        removed("bodies.csv", body)(folder)
        removed("seats.csv", body)(folder)

    told = [f.expected for f in faults_of(folder) if f.file == "bodies.csv"]

    assert len(told) == 1
    assert "one more body at least, of the kind affiliate or community" in told[0]


def test_somebody_without_a_part_in_it_has_to_screen(folder: Path) -> None:
    path = folder / "people.csv"
    path.write_text(path.read_text().replace(",seminar_leader", ",veteran"))

    told = [f.expected for f in faults_of(folder) if f.file == "people.csv"]

    assert told == ["a seminar_leader who seeks no place at least: such people screen"]


def test_a_seat_may_change_hands(folder: Path) -> None:
    cell("seats.csv", 2, "ends_on", "2027-02-10")(folder)
    added("seats.csv", "body-wmf,seat-1,p-0368,2027-02-11,")(folder)

    assert faults_of(folder) == ()


@pytest.mark.parametrize(
    ("file", "edit"),
    [
        ("people.csv", lambda folder: (folder / "people.csv").write_bytes(b"")),
        ("people.csv", text("people.csv", "person_ref", "person")),
        ("affiliates.csv", lambda folder: (folder / "affiliates.csv").unlink()),
        ("bodies.csv", text("bodies.csv", "body-wmf", '"body-wmf')),
        ("seats.csv", lambda folder: (folder / "seats.csv").write_bytes(b"\xff\xfe")),
    ],
)
def test_a_file_that_cannot_be_read_is_the_only_fault(folder: Path, file: str, edit: Edit) -> None:
    edit(folder)

    assert {fault.file for fault in faults_of(folder)} == {file}


def test_a_row_with_a_fault_is_not_told_again_by_all_that_refer_to_it(folder: Path) -> None:
    cell("people.csv", 338, "country", "?")(folder)

    assert [fault.field for fault in faults_of(folder)] == ["country"]


def test_a_number_without_end_is_told_like_any_other_fault(folder: Path) -> None:
    text("programme.json", "10600000", "9" * 5000)(folder)

    assert [fault.expected for fault in faults_of(folder)] == ["JSON (Number too long)"]


def test_what_is_reserved_is_what_the_starter_set_says() -> None:
    authority = json.loads((STARTER / "oversight" / "authority.json").read_bytes())

    assert set(authority["reserved"]) == RESERVED
    assert set(MANDATES) >= RESERVED


def test_months_are_of_the_calendar() -> None:
    assert months_after(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert months_after(date(2027, 2, 1), 36) == date(2030, 2, 1)
