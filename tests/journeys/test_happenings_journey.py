"""What a folder says that happens is seen in the log on its day, or told as skipped."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from baraza.console.programme import Happening
from homes import entries
from lives import Life, driver_of, facts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]
Data = dict[str, Any]

SEEN: dict[str, Callable[[Happening, Data], bool]] = {
    "appeals_selection": lambda h, fact: fact["kind"] == "appeal",
    "activates_without_training": lambda h, fact: fact["reason"] == h.said["expect"],
    "external_tries_to_decide": lambda h, fact: fact["reason"] == h.said["expect"],
    "spends_outside_ring_fence": lambda h, fact: fact["reason"] == h.said["expect"],
    "mentor_pauses": lambda h, fact: fact["until"] == h.said["until"],
    "mentor_withdraws": lambda h, fact: fact["ground"] == h.said["reason"],
    "leader_suggests_change": lambda h, fact: fact["kind"] == "suggestion",
    "declares_barrier": lambda h, fact: fact["barrier_kind"] == h.said["kind"],
    "role_term_ends": lambda h, fact: fact["ground"] == h.said["reason"],
    "workshop_moves": lambda h, fact: fact["ground"] == h.said["ground"],
    "envelope_short": lambda h, fact: fact["reason"] == "insufficient",
    "leader_report_late": lambda h, fact: bool(fact["late"]),
    "collaboration_declared": lambda h, fact: fact["kind"] == "collaboration",
    "requests_erasure": lambda h, fact: True,
    "asks_for_rematch": lambda h, fact: bool(fact["rematch"]),
    "finding_is_raised": lambda h, fact: fact["kind"] == "finding",
    "open_role_declared": lambda h, fact: True,
    "role_filled_by_participant": lambda h, fact: bool(fact["open_role"]),
}
"""By which fact of its day a happening is seen."""
NAMES = {
    "appeals_selection": "MatterOpened",
    "mentor_pauses": "RoleChanged",
    "mentor_withdraws": "RoleEnded",
    "leader_suggests_change": "MatterOpened",
    "declares_barrier": "RecordMade",
    "role_term_ends": "RoleEnded",
    "workshop_moves": "TrainerReleased",
    "leader_report_late": "LeaderReportSubmitted",
    "collaboration_declared": "RecordMade",
    "requests_erasure": "ErasureRequested",
    "asks_for_rematch": "RelationshipEnded",
    "finding_is_raised": "MatterOpened",
    "open_role_declared": "OpenRoleDeclared",
    "role_filled_by_participant": "RoleGranted",
}
NOT_PLAYED = {"reports_incident_sealed", "sample_is_drawn", "time_rules_change"}


def seen(life: Life) -> Iterator[tuple[Happening, bool]]:
    """Each happening of the folder, and whether the log shows it on its day."""
    driver = driver_of(life.folder)
    by_day: dict[tuple[str, str], list[Data]] = {}
    for entry in entries(life.home):
        key = (entry["time"][:10], entry["type"].split(".")[3])
        by_day.setdefault(key, []).append(entry["data"])
    for happening in driver.folder.happenings:
        name = NAMES.get(happening.what, "CommandRefused")
        here = by_day.get((happening.on.isoformat(), name), [])
        if happening.person_ref and name != "CommandRefused":
            person = driver.person(happening.person_ref)
            here = [fact for fact in here if person in fact.values()]
        check = SEEN.get(happening.what, lambda happening, fact: False)
        yield happening, any(_holds(check, happening, fact) for fact in here)


def _holds(check: Callable[[Happening, Data], bool], happening: Happening, fact: Data) -> bool:
    try:
        return check(happening, fact)
    except KeyError:
        return False


def test_all_that_is_played_is_seen_in_the_log(lived: Life) -> None:
    missing = [happening.what for happening, there in seen(lived) if not there]

    assert {happening.what for happening, _ in seen(lived)} >= set(SEEN)
    assert sorted(missing) == sorted(
        happening.what for happening, _ in seen(lived) if happening.what in NOT_PLAYED
    )
    assert [line.split()[1].rstrip(":") for line in lived.told["skipped"]] == missing


def test_what_cannot_take_place_is_told_and_not_forced(unusual: Life) -> None:
    """Nobody has a mentor before the end of that year: much of what is told meets nobody."""
    skipped = [line.split(":")[0] for line in unusual.told["skipped"]]
    untold = [
        happening
        for happening, there in seen(unusual)
        if not there and f"{happening.on} {happening.what}" not in skipped
    ]

    assert len(skipped) > len(NOT_PLAYED)
    assert untold == []


def test_what_follows_from_a_happening_follows(lived: Life) -> None:
    told = lived.told

    assert told["suggestions_adopted"] == told["suggestions_declined"] == 1
    assert told["collaborations"] == told["collaborations_declared"] - 1 > 0
    assert told["findings_closed"] == told["erased"] == told["roles_filled"] == 1
    assert told["veterans"]["returned"] > 0 < told["veterans"]["silent"]
    assert told["relationships_ended_early"] >= 3
    assert told["oversight"]["appeals_upheld"] == told["oversight"]["appeals_dismissed"] == 1
    assert [
        matter["outcome"] for matter in facts(lived, "MatterDecided") if matter["kind"] == "finding"
    ] == ["remedied"]
    assert {fact["to"] for fact in facts(lived, "RoleChanged")} >= {"paused", "active"}
    assert len(facts(lived, "WorkshopChanged")) == 1
    assert len(facts(lived, "StageExtended")) == 1
