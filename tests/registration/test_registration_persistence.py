"""Persistence: acts done of acts that were open, each cited, nothing held against anybody."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1.evidence import Barrier
from baraza.registration.domain.v1.persistence import (
    CITED_MAX,
    Chance,
    Person,
    assess,
    unreasonable,
    why,
)
from enrolling import PROGRAMME, oneself, operator, person, pid, pm
from given import given
from progress import (
    SOME_DAY,
    announced,
    at,
    attended,
    barrier,
    booked,
    enrolled,
    entered,
    held,
    pair,
    said_of,
    settled,
    year,
)

LATER = SOME_DAY + timedelta(days=100)
QUIET = ("22:00", "07:00")
ASK = m.AssessPersistence(person=pid(1), programme=PROGRAMME)
DAYTIME = datetime(2027, 6, 1, 15, tzinfo=UTC)
NIGHT = datetime(2027, 6, 2, 3, tzinfo=UTC)


def assessed(*facts: Any, now: datetime = LATER) -> m.PersistenceAssessed:
    history = given(CURRENT, *year(entered("mentored"), pair(), *facts))
    fact: m.PersistenceAssessed = history.when(ASK, pm(now)).facts[0]
    return fact


def numbers(fact: m.PersistenceAssessed) -> tuple[int, int, int, int, bool]:
    return fact.done, fact.open, fact.excused, fact.per_mille, fact.committed


# --- what counts ---------------------------------------------------------------------------


def test_sessions_and_workshops_that_were_open_are_counted_and_each_act_is_cited() -> None:
    facts = year(
        entered("mentored"),
        pair(),
        *[booked(n) for n in (1, 2, 3)],
        enrolled(),
        attended(),
        *held(1),
        *held(2),
    )
    fact = given(CURRENT, *facts).when(ASK, pm(LATER)).facts[0]

    assert numbers(fact) == (3, 4, 0, 750, True)
    assert set(fact.cited) == {
        facts.index(attended()), facts.index(held(1)[0]), facts.index(held(2)[0])
    }  # fmt: skip


def test_what_lay_at_night_in_another_language_or_behind_a_barrier_is_not_counted() -> None:
    stuck = barrier(starts_on="2027-06-10", ends_on="2027-06-20")
    french = [
        inbox.WorkshopPlanned(workshop="w3", language="fr"),
        *announced("w4", SOME_DAY),
        inbox.WorkshopAnnounced(
            workshop="w3", programme=PROGRAMME, purpose="skills", start=SOME_DAY
        ),
    ]
    fact = assessed(
        *french,
        stuck,
        said_of(stuck, "accepted"),
        booked(1, NIGHT),
        booked(2, DAYTIME + timedelta(days=14)),  # behind the barrier
        booked(3),
        *held(3),
        enrolled("w3"),
    )

    assert numbers(fact) == (1, 1, 3, 1000, True)


def test_the_hour_is_that_of_the_persons_own_zone() -> None:
    far = person(1).model_copy(update={"zone_band": 9})
    facts = year(far, entered("mentored"), pair(), booked(1, NIGHT), booked(2, DAYTIME))
    fact = given(CURRENT, *facts).when(ASK, pm(LATER)).facts[0]

    assert (fact.open, fact.excused) == (1, 1)  # 3:00 is noon there, 15:00 is midnight


def test_who_came_at_night_has_come() -> None:
    fact = assessed(booked(1, NIGHT), booked(2), *held(1))

    assert numbers(fact) == (1, 2, 0, 500, False)


def test_nothing_counts_that_was_called_off_given_up_or_is_still_to_come() -> None:
    gone = inbox.RelationshipEnded(
        relationship="rel1", programme=PROGRAMME, mentor=pid(2), mentee=pid(1)
    )
    fact = assessed(
        booked(1),
        *held(1),
        booked(2),
        inbox.SessionChanged(session="s2", to="cancelled"),
        booked(3, LATER + timedelta(days=1)),
        enrolled("w1"),
        inbox.EnrolmentCancelled(workshop="w1", person=pid(1)),
        enrolled("w2"),
        inbox.WorkshopCancelled(workshop="w2"),
        booked(4, DAYTIME + timedelta(days=7)),
        at(SOME_DAY + timedelta(days=1), gone),
        now=LATER,
    )

    assert numbers(fact) == (1, 1, 0, 1000, True)


def test_a_workshop_counts_at_the_time_to_which_it_moved() -> None:
    moved = inbox.WorkshopChanged(workshop="w1", before=SOME_DAY, start=LATER + timedelta(days=3))

    assert numbers(assessed(enrolled(), moved)) == (0, 0, 0, 0, False)
    assert numbers(assessed(enrolled())) == (0, 1, 0, 0, False)


def test_what_is_disputed_was_not_done() -> None:
    fact = assessed(booked(1), *held(1, how="disputed"), enrolled(), attended())
    disputed = assessed(enrolled(), attended(), settled("a-w1-1", "disputed"))

    assert (fact.done, fact.open) == (1, 2)
    assert (disputed.done, disputed.open) == (0, 1)


# --- who may ask ---------------------------------------------------------------------------


def test_it_is_assessed_by_the_service_or_an_operator_of_whoever_takes_part() -> None:
    history = given(CURRENT, *year(entered()))

    history.when(ASK, operator(LATER)).stands()
    history.when(ASK, oneself(pid(1), LATER)).refused("no_mandate")
    other = ASK.model_copy(update={"person": pid(2)})
    history.when(other, operator(LATER)).refused("unknown_entity")
    nowhere = given(CURRENT, *year(entered(), without="stage_set")[0:9], person(1), entered())
    nowhere.when(ASK, pm(LATER)).refused("not_adopted")


# --- invariants ----------------------------------------------------------------------------

TIMES = st.datetimes(datetime(2027, 4, 1), datetime(2027, 12, 31)).map(  # noqa: DTZ001
    lambda time: time.replace(tzinfo=UTC)
)
CHANCES = st.lists(st.tuples(TIMES, st.booleans()), max_size=30).map(
    lambda all_: [
        Chance(f"session.{n}", start, n if done else None) for n, (start, done) in enumerate(all_)
    ]
)
PEOPLE = st.builds(
    Person,
    st.integers(-12, 14),
    st.just(("en",)),
    st.lists(
        st.tuples(TIMES, TIMES).map(
            lambda days: Barrier(
                "p", min(days).date().isoformat(), max(days).date().isoformat(), accepted=True
            )
        ),
        max_size=2,
    ),
)


@forall(CHANCES, PEOPLE, TIMES, st.booleans())
def test_an_occasion_that_was_not_open_never_lowers_anything(
    chances: list[Chance], person: Person, start: datetime, done: bool
) -> None:
    """I11."""
    more = Chance("session.more", start, 999 if done else None)
    if why(Chance("session.more", start), person, QUIET) == "missed":
        return  # it was open
    before, after = assess(chances, person, QUIET), assess([*chances, more], person, QUIET)

    assert after.per_mille >= before.per_mille
    assert after.done >= before.done


@forall(CHANCES, PEOPLE)
def test_every_act_that_counts_is_cited_once(chances: list[Chance], person: Person) -> None:
    """I12."""
    found = assess(chances, person, QUIET)
    acts = sorted(c.act for c in chances if c.act is not None)

    assert list(found.cited) == acts
    assert found.done == len(acts)
    assert found.done <= found.open
    assert found.open + found.excused == len(chances)


def test_no_more_is_cited_than_an_entry_holds() -> None:
    chances = [Chance(f"session.{n}", SOME_DAY + timedelta(days=n), n) for n in range(300)]
    found = assess(chances, Person(), ("00:00", "00:00"))

    assert found.cited == tuple(range(300 - CITED_MAX, 300))
    assert (found.done, found.open) == (CITED_MAX, CITED_MAX)


def test_hours_in_which_nobody_is_expected_may_pass_midnight() -> None:
    def hour(text: str) -> int:
        return int(text[:2]) * 60 + int(text[3:])

    night = ("21:59", "22:00", "03:00", "06:59", "07:00")
    assert [unreasonable(hour(t), QUIET) for t in night] == [False, True, True, True, False]
    assert unreasonable(hour("01:30"), ("01:00", "02:00"))
    assert not unreasonable(hour("02:00"), ("01:00", "02:00"))
    assert not unreasonable(hour("01:00"), ("01:00", "01:00"))
