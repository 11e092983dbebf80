"""A pair pauses, goes on, goes on longer, and parts; it stays a pair until it ends."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from baraza.matching import inbox
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from baraza.matching.domain.v1 import changing
from baraza.matching.domain.v1.changing import standing
from baraza.matching.read_model import changes
from given import by
from pairings import (
    ME,
    OPERATOR,
    PILOT,
    Story,
    accept_all,
    answer,
    end,
    measure,
    pairs,
    role_changed,
    story,
)

LAST = "2028-01-10"
"""The Monday after the last of the forty weeks."""


def refused(said: list[Any], code: str, /, **numbers: int) -> None:
    assert [(each["reason"], each["numbers"]) for each in said] == [(code, numbers)]


def one(told: Story) -> m.RelationshipStarted:
    return told.facts(m.RelationshipStarted)[0]


def change(told: Story, what: str, until: str | None = None) -> m.ChangeRelationship:
    said = {"relationship": one(told).relationship, "change": what, "until": until}
    return m.ChangeRelationship.model_validate(said)


def says(told: Story, side: str, what: str, until: str | None = None) -> list[Any]:
    return told.ask(change(told, what, until), f"person.{getattr(one(told), side)}")


def stands(told: Story) -> str:
    return standing(told.state, told.state.relationships[one(told).relationship], told.at)


def until(told: Story, day: str) -> None:
    told.at = datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=UTC)
    told.turn()


# --- pause ---


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_either_pauses_until_a_day_and_the_pair_holds_its_place(side: str) -> None:
    told = pairs(1, 1)
    (said,) = says(told, side, "pause", "2027-06-01")

    assert (said.by, said.until, said.complete) == (side, "2027-06-01", True)
    assert stands(told) == "paused"
    assert told.state.free(one(told).mentor) == 0
    until(told, "2027-05-31")
    assert stands(told) == "paused"


def test_the_day_of_return_ends_a_pause_by_itself() -> None:
    told = pairs(1, 1)
    says(told, "mentee", "pause", "2027-06-01")
    until(told, "2027-06-01")

    back = told.facts(m.RelationshipChanged)[-1]
    assert (back.change, back.by) == ("resume", "clock")
    assert stands(told) == "live"
    assert told.turn() == 0


def test_a_pause_said_again_is_until_the_later_word() -> None:
    told = pairs(1, 1)
    says(told, "mentee", "pause", "2027-06-01")
    says(told, "mentor", "pause", "2027-07-01")
    until(told, "2027-06-15")

    assert stands(told) == "paused"
    until(told, "2027-07-01")
    assert [f.by for f in told.facts(m.RelationshipChanged)] == ["mentee", "mentor", "clock"]


def test_either_goes_on_before_the_day() -> None:
    told = pairs(1, 1)
    says(told, "mentee", "pause", "2027-06-01")
    says(told, "mentor", "resume")

    assert stands(told) == "live"
    until(told, "2027-06-02")
    assert len(told.facts(m.RelationshipChanged)) == 2
    refused(says(told, "mentor", "resume"), "already_done")


def test_a_pause_has_a_day_of_return_ahead_and_before_the_end() -> None:
    told = pairs(1, 1)

    refused(says(told, "mentee", "pause"), "return_date_missing")
    refused(says(told, "mentee", "pause", told.at.date().isoformat()), "too_late")
    refused(says(told, "mentee", "pause", "2028-01-11"), "beyond_programme", last=20280110)


def test_a_pause_moves_neither_closure_nor_end() -> None:
    told = pairs(1, 1)
    says(told, "mentee", "pause", LAST)
    until(told, "2027-12-11")

    assert len(told.facts(m.ClosureBegun)) == 1
    assert stands(told) == "paused"
    until(told, "2028-01-11")
    assert stands(told) == "ended"


def test_a_pair_pauses_with_its_mentor_and_nothing_is_recorded() -> None:
    told = pairs(1, 1)
    told.hear(role_changed(one(told).mentor))

    assert stands(told) == "paused"
    assert told.turn() == 0
    told.hear(role_changed(one(told).mentor, "active"))
    assert stands(told) == "live"


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_a_pair_pauses_while_one_of_the_two_is_kept_out(side: str) -> None:
    told = pairs(1, 1)
    who = getattr(one(told), side)
    told.hear(measure(who))

    assert stands(told) == "paused"
    told.hear(inbox.InterimMeasureLifted(person=who))
    assert stands(told) == "live"


def test_an_open_offer_of_a_mentor_who_pauses_may_still_become_a_pair() -> None:
    told = story(1, 1)
    told.live()
    offer = told.facts(m.PairProposed)[0]
    told.hear(role_changed(offer.mentor))
    for person in (offer.mentee, offer.mentor):
        told.ask(answer(offer.mentor, offer.mentee, person))

    assert stands(told) == "paused"


# --- longer ---


def open_until(told: Story, day: str) -> None:
    told.hear(inbox.ProgrammeOpened(programme=PILOT, ends_on=day))


def test_it_goes_on_longer_once_both_have_named_the_same_day() -> None:
    told = pairs(1, 1)
    open_until(told, "2028-03-31")
    first = says(told, "mentee", "extend", "2028-02-29")
    last = told.state.relationships[one(told).relationship].ends_on
    second = says(told, "mentor", "extend", "2028-02-29")

    assert (first[0].complete, last, second[0].complete) == (False, LAST, True)
    assert told.state.relationships[one(told).relationship].ends_on == "2028-02-29"
    until(told, "2028-01-29")
    assert not told.facts(m.ClosureBegun)
    until(told, "2028-01-30")
    assert [f.ends_on for f in told.facts(m.ClosureBegun)] == ["2028-02-29"]
    until(told, "2028-03-01")
    assert [f.how for f in told.facts(m.RelationshipEnded)] == ["lapsed"]
    assert told.state.agenda.next() is None


def test_the_other_side_names_the_same_day_or_is_told_it() -> None:
    told = pairs(1, 1)
    open_until(told, "2028-03-31")
    says(told, "mentee", "extend", "2028-02-28")
    says(told, "mentee", "extend", "2028-02-29")

    refused(says(told, "mentor", "extend", "2028-02-28"), "other_side_not_agreed", until=20280229)
    assert says(told, "mentor", "extend", "2028-02-29")[0].complete


def test_it_never_goes_on_beyond_the_programme() -> None:
    told = pairs(1, 1)

    refused(says(told, "mentee", "extend", "2028-01-11"), "beyond_programme", last=20280110)
    open_until(told, "2028-01-31")
    refused(says(told, "mentee", "extend", "2028-02-01"), "beyond_programme", last=20280131)
    refused(says(told, "mentee", "extend", LAST), "already_done")
    refused(says(told, "mentee", "extend"), "return_date_missing")


def test_who_operates_makes_it_longer_and_does_not_pause_it() -> None:
    told = pairs(1, 1)
    open_until(told, "2028-03-31")
    (said,) = told.ask(change(told, "extend", "2028-03-31"), OPERATOR, "operate")

    assert (said.by, said.complete) == ("coordinator", True)
    paused = told.ask(change(told, "pause", "2027-06-01"), OPERATOR, "operate")
    refused(paused, "not_concerned")


@pytest.mark.parametrize(("last", "begun"), [("2028-01-15", "closing"), ("2028-03-31", "live")])
def test_a_closure_that_had_begun_goes_on_only_near_the_new_end(last: str, begun: str) -> None:
    told = pairs(1, 1)
    open_until(told, "2028-03-31")
    until(told, "2027-12-20")
    told.ask(change(told, "extend", last), OPERATOR, "operate")
    told.turn()

    assert stands(told) == begun
    assert len(told.facts(m.ClosureBegun)) == 1


def test_nothing_changes_of_what_is_over_or_is_others() -> None:
    told = pairs(2, 2)
    other = told.facts(m.RelationshipStarted)[1].mentee

    refused(told.ask(change(told, "pause", "2027-06-01"), f"person.{other}"), "not_concerned")
    refused(told.ask(change(told, "extend", LAST), f"person.{other}"), "no_mandate")
    unknown = m.ChangeRelationship(relationship="none", change="resume")
    refused(told.ask(unknown, f"person.{other}"), "unknown_entity")
    says(told, "mentee", "pause", "2027-06-01")
    told.ask(end(one(told).relationship), f"person.{one(told).mentee}")
    refused(says(told, "mentee", "resume"), "wrong_state")
    assert told.turn() == 0


def test_what_a_longer_one_rests_on_is_guarded() -> None:
    told = pairs(1, 1)
    asked = by(f"person.{one(told).mentee}")

    longer = CURRENT.reads(told.state, change(told, "extend", LAST), asked)
    assert longer == {f"registration.programme.{PILOT}"}
    assert CURRENT.reads(told.state, change(told, "resume"), asked) == frozenset()


# --- the end ---


def test_who_closes_says_whether_the_two_stay_in_contact() -> None:
    told = pairs(1, 1)
    until(told, "2027-12-20")
    told.ask(end(one(told).relationship, "closed", tie_kept=True), f"person.{one(told).mentee}")

    assert told.facts(m.RelationshipEnded)[0].tie_kept is True


def test_an_end_by_the_clock_says_nothing_of_a_tie() -> None:
    told = story(1, 1)
    told.live()
    accept_all(told)
    told.at += timedelta(days=400)
    told.turn()

    assert [f.tie_kept for f in told.facts(m.RelationshipEnded)] == [None]


def test_the_clock_is_the_services_own() -> None:
    told = pairs(1, 1)
    says(told, "mentee", "pause", "2027-06-01")
    at = datetime(2027, 6, 1, tzinfo=UTC)
    subject = f"relationship.{one(told).relationship}"
    due = m.ReachDeadline(about=subject, what="pause_ends", at=at)

    refused(told.ask(due, ME, "clock"), "too_early")


def test_rows_and_rules_agree_on_which_mentors_are_away() -> None:
    assert changes.AWAY == changing.AWAY
