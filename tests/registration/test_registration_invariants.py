"""What holds over every history that registration can record."""

from datetime import timedelta
from typing import Any, get_args

from hypothesis import given as forall
from hypothesis import strategies as st

from baraza.decider import Refused
from baraza.decider.digest import state_digest
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from enrolling import (
    INTAKE,
    MENTORS,
    NAMED,
    OPENS,
    PROGRAMME,
    SETTLED,
    Answer,
    PostKind,
    application,
    begun,
    clock,
    closed,
    council,
    intake,
    oneself,
    operator,
    person,
    pid,
    place,
    pm,
    post,
    rules_of,
    screening,
    settle,
    verified,
    workshop,
)
from given import Given, given

PEOPLE = range(1, 7)


def released() -> Given:
    facts = begun(
        [person(n) for n in PEOPLE],
        intake(places=2),
        [application(n) for n in PEOPLE],
        [screening(n, 40 + n) for n in PEOPLE],
        closed(6),
    )
    history = given(CURRENT, *facts)
    settled = history.when(settle(history), council(SETTLED)).after
    return settled.when(m.ReleaseOutcomes(settlement=INTAKE, batch=1), pm(SETTLED)).after


RELEASED = released()
ACTS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["accept", "decline", "undo", None])),
    max_size=15,
)


@forall(ACTS)
def test_no_history_gives_more_places_than_there_are_or_one_twice(
    acts: list[tuple[int, Answer | None]],
) -> None:
    history, offered = RELEASED, [pid(6), pid(5)]
    at = SETTLED + timedelta(days=5)
    for who, act in acts:
        ask: Any = m.AnswerOffer(
            kind="place",
            offer=place(who),
            person=pid(who),
            answer=act or "accept",
        )
        asked = oneself(pid(who), SETTLED + timedelta(days=1))
        if act is None:  # silence, until the deadline
            ask = m.ReachDeadline(about=f"place.{place(who)}", what="offer_expires", at=at)
            asked = clock(at)
        outcome = history.when(ask, asked)
        if not isinstance(outcome.decided, Refused):
            offered += [f.person for f in outcome.facts if isinstance(f, m.OfferMade)]
            history = outcome.after
    taken = [one for one in history.state.offers.values() if one.offer.ended == "taken"]
    open_ = [one for one in history.state.offers.values() if one.offer.ended is None]

    assert len(offered) == len(set(offered))
    assert len(taken) + len(open_) <= 2
    assert len(taken) == len(history.state.roles)


WAYS: dict[str, list[Any]] = {
    "selected": [
        m.CandidacySettled(
            intake=MENTORS, person=pid(1), outcome="selected", rank=1, points=1, marks={}
        )
    ],
    "trained": [
        inbox.CompletionCertified(
            certificate="x1", person=pid(1), workshop="t", purpose="mentor_training"
        )
    ],
    "terms": [
        m.TermsAcknowledged(
            person=pid(1), role="mentor", programme=PROGRAMME, version=1, language="en"
        )
    ],
}
CHOSEN = [
    person(1),
    workshop("t", "mentor_training"),
    intake(MENTORS, "mentor"),
    application(1, MENTORS),
    screening(1, 80, MENTORS),
    closed(1, MENTORS),
    m.SelectionSettled(
        intake=MENTORS, pulse=1, randomness="11" * 32, outcome=NAMED,
        selected=1, reserve=0, declined=0,
    ),
]  # fmt: skip


@forall(st.lists(st.sampled_from(sorted(WAYS)), unique=True))
def test_nobody_is_a_mentor_without_selection_training_and_terms(met: list[str]) -> None:
    history = given(CURRENT, *begun(CHOSEN, *[WAYS[name] for name in met]))
    ask = m.GrantRole(role="mentor", person=pid(1), programme=PROGRAMME, starts_on="2027-03-30")

    decided = history.when(ask, operator()).decided
    lacking = {"selected": "not_selected", "trained": "not_trained"}
    expected = [code for name, code in lacking.items() if name not in met]
    expected += [] if "terms" in met else ["terms_not_acknowledged"]
    reason = decided.reason if isinstance(decided, Refused) else None
    assert reason == (expected[0] if expected else None)
    owed = [step for step in history.state.pending.values() if step.command == "GrantRole"]
    assert len(owed) == (not expected)


