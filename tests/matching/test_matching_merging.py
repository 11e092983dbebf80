"""Two pseudonyms are found to be one person: nobody is their own mentor, or is paired twice."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from baraza.matching import messages as m
from baraza.matching import vault
from baraza.matching.domain.v1.certificate import read_instance
from baraza.matching.domain.v1.sides import sides
from baraza.privacy import Vault
from pairings import (
    CLOSES,
    OPERATOR,
    PULSE_AT,
    ROUND,
    Story,
    accept_all,
    announce,
    answer,
    end,
    enter,
    measure,
    merged,
    pairs,
    registered,
    staged,
    story,
    who,
)

E0, E1, M0, M1 = who("e0"), who("e1"), who("m0"), who("m1")
AUTUMN = "pilot-autumn"


def refused(said: list[Any], code: str, /, **numbers: int) -> None:
    assert [(one["reason"], one["numbers"]) for one in said] == [(code, numbers)]


def instance(told: Story) -> Any:
    return read_instance(told.exhibits[told.facts(m.RoundSettled)[-1].instance.exhibit])


def test_nobody_is_a_candidate_of_themselves() -> None:
    told = story(1, 1)
    told.hear(merged(E0, M0))
    told.live()

    assert told.facts(m.RoundFrozen)[0].excluded == {"self": 1}
    assert not told.facts(m.PairProposed)


def test_who_entered_twice_is_in_the_round_once() -> None:
    told = story(2, 2)
    told.hear(merged(E1, E0))
    told.hear(merged(M0, M1))
    told.live()

    assert told.facts(m.RoundFrozen)[0].excluded == {"entrant": 3}
    assert [(pair.mentee, pair.mentor) for pair in told.facts(m.PairProposed)] == [(E1, M0)]


def test_who_has_a_mentor_under_one_name_asks_for_none_under_another() -> None:
    told = pairs(1, 1)
    for fact in (registered(who("new")), staged(who("new")), merged(E0, who("new"))):
        told.hear(fact)
    told.ask(announce(AUTUMN, told.at + timedelta(days=5)), OPERATOR, "operate")

    refused(told.ask(enter(who("new"), "mentee", AUTUMN)), "already_paired")


def test_two_who_parted_in_harm_are_no_candidates_under_other_names() -> None:
    told = pairs(2, 2)
    pair = told.facts(m.RelationshipStarted)[0]
    told.ask(end(pair.relationship, ground="mismatch"), f"person.{pair.mentee}")
    other = next(who for who in (M0, M1) if who != pair.mentor)
    told.hear(merged(other, pair.mentor))
    mentees, _ = sides(told.state, told.state.rounds[ROUND], told.at)

    one = next(mentee for mentee in mentees if mentee.id == pair.mentee)
    assert one.unacceptable == {M0, M1}


def test_exclusions_of_either_name_bind_both(tmp_path: Path) -> None:
    kept = Vault(f"sqlite:///{tmp_path}/vault.db", pepper=b"0" * 32)
    kept.keep("c1", E1, {"matching.exclusion.x1#other": (M1, b"0" * 16)}, 0)
    names = {M1: M0, E1: E0}
    named = [vault.Named("x1", "c1", E1)]

    found = vault.excluded_pairs(kept, named, [E0], [M0], lambda name: names.get(name, name))

    assert found == {(E0, M0)}


def test_a_measure_holds_under_every_name() -> None:
    told = story(1, 1)
    told.hear(measure(who("other")))
    told.hear(merged(M0, who("other")))
    told.live()

    assert told.facts(m.RoundFrozen)[0].excluded == {"entrant": 1}


# --- what they have ends, once ---


def test_a_relationship_whose_two_sides_become_one_ends() -> None:
    told = pairs(1, 1)
    told.hear(merged(M0, E0))
    told.turn()

    over = told.facts(m.RelationshipEnded)
    assert [(e.how, e.ground, e.rematch) for e in over] == [("premature", "same_person", False)]
    assert told.state.held(M0) == 0


def test_an_offer_whose_two_sides_become_one_is_withdrawn() -> None:
    told = story(1, 1)
    told.live()
    told.ask(answer(M0, E0, M0))
    told.hear(merged(M0, E0))
    refused(told.ask(answer(M0, E0, E0), behind=1), "wrong_state")
    told.turn()

    assert [ended.how for ended in told.facts(m.OfferEnded)] == ["withdrawn"]
    assert not told.facts(m.RelationshipStarted)


def test_a_merge_while_a_round_settles_gives_no_offer() -> None:
    told = story(1, 1)
    told.at = CLOSES
    told.turn()
    told.hear(merged(M0, E0))
    told.at = PULSE_AT
    told.turn()

    assert not told.facts(m.PairProposed)
    assert [u.reason for u in told.facts(m.MenteeUnmatched)] == ["place_lost"]


def test_a_free_place_is_not_put_to_oneself() -> None:
    told = pairs(2, 1)
    waits = next(iter(told.state.waiting))
    told.hear(merged(M0, waits))
    pair = told.facts(m.RelationshipStarted)[0]
    told.ask(end(pair.relationship), f"person.{pair.mentee}")

    assert told.turn() == 0


@pytest.mark.parametrize("person", [E0, M0])
def test_other_pairs_of_who_was_merged_stay(person: str) -> None:
    told = story(1, 1)
    told.live()
    accept_all(told)
    told.hear(merged(person, who("other")))
    told.turn()

    assert not told.facts(m.RelationshipEnded)
