"""Places put to whom somebody names: by hand, to a backup, after an appeal; by the same rules."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from baraza.matching import inbox
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from baraza.matching.domain.v1.admitting import score
from baraza.matching.domain.v1.policy import Policy
from baraza.matching.domain.v1.reads import STANDING
from given import by
from pairings import (
    ME,
    OPERATOR,
    PILOT,
    ROUND,
    Story,
    accept_all,
    announce,
    answer,
    end,
    enter,
    mandate,
    pairs,
    role_changed,
    role_ended,
    staged,
    story,
    who,
)


def refused(said: list[Any], code: str, /, **numbers: int) -> None:
    assert [(each["reason"], each["numbers"]) for each in said] == [(code, numbers)]


def by_hand(told: Story, mentee: str, mentor: str, **more: Any) -> list[Any]:
    offer = told.offer("hand", mentee, mentor, **{"ground": "asked_for", **more})
    return told.ask(offer, OPERATOR, "operate")


def short() -> Story:
    """Three mentees, two mentors with a place each; then one of the pairs parts."""
    told = pairs(3, 2)
    first = told.facts(m.RelationshipStarted)[0]
    told.ask(end(first.relationship), f"person.{first.mentee}")
    return told


def waits(told: Story) -> str:
    return next(iter(told.state.waiting))


def freed(told: Story) -> str:
    return told.facts(m.RelationshipStarted)[0].mentor


# --- by hand ---


def test_a_proposal_by_hand_stands_out_and_takes_the_place() -> None:
    told = short()
    proposed, left = by_hand(told, waits(told), freed(told))

    assert (proposed.origin, proposed.ground) == ("hand", "asked_for")
    assert proposed.score == 2000 + 12 * 25 + 1000 + 300
    assert left == m.WaitingListLeft(round=ROUND, mentee=proposed.mentee)
    assert told.state.free(proposed.mentor) == 0


def test_by_hand_it_need_be_neither_the_first_in_order_nor_a_candidate_of_the_round() -> None:
    told = story(3, 1)
    told.hours = 0
    told.live()
    waiting = sorted(told.state.waiting)
    told.hours = 12
    proposed, _ = by_hand(told, waiting[-1], who("m0"))

    assert (proposed.mentee, proposed.origin) == (waiting[-1], "hand")


def test_by_hand_two_people_may_be_asked_once_more() -> None:
    told = story(1, 1)
    told.live()
    told.at += timedelta(days=8)
    told.turn()
    assert [f.how for f in told.facts(m.OfferEnded)] == ["expired"]

    by_hand(told, who("e0"), who("m0"))
    accept_all(told)
    assert len(told.facts(m.RelationshipStarted)) == 1


def test_by_hand_is_who_operates_and_says_why() -> None:
    told = short()
    offer = told.offer("hand", waits(told), freed(told), ground="asked_for")

    refused(told.ask(offer, f"person.{waits(told)}"), "no_mandate")
    refused(told.ask(offer, ME, "pm"), "no_mandate")
    refused(by_hand(told, waits(told), freed(told), ground=None), "missing_reason")


def test_the_hard_rule_that_keeps_two_apart_is_named() -> None:
    told = short()
    two = waits(told), freed(told)

    refused(by_hand(told, *two, quarter_hours=3), "hard_rule_broken", hours=1)
    refused(by_hand(told, *two, quarter_hours=None), "hard_rule_broken", hours=1)
    refused(by_hand(told, *two, personal=True), "hard_rule_broken", personal=1)


def test_an_end_that_the_rules_name_keeps_two_apart_by_hand_too() -> None:
    told = pairs(1, 1)
    pair = told.facts(m.RelationshipStarted)[0]
    parted = end(pair.relationship, ground="mismatch", rematch=True)
    told.ask(parted, f"person.{pair.mentee}")

    refused(by_hand(told, pair.mentee, pair.mentor), "hard_rule_broken", personal=1)


def test_nobody_loses_a_mentor_for_having_come_further() -> None:
    told = short()
    told.hear(staged(waits(told), 3))

    assert by_hand(told, waits(told), freed(told))[0].origin == "hand"


def test_no_language_in_common_is_a_rule_of_today() -> None:
    told = story(2, 2, entered=False)
    for person, side in ((who("e0"), "mentee"), (who("m0"), "mentor")):
        told.ask(enter(person, side))
    told.ask(enter(who("m1"), "mentor", languages=("sw",)))
    told.ask(enter(who("e1"), "mentee", languages=("sw", "en")))
    told.personal = frozenset({(who("e1"), who("m1")), (who("e0"), who("m0"))})
    told.live()
    for pair in told.facts(m.PairProposed):
        told.ask(answer(pair.mentor, pair.mentee, pair.mentee, "decline"))

    refused(by_hand(told, who("e0"), who("m1")), "hard_rule_broken", language=1)


def test_by_hand_nobody_is_put_above_the_places_or_has_two_mentors() -> None:
    told = pairs(3, 2)
    pair = told.facts(m.RelationshipStarted)[0]

    refused(by_hand(told, waits(told), pair.mentor), "no_place_left", places=1, held=1)
    told = short()
    other = told.facts(m.RelationshipStarted)[1]
    refused(by_hand(told, other.mentee, freed(told)), "already_paired")
    gone = told.facts(m.RelationshipStarted)[0].mentee
    refused(by_hand(told, gone, freed(told)), "wrong_state")


def test_by_hand_a_mentor_is_active_and_nobody_is_in_an_open_round() -> None:
    told = short()
    told.hear(role_changed(freed(told)))
    refused(by_hand(told, waits(told), freed(told)), "mentor_not_active")
    told.hear(role_changed(freed(told), "active"))
    told.ask(announce("pilot-autumn", told.at + timedelta(days=5)), OPERATOR, "operate")
    told.ask(enter(waits(told), "mentee", "pilot-autumn"))

    refused(by_hand(told, waits(told), freed(told)), "round_open")


def test_two_by_hand_for_one_place_or_one_mentee_give_one_offer() -> None:
    told = short()
    by_hand(told, waits(told), freed(told))
    late = told.offer("hand", told.facts(m.PairProposed)[-1].mentee, freed(told), ground="late")

    refused(told.ask(late, OPERATOR, "operate", behind=1), "no_place_left", places=1, held=1)


def test_what_a_proposal_by_hand_rests_on_is_guarded() -> None:
    told = short()
    offer = told.offer("hand", waits(told), freed(told), ground="asked_for")

    found = CURRENT.reads(told.state, offer, by(OPERATOR, "operate"))
    assert {
        f"registration.mentor.{offer.mentor}",
        f"registration.participant.{offer.mentee}",
    } <= found


# --- a backup ---


def backup(told: Story, other: str, **more: Any) -> m.DesignateBackup:
    pair = told.facts(m.RelationshipStarted)[0]
    said = {"relationship": pair.relationship, "backup": other, "quarter_hours": told.hours}
    return m.DesignateBackup.model_validate({**said, **more})


def spare(told: Story) -> list[str]:
    """Mentors with a free place, ascending."""
    mentors = told.state.rounds[ROUND].mentors
    return [one for one in mentors if told.state.free(one) > 0]


def backed(mentees: int = 1, mentors: int = 4) -> Story:
    """A pair whose backup is the last of the spare mentors by name."""
    told = pairs(mentees, mentors)
    told.ask(backup(told, spare(told)[-1]), OPERATOR, "operate")
    return told


def part(told: Story, *, rematch: bool = True) -> None:
    pair = told.facts(m.RelationshipStarted)[0]
    told.ask(end(pair.relationship, rematch=rematch), f"person.{pair.mentee}")
    told.turn()


def test_a_backup_is_named_by_the_mentor_or_who_operates() -> None:
    told = pairs(1, 3)
    pair = told.facts(m.RelationshipStarted)[0]
    other, third = spare(told)
    (said,) = told.ask(backup(told, other), f"person.{pair.mentor}")

    assert (said.backup, said.mentee) == (other, pair.mentee)
    assert told.state.free(other) == 1
    assert told.ask(backup(told, third), OPERATOR, "operate")[0].backup == third
    refused(told.ask(backup(told, other), f"person.{pair.mentee}"), "no_mandate")


def test_a_backup_is_another_active_mentor_of_the_round_whom_no_rule_excludes() -> None:
    told = pairs(2, 3)
    pair, other = told.facts(m.RelationshipStarted)
    (third,) = spare(told)

    def asks(who_: str, **more: Any) -> list[Any]:
        return told.ask(backup(told, who_, **more), OPERATOR, "operate")

    refused(asks(pair.mentor), "already_done")
    refused(asks(who("m9")), "unknown_entity")
    refused(asks(other.mentor), "backup_has_no_place")
    refused(asks(third, personal=True), "hard_rule_broken", personal=1)
    refused(asks(third, quarter_hours=1), "hard_rule_broken", hours=1)
    for why in ({"personal": True}, {"quarter_hours": 1}):
        said = told.ask(backup(told, third, **why), f"person.{pair.mentor}")
        refused(said, "hard_rule_broken", personal_or_hours=1)
    told.hear(role_changed(third))
    refused(asks(third), "mentor_not_active")
    told.hear(role_changed(third, "active"))
    asks(third)
    refused(asks(third), "already_done")
    told.ask(end(pair.relationship), f"person.{pair.mentee}")
    refused(asks(third), "wrong_state")


def test_who_wants_another_mentor_is_put_to_the_backup_first() -> None:
    told = backed()
    named = told.facts(m.BackupDesignated)[0].backup
    part(told)

    again = told.facts(m.PairProposed)[-1]
    assert (again.mentor, again.origin) == (named, "backup")
    assert len(told.facts(m.PairProposed)) == 2


def test_when_the_mentor_leaves_the_backup_is_asked_first_whoever_else_waits() -> None:
    told = backed(3, 5)
    named = told.facts(m.BackupDesignated)[0].backup
    for pair in told.facts(m.RelationshipStarted):
        told.hear(role_ended(pair.mentor))
    told.turn()

    backups = [f for f in told.facts(m.PairProposed) if f.origin == "backup"]
    first = told.facts(m.RelationshipStarted)[0].mentee
    assert [(f.mentor, f.mentee) for f in backups] == [(named, first)]


def test_a_backup_without_a_place_is_passed_over_and_the_order_goes_on() -> None:
    told = backed(1, 3)
    named = told.facts(m.BackupDesignated)[0].backup
    told.hear(role_changed(named))
    part(told)

    assert told.log[-3][1]["reason"] == "mentor_not_active"
    again = told.facts(m.PairProposed)[-1]
    assert (again.origin, again.mentor != named) == ("rematch", True)


def test_a_backup_is_not_called_on_where_nobody_wants_another_mentor() -> None:
    told = backed()
    part(told, rematch=False)

    assert len(told.facts(m.PairProposed)) == 1


def test_a_backup_is_the_services_to_call_on_while_somebody_waits_for_it() -> None:
    told = backed()
    pair = told.facts(m.RelationshipStarted)[0]
    named = told.facts(m.BackupDesignated)[0].backup
    told.ask(end(pair.relationship, rematch=True), f"person.{pair.mentee}")

    refused(told.ask(told.offer("backup", pair.mentee, named), OPERATOR, "operate"), "no_mandate")
    elsewhere = next(one for one in spare(told) if one not in {named, pair.mentor})
    refused(told.ask(told.offer("backup", pair.mentee, elsewhere), ME, "pm"), "wrong_state")


def test_what_a_backup_rests_on_is_guarded() -> None:
    told = pairs(1, 2)
    (other,) = spare(told)
    pair = told.facts(m.RelationshipStarted)[0]

    assert CURRENT.reads(told.state, backup(told, other), by(f"person.{pair.mentor}")) == {
        f"registration.mentor.{other}",
        f"matching.places.{other}",
        *STANDING,
        f"registration.participant.{pair.mentee}",
    }


# --- an appeal that was upheld ---


def upheld(told: Story, outcome: str = "upheld", kind: str = "appeal") -> str:
    """The appeal of the first who was told that there is no place; who it was."""
    index, (_, mentee) = min(told.state.unmatched.items())
    told.hear(inbox.MatterDecided(kind=kind, outcome=outcome, about=index))
    return mentee


def test_an_appeal_upheld_is_a_place_where_one_is_free() -> None:
    told = story(2, 1)
    told.hours = 0
    told.live()
    told.hours = 12
    mentee = upheld(told)
    told.turn()

    assert [(f.mentee, f.origin) for f in told.facts(m.PairProposed)] == [(mentee, "appeal")]
    assert mentee not in told.state.upheld


def test_an_appeal_upheld_goes_before_the_order_when_a_place_gets_free() -> None:
    told = pairs(5, 1)
    at = {mentee: index for index, (_, mentee) in told.state.unmatched.items()}
    last = told.rematch_order(ROUND, who("m0"))[-1]
    told.hear(inbox.MatterDecided(kind="appeal", outcome="upheld", about=at[last]))
    assert told.turn() == 0
    part(told, rematch=False)

    again = told.facts(m.PairProposed)[-1]
    assert (again.mentee, again.origin) == (last, "appeal")


@pytest.mark.parametrize(("outcome", "kind"), [("dismissed", "appeal"), ("upheld", "finding")])
def test_nothing_else_moves_anybody_in_the_order(outcome: str, kind: str) -> None:
    told = story(2, 1)
    told.hours = 0
    told.live()
    upheld(told, outcome, kind)

    assert not told.state.upheld
    refused(told.ask(told.offer("appeal", who("e0"), who("m0")), ME, "pm"), "no_upheld_appeal")


def test_who_has_a_mentor_by_then_has_what_they_appealed_for() -> None:
    told = short()
    told.turn()
    upheld(told)

    assert not told.state.upheld


def test_a_hard_rule_holds_after_an_appeal_too_and_the_order_goes_on() -> None:
    told = story(3, 1)
    told.live()
    pair = told.facts(m.PairProposed)[0]
    mentee = upheld(told)
    told.personal = frozenset({(mentee, pair.mentor)})
    told.ask(answer(pair.mentor, pair.mentee, pair.mentor, "decline"))
    told.turn()

    assert told.facts(m.PairProposed)[-1].origin == "rematch"


def test_an_operator_of_another_programme_puts_nobody_to_anybody() -> None:
    told = short()
    told.hear(mandate("ops", "operate", change="end"))

    assert by_hand(told, waits(told), freed(told))[0]["reason"] in {"no_mandate", "mandate_ended"}
    assert PILOT in told.state.rounds[ROUND].programme


def test_where_both_sides_decide_a_pair_by_hand_has_the_points_of_both() -> None:
    told = short()
    round_ = told.state.rounds[ROUND]
    stable = replace(round_, rules=replace(round_.rules, policy=Policy.STABLE))
    offer = told.offer("hand", waits(told), freed(told), ground="asked_for")
    two = ROUND, offer.mentee, offer.mentor
    both, waited = 2000 + 12 * 25 + 1000 + 300, 2 * 50
    later = told.at + timedelta(days=70)

    assert score(told.state, *two, offer, later) == both + waited
    assert score(told.state.put_round(ROUND, stable), *two, offer, later) == both