DAYS = st.integers(2015, 2030).map(lambda year: f"{year}-07-01")


@forall(
    st.lists(st.tuples(st.sampled_from(["board", "advisory_board"]), DAYS, st.none() | DAYS)),
    st.sampled_from(["current_advisory_board", "former_board", "current_board"]),
)
def test_a_person_is_of_a_pool_only_while_a_verified_term_supports_it(
    terms: list[tuple[PostKind, str, str | None]], pool: str
) -> None:
    posts = [
        fact
        for n, (kind, start, end) in enumerate(terms)
        for fact in verified(post(n, 1, kind, start, end))
    ]
    unverified = post(99, 1, "board", "2020-01-01")
    history = given(CURRENT, *begun(person(1), posts, unverified, intake(MENTORS, "mentor")))
    ask = m.SubmitApplication(**application(1, MENTORS, pool).model_dump())

    row = next(p for p in rules_of("pools")["pools"] if p["pool"] == pool)
    today = "2027-02-01"
    supported = any(
        kind == row["post_kind"]
        and (
            start <= today <= (end or today) if row["running"] else end is not None and end < today
        )
        for kind, start, end in terms
    )
    decided = history.when(ask, oneself(pid(1))).decided
    assert isinstance(decided, Refused) is not supported


@forall(st.permutations(range(1, 7)))
def test_the_order_of_applications_changes_no_state_that_a_selection_rests_on(
    order: list[int],
) -> None:
    def settled(numbers: Any) -> str:
        history = given(
            CURRENT,
            *begun(
                [person(n) for n in PEOPLE],
                intake(),
                [application(n) for n in numbers],
                [screening(n, 50) for n in numbers],
            ),
        )
        return state_digest("registration.v1", 0, history.state.intakes)

    assert settled(order) == settled(range(1, 7))


INVITED = [verified(post(n, n, "board", "2025-07-01")) for n in PEOPLE]
CAMPAIGN = m.CampaignLaunched(
    campaign="c1", intake=MENTORS, pool="current_board", closes=OPENS + timedelta(days=9)
)


@forall(
    st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["invite", *get_args(Answer)])))
)
def test_a_campaigns_yield_is_the_sum_of_its_invitations(acts: list[tuple[int, Any]]) -> None:
    history = given(
        CURRENT,
        *begun([person(n) for n in PEOPLE], intake(MENTORS, "mentor"), CAMPAIGN, *INVITED),
    )
    for who, act in acts:
        invitation: dict[str, Any] = {"kind": "invitation", "offer": f"o{who}", "person": pid(who)}
        ask: Any = m.OfferRole(**invitation, intake=MENTORS, campaign="c1")
        asked = operator()
        if act != "invite":
            ask, asked = m.AnswerOffer(**invitation, answer=act), oneself(pid(who))
        outcome = history.when(ask, asked)
        history = history if isinstance(outcome.decided, Refused) else outcome.after
    due = m.ReachDeadline(about="campaign.c1", what="campaign_closes", at=CAMPAIGN.closes)
    (closing,) = history.when(due, clock(CAMPAIGN.closes)).facts

    offers = [one.offer for one in history.state.offers.values()]
    assert closing.invited == len(offers)
    assert closing.answered == sum(one.answer is not None for one in offers)
    assert closing.accepted == sum(one.answer == "accept" for one in offers)


@forall(st.integers(1, 40))
def test_whoever_left_a_post_is_of_the_former_ones_from_the_next_day(days: int) -> None:
    left = OPENS - timedelta(days=1)
    history = given(
        CURRENT, *begun(person(1), verified(post(1, 1, "board")), intake(MENTORS, "mentor"))
    )
    end = m.EndRole(role="post", person=pid(1), record="r1", ground="life")
    after = history.when(end, oneself(pid(1), left)).after
    at = left + timedelta(days=days)

    former = m.SubmitApplication(**application(1, MENTORS, "former_board").model_dump())
    current = m.SubmitApplication(**application(1, MENTORS, "current_board").model_dump())
    if at < history.state.intakes[MENTORS].closes:
        after.when(former, oneself(pid(1), at)).stands()
        after.when(current, oneself(pid(1), at)).refused("not_in_pool")
