"""Letters follow from the log: everybody enrolled is told, and the day's digest says so (I30)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1.letters import Letter, digest, letters
from enrolling import INTAKE, operator, pid, pm
from given import Given, given
from progress import SOME_DAY, at, enrolled, year

MOVED = datetime(2027, 8, 2, 10, tzinfo=UTC)
DAY = "2027-08-02"
AFTER = datetime(2027, 8, 3, tzinfo=UTC)
CHANGE = inbox.WorkshopChanged(
    workshop="w2", before=SOME_DAY + timedelta(days=20), start=SOME_DAY + timedelta(days=50)
)
ASK = m.RecordDeliveries(day=DAY)


def queued(who: int, workshop: str = "w2") -> inbox.EnrolmentQueued:
    return inbox.EnrolmentQueued(workshop=workshop, person=pid(who))


def gave_up(who: int, workshop: str = "w2") -> inbox.EnrolmentCancelled:
    return inbox.EnrolmentCancelled(workshop=workshop, person=pid(who))


def moved(*before: Any) -> Given:
    return given(CURRENT, *year(*before), at(MOVED, CHANGE))


def told(history: Given, day: str = DAY) -> list[Letter]:
    known = history.state.mail.days.get(day)
    return list(known.letters) if known else []


def test_everybody_enrolled_or_waiting_is_told_the_old_and_the_new_time() -> None:
    history = moved(
        enrolled("w2", 2), enrolled("w2", 1), queued(3), enrolled("w1", 4), enrolled("w2", 5),
        gave_up(5),
    )  # fmt: skip

    found = told(history)
    assert [letter.person for letter in found] == [pid(1), pid(2), pid(3)]
    assert found[0].document == {
        "kind": "workshop_changed",
        "person": pid(1),
        "about": "w2",
        "cause": history.position - 1,
        "before": "2027-06-21T15:00:00.000Z",
        "after": "2027-07-21T15:00:00.000Z",
    }


def test_the_days_deliveries_are_recorded_when_it_is_over_and_once() -> None:
    history = moved(enrolled("w2", 1), queued(2))
    (step,) = [s for s in history.state.pending.values() if s.command == "RecordDeliveries"]

    assert (step.ask, step.not_before) == (ASK, AFTER)
    history.when(ASK, pm(MOVED)).refused("too_early")
    history.when(ASK, operator(AFTER)).refused("no_mandate")
    decided = history.when(ASK, pm(AFTER))
    decided.then(m.DeliveriesRecorded(day=DAY, digest=digest(told(history)), sent=2, failed=0))
    decided.after.when(ASK, pm(AFTER)).refused("already_done")
    assert not [s for s in decided.after.state.pending.values() if s.command == "RecordDeliveries"]


def test_a_day_on_which_nobody_is_told_anything_has_no_record() -> None:
    history = moved()

    assert told(history) == []
    assert not history.state.pending
    history.when(ASK, pm(AFTER)).refused("already_done")


def test_who_was_erased_since_is_told_nothing() -> None:
    gone = m.PersonErased(pseudonym=pid(1), ground="requested")
    asked = m.ErasureRequested(person=pid(1))
    history = given(
        CURRENT, *year(enrolled("w2", 1), enrolled("w2", 2)), at(MOVED, CHANGE), asked, gone
    )

    fact = history.when(ASK, pm(AFTER)).facts[0]
    assert (fact.sent, fact.failed) == (1, 1)
    assert fact.digest == digest(told(history))


def test_offers_reminders_and_outcomes_are_told_to_the_person() -> None:
    outcome = m.CandidacySettled(
        intake=INTAKE, person=pid(1), outcome="reserve", rank=3, points=10, marks={}
    )
    reminder = m.OfferReminded(kind="veteran", offer="o1", person=pid(2), number=1)
    offer = m.OfferMade(kind="place", offer="o2", person=pid(3), intake=INTAKE, answer_by=AFTER)
    invitation = m.OfferMade(
        kind="invitation", offer="o3", person=pid(4), intake=INTAKE, answer_by=AFTER
    )
    facts: list[Any] = [outcome, reminder, offer, invitation]
    found = [letter for fact in facts for letter in letters(fact, 7)]

    assert [(one.kind, one.person, one.about) for one in found] == [
        ("application_reserve", pid(1), INTAKE),
        ("veteran_reminded", pid(2), "o1"),
        ("place_offered", pid(3), "o2"),
    ]


@forall(st.lists(st.tuples(st.sampled_from(["enrol", "queue", "leave"]), st.integers(1, 9))))
def test_the_letters_name_exactly_those_who_are_in_the_workshop(
    events: list[tuple[str, int]],
) -> None:
    """I30."""
    seated: set[str] = set()
    facts: list[Any] = []
    for what, who in events:
        if what == "leave":
            seated.discard(pid(who))
            facts.append(gave_up(who))
        else:
            seated.add(pid(who))
            facts.append(enrolled("w2", who) if what == "enrol" else queued(who))
    cancelled = at(MOVED, inbox.WorkshopCancelled(workshop="w2"))

    assert [one.person for one in told(moved(*facts))] == sorted(seated)
    history = given(CURRENT, *year(*facts), cancelled)
    assert [one.person for one in told(history)] == sorted(seated)
    if seated:
        fact = history.when(ASK, pm(AFTER)).facts[0]
        assert (fact.digest, fact.sent) == (digest(told(history)), len(seated))
