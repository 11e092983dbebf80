"""What holds over a year of pairs that begin, pause and end, and over its second round."""

from collections import Counter
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from baraza.matching import inbox
from baraza.matching import messages as m
from baraza.matching.domain.v1.certificate import read_instance
from baraza.matching.domain.v1.matches import Live, Proposed
from pairings import (
    CLOSES,
    OPERATOR,
    PILOT,
    ROUND,
    Story,
    announce,
    answer,
    end,
    enter,
    mentor_role,
    participant,
    role_changed,
    role_ended,
    story,
    who,
)

MENTEES = [who(f"e{k}") for k in range(5)]
MENTORS = [who(f"m{k}") for k in range(3)]
AUTUMN = "pilot-autumn"
AUTUMN_CLOSES = CLOSES + timedelta(days=120)


def held(told: Story) -> Counter[str]:
    """Open offers and live relationships of each mentor, counted from the log's facts alone."""
    count: Counter[str] = Counter()
    for _, fact in told.log:
        match fact:
            case m.PairProposed():
                count[fact.mentor] += 1
            case m.OfferEnded() if fact.how != "taken":
                count[fact.mentor] -= 1
            case m.RelationshipEnded():
                count[fact.mentor] -= 1
            case _:
                pass
    return count


def live(told: Story) -> list[m.RelationshipStarted]:
    over = {fact.relationship for fact in told.facts(m.RelationshipEnded)}
    return [fact for fact in told.facts(m.RelationshipStarted) if fact.relationship not in over]


def places(told: Story) -> dict[str, int]:
    """What each mentor said last."""
    return {
        fact.person: fact.places for fact in told.facts(m.RoundEntered) if fact.side == "mentor"
    }


which, mentee, mentor = st.integers(0, 30), st.sampled_from(MENTEES), st.sampled_from(MENTORS)
said = st.sampled_from(["accept", "accept", "accept", "decline", "undo"])
answers = st.tuples(st.just("answer"), which, st.sampled_from(["mentor", "mentee"]), said)
both = st.tuples(st.just("both"), which, st.just(""), st.just(""))
ends = st.tuples(st.just("end"), which, st.booleans(), st.sampled_from(["mentee", "mentor"]))
by_hand = st.tuples(st.just("propose"), mentee, mentor, st.sampled_from([ROUND, AUTUMN]))
roles = st.tuples(
    st.just("role"), mentor, st.sampled_from(["paused", "active", "ended", "granted"]), st.just("")
)
stays = st.tuples(st.just("stays"), mentee, st.booleans(), st.just(""))
waits = st.tuples(st.just("waits"), mentee, st.booleans(), st.sampled_from([ROUND, AUTUMN]))
enters = st.tuples(st.just("enter"), mentee, mentor, st.integers(0, 3))
days = st.tuples(st.just("wait"), st.sampled_from([0, 1, 4, 40, 130]), st.just(""), st.just(""))
hands = st.tuples(st.just("hand"), mentee, mentor, st.sampled_from([ROUND, AUTUMN]))
backups = st.tuples(st.just("backup"), which, mentor, st.just(""))
changes = st.tuples(
    st.just("change"),
    which,
    st.sampled_from(["pause", "resume", "extend"]),
    st.sampled_from(["2027-05-01", "2027-08-01", "2028-01-01", "2028-03-01"]),
)
appeals = st.tuples(st.just("upheld"), which, st.just(""), st.just(""))
turns = st.tuples(st.just("turn"), st.just(0), st.just(""), st.just(""))
kinds = st.one_of(
    *(both, answers, both, ends, ends, by_hand, roles, stays, waits, enters, days, turns, turns),
    *(hands, hands, backups, changes, appeals),
)
acts = st.lists(st.tuples(kinds, st.integers(0, 6)), max_size=50)


def act(told: Story, what: Any, behind: int) -> None:
    """One thing that somebody does, decided at a state so many decisions old."""
    kind, one, two, three = what
    proposed, started = told.facts(m.PairProposed), told.facts(m.RelationshipStarted)
    match kind:
        case "answer" if proposed:
            pair = proposed[one % len(proposed)]
            word = answer(pair.mentor, pair.mentee, getattr(pair, two), three)
            told.ask(word, behind=behind)
        case "both" if proposed:
            pair = proposed[-1 - one % len(proposed)]
            for person in (pair.mentee, pair.mentor):
                told.ask(answer(pair.mentor, pair.mentee, person), behind=behind)
        case "end" if started:
            old = started[one % len(started)]
            asked = end(old.relationship, rematch=two)
            told.ask(asked, f"person.{getattr(old, three)}", behind=behind)
        case "propose" if three in told.state.rounds:
            told.ask(told.rematch(three, two, one), OPERATOR, "operate", behind=behind)
        case "role" if two == "granted":
            told.hear(mentor_role(one))
        case "role":
            told.hear(role_ended(one) if two == "ended" else role_changed(one, two))
        case "stays":
            told.hear(participant(one) if two else role_ended(one, "participant"))
        case "waits":
            command = m.JoinWaitingList if two else m.LeaveWaitingList
            told.ask(command(round=three, mentee=one), f"person.{one}", behind=behind)
        case "enter":
            told.ask(enter(one, "mentee", AUTUMN), behind=behind)
            told.ask(enter(two, "mentor", AUTUMN, places=three), behind=behind)
        case "wait":
            told.at += timedelta(days=one)
        case _:
            beside(told, what, behind)


