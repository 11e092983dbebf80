"""The reports of the closing: what was found, how far people came, what it changed."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1.figures import Cell, chain_hidden, close
from enrolling import (
    INTAKE,
    PROGRAMME,
    SETTLED,
    application,
    begun,
    closed,
    council,
    intake,
    operator,
    pid,
    post,
    screening,
    settle,
    verified,
)
from given import given
from progress import collaboration, entered, pair, said_of, stages, year
from reporting import END, people, publish, role, told


def done(stage: str, who: int) -> m.StageCompleted:
    return m.StageCompleted(
        person=pid(who),
        programme=PROGRAMME,
        track="leadership",
        stage=stage,
        number=0,
        stage_set=1,
        cited=(),
    )


# --- identification ------------------------------------------------------------------------


def test_identification_counts_the_selected_of_those_who_came_by_each_pool() -> None:
    pools = ["open_call"] * 8 + ["nomination"] * 8
    facts = begun(
        people(16),
        intake(places=6),
        [application(n, pool=pool) for n, pool in enumerate(pools, 1)],
        [screening(n, 90 if n <= 8 else 10) for n in range(1, 17)],
        [closed(16)],
    )
    before = given(CURRENT, *facts)

    before.when(publish("identification"), operator(END)).refused("too_early")
    after = before.when(settle(before), council(SETTLED)).after
    rows = told(after, "identification")
    assert set(rows) == {"open_call", "nomination"}
    assert set(rows.values()) == {(None, None)}  # six of eight, none of eight


def test_identification_shows_what_singles_nobody_out() -> None:
    facts = begun(
        people(22),
        intake(places=11),
        [application(n, pool="open_call" if n % 2 else "nomination") for n in range(1, 23)],
        [screening(n, 90 if n <= 11 else 10) for n in range(1, 23)],
        [closed(22)],
    )
    before = given(CURRENT, *facts)
    after = before.when(settle(before), council(SETTLED)).after

    assert told(after, "identification") == {"nomination": (5, 11), "open_call": (6, 11)}


# --- development ---------------------------------------------------------------------------


def went(count: int, foundations: int, mentored: int = 0) -> list[Any]:
    facts: list[Any] = []
    for who in range(1, count + 1):
        facts += [entered("identified", who), done("identified", who), entered(who=who)]
        if who <= foundations:
            facts += [done("foundations", who), entered("mentored", who)]
        if who <= mentored:
            facts += [done("mentored", who), entered("leading", who)]
    return year(people(count), *facts)


def test_development_counts_the_completed_of_those_who_entered_each_stage() -> None:
    rows = told(given(CURRENT, *went(30, 20, 10)), "development")

    assert list(rows.items()) == [
        ("identified", (30, 30)),
        ("foundations", (20, 30)),
        ("mentored", (10, 20)),
        ("leading", (None, None)),
    ]


def test_a_stage_is_hidden_where_the_one_before_would_tell_of_a_few() -> None:
    rows = told(given(CURRENT, *went(30, 28, 10)), "development")

    assert rows["foundations"] == (None, None)  # two are left over
    assert rows["mentored"] == (None, None)  # its 28 beside the 30 would tell of them


# --- what it changed -----------------------------------------------------------------------


def test_a_role_that_was_filled_counts_and_is_hidden_while_there_are_few() -> None:
    def open_role(number: int) -> m.OpenRoleDeclared:
        return m.OpenRoleDeclared(
            open_role=f"o{number}",
            programme=PROGRAMME,
            post_kind="board",
            organisation_kind="chapter" if number <= 12 else "user_group",
            from_on="2027-11-15",
        )

    def filled(number: int) -> m.RoleGranted:
        return role(number, "post", open_role=f"o{number}")

    declared = [open_role(n) for n in range(1, 24)]
    few = given(CURRENT, *year(people(24), declared, filled(1)))
    many = given(
        CURRENT, *year(people(24), declared, [filled(n) for n in (*range(1, 7), *range(13, 19))])
    )

    assert set(told(few, "roles_filled").values()) == {(None, None)}
    assert told(many, "roles_filled") == {"chapter": (6, 12), "user_group": (6, 11)}


def test_a_tie_is_new_once() -> None:
    """I28."""
    known = collaboration(1, 3)
    history = given(
        CURRENT,
        *year(
            people(6),
            pair(1, 2, "a"),
            pair(1, 2, "b"),
            known,
            said_of(known, "disputed"),
            pair(1, 3, "c"),
            pair(3, 2, "d"),
        ),
    )
    ties = history.state.doings.ties

    assert [ties[name].new for name in "abcd"] == [True, False, False, True]


def test_ties_are_told_by_whether_they_cross_regions() -> None:
    couples = [pair(n, n + 20, f"r{n}") for n in range(1, 8)]  # same region
    across = [pair(n, n + 21, f"r{n}") for n in range(8, 15)]
    history = given(CURRENT, *year(people(40), couples, across))

    assert told(history, "ties") == {"across_regions": (7, 14), "within_region": (7, 14)}


# --- retention -----------------------------------------------------------------------------


def test_the_closing_counts_by_the_definition_of_the_baseline() -> None:
    posts = [fact for n in range(1, 13) for fact in verified(post(n, n, starts_on="2025-01-01"))]
    facts = begun(
        people(12),
        posts,
        intake(places=12),
        [application(n) for n in range(1, 13)],
        [role(n) for n in range(1, 13)],
    )
    history = given(CURRENT, *facts)
    left = [
        m.RoleEnded(role="participant", person=pid(n), programme=PROGRAMME, ground="left")
        for n in range(1, 7)
    ]
    after = given(CURRENT, *facts, *left)  # they leave in January

    rows = told(history, "retention")
    assert rows["board_36_months"] == (12, 12)
    assert rows["pool_open_call_6_months"] == (12, 12)
    assert rows["pool_open_call_12_months"] == (None, None)
    assert told(after, "retention")["pool_open_call_6_months"] == (6, 12)
    assert "pool_open_call_6_months" not in told(history, "retention", "baseline")


def test_what_an_earlier_report_shows_hides_what_would_tell_of_the_difference() -> None:
    posts = [fact for n in range(1, 13) for fact in verified(post(n, n, starts_on="2025-01-01"))]
    first = given(CURRENT, *begun(people(20), posts)).when(
        publish("retention", "baseline"), operator(END)
    )
    shown = {row.group: row.count for row in first.facts[0].rows}
    assert shown["board_12_months"] == 12

    again = given(CURRENT, *begun(people(20), posts, first.facts))
    assert told(again, "retention", report="rep2")["board_12_months"] == (12, 12)
    one = verified(post(99, 13, starts_on="2025-01-01"))
    one_more = given(CURRENT, *begun(people(20), posts, first.facts, one))
    assert told(one_more, "retention", report="rep2")["board_12_months"] == (None, None)


# --- equity --------------------------------------------------------------------------------


def ended_well() -> list[Any]:
    """Forty matched, of whom twenty completed, of whom twelve became mentors."""
    facts: list[Any] = [
        intake(places=40),
        [application(n) for n in range(1, 41)],
        [screening(n, 90) for n in range(1, 41)],
        closed(40),
    ]
    history = given(CURRENT, *begun(*stages(), people(60), *facts, without="stage_set"))
    settled = history.when(settle(history), council(SETTLED)).facts
    round_ = inbox.RoundAnnounced(round="spring", programme=PROGRAMME)
    paired = [
        inbox.PairProposed(round="spring", mentee=pid(n), origin="round") for n in range(1, 41)
    ]
    more: list[Any] = []
    for n in range(1, 41):
        more += [entered("mentored", n), pair(n, 41 + n % 20)]
    more += [done("mentored", n) for n in range(1, 21)]
    more += [role(n, "mentor") for n in range(1, 13)]
    return begun(
        *stages(), people(60), *facts, settled, round_, *paired, *more, without="stage_set"
    )


def test_equity_is_told_as_far_as_who_became_a_mentor_or_filled_a_role() -> None:
    history = given(CURRENT, *ended_well())

    completed = told(history, "equity", "completed")
    became = told(history, "equity", "became_mentor")

    assert completed["participant"] == (20, 40)
    assert completed["participant_region_africa"] == (10, 20)
    assert completed["participant_region_asia"] == (10, 20)
    assert became["participant_region_africa"] == (6, 20)
    assert set(told(history, "equity", "filled_role").values()) == {(None, None)}


def test_a_step_after_another_hides_where_only_a_few_went_no_further() -> None:
    history = given(CURRENT, *ended_well())
    first = history.when(publish("equity", "completed"), operator(END)).facts

    after = told(given(CURRENT, *ended_well(), *first), "equity", "became_mentor", report="rep2")

    assert after["participant"] == (12, 40)
    assert after["participant_region_africa"] == (None, None)  # four of ten became none
    assert after["participant_region_asia"] == (None, None)


def test_each_dimension_of_the_charter_is_told_and_mentors_too() -> None:
    groups = told(given(CURRENT, *ended_well()), "equity", "completed")

    assert {"participant_language_en", "participant_affiliate_kind_not_said"} <= set(groups)
    assert {"mentor", "mentor_region_asia", "mentor_language_en"} <= set(groups)


def test_mentors_are_matched_too() -> None:
    rows = told(given(CURRENT, *ended_well()), "equity", "matched")

    assert rows["participant_region_asia"] == (20, 20)
    assert set(rows) >= {"mentor_region_africa", "mentor_region_asia"}


def test_a_point_or_kind_that_has_no_figures() -> None:
    history = given(CURRENT, *year())

    history.when(publish("ties", "matched"), operator(END)).refused("figures_not_from_log")
    history.when(publish("development", "later"), operator(END)).refused("figures_not_from_log")
    history.when(publish("equity", "completed"), operator(END)).refused("too_early")
    assert history.state.intakes.get(INTAKE) is None


# --- nobody is singled out (I26) -----------------------------------------------------------

CHAINS = st.lists(st.integers(0, 60), min_size=1, max_size=7).map(
    lambda counts: sorted(counts, reverse=True)
)


@forall(CHAINS, st.integers(1, 9))
def test_no_two_numbers_that_a_chain_shows_differ_by_a_few(counts: list[int], small: int) -> None:
    """Each stage's whole are those who completed the one before."""
    cells = [Cell(f"s{n}", now, before) for n, (before, now) in enumerate(pairwise(counts))]
    shown = [cell for cell in cells if cell.group not in chain_hidden(cells, small)]
    known = [number for cell in shown for number in (cell.count, cell.of)] + counts[:1]

    assert all(not 0 < abs(a - b) < small for a in known for b in known)
    assert all(cell.count >= small for cell in shown)


@forall(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)).map(sorted), min_size=1, max_size=6),
)
def test_reports_of_the_same_group_differ_by_none_or_by_enough(pairs: list[list[int]]) -> None:
    shown: list[int] = []
    for count, of in pairs:
        cell = Cell("g", count, of)
        if not close(cell, shown, 5):
            shown += [count, of]

    firsts: Sequence[int] = shown
    for n in range(0, len(firsts), 2):
        for earlier in firsts[:n]:
            assert not 0 < abs(firsts[n] - earlier) < 5
            assert not 0 < abs(firsts[n + 1] - earlier) < 5
