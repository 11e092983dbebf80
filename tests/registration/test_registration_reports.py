"""Figures that follow from the log, and single nobody out."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.decider import Seen
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1.figures import Cell, Term, hidden, nested_hidden, retention
from enrolling import (
    BODIES,
    CLOSES,
    PROGRAMME,
    SETTLED,
    application,
    begun,
    closed,
    council,
    intake,
    oneself,
    operator,
    person,
    pid,
    pm,
    post,
    screening,
    settle,
    verified,
)
from given import Given, given

NOW = datetime(2027, 1, 9, 13, tzinfo=UTC)
REGIONS = ("africa", "asia", "europe")


def publish(
    kind: Literal["retention", "equity"], point: str, report: str = "rep1"
) -> m.PublishReport:
    programme = PROGRAMME if kind == "equity" else None
    return m.PublishReport(report=report, kind=kind, point=point, programme=programme)


# --- retention -----------------------------------------------------------------------------


def test_the_baseline_counts_verified_terms_by_how_long_they_lasted() -> None:
    people = [person(n) for n in range(1, 13)]
    lasting = [verified(post(n, n, ends_on="2026-06-30")) for n in range(1, 7)]  # a year
    running = [verified(post(n, n, starts_on="2020-07-01")) for n in range(7, 13)]
    claimed = post(99, 1)
    posts = [fact for pair in (*lasting, *running) for fact in pair]
    history = given(CURRENT, *BODIES, *people, *posts, claimed)

    fact = history.when(publish("retention", "baseline"), operator(NOW)).facts[0]

    rows = {row.group: (row.count, row.of) for row in fact.rows}
    assert rows == {
        "board_3_months": (12, 12),
        "board_6_months": (12, 12),
        "board_12_months": (6, 12),  # 2025-07-01 to 2026-06-30 is a day short of a year
        "board_36_months": (6, 12),
    }
    assert fact.suppressed == 0


def test_a_term_that_runs_and_is_younger_than_the_mark_says_nothing_yet() -> None:
    cells = retention([Term("board", "2026-09-01", None)], [3, 6], "2027-01-09")["board"]

    assert [(cell.count, cell.of) for cell in cells] == [(1, 1), (0, 0)]


def test_a_report_is_published_once_by_an_operator_about_a_point_there_is() -> None:
    history = given(CURRENT, *BODIES)
    ask = publish("retention", "baseline")

    done = history.when(ask, operator(NOW))
    done.after.when(ask, operator(NOW)).refused("already_done")
    history.when(ask, pm(NOW)).stands()
    history.when(ask, oneself(pid(1), NOW)).refused("no_mandate")
    history.when(ask, council(NOW)).refused("no_mandate")
    history.when(publish("equity", "weather"), operator(NOW)).refused("figures_not_from_log")
    history.when(publish("retention", "applied"), operator(NOW)).refused("figures_not_from_log")


# --- equity --------------------------------------------------------------------------------


def applied_by(regions: Sequence[str], *, close: bool = True) -> list[Any]:
    numbers = range(1, len(regions) + 1)
    return begun(
        [person(n, region) for n, region in enumerate(regions, 1)],
        intake(places=8),
        [application(n) for n in numbers],
        [screening(n, 90 if regions[n - 1] == "asia" else 50) for n in numbers],
        [closed(len(regions))] if close else [],
    )


def figures(history: Given, point: str) -> dict[str, tuple[int | None, int | None]]:
    fact = history.when(publish("equity", point), operator(SETTLED)).facts[0]
    rows = {row.group: (row.count, row.of) for row in fact.rows}
    return {group: of for group, of in rows.items() if "_language_" not in group}


def test_equity_is_told_at_each_decision_point_with_small_regions_hidden() -> None:
    regions = ["asia"] * 8 + ["africa"] * 9 + ["europe"] * 7 + ["oceania"] * 2
    history = given(CURRENT, *applied_by(regions))

    assert figures(history, "applied") == {
        "participant": (26, 26),
        "participant_affiliate_kind_not_said": (26, 26),
        "participant_region_africa": (9, 9),
        "participant_region_asia": (8, 8),
        "participant_region_europe": (None, None),  # else oceania would follow from the total
        "participant_region_oceania": (None, None),
    }
    settled = history.when(settle(history), council(SETTLED)).after
    selected = figures(settled, "selected")
    assert selected["participant"] == (8, 26)
    assert selected["participant_region_asia"] == (None, None)  # eight of eight: none of others


def test_all_programmes_together_and_one_of_them_tell_of_the_others_few() -> None:
    together = m.ReportPublished(
        report="rep0",
        kind="equity",
        point="applied",
        rows=(m.Row(group="participant_region_asia", count=11, of=11),),
        suppressed=0,
    )
    regions = ["asia"] * 8 + ["africa"] * 9 + ["europe"] * 7

    told = figures(given(CURRENT, *applied_by(regions), together), "applied")

    assert told["participant_region_asia"] == (None, None)


def test_a_point_that_has_not_come_has_no_figures() -> None:
    open_ = given(CURRENT, *applied_by(["asia"] * 8, close=False))
    shut = given(CURRENT, *applied_by(["asia"] * 8))

    open_.when(publish("equity", "applied"), operator(CLOSES)).refused("too_early")
    shut.when(publish("equity", "selected"), operator(CLOSES)).refused("too_early")
    shut.when(publish("equity", "matched"), operator(CLOSES)).refused("too_early")
    given(CURRENT, *begun()).when(publish("equity", "applied"), operator(CLOSES)).refused(
        "too_early"
    )


def test_matched_is_told_of_those_who_entered_the_round() -> None:
    history = given(CURRENT, *applied_by(["asia"] * 8 + ["africa"] * 6))
    settled = history.when(settle(history), council(SETTLED)).after
    round_ = inbox.RoundAnnounced(round="spring", programme=PROGRAMME)
    paired = [
        inbox.PairProposed(round="spring", mentee=pid(n), origin="round") for n in range(1, 7)
    ]
    alone = [inbox.MenteeUnmatched(round="spring", person=pid(n)) for n in (7, 8, 9)]
    later = inbox.PairProposed(round="spring", mentee=pid(8), origin="rematch")
    facts: list[inbox.InboxFact] = [round_, *paired, *alone, later]
    state = settled.state
    for fact in facts:
        state = CURRENT.evolve(state, fact, Seen(9999, "x.1", "said.one", SETTLED))
    after = Given(CURRENT, state)

    settled.when(publish("equity", "matched"), operator(SETTLED)).refused("too_early")
    decided = after.when(publish("equity", "matched"), operator(SETTLED)).facts[0]
    assert all(row.count is None or row.count >= 5 for row in decided.rows)


def test_a_later_fact_never_changes_an_earlier_report() -> None:
    history = given(CURRENT, *applied_by(["asia"] * 8))

    first = figures(history, "applied")
    settled = history.when(settle(history), council(SETTLED + timedelta(days=1))).after
    assert figures(settled, "applied") == first


# --- nobody is singled out (I26) -----------------------------------------------------------

CELLS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted), min_size=1, max_size=8
).map(lambda pairs: [Cell(f"g{n}", low, high) for n, (low, high) in enumerate(pairs)])


@forall(CELLS)
def test_what_is_hidden_cannot_be_had_from_the_totals(cells: list[Cell]) -> None:
    gone = hidden(cells, 5)
    shown = [cell for cell in cells if cell.group not in gone]
    dark = [cell for cell in cells if cell.group in gone]

    assert all(cell.count >= 5 and not 0 < cell.rest < 5 for cell in shown)
    if dark and shown:
        assert len(dark) > 1
        assert sum(cell.count for cell in dark) >= 5
        assert not 0 < sum(cell.rest for cell in dark) < 5


@forall(CELLS, st.sets(st.integers(0, 7)))
def test_what_was_hidden_at_an_earlier_point_stays_hidden(
    cells: list[Cell], earlier: set[int]
) -> None:
    before = {f"g{n}" for n in earlier} & {cell.group for cell in cells}

    assert before <= hidden(cells, 5, before)


DAYS = st.dates(datetime(2010, 1, 1).date(), datetime(2026, 12, 31).date()).map(  # noqa: DTZ001
    lambda day: day.isoformat()
)
TERMS = st.lists(
    st.tuples(DAYS, st.one_of(st.none(), DAYS)).map(
        lambda days: Term("board", min(days[0], days[1] or days[0]), days[1])
    ),
    max_size=60,
)


@forall(TERMS)
def test_rows_that_count_the_same_people_again_differ_by_none_or_by_enough(
    terms: list[Term],
) -> None:
    for cells in retention(terms, [3, 6, 12, 36], "2027-01-09").values():
        shown = [cell for cell in cells if cell.group not in nested_hidden(cells, 5)]
        for n, cell in enumerate(shown):
            assert cell.count >= 5
            for earlier in shown[:n]:
                assert not 0 < abs(earlier.count - cell.count) < 5
                assert not 0 < abs(earlier.of - cell.of) < 5


@forall(st.permutations(range(1, 9)))
def test_the_order_in_which_people_come_changes_no_figure_and_no_rank(order: list[int]) -> None:
    def outcome(numbers: Sequence[int]) -> Any:
        facts = begun(
            [person(n, REGIONS[n % 3]) for n in numbers],
            intake(places=3),
            [application(n) for n in numbers],
            [screening(n, 50 + n % 2) for n in numbers],
            closed(8),
        )
        history = given(CURRENT, *facts)
        return settle(history).outcome, figures(history, "applied")

    assert outcome(order) == outcome(range(1, 9))
