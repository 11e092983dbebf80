"""Open roles, gaps, professionals engaged for them; and the end of a programme."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.decider import Refused
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from enrolling import (
    HIDDEN,
    MENTORS,
    PROGRAMME,
    application,
    begun,
    clock,
    council,
    intake,
    mandate,
    oneself,
    operator,
    person,
    pid,
    post,
    verified,
)
from given import Given, by, given

ONE, TWO, THREE = pid(1), pid(2), pid(3)
NOW = datetime(2027, 6, 1, 9, tzinfo=UTC)
OPENED = m.ProgrammeOpened(
    programme=PROGRAMME, kind="pilot", starts_on="2027-02-01", ends_on="2028-01-31", workshops=2
)
PEOPLE = [person(n) for n in (1, 2, 3)]


def history(*more: Any) -> Given:
    return given(CURRENT, *begun(mandate("wmf", "external"), OPENED, PEOPLE, *more))


def wmf(at: datetime = NOW) -> Any:
    return by("body.wmf", "external", at=at)


# --- open roles ----------------------------------------------------------------------------

OPEN = m.OpenRoleDeclared(
    open_role="o1",
    programme=PROGRAMME,
    post_kind="board",
    organisation_kind="chapter",
    region="africa",
    from_on="2027-09-01",
)


def declare(**more: Any) -> m.DeclareOpenRole:
    return m.DeclareOpenRole(**{**OPEN.model_dump(), **more})


def fill(who: int = 1, **more: Any) -> m.GrantRole:
    data = {
        "role": "post",
        "person": pid(who),
        "programme": PROGRAMME,
        "open_role": "o1",
        "starts_on": "2027-09-01",
        "ends_on": "2029-08-31",
    }
    return m.GrantRole(**{**data, **more})


def test_an_open_role_is_declared_and_filled_once() -> None:
    declared = history().when(declare(), operator(NOW))
    declared.then(OPEN)
    declared.after.when(declare(), operator(NOW)).refused("already_done")

    filled = declared.after.when(fill(), operator(NOW))
    filled.then(m.RoleGranted(**fill().model_dump())).reads(
        "oversight.mandate.ops", f"registration.person.{ONE}", "registration.open-role.o1"
    )
    filled.after.when(fill(2), operator(NOW)).refused("wrong_state")
    filled.after.when(fill(), operator(NOW)).refused("wrong_state")


def test_only_an_operator_declares_and_fills_and_only_what_is_declared() -> None:
    known = history(OPEN)

    known.when(declare(open_role="o2"), oneself(ONE, NOW)).refused("no_mandate")
    known.when(declare(open_role="o2", programme="other"), operator(NOW)).refused("not_announced")
    known.when(fill(), oneself(ONE, NOW)).refused("no_mandate")
    known.when(fill(open_role="o9"), operator(NOW)).refused("unknown_entity")
    known.when(fill(9), operator(NOW)).refused("unknown_entity")
    known.when(fill(record="r9"), operator(NOW)).refused("unknown_entity")
    board = verified(post(3, 1, "board", "2027-09-01", "2029-08-31"))
    history(OPEN, board).when(fill(record="r3"), operator(NOW)).stands()


def test_a_filled_post_ends_by_itself_and_its_holder_is_asked() -> None:
    filled = history(OPEN).when(fill(), operator(NOW)).after
    at = datetime(2029, 9, 1, tzinfo=UTC)
    due = m.ReachDeadline(about="open-role.o1", what="role_ends", at=at)

    over = filled.when(due, clock(at))
    ended, offer = over.facts
    assert (ended.open_role, ended.ground, ended.offered) == ("o1", "term_over", offer.offer)
    left = m.EndRole(role="post", person=ONE, open_role="o1", ground="conflict")
    filled.when(left, oneself(ONE, NOW)).stands()
    over.after.when(left, oneself(ONE, at)).refused("already_done")


# --- gaps ----------------------------------------------------------------------------------


def holding(role: Any, who: int) -> m.RoleGranted:
    return m.RoleGranted(
        role=role,
        person=pid(who),
        programme=PROGRAMME,
        starts_on="2027-03-01",
        ends_on="2028-01-31",
    )


TWO_WANT = [
    intake(),
    application(1),
    application(2),
    holding("participant", 1),
    holding("participant", 2),
]
ONE_OFFERS = [intake(MENTORS, "mentor"), application(3, MENTORS), holding("mentor", 3)]
GAP = m.GapDeclared(
    gap="g1", programme=PROGRAMME, capacity="governance", language="fr", demand=2, supply=1
)


def gap(**more: Any) -> m.DeclareGap:
    data = GAP.model_dump(exclude={"demand", "supply"})
    return m.DeclareGap(**{**data, **more})


def test_a_gap_is_what_more_people_want_than_offer() -> None:
    known = history(TWO_WANT, ONE_OFFERS)

    declared = known.when(gap(), operator(NOW))
    declared.then(GAP)
    declared.after.when(gap(gap="g2"), operator(NOW)).refused("already_done")
    known.when(gap(), clock(NOW)).then(GAP)
    known.when(gap(), oneself(ONE, NOW)).refused("no_mandate")
    known.when(gap(programme="other"), operator(NOW)).refused("not_announced")
    known.when(gap(capacity="finance"), operator(NOW)).refused("supply_exists", demand=0, supply=0)


@forall(st.sets(st.sampled_from([1, 2, 3])), st.sets(st.sampled_from([1, 2, 3])))
def test_demand_and_supply_are_counted_from_the_log(want: set[int], offer: set[int]) -> None:
    known = history(
        intake(),
        intake(MENTORS, "mentor"),
        [f for n in want for f in (application(n), holding("participant", n))],
        [f for n in offer for f in (application(n, MENTORS), holding("mentor", n))],
    )
    decided = known.when(gap(), operator(NOW)).decided

    if isinstance(decided, Refused):
        assert decided.numbers == {"demand": len(want), "supply": len(offer)}
    assert isinstance(decided, Refused) is (len(offer) >= len(want))


# --- engagements ---------------------------------------------------------------------------

ENGAGED = m.EngagementRequested(
    engagement="n1",
    gap="g1",
    programme=PROGRAMME,
    scope="teaches",
    person=THREE,
    cost_minor=5000,
    currency="USD",
    envelope="e1",
)


def engage(**more: Any) -> m.RequestEngagement:
    return m.RequestEngagement(**{**ENGAGED.model_dump(), **more})


def test_a_professional_is_asked_for_an_open_gap_at_the_cost_of_an_envelope() -> None:
    known = history(GAP)

    requested = known.when(engage(), operator(NOW))
    requested.then(ENGAGED).reads(
        "oversight.envelope.e1", "oversight.mandate.ops", "registration.gap.g1"
    )
    requested.after.when(engage(), operator(NOW)).refused("already_done")
    known.when(engage(gap="g9"), operator(NOW)).refused("no_gap")
    known.when(engage(envelope="e9"), operator(NOW)).refused("no_envelope")
    known.when(engage(person=pid(9)), operator(NOW)).refused("unknown_entity")
    known.when(engage(), oneself(ONE, NOW)).refused("no_mandate")
    closed = history(GAP, m.GapClosed(gap="g1", filled_by="withdrawn"))
    closed.when(engage(), operator(NOW)).refused("no_gap")


def test_a_gap_is_closed_once_by_whoever_filled_it() -> None:
    known = history(GAP, ENGAGED)
    by_external = m.CloseGap(gap="g1", filled_by="external", engagement="n1")

    closed = known.when(by_external, operator(NOW))
    closed.then(m.GapClosed(**by_external.model_dump()))
    closed.after.when(by_external, operator(NOW)).refused("already_done")
    nameless = m.CloseGap(gap="g1", filled_by="external")
    known.when(nameless, operator(NOW)).refused("unknown_entity")
    known.when(m.CloseGap(gap="g1", filled_by="internal"), operator(NOW)).stands()
    known.when(m.CloseGap(gap="g9", filled_by="internal"), operator(NOW)).refused("unknown_entity")
    known.when(by_external, oneself(ONE, NOW)).refused("no_mandate")


def moved(source: str, target: str, minor: int) -> inbox.MoneyMoved:
    return inbox.MoneyMoved(
        envelope="e1",
        source=inbox.MoneyAccount(account=source),
        target=inbox.MoneyAccount(account=target),
        amount_minor=minor,
        purpose="engagement.n1",
    )


RESERVED = moved("line", "reserved", 5000)


def external(**more: Any) -> m.GrantRole:
    data = {
        "role": "external",
        "person": THREE,
        "programme": PROGRAMME,
        "starts_on": "2027-06-01",
        "ends_on": "2027-08-31",
        "engagement": "n1",
        "interests": HIDDEN,
    }
    return m.GrantRole(**{**data, **more})


def test_an_external_is_engaged_for_a_gap_with_interests_told_and_money_set_aside() -> None:
    known = history(GAP, ENGAGED, RESERVED)

    known.when(external(), wmf()).then(m.RoleGranted(**external().model_dump())).reads(
        "oversight.mandate.wmf",
        "oversight.envelope.e1",
        "registration.engagement.n1",
        "registration.gap.g1",
        f"registration.person.{THREE}",
    )
    known.when(external(), operator(NOW)).refused("outside_delegation")
    known.when(external(engagement="n9"), wmf()).refused("no_gap")
    known.when(external(person=ONE), wmf()).refused("no_gap")
    known.when(external(interests=None), wmf()).refused("interests_not_declared")
    known.when(external(ends_on=None), wmf()).refused("open_ended")
    poor = history(GAP, ENGAGED, moved("line", "reserved", 4999))
    poor.when(external(), wmf()).refused("spend_not_reserved")
    back = history(GAP, ENGAGED, RESERVED, moved("reserved", "line", 1))
    back.when(external(), wmf()).refused("spend_not_reserved")
    spent = history(GAP, ENGAGED, RESERVED, moved("reserved", "spent", 5000))
    spent.when(external(), wmf()).stands()
    closed = history(GAP, ENGAGED, RESERVED, m.GapClosed(gap="g1", filled_by="withdrawn"))
    closed.when(external(), wmf()).refused("no_gap")


def test_an_engagement_ends_on_the_day_after_its_last_and_nothing_is_offered() -> None:
    engaged = history(GAP, ENGAGED, RESERVED).when(external(), wmf()).after
    at = datetime(2027, 9, 1, tzinfo=UTC)
    due = m.ReachDeadline(about=f"external.{THREE}", what="role_ends", at=at)

    over = engaged.when(due, clock(at))
    over.then(
        m.RoleEnded(
            role="external",
            person=THREE,
            programme=PROGRAMME,
            ground="term_over",
            not_offered="not_of_this_kind",
        )
    )
    over.after.when(due, clock(at)).refused("already_done")


def test_a_professional_decides_nothing() -> None:
    engaged = history(GAP, ENGAGED, RESERVED).when(external(), wmf()).after
    as_external = oneself(THREE, NOW, acting_as="external")

    for command in (
        declare(),
        gap(gap="g2"),
        fill(),
        engage(engagement="n2"),
        m.CloseGap(gap="g1", filled_by="internal"),
        m.EndProgramme(programme=PROGRAMME),
        m.EndRole(role="external", person=ONE, ground="life"),
    ):
        decided = engaged.when(command, as_external).decided
        assert isinstance(decided, Refused)
        assert decided.reason in {"external_may_not_decide", "unknown_entity"}


# --- the end of a programme ----------------------------------------------------------------

END = m.EndProgramme(programme=PROGRAMME)
PAIR = {"relationship": "x1", "programme": PROGRAMME, "mentor": THREE, "mentee": ONE}


def test_a_programme_ends_once_when_no_pair_is_left() -> None:
    known = history()

    ended = known.when(END, operator(NOW))
    ended.then(m.ProgrammeEnded(programme=PROGRAMME, ended_on="2027-06-01"))
    ended.after.when(END, operator(NOW)).refused("already_done")
    known.when(END, council(NOW)).refused("no_mandate")
    given(CURRENT, *begun()).when(END, operator(NOW)).refused("wrong_state")
    known.when(m.EndProgramme(programme="other"), operator(NOW)).refused("unknown_entity")
    paired = history(inbox.RelationshipStarted(**PAIR))
    paired.when(END, operator(NOW)).refused("open_relationships", open=1)
    parted = history(inbox.RelationshipStarted(**PAIR), inbox.RelationshipEnded(**PAIR))
    parted.when(END, operator(NOW)).stands()
