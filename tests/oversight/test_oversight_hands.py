"""Acts that a body signs with its own key, where the authority table demands it."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any, get_args

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.decider import Asked, ExhibitRef
from baraza.forms.v1.hand import hand_of
from baraza.oversight.domain import CURRENT
from baraza.oversight.domain.v1.texts import ACTS, Authority
from baraza.oversight.messages import Command, RecordLook, VoteOnResolution
from baraza.transparency import Hand, Signer
from fakes import DigBed
from oversight_story import (
    AUTHORITY,
    FOUND,
    FOUNDED,
    FOUNDERS,
    SECRET,
    P,
    Story,
    as_body,
    give,
    propose,
    register,
    seat,
    seated,
    yes,
)

ORIGIN = "baraza.example/test"
VOTED = FOUNDED + timedelta(days=2)


def note(body: str, asked: Asked, **other: Any) -> bytes:
    signer = Signer(f"{ORIGIN}/body.{body}", sha256(body.encode()).digest())
    hand = Hand(**{"origin": ORIGIN, "command_id": asked.id, "ask_digest": "0" * 64} | other)
    return signer.sign(hand.text).encode()


def with_note(asked: Asked, body: bytes) -> Asked:
    return replace(asked, exhibits={sha256(body).hexdigest(): body})


def demanding(hands: dict[str, Any]) -> Story:
    """The first body founds with a table that demands these notes; the council sits beside it."""
    story = Story()
    story.does(FOUND.model_copy(update={"rules": {**AUTHORITY, "hands": hands}}), FOUNDERS)
    for number in (1, 2, 3):
        story.does(seat("wmf", number), FOUNDERS)
    story.does(register("council", "affiliate", 3), as_body("wmf"))
    for number in (1, 2, 3):
        story.does(seat("council", number), as_body("wmf"))
    story.does(propose(give("council", "rules")), seated("wmf"))
    return story


VOTE = seated("wmf", at=VOTED)


@pytest.mark.case(62)
def test_a_vote_without_the_note_that_is_demanded_is_refused() -> None:
    story = demanding({"VoteOnResolution": ["wmf"]})

    story.tries(yes("wmf"), VOTE).refused("hand_missing", rule="authority.1")
    story.tries(yes("wmf"), with_note(VOTE, note("wmf", VOTE))).stands()


@pytest.mark.case(62)
def test_where_none_is_demanded_the_operators_word_will_do() -> None:
    demanding({}).tries(yes("wmf"), VOTE).stands()
    demanding({"RecordLook": []}).tries(yes("wmf"), VOTE).stands()
    demanding({"VoteOnResolution": ["wmf"]}).tries(
        yes("council"), seated("council", at=VOTED)
    ).stands()


def test_a_demand_that_names_no_body_is_for_all() -> None:
    story = demanding({"VoteOnResolution": []})

    story.tries(yes("wmf"), VOTE).refused("hand_missing")
    story.tries(yes("council"), seated("council", at=VOTED)).refused("hand_missing")


def test_the_note_of_another_body_or_command_is_none() -> None:
    story = demanding({"VoteOnResolution": ["wmf"]})

    for other in (note("council", VOTE), note("wmf", VOTE, command_id="another"), b"{}"):
        story.tries(yes("wmf"), with_note(VOTE, other)).refused("hand_missing")


def test_evidence_that_only_looks_like_a_note_stands_for_nothing() -> None:
    """What data name is no hand note: no desk verified it, and no auditor would."""
    story = demanding({"RecordLook": ["wmf"]})
    looked = seated("wmf", at=VOTED)
    look = RecordLook(
        look="l1", kind="inspection", programme=P, log_size=1, result="noted", note=SECRET
    )
    story.tries(look, looked).refused("hand_missing")

    body = note("wmf", looked)
    named = DigBed(bed="a", soil=ExhibitRef.of(body))
    asked = with_note(looked, body)
    assert hand_of(named, asked) is None
    assert hand_of(look, asked) == "wmf"


def test_a_key_revoked_meanwhile_is_guarded_against_and_so_is_a_new_table() -> None:
    story = demanding({})
    guarded = CURRENT.reads(story.state, yes("wmf"), with_note(VOTE, note("wmf", VOTE)))

    assert "ledger.producer.body_wmf" in guarded
    assert "oversight.inforce.authority-all" in guarded
    assert "ledger.producer.body_wmf" not in CURRENT.reads(story.state, yes("wmf"), VOTE)


def test_who_acts_for_no_body_is_told_why_they_may_not() -> None:
    story = demanding({"VoteOnResolution": []})
    stranger = replace(VOTE, actor="person.p00009")

    story.tries(yes("wmf"), stranger).refused("no_mandate")


def test_all_that_may_be_demanded_is_a_command() -> None:
    assert {command.__name__ for command in get_args(Command)} >= ACTS
    assert VoteOnResolution.__name__ in ACTS


@forall(
    st.dictionaries(
        st.sampled_from(sorted(ACTS)), st.lists(st.sampled_from(["wmf", "council"]), max_size=2)
    ),
    st.sampled_from(sorted(ACTS)),
    st.sampled_from(["wmf", "council", "care"]),
)
def test_a_demand_is_read_as_it_is_written(
    hands: dict[str, list[str]], act: str, body: str
) -> None:
    read = Authority.model_validate({"texts": {}, "hands": hands})

    assert read.demands_hand(act, body) == (act in hands and (body in hands[act] or not hands[act]))
