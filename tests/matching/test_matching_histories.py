"""What holds after any history, whoever asks what, in which order, and however late it arrives."""

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.matching import inbox
from baraza.matching import messages as m
from baraza.matching.domain.v1.certificate import read_instance, strict
from baraza.matching.domain.v1.state import Voided
from pairings import (
    CLOSES,
    OPERATOR,
    PILOT,
    READY,
    ROUND,
    Story,
    announce,
    answer,
    enter,
    lifted,
    mandate,
    measure,
    mentor_role,
    merged,
    registered,
    staged,
    story,
    who,
)
from policy_stories import crossed, rules

MENTEES = [who(f"e{k}") for k in range(5)]
MENTORS = [who(f"m{k}") for k in range(3)]
AUTUMN = "pilot-autumn"


def held(told: Story) -> Counter[str]:
    """Open offers and live relationships of each mentor, counted from the log's facts alone."""
    open_: Counter[str] = Counter()
    for _, fact in told.log:
        if isinstance(fact, m.PairProposed):
            open_[fact.mentor] += 1
        if isinstance(fact, m.OfferEnded) and fact.how != "taken":
            open_[fact.mentor] -= 1
    return open_


def places(told: Story) -> dict[str, int]:
    """What each mentor said last."""
    return {
        fact.person: fact.places for fact in told.facts(m.RoundEntered) if fact.side == "mentor"
    }


people = st.sampled_from(MENTEES), st.sampled_from(MENTORS)
answers = st.tuples(
    st.just("answer"),
    st.integers(0, 30),  # which proposal
    st.sampled_from(["mentor", "mentee"]),
    st.sampled_from(["accept", "accept", "decline", "undo"]),
)
by_hand = st.tuples(st.just("propose"), *people, st.just(""))
days = st.tuples(st.just("wait"), st.integers(0, 4), st.just(""), st.just(""))
again = st.tuples(st.just("enter"), *people, st.integers(0, 3))
leaves = st.tuples(st.just("leave"), *people, st.just(""))
late = st.tuples(
    st.just("late"), st.integers(0, 30), st.sampled_from(["mentor", "mentee"]), st.just("")
)
kept_out = st.tuples(st.just("measure"), *people, st.booleans())
joined = st.tuples(st.just("merge"), *people, st.integers(0, 4))
undone = st.tuples(st.just("void"), st.sampled_from([ROUND, AUTUMN]), st.just(""), st.just(""))
turns = st.tuples(st.just("turn"), st.just(0), st.just(""), st.just(""))
acts = st.tuples(
    st.one_of(answers, answers, by_hand, days, again, leaves, turns), st.integers(0, 6)
)


def act(told: Story, what: Any, behind: int) -> None:  # noqa: PLR0912 - a case for each
    """One thing that somebody does, decided at a state so many decisions old."""
    kind, one, two, three = what
    match kind:
        case "answer":
            proposed = told.facts(m.PairProposed)
            if proposed:
                pair = proposed[one % len(proposed)]
                said = answer(pair.mentor, pair.mentee, getattr(pair, two), three)
                told.ask(said, behind=behind)
        case "propose":
            told.ask(told.rematch(ROUND, two, one), OPERATOR, "operate", behind=behind)
        case "wait":
            told.at += timedelta(days=one)
        case "enter":
            told.ask(enter(one, "mentee", AUTUMN), behind=behind)
            told.ask(enter(two, "mentor", AUTUMN, places=three), behind=behind)
        case "late":
            proposed = told.facts(m.PairProposed)
            if proposed:
                pair = proposed[one % len(proposed)]
                told.ask(answer(pair.mentor, pair.mentee, pair.mentor))
                told.hear(measure(getattr(pair, two)))
                told.ask(answer(pair.mentor, pair.mentee, pair.mentee), behind=1)
        case "measure":
            for person in (one, two)[: 1 + three]:
                told.hear(lifted(person) if person in told.state.suspended else measure(person))
        case "merge":
            other = (*MENTEES, *MENTORS)[three] if three else two
            if not told.state.identities.same(one, other):
                told.hear(merged(one, other))
        case "void":
            void = m.VoidRound(round=one, ground="input_wrong", finding="f1")
            told.ask(void, OPERATOR, "rules", behind=behind)
        case "leave":
            for person in (one, two):
                told.ask(m.LeaveRound(round=AUTUMN, person=person), behind=behind)
        case _:
            told.turn()


