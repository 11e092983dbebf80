"""Real preferences with known totals and digests; the data stay beside the repository."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from baraza.matching import engine
from baraza.matching.domain.v1.certificate import canonical, digest, strict
from baraza.matching.domain.v1.shortage import unmatched
from rounds import DATA, ariel, conference, glasgow, issue_159

pytestmark = pytest.mark.skipif(
    not (DATA / "preflib").is_dir(),
    reason="the development data are absent (set BARAZA_TEST_DATA)",
)

Made = Callable[[], dict[str, Any]]
KNOWN: dict[str, tuple[Made, int, int, int, str, str]] = {
    "glasgow-1": (
        partial(glasgow, "00038-00000001.soi", "glasgow-1"),
        175,
        35,
        3280,
        "515c645c7dab175d",
        "2e0e2689ca922815",
    ),
    "glasgow-2": (
        partial(glasgow, "00038-00000002.soi", "glasgow-2"),
        185,
        37,
        3530,
        "df40e7af7b2c5f95",
        "9c75b1a8439b8951",
    ),
    "glasgow-3": (
        partial(glasgow, "00038-00000003.soi", "glasgow-3"),
        160,
        32,
        3080,
        "40f8637175b30cf5",
        "22e243e9883a1057",
    ),
    "glasgow-4": (
        partial(glasgow, "00038-00000004.soi", "glasgow-4"),
        170,
        34,
        3260,
        "aaebad6e6e11bc46",
        "00f7fe7d8550a0f5",
    ),
    "glasgow-1-toc": (
        partial(glasgow, "00038-00000001.toc", "glasgow-1-toc"),
        2135,
        35,
        3280,
        "0c93c5c17befe802",
        "f38a0955f174504a",
    ),
    "csconf1-3": (partial(conference, 3), 323, 51, 4940, "1df5b8195127cca8", "693eadde70b2b34a"),
    "csconf1-1": (partial(conference, 1), 323, 31, 3020, "776d83238da8ce55", "1b6589ce6c7ed532"),
    "csconf1-1-groups": (
        partial(conference, 1, grouped=True),
        *(323, 31, 3020, "a853554d56e299df", "5b678ad21365b39d"),
    ),
    "ariel-5783": (ariel, 153, 22, 5872, "4a62a2d405c3fa7f", "04b2c523f7db5e43"),
    "issue-159-1": (partial(issue_159, 1), 64, 38, 7500, "45993e7136724eb3", "323bfa0eabb27464"),
    "issue-159-2": (partial(issue_159, 2), 64, 47, 9130, "ead1d44c1b3f62a2", "f28ee30e6ed39fd3"),
}
COLUMNS = ("made", "candidates", "matched", "welfare", "of_instance", "of_result")


@pytest.mark.parametrize("by", engine.ENGINES)
@pytest.mark.parametrize(COLUMNS, KNOWN.values(), ids=KNOWN.keys())
def test_a_known_round_has_its_known_bytes(
    by: str,
    made: Made,
    candidates: int,
    matched: int,
    welfare: int,
    of_instance: str,
    of_result: str,
) -> None:
    document = made()
    asked = canonical(document)
    result = engine.solve(asked, engine=by)
    told = strict(result)

    assert sum(len(row["mentors"]) for row in document["mentees"]) == candidates
    assert (told["matched"], told["welfare"]) == (matched, welfare)
    assert digest(asked)[7:23] == of_instance
    assert digest(result)[7:23] == of_result


def test_known_rounds_tell_who_has_no_candidate_and_who_came_short() -> None:
    reasons = {}
    for document in (conference(3), issue_159(1)):
        asked = canonical(document)
        told = [each.reason for each in unmatched(asked, engine.solve(asked))]
        reasons[strict(asked)["round"]] = (told.count("no_candidate"), told.count("shortage"))

    assert reasons == {"csconf1-3": (3, 0), "issue-159-1": (51, 11)}
