"""What the pilot tells of a year; and that one folder is one log, whatever happens on the way."""

from collections import Counter

import pytest

from folders import rows
from homes import size
from lives import ERASED_ON, BrokenOff, Life, facts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.connected,
    pytest.mark.timeout(900),
    pytest.mark.xdist_group("journeys"),
]
KEYS = {
    *("people", "mentees", "mentors", "matched", "unmatched", "unmatched_reasons", "pools"),
    *("relationships_started", "workshops_held", "answers", "leader_reports", "refusals"),
    *("envelopes", "entries", "decisions", "log", "verify", "replay", "seconds"),
}
SOURCE_POOLS = ("current_advisory_board", "former_board", "current_board")


@pytest.fixture(params=["lived", "elsewhere"])
def life(request: pytest.FixtureRequest, lived: Life, elsewhere: Life) -> Life:
    return {"lived": lived, "elsewhere": elsewhere}[request.param]


def test_everybody_of_the_folder_is_counted_once(life: Life) -> None:
    told = life.told
    roles = [row["roles"].split(";") for row in rows("people.csv", life.folder)]

    assert set(told) >= KEYS
    assert told["people"] == len(roles)
    assert told["mentees"] == sum("mentee" in of for of in roles)
    assert told["mentors"] == sum("mentor" in of for of in roles)
    assert told["matched"] + told["unmatched"] == told["mentees"]
    assert sum(told["unmatched_reasons"].values()) == told["unmatched"]
    assert all(count > 0 for count in told["unmatched_reasons"].values())


def test_the_figures_are_those_of_the_log(life: Life) -> None:
    told = life.told
    paired = {pair["mentee"] for pair in facts(life, "PairProposed") if pair["origin"] == "round"}

    assert told["matched"] == len(paired) > 0
    assert told["relationships_started"] == len(facts(life, "RelationshipStarted")) > 0
    assert told["workshops_held"] == len(facts(life, "WorkshopHeld")) > 0
    assert told["answers"] == len(facts(life, "AnswerRecorded")) > 0
    assert told["leader_reports"] == len(facts(life, "LeaderReportSubmitted")) > 0
    assert told["refusals"] == Counter(one["reason"] for one in facts(life, "CommandRefused"))


def test_of_each_pool_no_more_are_active_than_came(life: Life) -> None:
    pools = life.told["pools"]

    assert set(pools) >= set(SOURCE_POOLS)
    for pool in SOURCE_POOLS:
        yielded = [pools[pool][at] for at in ("invited", "answered", "accepted", "active")]
        assert yielded == sorted(yielded, reverse=True)
    assert sum(pools[pool]["invited"] for pool in pools) == len(
        [offer for offer in facts(life, "OfferMade") if offer["kind"] == "invitation"]
    )
    assert all(pool["accepted"] >= pool["active"] >= 0 for pool in pools.values())


def test_a_stranger_comes_to_the_same_from_the_files_alone(life: Life) -> None:
    told = life.told

    assert told["verify"]["exit"] == told["replay"]["exit"] == 0
    assert told["verify"]["quorum_met"] is True
    assert told["verify"]["not_checked"] == []
    assert (told["replay"]["different"], told["replay"]["unverifiable"]) == (0, 0)
    assert told["replay"]["same"] == told["decisions"] == told["verify"]["decisions"]
    assert told["log"]["root"] == told["verify"]["root"]
    assert told["log"]["size"] == told["entries"] == size(life.home)


def test_a_folder_of_its_own_is_a_log_of_its_own(lived: Life, elsewhere: Life) -> None:
    assert lived.log["origin"] == "rehearsal.example/pilot-demo"
    assert elsewhere.log["origin"] == "rehearsal.example/elsewhere-2027"
    assert elsewhere.log["root"] != lived.log["root"]


def test_a_happening_that_must_be_refused_is_refused(lived: Life, elsewhere: Life) -> None:
    assert lived.told["refusals"]["not_trained"] == 1
    assert "not_trained" not in elsewhere.told["refusals"]


def test_a_year_up_to_a_day_is_told_like_a_whole_one(lived: Life, broken_off: BrokenOff) -> None:
    told = broken_off.until.told

    assert set(told) >= KEYS
    assert told["lived_until"] == ERASED_ON
    assert told["entries"] == broken_off.sizes[1] < broken_off.told["entries"]
    assert told["matched"] == lived.told["matched"]
    assert 0 < told["sessions_held"] < lived.told["sessions_held"]
    assert told["happenings_ahead"] > 0 == lived.told["happenings_ahead"]
    assert told["concluded"] is None


@pytest.mark.case(44)
def test_decisions_are_made_again_as_before_right_after_an_erasure(broken_off: BrokenOff) -> None:
    told = broken_off.until.told

    assert told["erased"] == 1
    assert told["replay"]["different"] == told["replay"]["unverifiable"] == 0
    assert told["replay"]["same"] == told["decisions"]


def test_ctrl_c_is_answered_with_what_to_do(broken_off: BrokenOff) -> None:
    assert broken_off.stopped.code == 130
    assert broken_off.stopped.errors.endswith(
        "Stopped; nothing is lost. The same command again goes on from here.\n"
    )
    assert broken_off.stopped.out == ""


def test_a_year_that_was_broken_off_ends_as_the_same_log(
    lived: Life, broken_off: BrokenOff
) -> None:
    first, second = broken_off.sizes

    assert first < second < broken_off.log["size"]
    assert "goes on where it was broken off" in broken_off.end.errors
    assert broken_off.log == lived.log