RULES = [
    {},
    rules("stable"),
    rules("crossing", crossed(("mena", {"region": "mena"}, 500))),
    rules("crossing", crossed(("mena", {"region": "mena"}, 1000))),  # often without an answer
]


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(RULES),
    st.lists(st.integers(0, 2), min_size=3, max_size=3),
    st.lists(acts, max_size=40),
)
def test_no_history_overfills_a_mentor(
    changes: dict[str, Any], room: list[int], history: list[tuple[Any, int]]
) -> None:
    """I14, over two rounds, under each rule, with answers, expiries, rematches and asks that lost a
    race."""
    told = story(5, 3, entered=False, **changes)
    for person in MENTEES[:4]:
        told.ask(enter(person, "mentee"))
    for person, offered in zip(MENTORS, room, strict=True):
        told.ask(enter(person, "mentor", places=offered))
    told.live()
    told.at += timedelta(days=1)
    told.ask(announce(AUTUMN, CLOSES + timedelta(days=8)), OPERATOR, "operate")

    for what, behind in history:
        act(told, what, behind)
        assert all(count <= places(told)[mentor] for mentor, count in held(told).items())

    started = Counter(fact.mentee for fact in told.facts(m.RelationshipStarted))
    assert all(count == 1 for count in started.values())


rare = st.one_of(late, kept_out, joined, undone, answers, answers, days, again, leaves, turns)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(rare, st.integers(0, 6)), max_size=40))
def test_whatever_happens_to_people_no_offer_is_made_that_may_not_be(
    history: list[tuple[Any, int]],
) -> None:
    """I14 and I15, with measures, merges and void rounds beside what people do."""
    told = story(4, 3)
    told.hear(mandate(kind="rules"))
    told.hear(inbox.MatterOpened(kind="finding", matter="f1"))
    told.live()
    told.at += timedelta(days=1)
    told.ask(announce(AUTUMN, CLOSES + timedelta(days=8)), OPERATOR, "operate")

    for what, behind in history:
        before = len(told.log)
        act(told, what, behind)
        for _, fact in told.log[before:]:
            if isinstance(fact, m.PairProposed | m.RelationshipStarted):
                state = told.state
                assert not state.kept_out(fact.mentor)
                assert not state.kept_out(fact.mentee)
                assert not state.identities.same(fact.mentor, fact.mentee)
                assert not isinstance(state.rounds[fact.round].phase, Voided)
        assert all(count <= places(told)[mentor] for mentor, count in held(told).items())


def overtaken(round_: str) -> Story | None:
    """One place, asked for twice: by who was first in order, then by who came and went first.

    None where the draw of this round puts the newcomer behind.
    """
    told = story(4, 2, round_=round_)
    told.live(round_)
    one, other = told.facts(m.PairProposed)
    told.ask(answer(one.mentor, one.mentee, one.mentee, "decline"))
    first, then = told.rematch(round_, one.mentor), len(told.past)
    told.ask(answer(other.mentor, other.mentee, other.mentee, "decline"))
    newcomer = told.rematch(round_, one.mentor)
    if newcomer.mentee == first.mentee:
        return None
    told.ask(newcomer, OPERATOR, "operate")
    told.ask(first, OPERATOR, "operate", behind=len(told.past) - then)
    return told


def wanted_twice(round_: str) -> Story | None:
    """One mentee, first in order for two places, both offered at the same old state."""
    told = story(8, 2, round_=round_)
    told.live(round_)
    for pair in told.facts(m.PairProposed):
        told.ask(answer(pair.mentor, pair.mentee, pair.mentee, "decline"))
    here, there = (told.rematch(round_, pair.mentor) for pair in told.facts(m.PairProposed))
    if here.mentee != there.mentee:
        return None
    told.ask(here, OPERATOR, "operate")
    told.ask(there, OPERATOR, "operate", behind=1)
    return told


ROUNDS = [f"pilot-{k}" for k in range(40)]


def test_two_proposals_for_one_place_give_one_offer() -> None:
    """I14, where the second was decided before the first was known."""
    tried = [told for told in map(overtaken, ROUNDS) if told is not None]

    assert len(tried) > 5
    assert all(count <= 1 for told in tried for count in held(told).values())


