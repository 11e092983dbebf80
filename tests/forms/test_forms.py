"""One property suite for each form and value, over the tables of every service that uses it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.decider import Asked, Refused, Seen
from baraza.forms.v1 import matter as matters
from baraza.forms.v1 import offer as offers
from baraza.forms.v1 import record as records
from baraza.forms.v1 import resolution as resolutions
from baraza.forms.v1 import role as roles
from baraza.forms.v1 import settlement
from baraza.forms.v1.agenda import Agenda, Due
from baraza.forms.v1.book import Book, body_of, in_force, mandate_guards, may, text_digest
from baraza.forms.v1.heard import (
    BodyRegistered,
    MandateChanged,
    RulesDrafted,
    RulesInForce,
    SeatGranted,
)
from baraza.forms.v1.messages import of_two
from baraza.forms.v1.places import Places
from baraza.oversight.domain.v1.kinds import MATTERS
from baraza.registration.domain.v1 import kinds as registration
from baraza.scheduling.domain.v1 import kinds as scheduling

NOON = datetime(2027, 3, 3, 12, tzinfo=UTC)
names = st.sampled_from(["ada", "alan", "grace", "kay", "barbara", "edsger"])
hours = st.integers(0, 400).map(lambda n: NOON + timedelta(hours=n))
dues = st.builds(Due, hours, names, st.sampled_from(["ends", "reminds"]))


# --- agenda --------------------------------------------------------------------------------


def filled(several: Sequence[Due]) -> Agenda:
    agenda = Agenda()
    for due in several:
        agenda = agenda.put(due)
    return agenda


@forall(st.lists(dues), st.randoms(use_true_random=False))
def test_an_agenda_has_one_order_however_it_was_filled(several: list[Due], chance: object) -> None:
    shuffled = list(several)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    end = NOON + timedelta(days=30)
    assert filled(several).until(end) == filled(shuffled).until(end) == sorted(set(several))


@forall(st.lists(dues, min_size=1), names)
def test_what_has_ended_is_never_due(several: list[Due], who: str) -> None:
    left = filled(several).close(who).until(NOON + timedelta(days=30))

    assert left == sorted({due for due in several if due.subject != who})


@forall(st.lists(dues), dues)
def test_a_deadline_dropped_is_as_if_never_put(several: list[Due], due: Due) -> None:
    without = [other for other in several if other != due]

    assert filled(without).put(due).drop(due) == filled(without)


@forall(st.lists(dues, min_size=1), hours)
def test_a_deadline_is_reached_once_and_never_early(several: list[Due], at: datetime) -> None:
    agenda = filled(several)
    due = agenda.next()
    assert due == min(several)
    early = agenda.reach(due, at)

    assert early == (Refused("too_early") if at < due.at else None)
    assert agenda.drop(due).reach(due, due.at) == Refused("already_done")


# --- places --------------------------------------------------------------------------------

moves = st.tuples(st.sampled_from(["take", "wait", "leave"]), names)


@forall(st.integers(0, 4), st.lists(moves))
def test_holders_never_exceed_room_and_nobody_is_twice(
    room: int, several: list[tuple[str, str]]
) -> None:
    places = Places(room)
    for move, who in several:
        if move == "take" and (places.free > 0 or places.holds(who)):
            places = places.take(who)
        elif move == "wait":
            places = places.wait(who)
        elif move == "leave":
            places = places.leave(who)

        assert len(places.holders) <= room
        assert len(set(places.queue)) == len(places.queue)
        assert not places.holders & set(places.queue)


@forall(st.lists(names, unique=True, min_size=2))
def test_who_frees_a_place_is_followed_in_the_published_order(waiting: list[str]) -> None:
    places = Places(1).take("first")
    for who in waiting:
        places = places.wait(who)

    assert places.first_waiting() is None
    assert places.leave("first").first_waiting() == waiting[0]


# --- offer ---------------------------------------------------------------------------------

answers = st.lists(st.tuples(names, st.sampled_from(["accept", "decline", "undo"]), hours))


@forall(answers)
def test_an_offer_is_answered_only_by_whom_it_was_made_to_and_in_time(
    several: list[tuple[str, str, datetime]],
) -> None:
    offer = offers.Offer("place", "ada", NOON + timedelta(days=7))
    for who, answer, at in several:
        if offers.answer_offer(offer, who, answer, at) is None:
            assert who == "ada"
            assert at < offer.answer_by
            assert answer != offer.answer
            offer = offer.answered(answer)


def test_an_offer_that_is_over_takes_no_answer() -> None:
    offer = offers.Offer("place", "ada", NOON).over("expired")

    assert offers.answer_offer(offer, "ada", "accept", NOON) == Refused("wrong_state")
    assert offers.answer_offer(None, "ada", "accept", NOON) == Refused("unknown_entity")


# --- matter --------------------------------------------------------------------------------

KINDS = {
    **MATTERS,
    "finding": matters.Kind(  # a row with somebody who has to answer first: no service has one yet
        frozenset({"oversee"}), 30, 90, "oversee", frozenset({"remedied", "dismissed"})
    ),
}
some_matters = st.builds(
    matters.Matter,
    kind=st.sampled_from(sorted(KINDS)),
    opened_by=names,
    addressee=names,
    about=names,
    opened_at=hours,
    answered=st.booleans(),
    overdue=st.booleans(),
    outcome=st.none() | st.just("dismissed"),
    took_part=st.frozensets(names),
)


@forall(
    some_matters,
    names,
    st.frozensets(st.sampled_from(["oversee", "appeals"])),
    st.sampled_from(["remedied", "dismissed", "upheld", "withdrawn"]),
)
def test_a_matter_ends_once_by_whom_its_row_names_after_who_had_to_answer(
    matter: matters.Matter, seat: str, mandates: frozenset[str], outcome: str
) -> None:
    ended = matters.decide_matter(matter, KINDS, seat, mandates, outcome)
    kind = KINDS[matter.kind]

    if ended == outcome:
        assert matter.outcome is None
        assert kind.decided_by in mandates
        assert not (kind.stranger_decides and seat in matter.took_part)
        assert kind.answer_days is None or matter.answered or matter.overdue
        assert outcome in kind.outcomes - {"withdrawn"}
    else:
        assert isinstance(ended, Refused)


@forall(some_matters, names)
def test_a_matter_is_withdrawn_by_nobody_but_who_opened_it(
    matter: matters.Matter, actor: str
) -> None:
    if matters.withdraw_matter(matter, KINDS, actor) is None:
        assert actor == matter.opened_by
        assert matter.outcome is None
        assert "withdrawn" in KINDS[matter.kind].outcomes


def test_a_matters_deadlines_come_from_its_row() -> None:
    assert matters.deadlines(KINDS["appeal"], NOON) == (None, NOON + timedelta(days=30))
    assert matters.deadlines(KINDS["finding"], NOON)[0] == NOON + timedelta(days=30)


# --- record --------------------------------------------------------------------------------

RECORDS = {**registration.RECORDS, **scheduling.RECORDS}


@forall(
    st.sampled_from(sorted(RECORDS)),
    names,
    names,
    names,
    st.sampled_from(["verified", "disputed", "withdrawn"]),
)
def test_nobody_confirms_a_record_of_their_own_making(
    kind: str, person: str, maker: str, actor: str, outcome: str
) -> None:
    record = records.Record(kind, person, f"person.{maker}")
    refused = records.settle_record(record, RECORDS, f"person.{actor}", outcome)

    if refused is None:
        assert actor != maker
        assert actor != person or RECORDS[kind].own_settles
        assert outcome in RECORDS[kind].outcomes


def test_a_body_does_not_confirm_by_another_hand_what_was_made_for_it() -> None:
    record = records.Record("post", "ada", "body.ops", bodies=frozenset({"ops"}))

    same = records.settle_record(record, RECORDS, "person.kay", "verified", "ops")
    other = records.settle_record(record, RECORDS, "person.kay", "verified", "council")
    assert (same, other) == (Refused("own_record"), None)


def test_a_settled_record_stays_settled() -> None:
    record = records.Record("post", "ada", "person.ada", outcome="verified")

    settled = records.settle_record(record, RECORDS, "person.kay", "verified")
    assert settled == Refused("already_done")
    missing = records.settle_record(None, RECORDS, "person.kay", "verified")
    assert missing == Refused("unknown_entity")


# --- role ----------------------------------------------------------------------------------


@forall(st.sampled_from(sorted(registration.ROLES)), st.data())
def test_a_role_begins_when_all_its_conditions_hold_and_else_names_the_first(
    name: str, data: st.DataObject
) -> None:
    kind = registration.ROLES[name]
    met = {condition: data.draw(st.booleans()) for condition, _ in kind.conditions}
    refused = roles.grant_role(None, kind, met)
    missing = [code for condition, code in kind.conditions if not met[condition]]

    assert refused == (Refused(missing[0]) if missing else None)


def test_a_role_is_held_once_and_within_its_term() -> None:
    role = roles.Role("mentor", "ada", "2027-03-01", "2027-03-31")
    met = {"selected": True, "trained": True, "terms": True, "in_standing": True}

    assert roles.grant_role(role, registration.ROLES["mentor"], met) == Refused("already_done")
    assert role.active_at(NOON)
    assert not role.active_at(NOON + timedelta(days=60))
    assert not roles.Role("mentor", "ada", "2027-03-01", state="paused").active_at(NOON)


# --- resolution ----------------------------------------------------------------------------

votes = st.lists(
    st.builds(resolutions.Vote, names, st.integers(0, 5), st.integers(0, 5)), max_size=6
)


@forall(votes, st.frozensets(names), hours)
def test_no_vote_stands_early_late_twice_or_over_an_open_objection(
    several: list[resolutions.Vote], objections: frozenset[str], at: datetime
) -> None:
    resolution = resolutions.Resolution(
        "ada", NOON + timedelta(days=10), NOON + timedelta(days=2), objections
    )
    for vote in several:
        present = vote.seats_for + vote.seats_against
        if resolutions.may_vote(resolution, vote, 3, present, at) is None:
            assert resolution.consultation_until <= at < resolution.until
            assert not resolution.objections
            assert present >= 3
            assert vote.body not in {earlier.body for earlier in resolution.votes}
            resolution = resolution.voted(vote)


@forall(votes, st.dictionaries(names, st.frozensets(names, min_size=1)))
def test_a_list_is_adopted_when_each_effect_has_its_approval(
    several: list[resolutions.Vote], needs: dict[str, frozenset[str]]
) -> None:
    resolution = resolutions.Resolution("ada", NOON, NOON, votes=tuple(several))
    approving = {vote.body for vote in several if vote.seats_for > vote.seats_against}

    assert resolution.approvals == approving
    whole = all(bodies & approving for bodies in needs.values())
    assert resolutions.adopted(resolution.approvals, needs) == whole


def test_an_objection_is_open_until_it_is_answered() -> None:
    resolution = resolutions.Resolution("ada", NOON + timedelta(days=1), NOON).object("c1")
    vote = resolutions.Vote("council", 3, 0)

    refused = resolutions.may_vote(resolution, vote, 3, 3, NOON)
    assert refused == Refused("objection_unanswered", numbers={"objections": 1})
    assert resolutions.may_vote(resolution.answer("c1"), vote, 3, 3, NOON) is None
    ended = resolutions.may_vote(resolution.answer("c1").end("lapsed"), vote, 3, 3, NOON)
    assert ended == Refused("wrong_state")


# --- settlement ----------------------------------------------------------------------------


@forall(st.lists(st.integers(), max_size=900))
def test_batches_hold_every_outcome_once_in_order_and_none_is_too_large(
    outcomes: list[int],
) -> None:
    cut = settlement.batches(outcomes)

    assert [one for batch in cut for one in batch] == outcomes
    assert all(len(batch) <= settlement.BATCH for batch in cut)
    assert len(cut) >= 1


def test_a_rehearsed_pulse_can_be_foreseen_by_anyone() -> None:
    first = settlement.rehearsal_randomness("spring", 1)

    assert first == settlement.rehearsal_randomness("spring", 1)
    assert first != settlement.rehearsal_randomness("spring", 2)
    assert settlement.draw(first, "ada") != settlement.draw(first, "alan")


# --- ids made of two ----------------------------------------------------------------------

ids = st.from_regex(r"\A[A-Za-z0-9_-]{1,64}\Z")
pseudonyms = st.from_regex(r"\Ap[0-9a-f]{5,32}\Z")


@forall(ids, pseudonyms, ids, pseudonyms)
def test_an_id_of_two_fits_and_tells_its_parts_apart(
    first: str, person: str, other: str, another: str
) -> None:
    assert len(of_two(first, person)) <= 64
    same = (first, person) == (other, another)
    assert (of_two(first, person) == of_two(other, another)) == same


def test_long_names_that_begin_alike_are_not_one_entity() -> None:
    long = "a-workshop-with-a-very-long-name-"

    assert of_two(long + "spring", "p" + "0" * 32) != of_two(long + "autumn", "p" + "0" * 32)


# --- the book ------------------------------------------------------------------------------

SEEN = Seen(7, "c.1", "x.y", NOON)


def book(*facts: object) -> Book:
    value = Book()
    for fact in facts:
        value = value.learn(fact, SEEN)  # type: ignore[arg-type]
    return value


COUNCIL = (
    BodyRegistered(body="council", stakeholder_kind="affiliate", quorum=3),
    SeatGranted(body="council", seat="council-1", person="p00001"),
    MandateChanged(body="council", change="give", kinds=("rules",)),
)


def test_a_seat_acts_for_its_body_and_nobody_else_does() -> None:
    held = book(*COUNCIL)

    assert may(held, Asked("c", NOON, "person.p00001", "seat.council-1"), "rules") is None
    assert may(held, Asked("c", NOON, "body.council", "body"), "rules") is None
    stranger = Asked("c", NOON, "person.p00002", "seat.council-1")
    assert may(held, stranger, "rules") == Refused("no_mandate")
    assert may(held, Asked("c", NOON, "person.p00001"), "rules") == Refused("no_mandate")


def test_a_mandate_ends_and_an_operator_stays_inside_its_list() -> None:
    ended = book(*COUNCIL, MandateChanged(body="council", change="end", kinds=("rules",)))
    operator = book(MandateChanged(body="aff-x", change="give", kinds=("operate",)))

    council = Asked("c", NOON, "body.council", "body")
    assert may(ended, council, "rules") == Refused("mandate_ended")
    acting = Asked("c", NOON, "body.aff-x", "operate")
    assert may(operator, acting, "rules") == Refused("outside_delegation")


def test_a_seat_acts_during_its_term_and_for_one_at_a_time() -> None:
    before = SeatGranted(
        body="council",
        seat="council-2",
        person="p00003",
        starts_on="2027-01-01",
        ends_on="2027-03-02",
    )
    later = SeatGranted(body="council", seat="council-2", person="p00004", starts_on="2027-03-04")
    held = book(*COUNCIL, before, later)

    def acts(person: str, day: int) -> bool:
        at = NOON.replace(day=day)
        return body_of(held, Asked("c", at, f"person.{person}", "seat.council-2")) == "council"

    assert [acts("p00003", day) for day in (2, 3, 4)] == [True, False, False]
    assert [acts("p00004", day) for day in (2, 3, 4)] == [False, False, True]


def test_who_acts_from_a_seat_rests_on_it() -> None:
    held = book(*COUNCIL)
    seat = Asked("c", NOON, "person.p00001", "seat.council-1")

    assert mandate_guards(held, seat) == {"oversight.mandate.council", "oversight.seat.council-1"}
    assert mandate_guards(held, Asked("c", NOON, "body.council")) == {"oversight.mandate.council"}


def test_a_mandate_for_another_programme_takes_none_away() -> None:
    """Given for a second, ended for the first: each programme is for itself."""
    first, second = (
        MandateChanged(body="aff-x", change="give", kinds=("operate",), programme=name)
        for name in ("pilot", "other")
    )
    acting = Asked("c", NOON, "body.aff-x", "operate")
    both = book(first, second)
    left = both.learn(first.model_copy(update={"change": "end"}), SEEN)

    assert may(both, acting, "operate", "pilot") is may(both, acting, "operate", "other") is None
    assert may(left, acting, "operate", "pilot") == Refused("mandate_ended")
    assert may(left, acting, "operate", "other") is None


def test_a_mandate_for_one_programme_covers_no_other() -> None:
    give = MandateChanged(body="aff-x", change="give", kinds=("operate",), programme="pilot")
    acting = Asked("c", NOON, "body.aff-x", "operate")

    assert may(book(give), acting, "operate", "pilot") is None
    assert may(book(give), acting, "operate", "other") is not None


def test_the_text_in_force_is_the_programmes_own_else_the_general_one() -> None:
    def adopted(version: int, programme: str | None, from_on: str) -> tuple[object, object]:
        rules = {"version": version}
        digest = text_digest("pools", programme, version, rules, None)
        common: dict[str, Any] = {
            "kind": "pools",
            "programme": programme,
            "version": version,
            "digest": digest,
        }
        return (
            RulesDrafted(**common, rules=rules),
            RulesInForce(**common, from_on=from_on),
        )

    held = book(
        *adopted(1, None, "2027-01-01"),
        *adopted(2, None, "2027-06-01"),
        *adopted(3, "pilot", "2027-02-01"),
    )

    assert in_force(held, "pools", None, NOON).version == 1  # type: ignore[union-attr]
    later = in_force(held, "pools", None, NOON + timedelta(days=180))
    assert later is not None
    assert later.rule == "pools.2"
    assert in_force(held, "pools", "pilot", NOON).version == 3  # type: ignore[union-attr]
    assert in_force(held, "charter", None, NOON) is None
