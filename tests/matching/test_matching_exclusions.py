"""Whom one will not meet, in one round or at all, and how it is lifted; and leaving a round."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from baraza.decider import FieldCommitment
from baraza.matching import inbox
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from baraza.matching.domain.v1.certificate import strict
from given import by
from matching_house import ADA, GRACE, LEE, Told, a_round, entered, lived, parts
from pairings import CLOSES, PILOT, ROUND, Story, announce, enter, pairs, story, who
from pairings import OPERATOR as OPS

AUTUMN = "pilot-autumn"
E0, E1, M0 = who("e0"), who("e1"), who("m0")


def exclude(person: str = E0, rule: str = "acceptable", **changes: Any) -> m.ExcludePair:
    said = {
        "exclusion": "x1",
        "person": person,
        "rule": rule,
        "other": FieldCommitment(commit="0" * 64),
        "round": ROUND if rule == "acceptable" else None,
    }
    return m.ExcludePair.model_validate({**said, **changes})


def lift(person: str = E0, exclusion: str = "x1") -> m.LiftExclusion:
    return m.LiftExclusion(exclusion=exclusion, person=person)


def refused(said: list[Any], code: str, /, **numbers: int) -> None:
    assert [(one["reason"], one["numbers"]) for one in said] == [(code, numbers)]


# --- whom one does not accept in a round ---


def test_unacceptable_is_said_of_a_round_and_no_other_rule_is() -> None:
    for rule, round_ in (("acceptable", None), ("blocked", ROUND)):
        with pytest.raises(ValidationError):
            exclude(rule=rule, round=round_)


def test_who_entered_says_whom_they_do_not_accept() -> None:
    told = story(1, 1)

    assert told.ask(exclude()) == [m.PairExcluded(**exclude().model_dump())]
    assert CURRENT.reads(told.state, exclude(), by()) == {
        f"matching.round.{ROUND}",
        f"matching.entrant.{ROUND}-{E0}",
    }


def test_it_is_said_by_oneself_in_a_round_one_is_in_while_it_is_open() -> None:
    told = story(1, 1)

    refused(told.ask(exclude(), OPS, "operate"), "not_concerned")
    refused(told.ask(exclude(round="unheard-of")), "unknown_entity")
    told.ask(m.LeaveRound(round=ROUND, person=E0))
    refused(told.ask(exclude()), "wrong_state")
    told.at = CLOSES
    refused(told.ask(exclude()), "too_late")


# --- lifting ---


@pytest.mark.parametrize("rule", ["blocked", "acceptable"])
def test_one_lifts_what_one_wished(rule: str) -> None:
    told = story(1, 1)
    told.ask(exclude(rule=rule))

    assert told.ask(lift()) == [m.ExclusionLifted(exclusion="x1", person=E0)]
    assert not told.state.exclusions
    refused(told.ask(lift()), "unknown_entity")


@pytest.mark.parametrize("rule", ["conflict", "prior"])
def test_what_is_so_is_lifted_by_who_operates(rule: str) -> None:
    told = story(1, 1)
    told.ask(exclude(rule=rule))

    refused(told.ask(lift()), "not_concerned")
    assert told.ask(lift(), OPS, "operate") == [m.ExclusionLifted(exclusion="x1", person=E0)]


def test_nobody_lifts_what_another_wished_or_learns_that_they_did() -> None:
    told = story(2, 1)
    told.ask(exclude(rule="blocked"))

    refused(told.ask(lift(), f"person.{M0}"), "no_mandate")
    refused(told.ask(lift(M0)), "unknown_entity")
    refused(told.ask(lift(M0, "x2")), "unknown_entity")
    refused(told.ask(lift(), OPS, "operate"), "not_concerned")


# --- over the real desk and vault ---


async def test_unacceptable_binds_in_its_round_and_lifted_binds_nowhere(tmp_path: Path) -> None:
    async with a_round(tmp_path) as house:
        await entered(house)
        here = {"person": GRACE, "rule": "acceptable", "other": ADA, "round": ROUND}
        reply = await house.ask("ExcludePair", f"person.{GRACE}", "self", here)
        blocks = {"person": ADA, "rule": "blocked", "other": GRACE}
        said = await house.ask("ExcludePair", f"person.{ADA}", "self", blocks)
        lifted = {"person": ADA, "exclusion": said["events"][0]["data"]["exclusion"]}
        await house.ask("LiftExclusion", f"person.{ADA}", "self", lifted)
        await lived(house)
        state = await house.query("round", round=ROUND)
        exclusions = await house.ledger.exhibit(state["exclusions"])
        kept = await house.ledger.entries(0, 500)

    assert strict(exclusions)["personal"] == [[0, 0]]
    assert reply["events"][0]["data"]["other"].keys() == {"commit"}
    said_by_grace = next(k.entry for k in kept if k.entry.name == "PairExcluded")
    assert ADA not in said_by_grace.wire.decode()


class NoTime(Told):
    """Two of a round have no hours in common."""

    async def _query(self, service: str, name: str, params: Mapping[str, Any]) -> Any:
        answer = await super()._query(service, name, params)
        if "hours" not in answer:
            return answer
        two = [params["mentees"].index(ADA), params["mentors"].index(GRACE)]
        return {"hours": [row for row in answer["hours"] if row[:2] != two]}


async def test_who_is_avoided_is_told_no_more_than_who_has_no_time(tmp_path: Path) -> None:
    """Whatever both may ask, the answers are the same; digests of evidence left aside."""
    told = []
    for kind in (Told, NoTime):
        (folder := tmp_path / kind.__name__).mkdir()
        async with a_round(folder, made=partial(parts, kind=kind)) as house:
            await entered(house)
            blocks = {"person": GRACE, "rule": "blocked", "other": ADA if kind is Told else LEE}
            await house.ask("ExcludePair", f"person.{GRACE}", "self", blocks)
            await lived(house)
            asked = [
                (await house.query("round", round=ROUND))["excluded"],
                (await house.query("unmatched", round=ROUND))["reasons"],
                await house.query("mentor_load", round=ROUND),
                (await house.query("why", mentee=ADA))["unmatched"],
            ]
        told.append(asked)

    assert told[0][0] == {"personal_or_hours": 1}
    assert told[0] == told[1]


# --- leaving a round ---


def left(told: Story, person: str, **how: Any) -> list[Any]:
    return told.ask(m.LeaveRound(round=ROUND, person=person), **how)


def test_who_leaves_a_round_is_in_no_pair_of_it_and_may_come_back() -> None:
    told = story(2, 1)

    assert left(told, E0) == [m.RoundLeft(round=ROUND, person=E0)]
    refused(left(told, E0), "wrong_state")
    told.live()
    assert told.facts(m.RoundFrozen)[0].mentees == 1
    assert [fact.mentee for fact in told.facts(m.PairProposed)] == [E1]
    assert not told.state.waiting


def test_a_round_is_left_by_oneself_while_it_is_open() -> None:
    told = story(1, 1)

    refused(left(told, E0, actor=f"person.{E1}"), "not_concerned")
    refused(told.ask(m.LeaveRound(round="unheard-of", person=E0)), "unknown_entity")
    told.at = CLOSES
    refused(left(told, E0), "too_late")


def test_who_left_may_enter_again() -> None:
    told = story(1, 1)
    left(told, E0)
    told.ask(enter(E0, "mentee"))
    told.live()

    assert [fact.mentee for fact in told.facts(m.PairProposed)] == [E0]


def test_a_mentor_who_leaves_offers_what_they_said_before() -> None:
    told = pairs(1, 1, places=2)
    told.ask(announce(AUTUMN, told.at + timedelta(days=5)), OPS, "operate")
    told.ask(enter(M0, "mentor", AUTUMN, places=5))
    assert told.state.free(M0) == 4
    told.ask(m.LeaveRound(round=AUTUMN, person=M0))

    assert told.state.free(M0) == 1
    assert told.state.said_in[M0] == ROUND


def test_a_mentor_who_is_a_mentee_after_all_offers_what_they_said_before() -> None:
    told = pairs(1, 1, places=2)
    told.ask(announce(AUTUMN, told.at + timedelta(days=5)), OPS, "operate")
    told.ask(enter(M0, "mentor", AUTUMN, places=5))
    told.hear(inbox.StageEntered(person=M0, programme=PILOT, number=0))
    told.ask(enter(M0, "mentee", AUTUMN))

    assert told.state.rounds[AUTUMN].entrants[M0].side == "mentee"
    assert told.state.free(M0) == 1
    assert told.state.said_in[M0] == ROUND


def test_a_mentor_who_leaves_the_only_round_offers_nothing() -> None:
    told = story(1, 1)
    left(told, M0)

    assert told.state.free(M0) == 0
    assert M0 not in told.state.said_in
    told.live()
    assert told.facts(m.MenteeUnmatched)[0].reason == "no_candidate"


def test_a_freeze_that_comes_first_leaves_the_leaving_refused() -> None:
    told = story(1, 1)
    told.at = CLOSES
    told.turn()
    told.at = CLOSES - timedelta(seconds=1)

    refused(left(told, E0, behind=1), "too_late")