def test_two_proposals_to_one_mentee_give_one_offer() -> None:
    tried = [told for told in map(wanted_twice, ROUNDS) if told is not None]

    assert len(tried) > 2
    for told in tried:
        asked = Counter(f.mentee for f in told.facts(m.PairProposed) if f.origin == "rematch")
        assert set(asked.values()) == {1}


def test_two_acceptances_for_one_place_give_one_relationship() -> None:
    told = story(2, 1)
    told.live()
    told.at += timedelta(days=1)
    first = told.facts(m.PairProposed)[0]
    told.ask(answer(first.mentor, first.mentee, first.mentor))
    told.ask(answer(first.mentor, first.mentee, first.mentee, "decline"))
    told.turn()
    second = told.facts(m.PairProposed)[1]
    told.ask(answer(second.mentor, second.mentee, second.mentor))
    told.ask(answer(second.mentor, second.mentee, second.mentee))

    late = told.ask(answer(first.mentor, first.mentee, first.mentee))

    assert len(told.facts(m.RelationshipStarted)) == 1
    assert late[0]["reason"] == "no_place_left"


DAYS = st.sampled_from(["2027-03-01", "2027-04-01", "2027-04-02", "2027-04-03", "2027-05-01"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(DAYS, st.none() | DAYS, st.none() | DAYS), min_size=3, max_size=3))
def test_a_mentor_whose_role_is_not_active_is_in_no_candidate_pair(terms: list[Any]) -> None:
    """I15: roles that begin late, have ended, or end between entering and closing."""
    told = Story(*READY)
    for person in MENTEES[:3]:
        told.hear(registered(person))
        told.hear(staged(person))
    for person, (starts, ends, _) in zip(MENTORS, terms, strict=True):
        told.hear(mentor_role(person, starts, ends))
    told.ask(announce(), OPERATOR, "operate")
    for person in MENTEES[:3]:
        told.ask(enter(person, "mentee"))
    for person in MENTORS:
        told.ask(enter(person, "mentor"))
    for person, (starts, _, shortened) in zip(MENTORS, terms, strict=True):
        if shortened:
            told.hear(mentor_role(person, starts, shortened))

    told.live()

    instance = read_instance(told.exhibits[told.facts(m.RoundSettled)[0].instance.exhibit])
    candidates = {instance.mentors[j] for row in instance.mentees for j in row.mentors}
    asked = candidates | {fact.mentor for fact in told.facts(m.PairProposed)}
    assert all(told.state.active_mentor(person, PILOT, CLOSES) for person in asked)


@settings(max_examples=40, deadline=None)
@given(st.permutations([*MENTEES, *MENTORS]))
def test_no_order_of_entering_changes_what_is_sealed(order: list[str]) -> None:
    """I3: the same people, in whatever order, give the same bytes."""

    def sealed(people_: list[str]) -> tuple[str, ...]:
        told = story(5, 3, entered=False)
        for person in people_:
            told.ask(enter(person, "mentee" if person in MENTEES else "mentor"))
        told.at = CLOSES
        command = told.frozen(ROUND)
        return command.sealed.exhibit, command.scores.exhibit, command.exclusions.exhibit

    assert sealed(list(order)) == sealed([*MENTEES, *MENTORS])


@settings(max_examples=60, deadline=None)
@given(st.integers(-30, 200))
def test_inputs_are_fixed_before_their_chance_exists(minutes: int) -> None:
    """I27: whenever the service gets to it, a freeze that stands is older than the pulse."""
    told = story(2, 1)
    told.at = CLOSES + timedelta(minutes=minutes)
    told.turn()

    for event, fact in told.log:
        if isinstance(fact, m.RoundFrozen):
            assert CLOSES <= event.time < told.state.rounds[ROUND].pulse_at


def test_a_personal_pair_is_listed_and_never_made() -> None:
    told = story(2, 2)
    told.personal = frozenset({(who("e0"), who("m0")), (who("e0"), who("m1"))})
    told.live()

    exclusions = strict(told.exhibits[told.facts(m.RoundFrozen)[0].exclusions.exhibit])
    assert exclusions["personal"] == [[0, 0], [0, 1]]
    assert told.facts(m.MenteeUnmatched)[0].reason == "no_candidate"
