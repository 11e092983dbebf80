"""How a programme was run: where people met, who held what, what money did, what will lack."""

from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from enrolling import PROGRAMME, application, begun, intake, pid
from given import Given, given
from progress import year
from reporting import people, role, told

LINE = inbox.MoneyAccount(account="line", line="mentoring")
OTHER = inbox.MoneyAccount(account="line", line="workshops")
ALLOCATION = inbox.MoneyAccount(account="allocation")
SPENT = inbox.MoneyAccount(account="spent", line="mentoring")


def session(number: int, state: str = "held", venue: str = "online") -> inbox.RecordMade:
    return inbox.RecordMade(
        kind="session",
        record=f"s{number}",
        person=pid(1),
        state=state,
        programme=PROGRAMME,
        venue_kind=venue,
        format="one_to_one",
    )


def organisation(name: str, kind: Any) -> m.OrganisationRegistered:
    return m.OrganisationRegistered(
        organisation=name, kind=kind, names={"en": name}, region="asia", country="", source="csv"
    )


def sitting(workshop: str, host: str) -> inbox.WorkshopAnnounced:
    return inbox.WorkshopAnnounced(
        workshop=workshop, programme=PROGRAMME, purpose="skills", host=host
    )


def moved(source: Any, target: Any, amount: int, envelope: str = "e1") -> inbox.MoneyMoved:
    return inbox.MoneyMoved(envelope=envelope, source=source, target=target, amount_minor=amount)


def lived(*facts: Any) -> Given:
    opened = inbox.EnvelopeOpened(envelope="e1", programme=PROGRAMME)
    return given(CURRENT, *year(opened, *facts))


def test_formats_count_what_was_held_of_what_was_told_by_venue_and_by_format() -> None:
    online = [session(n, "held" if n < 8 else "missed") for n in range(16)]
    there = [session(100 + n, "held" if n < 6 else "missed", "in_person") for n in range(12)]

    assert told(lived(*online, *there), "formats") == {
        "format_one_to_one": (14, 28),
        "venue_in_person": (6, 12),
        "venue_online": (8, 16),
    }


def test_a_venue_of_a_few_sessions_is_not_told() -> None:
    few = [session(n, venue="on_wiki") for n in range(3)]
    many = [session(100 + n) for n in range(20)]

    assert told(lived(*few, *many), "formats")["venue_on_wiki"] == (None, None)


def test_delivery_counts_workshops_by_kind_of_host_and_forgets_those_called_off() -> None:
    hosts = [organisation("aff-x", "chapter"), organisation("aff-y", "user_group")]
    facts = [sitting("a", "aff-x"), sitting("b", "aff-x"), sitting("c", "aff-y")]
    called_off = [sitting("d", "aff-y"), inbox.WorkshopCancelled(workshop="d")]
    after = [inbox.WorkshopHeld(workshop="a"), inbox.WorkshopHeld(workshop="elsewhere")]

    rows = told(lived(*hosts, *facts, *called_off, *after), "delivery")

    assert (rows["chapter"], rows["user_group"]) == ((1, 2), (0, 1))
    assert told(lived(sitting("a", "nobody")), "delivery")["unknown"][0] == 0


def test_investment_tells_what_lines_were_given_and_spent() -> None:
    moves = [
        moved(ALLOCATION, LINE, 1000),
        moved(ALLOCATION, OTHER, 500),
        moved(OTHER, LINE, 100),
        moved(LINE, SPENT, 300),
        moved(SPENT, LINE, 50),
        moved(LINE, ALLOCATION, 850),
    ]

    assert told(lived(*moves), "investment") == {"mentoring": (250, 1100), "workshops": (0, 400)}


def test_money_of_an_unknown_envelope_is_no_investment_of_this_programme() -> None:
    assert told(lived(moved(ALLOCATION, LINE, 9, envelope="other")), "investment") == {}


def test_a_forecast_tells_of_those_who_want_a_capacity_for_how_many_it_is_offered() -> None:
    wanting = [application(n) for n in range(1, 11)]
    facts = begun(people(12), intake(places=12), wanting, [role(n) for n in range(1, 11)])
    capacity = wanting[0].capacities[0]

    # Nobody offers it: of those who want it nobody is served, which would tell of each of them.
    assert told(given(CURRENT, *facts), "forecast")[capacity] == (None, None)


@forall(st.lists(st.tuples(st.sampled_from([LINE, OTHER]), st.integers(1, 99)), max_size=20))
def test_shifts_between_lines_change_no_sum(shifts: list[tuple[Any, int]]) -> None:
    given_to = [moved(ALLOCATION, LINE, 5000), moved(ALLOCATION, OTHER, 5000)]
    between = [moved(a, OTHER if a == LINE else LINE, amount) for a, amount in shifts]

    rows = told(lived(*given_to, *between), "investment")

    assert sum(of or 0 for _, of in rows.values()) == 10_000


@pytest.mark.parametrize("kind", ["forecast", "formats", "investment", "delivery"])
def test_before_anything_happened_there_is_nothing_to_tell(kind: str) -> None:
    assert told(given(CURRENT, *begun(people(2))), kind) == {}
