"""What a year of happenings, workshops and money cannot be lived with is told with its place."""

import shutil
from pathlib import Path

import pytest

from baraza.console.programme import DEFAULT
from baraza.console.programme.calendar import KINDS
from edits import Edit, cell, faults_of, member, text

LINES = {
    line.split(",")[1]: number
    for number, line in enumerate((DEFAULT / "happenings.csv").read_text().splitlines(), 1)
}
"""Of the pilot's folder: the last line of each kind."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DEFAULT, tmp_path / "folder"))


def told(folder: Path) -> list[tuple[str, int, int, str, str, str]]:
    return [(f.file, f.line, f.column, f.field, f.found, f.expected) for f in faults_of(folder)]


def told_of(what: str, column: str, value: str) -> Edit:
    return cell("happenings.csv", LINES[what], column, value)


@pytest.mark.parametrize(("column", "place"), [("person_ref", 3), ("other_ref", 4)])
def test_somebody_who_is_not_there(folder: Path, column: str, place: int) -> None:
    told_of("collaboration_declared", column, "p-9999")(folder)

    assert told(folder) == [
        (
            "happenings.csv",
            LINES["collaboration_declared"],
            place,
            column,
            '"p-9999"',
            "a person_ref of people.csv",
        )
    ]


def test_a_kind_that_nobody_knows(folder: Path) -> None:
    told_of("mentor_pauses", "what", "mentor_sleeps")(folder)

    ((file, line, column, field, found, expected),) = told(folder)

    assert (file, line, column, field, found) == (
        *("happenings.csv", 5, 2, "what", '"mentor_sleeps"'),
    )
    assert set(KINDS) == set(expected.removeprefix("one of ").split(", "))


@pytest.mark.parametrize("day", ["2027-01-31", "2028-02-01"])
def test_a_day_outside_the_programme(folder: Path, day: str) -> None:
    told_of("mentor_withdraws", "on", day)(folder)

    assert told(folder) == [
        (
            *("happenings.csv", 9, 1, "on", day),
            "a day of the programme, 2027-02-01 to 2028-01-31",
        )
    ]


@pytest.mark.parametrize(
    ("what", "detail", "found", "expected"),
    [
        ("mentor_pauses", "until 2028-02-01 reason health", "2028-02-01",
         "a day from 2027-05-04 to 2028-01-31"),
        ("mentor_pauses", "until 2027-05-03 reason health", "2027-05-03",
         "a day from 2027-05-04 to 2028-01-31"),
        ("reports_incident_sealed", "measure suspend; decided 2027-05-17 cleared", "2027-05-17",
         "a day from 2027-05-18 to 2028-01-31"),
        ("declares_barrier", "connectivity 2027-01-31 2027-08-31; accepted", "2027-01-31",
         "a day from 2027-02-01 to 2028-01-31"),
        ("declares_barrier", "connectivity 2027-06-01 2028-02-01; accepted", "2028-02-01",
         "a day from 2027-06-01 to 2028-01-31"),
        ("declares_barrier", "connectivity 2027-06-02 2027-06-01; accepted", "2027-06-01",
         "a day from 2027-06-02 to 2028-01-31"),
        ("time_rules_change", "zone America/Sao_Paulo offset -120 from 2028-03-01T03:00Z",
         "2028-03-01", "a day from 2027-07-19 to 2028-01-31"),
        ("envelope_short", "host of the last workshop; funded 2027-08-08", "2027-08-08",
         "a day from 2027-08-09 to 2028-01-31"),
        ("finding_is_raised", "check-ins missing; closed 2028-02-01", "2028-02-01",
         "a day from 2027-10-11 to 2028-01-31"),
        ("finding_is_raised", "check-ins missing; closed 2027-11-31", '"2027-11-31"',
         "a day of the calendar"),
    ],
)  # fmt: skip
def test_a_day_in_a_detail(folder: Path, what: str, detail: str, found: str, expected: str) -> None:
    told_of(what, "detail", detail)(folder)

    assert told(folder) == [("happenings.csv", LINES[what], 5, "detail", found, expected)]


@pytest.mark.parametrize(
    ("what", "detail"),
    [
        ("appeals_selection", "perhaps"),
        ("mentor_pauses", "until 31 May reason health"),
        ("mentor_withdraws", "burnout"),
        ("reports_incident_sealed", "measure suspend"),
        ("leader_suggests_change", "ask who spoke least; perhaps"),
        ("declares_barrier", "connectivity; accepted"),
        ("role_term_ends", "reason burnout; accepts"),
        ("spends_outside_ring_fence", "outside_ring_fence"),
        ("time_rules_change", "zone America/Sao_Paulo from 2027-11-07T03:00Z"),
        ("envelope_short", "funded 2027-08-16"),
        ("collaboration_declared", "yes"),
        ("sample_is_drawn", "size 0"),
        ("finding_is_raised", "check-ins missing"),
        ("open_role_declared", "Board member"),
    ],
)
def test_a_detail_of_the_wrong_form(folder: Path, what: str, detail: str) -> None:
    told_of(what, "detail", detail)(folder)

    assert told(folder) == [
        (
            *("happenings.csv", LINES[what], 5, "detail", f'"{detail}"'),
            f"{KINDS[what].form} for {what}",
        )
    ]


@pytest.mark.parametrize(
    ("edit", "field", "found", "expected"),
    [
        (member("workshops.1.window", ["2027-06-14", "2028-02-01"]), "workshops.1.window.1",
         "2028-02-01", "a day of the programme, 2027-02-01 to 2028-01-31"),
        (member("workshops.1.window", ["2027-01-31", "2027-07-09"]), "workshops.1.window.0",
         "2027-01-31", "a day of the programme, 2027-02-01 to 2028-01-31"),
        (member("workshops.1.window", ["2027-07-09", "2027-06-14"]), "workshops.1.window.1",
         "2027-06-14", "a day not before workshops.1.window.0 (2027-07-09)"),
        (member("workshops.1.window", ["2027-07-09"]), "workshops.1.window", "a list",
         "a list of two days, first and last"),
        (member("oversight_handed_over.on", "2028-02-01"), "oversight_handed_over.on",
         "2028-02-01", "a day of the programme, 2027-02-01 to 2028-01-31"),
        (member("envelopes.1.currency", "EUR"), "envelopes.1.currency", '"EUR"',
         "USD, the currency of the programme"),
        (member("envelopes.1.currency", "dollars"), "envelopes.1.currency", '"dollars"',
         "a currency code of three capital letters"),
    ],
)  # fmt: skip
def test_a_charter_that_cannot_be_lived(
    folder: Path, edit: Edit, field: str, found: str, expected: str
) -> None:
    edit(folder)
    lines = (folder / "programme.json").read_text().splitlines()

    ((file, line, column, *said),) = told(folder)

    assert (file, said) == ("programme.json", [field, found, expected])
    assert 1 <= column <= len(lines[line - 1])


def test_the_currency_may_be_told_where_it_is_the_same(folder: Path) -> None:
    member("envelopes.1.currency", "USD")(folder)

    assert told(folder) == []


def test_another_currency_is_found_at_its_own_place(folder: Path) -> None:
    text(
        "programme.json",
        '"affiliate_id": "aff-pwu",',
        '"affiliate_id": "aff-pwu", "currency": "EUR",',
    )(folder)

    assert [(line, column) for _, line, column, *_ in told(folder)] == [(35, 43)]
