"""Barriers, collaborations, contacts: told by one, settled by another."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st
from pydantic import ValidationError

from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from baraza.registration.messages.records import ALLOWED, PARTICULAR, REQUIRED
from enrolling import HIDDEN, PROGRAMME, begun, oneself, operator, person, pid
from given import Given, given

ONE, TWO, THREE = pid(1), pid(2), pid(3)
NOW = datetime(2027, 6, 1, 9, tzinfo=UTC)


def history(*more: Any) -> Given:
    return given(CURRENT, *begun([person(n) for n in (1, 2, 3)], *more))


def barrier(**more: Any) -> m.MakeRecord:
    data = {
        "kind": "barrier",
        "record": "b1",
        "person": ONE,
        "barrier_kind": "connection",
        "starts_on": "2027-05-01",
        "ends_on": "2027-05-31",
        "note": HIDDEN,
    }
    return m.MakeRecord(**{**data, **more})


def together(**more: Any) -> m.MakeRecord:
    data = {
        "kind": "collaboration",
        "record": "c1",
        "person": ONE,
        "other": TWO,
        "collaboration_kind": "event",
        "programme": PROGRAMME,
        "text": HIDDEN,
    }
    return m.MakeRecord(**{**data, **more})


def contact(**more: Any) -> m.MakeRecord:
    data = {"kind": "contact", "record": "k1", "person": ONE, "channel": "call", "note": HIDDEN}
    return m.MakeRecord(**{**data, **more})


def settle(kind: Any, record: str, outcome: Any) -> m.SettleRecord:
    return m.SettleRecord(kind=kind, record=record, outcome=outcome)


def told(known: Given, ask: m.MakeRecord, asked: Any) -> Given:
    outcome = known.when(ask, asked)
    outcome.then(m.RecordMade(**ask.model_dump(), made_by=asked.actor))
    return outcome.after


def test_a_barrier_is_told_by_oneself_and_accepted_by_an_operator() -> None:
    known = told(history(), barrier(), oneself(ONE, NOW))

    accepted = known.when(settle("barrier", "b1", "accepted"), operator(NOW))
    accepted.then(m.RecordSettled(kind="barrier", record="b1", person=ONE, outcome="accepted"))
    accepted.after.when(settle("barrier", "b1", "rejected"), operator(NOW)).refused("already_done")
    known.when(settle("barrier", "b1", "accepted"), oneself(ONE, NOW)).refused("own_record")
    known.when(settle("barrier", "b1", "accepted"), oneself(TWO, NOW)).refused("no_mandate")
    known.when(settle("barrier", "b1", "verified"), operator(NOW)).refused("unknown_outcome")
    known.when(settle("post", "b1", "verified"), operator(NOW)).refused("unknown_entity")
    history().when(barrier(), operator(NOW)).refused("not_concerned")
    history().when(barrier(ends_on="2027-04-01"), oneself(ONE, NOW)).refused("wrong_state")
    known.when(barrier(), oneself(ONE, NOW)).refused("already_done")


def test_a_collaboration_counts_when_the_other_party_says_so() -> None:
    known = told(history(), together(), oneself(ONE, NOW))

    confirmed = known.when(settle("collaboration", "c1", "confirmed"), oneself(TWO, NOW))
    confirmed.then(
        m.RecordSettled(
            kind="collaboration", record="c1", person=ONE, other=TWO, outcome="confirmed"
        )
    )
    known.when(settle("collaboration", "c1", "confirmed"), oneself(ONE, NOW)).refused("own_record")
    known.when(settle("collaboration", "c1", "confirmed"), oneself(THREE, NOW)).refused(
        "not_concerned"
    )
    known.when(settle("collaboration", "c1", "confirmed"), operator(NOW)).refused("not_concerned")


def test_a_collaboration_has_two_parties_who_are_here() -> None:
    known = history()

    known.when(together(other=ONE), oneself(ONE, NOW)).refused("own_record")
    known.when(together(other=pid(9)), oneself(ONE, NOW)).refused("unknown_entity")
    known.when(together(programme="other"), oneself(ONE, NOW)).refused("unknown_entity")
    known.when(together(), oneself(TWO, NOW)).refused("not_concerned")
    known.when(together(), oneself(ONE, NOW)).reads(
        f"registration.person.{ONE}", f"registration.person.{TWO}"
    )


def test_a_contact_is_told_by_an_operator_and_stands() -> None:
    told(history(), contact(), operator(NOW))

    history().when(contact(), oneself(ONE, NOW)).refused("no_mandate")
    with pytest.raises(ValidationError):
        settle("contact", "k1", "verified")


@pytest.mark.parametrize("ask", [barrier(), together()])
def test_whoever_told_it_may_take_it_back(ask: m.MakeRecord) -> None:
    known = told(history(), ask, oneself(ONE, NOW))
    back = settle(ask.kind, ask.record, "withdrawn")

    known.when(back, oneself(TWO, NOW)).refused("not_concerned")
    known.when(back, oneself(ONE, NOW)).stands().after.when(back, oneself(ONE, NOW)).refused(
        "already_done"
    )


VALUES: dict[str, Any] = {
    "post_kind": "board",
    "organisation": HIDDEN,
    "title": HIDDEN,
    "source": HIDDEN,
    "starts_on": "2027-01-01",
    "ends_on": "2027-02-01",
    "barrier_kind": "connection",
    "note": HIDDEN,
    "other": TWO,
    "collaboration_kind": "event",
    "programme": PROGRAMME,
    "text": HIDDEN,
    "channel": "call",
}


@forall(st.sampled_from(sorted(REQUIRED)), st.sets(st.sampled_from(sorted(PARTICULAR))))
def test_a_record_tells_what_its_kind_tells_and_nothing_else(kind: Any, told: set[str]) -> None:
    whole = REQUIRED[kind] <= told <= ALLOWED[kind]
    data = {"kind": kind, "record": "r1", "person": ONE, **{name: VALUES[name] for name in told}}
    try:
        m.MakeRecord(**data)
    except ValidationError:
        assert not whole
    else:
        assert whole
