"""The page of fault cases is whole: every case is on it, and every test that is marked."""

from campaign import cases, page


def test_every_case_has_a_test_or_the_reason_why_not() -> None:
    shown = {number for test in page.marked() for number in test.cases}

    assert set(cases.TITLES) == set(range(1, 65))
    assert shown <= set(cases.TITLES)
    assert sorted(set(cases.TITLES) - shown - set(cases.LIMITS)) == []


def test_every_method_has_a_test() -> None:
    assert {number for test in page.marked() for number in test.methods} == set(cases.METHODS)


def test_the_page_names_every_case_and_every_marked_test_and_no_other() -> None:
    """The results are those of the last campaign; `python tests/campaign/page.py` lists anew."""
    assert page.PAGE.read_text(encoding="utf-8") == page.written(page.kept())