def beside(told: Story, what: Any, behind: int) -> None:
    """By hand, after an appeal, or with a relationship that goes on."""
    kind, one, two, three = what
    started = told.facts(m.RelationshipStarted)
    match kind:
        case "hand" if three in told.state.rounds:
            offer = told.offer("hand", one, two, three, ground="asked_for")
            told.ask(offer, OPERATOR, "operate", behind=behind)
        case "backup" if started:
            said = {"relationship": started[one % len(started)].relationship, "backup": two}
            named = m.DesignateBackup.model_validate({**said, "quarter_hours": told.hours})
            told.ask(named, OPERATOR, "operate", behind=behind)
        case "change" if started:
            pair = started[one % len(started)]
            said = {"relationship": pair.relationship, "change": two, "until": three}
            changed = m.ChangeRelationship.model_validate(said)
            for person in (pair.mentee, pair.mentor):
                told.ask(changed, f"person.{person}", behind=behind)
        case "upheld" if told.state.unmatched:
            about = sorted(told.state.unmatched)[one % len(told.state.unmatched)]
            told.hear(inbox.MatterDecided(kind="appeal", outcome="upheld", about=about))
        case _:
            told.turn()


def lived(room: list[int], history: list[Any]) -> Story:
    """Spring is settled, autumn is announced; then this history, checked after each act."""
    told = story(5, 3, entered=False)
    told.hear(inbox.ProgrammeOpened(programme=PILOT, ends_on="2028-02-01"))
    for person in MENTEES[:4]:
        told.ask(enter(person, "mentee"))
    for person, offered in zip(MENTORS, room, strict=True):
        told.ask(enter(person, "mentor", places=offered))
    told.live()
    opens = {"opens": told.at}
    told.ask(announce(AUTUMN, AUTUMN_CLOSES, **opens), OPERATOR, "operate")
    for what, behind in history:
        act(told, what, behind)
        assert all(count <= places(told)[mentor] for mentor, count in held(told).items())
        assert all(count == 1 for count in Counter(r.mentee for r in live(told)).values())
    return told


rooms = st.lists(st.integers(0, 2), min_size=3, max_size=3)


@settings(max_examples=120, deadline=None)
@given(rooms, acts)
def test_no_year_overfills_a_mentor(room: list[int], history: list[Any]) -> None:
    """I14: with ends, pauses, leavers, rematches, two rounds, and asks that lost a race."""
    told = lived(room, history)

    assert {who: held_ for who, held_ in held(told).items() if held_} == {
        mentor: told.state.held(mentor) for mentor in MENTORS if told.state.held(mentor)
    }


@settings(max_examples=40, deadline=None)
@given(rooms, acts)
def test_what_has_ended_is_waited_for_no_more(room: list[int], history: list[Any]) -> None:
    """However often a pair paused or went on longer: all is over the day after the programme."""
    told = lived(room, history)
    told.at = max(told.at, AUTUMN_CLOSES + timedelta(days=400))
    told.turn()

    assert not live(told)
    assert told.state.agenda.next() is None
    assert all(one.ends_on <= "2028-02-01" for one in told.state.relationships.values())


@settings(max_examples=80, deadline=None)
@given(rooms, acts)
def test_nobody_stays_with_who_has_left(room: list[int], history: list[Any]) -> None:
    """Once the service has done what it owes itself, all who have left are alone."""
    told = lived(room, history)
    told.turn()

    gone = {who for (who, _), role in told.state.roles.items() if role.state == "ended"}
    gone |= {who for who, _ in told.state.left}
    for pair in told.state.pairs.values():
        if isinstance(pair.phase, Proposed | Live):
            assert gone.isdisjoint({pair.mentor, pair.mentee})
    assert gone.isdisjoint(told.state.waiting)
    assert set(told.state.waiting).isdisjoint(told.state.paired)


@settings(max_examples=80, deadline=None)
@given(rooms, acts, st.lists(st.sampled_from(["paused", "resting", "ended", ""]), min_size=3))
def test_who_is_not_active_at_the_freeze_is_in_no_candidate_pair(
    room: list[int], history: list[Any], last: list[str]
) -> None:
    """I15: mentors who have paused, rest or have left, in the second round."""
    told = lived(room, [(what, 0) for what, _ in history if what[0] not in {"wait", "role"}])
    told.at = AUTUMN_CLOSES - timedelta(days=1)
    told.turn()
    for person in MENTEES:
        told.ask(enter(person, "mentee", AUTUMN))
    for person, state in zip(MENTORS, last, strict=False):
        told.ask(enter(person, "mentor", AUTUMN, places=3))
        if state:
            told.hear(role_ended(person) if state == "ended" else role_changed(person, state))
    told.live(AUTUMN)

    settled = told.facts(m.RoundSettled)[-1]
    assert settled.round == AUTUMN
    instance = read_instance(told.exhibits[settled.instance.exhibit])
    candidates = {instance.mentors[j] for row in instance.mentees for j in row.mentors}
    offered = {fact.mentor for fact in told.facts(m.PairProposed) if fact.round == AUTUMN}
    for person in candidates | offered:
        assert told.state.active_mentor(person, PILOT, AUTUMN_CLOSES)
