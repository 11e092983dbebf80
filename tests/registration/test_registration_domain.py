"""Who is here, by which way: each rule and each refusal as one sentence."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import pytest

from baraza.decider import made_id
from baraza.forms.v1 import heard
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1.rules.offers import place_id
from enrolling import (
    ANNOUNCED,
    APPROVED,
    BODIES,
    CLOSES,
    HIDDEN,
    INTAKE,
    MENTORS,
    MONEY,
    NAMED,
    OPENS,
    PROGRAMME,
    PULSE,
    Answer,
    adopted,
    application,
    begun,
    clock,
    closed,
    council,
    intake,
    mandate,
    oneself,
    operator,
    person,
    pid,
    pm,
    post,
    rules_of,
    screening,
    texts,
    verified,
    workshop,
)
from given import Given, by, given, happened

ONE, TWO, THREE = pid(1), pid(2), pid(3)
LATER = OPENS + timedelta(days=1)
ADVISORY, FORMER, BOARD = (
    verified(post(1, 1, "advisory_board")),
    verified(post(2, 2, ends_on="2026-12-31")),
    verified(post(3, 3)),
)


# --- organisations, people, posts ----------------------------------------------------------


def organisation(**more: Any) -> m.RegisterOrganisation:
    data = {
        "organisation": "aff-ca",
        "kind": "chapter",
        "names": {"en": "Wikimedia Canada"},
        "region": "northern_america",
        "country": "CA",
        "source": "affiliates_csv",
    }
    return m.RegisterOrganisation(**{**data, **more})


def test_an_organisation_is_registered_once_by_an_operator() -> None:
    history = given(CURRENT, *BODIES)

    fact = history.when(organisation(), operator()).facts[0]
    assert fact == m.OrganisationRegistered(**organisation().model_dump())
    history.when(organisation(), oneself(ONE)).refused("no_mandate")
    history.when(organisation(names={}), operator()).refused("language_missing")
    after = history.when(organisation(), operator()).after
    after.when(organisation(), operator()).refused("already_done")


def register(number: int, **more: Any) -> m.RegisterPerson:
    return m.RegisterPerson(**{**person(number).model_dump(), **more})


def test_a_person_is_registered_by_oneself_or_an_operator() -> None:
    history = given(CURRENT, *BODIES)

    history.when(register(1), operator()).then(person(1))
    history.when(register(1), oneself(ONE)).then(person(1))
    history.when(register(1), oneself(TWO)).refused("no_mandate")
    history.when(register(1, languages=()), operator()).refused("language_missing")


def test_one_account_is_one_person() -> None:
    history = given(CURRENT, *BODIES, person(1))

    history.when(register(2, known_as=ONE), operator()).refused("duplicate_account")
    history.when(register(1), operator()).refused("already_registered")


def test_an_operator_whose_mandate_ended_is_told_so() -> None:
    history = given(CURRENT, *BODIES, mandate("ops", "operate", change="end"))

    history.when(organisation(), operator()).refused("mandate_ended")


def claim(number: int, who: int, **more: Any) -> m.MakeRecord:
    data = post(number, who).model_dump(exclude={"made_by"})
    return m.MakeRecord(**{**data, **more})


def verify(number: int, outcome: Literal["verified", "withdrawn"] = "verified") -> m.SettleRecord:
    return m.SettleRecord(kind="post", record=f"r{number}", outcome=outcome)


def test_a_post_is_claimed_by_oneself_and_verified_by_another() -> None:
    history = given(CURRENT, *BODIES, person(1))
    claimed = history.when(claim(1, 1), oneself(ONE))

    claimed.then(post(1, 1))
    claimed.reads(f"registration.person.{ONE}")
    claimed.after.when(verify(1), oneself(ONE)).refused("own_record")
    claimed.after.when(verify(1), oneself(TWO)).refused("no_mandate")
    settled = claimed.after.when(verify(1), operator())
    settled.then(m.RecordSettled(kind="post", record="r1", person=ONE, outcome="verified"))
    settled.after.when(verify(1), operator()).refused("already_done")


def test_an_operator_does_not_verify_what_it_entered_itself() -> None:
    history = given(CURRENT, *BODIES, person(1)).when(claim(1, 1), operator()).after

    history.when(verify(1), operator()).refused("own_record")


SEATS = [
    heard.SeatGranted(body="ops", seat=f"ops-{n}", person=pid(900 + n), starts_on="2027-01-01")
    for n in (1, 2)
]


def seat(number: int) -> Any:
    return by(f"person.{pid(900 + number)}", f"seat.ops-{number}", at=OPENS)


def test_one_body_does_not_verify_by_another_hand_what_it_entered() -> None:
    history = given(CURRENT, *BODIES, *SEATS, person(1))
    by_body = history.when(claim(1, 1), operator()).after
    by_seat = history.when(claim(1, 1), seat(1)).after
    by_oneself = history.when(claim(1, 1), oneself(ONE)).after

    by_body.when(verify(1), seat(1)).refused("own_record")
    by_seat.when(verify(1), operator()).refused("own_record")
    by_seat.when(verify(1), seat(2)).refused("own_record")
    by_oneself.when(verify(1), seat(1)).stands()


def test_only_whoever_claimed_a_post_withdraws_it() -> None:
    history = given(CURRENT, *BODIES, person(1), post(1, 1))

    history.when(verify(1, "withdrawn"), operator()).refused("not_concerned")
    after = history.when(verify(1, "withdrawn"), oneself(ONE)).after
    after.when(verify(1, "withdrawn"), oneself(ONE)).refused("already_done")


def test_a_post_of_nobody_or_that_ends_before_it_starts_is_not_claimed() -> None:
    history = given(CURRENT, *BODIES, person(1), post(1, 1))

    history.when(claim(2, 2), operator()).refused("unknown_entity")
    history.when(claim(1, 1), operator()).refused("already_done")
    history.when(claim(2, 1, ends_on="2020-01-01"), operator()).refused("wrong_state")
    history.when(verify(9), operator()).refused("unknown_entity")
    history.when(claim(2, 1), oneself(TWO)).refused("no_mandate")


# --- texts ---------------------------------------------------------------------------------


def draft(kind: Any, rules: dict[str, Any], version: int = 1) -> m.DraftRules:
    return m.DraftRules(kind=kind, programme=PROGRAMME, version=version, rules=rules)


@pytest.mark.parametrize(
    "kind",
    ["charter", "stage_set", "terms", "criteria", "capacity_tree", "pools", "definitions"],
)
def test_the_starter_set_can_be_drafted_once_by_any_body_that_decides(kind: str) -> None:
    history = given(CURRENT, *BODIES)

    drafted = history.when(draft(kind, rules_of(kind)), council(OPENS))

    assert len(drafted.facts[0].digest) == 64
    fact = drafted.facts[0]
    known = heard.RulesDrafted(**fact.model_dump(exclude={"texts"}))
    given(CURRENT, *BODIES, known).when(draft(kind, rules_of(kind)), operator()).refused(
        "already_done"
    )
    history.when(draft(kind, rules_of(kind)), oneself(ONE)).refused("no_mandate")
    history.when(draft(kind, rules_of(kind)), by("body.nobody", "rules")).refused("no_mandate")
    ended = given(CURRENT, *BODIES, mandate("council", "rules", "select", change="end"))
    ended.when(draft(kind, rules_of(kind)), council(OPENS)).refused("mandate_ended")


CYCLE = {
    "leadership": [{"stage": "first", "needs": ["mentoring/first"]}],
    "mentoring": [{"stage": "first", "needs": ["leadership/first"]}],
}
TWICE = {"leadership": [{"stage": "first"}, {"stage": "first"}]}
CRITERION = {"name": "motivation", "weight": 1}
ROW = {"criteria": [CRITERION], "minimum_points": 0, "answer_days": 5}
POOLS: list[dict[str, Any]] = rules_of("pools")["pools"]


@pytest.mark.parametrize(
    ("kind", "own", "reason"),
    [
        ("charter", {"ends_on": "2028-02-01"}, "pilot_too_long"),
        ("charter", {"owner": "ops"}, "owner_is_operator"),
        ("charter", {"languages": ["en", "es"]}, "language_missing"),
        ("charter", {"starts_on": "2027-01-24"}, "rules_malformed"),
        ("charter", {"starts_on": "2027-02-30", "ends_on": "2027-03-01"}, "rules_malformed"),
        ("charter", {"kind": "festival"}, "rules_malformed"),
        ("charter", {"mood": "good"}, "rules_malformed"),
        ("charter", {"targets": {"africa": 1000}}, "rules_malformed"),
        ("charter", {"targets": {"region": {"africa": 0.5}}}, "rules_malformed"),
        ("charter", {"targets": {"region": {"africa": 1001}}}, "rules_malformed"),
        ("charter", {"targets": {"mood": {"good": 500}}}, "rules_malformed"),
        ("charter", {"name": {"en": "x" * 25_000, "fr": "Pilote"}}, "rules_malformed"),
        ("stage_set", {"stages": CYCLE}, "cyclic_stages"),
        ("stage_set", {"stages": TWICE}, "rules_malformed"),
        ("stage_set", {"enters": {"participant": ["unheard_of"]}}, "rules_malformed"),
        ("criteria", {"mentor": {**ROW, "criteria": [CRITERION] * 2}}, "rules_malformed"),
        ("capacity_tree", {"capacities": [{"capacity": "a", "parent": "b"}]}, "rules_malformed"),
        ("pools", {"pools": POOLS[1:]}, "founding_pool"),
        ("pools", {"pools": [*POOLS, POOLS[2]]}, "founding_pool"),
        ("terms", {"languages": []}, "rules_malformed"),
    ],
)
def test_a_text_that_cannot_be_applied_is_not_drafted(
    kind: str, own: dict[str, Any], reason: str
) -> None:
    ask = draft(kind, rules_of(kind, **own))
    decided = given(CURRENT, *BODIES).when(ask, council(OPENS)).decided

    assert (type(decided).__name__, getattr(decided, "reason", None)) == ("Refused", reason)


def test_a_standing_programme_may_be_long_and_a_pool_may_be_added() -> None:
    history = given(CURRENT, *BODIES)
    standing = rules_of("charter", kind="standing", ends_on="2031-01-31")
    more = [*POOLS, {"pool": "communities", "post_kind": "community", "running": False}]

    history.when(draft("charter", standing), council(OPENS)).stands()
    history.when(draft("pools", {"pools": more}), council(OPENS)).stands()


# --- programme -----------------------------------------------------------------------------


def test_a_programme_is_announced_once_it_is_approved() -> None:
    ask = m.AnnounceProgramme(programme=PROGRAMME, places=2)
    approved = given(CURRENT, *BODIES, *texts(), APPROVED)

    announced = approved.when(ask, operator())
    announced.then(ANNOUNCED)
    announced.after.when(ask, operator()).refused("already_done")
    approved.when(ask, council(OPENS)).refused("no_mandate")
    given(CURRENT, *BODIES, *texts()).when(ask, operator()).refused("not_adopted")
    given(CURRENT, *BODIES, APPROVED).when(ask, operator()).refused("not_adopted")
    second = adopted("charter", rules_of("charter"), version=2)
    given(CURRENT, *BODIES, *texts(), APPROVED, *second).when(ask, operator()).refused(
        "not_adopted"
    )


OPEN = m.OpenProgramme(programme=PROGRAMME)
TWO_WORKSHOPS = [workshop("w1"), workshop("w2"), workshop("training", "mentor_training")]


def test_a_pilot_opens_announced_approved_funded_watched_and_with_its_workshops() -> None:
    history = given(CURRENT, *begun(TWO_WORKSHOPS))

    opened = history.when(OPEN, operator())
    opened.then(
        m.ProgrammeOpened(
            programme=PROGRAMME,
            kind="pilot",
            starts_on="2027-02-01",
            ends_on="2028-01-31",
            workshops=2,
        )
    )
    opened.reads(
        f"oversight.decided.{PROGRAMME}",
        f"oversight.inforce.charter-{PROGRAMME}",
        "oversight.envelope.e1",
        "oversight.mandate.ops",
        "oversight.mandate.wmf",
        "scheduling.workshop.w1",
        "scheduling.workshop.w2",
    )
    opened.after.when(OPEN, operator()).refused("already_done")


def test_a_programme_that_lacks_something_does_not_open() -> None:
    ready = begun(TWO_WORKSHOPS)

    def without(*facts: Any) -> Given:
        return given(CURRENT, *[fact for fact in ready if fact not in facts])

    without(ANNOUNCED).when(OPEN, operator()).refused("not_announced")
    without(APPROVED).when(OPEN, operator()).refused("not_adopted")
    without(MONEY).when(OPEN, operator()).refused("no_envelope")
    without(mandate("wmf", "oversee", interim=True)).when(OPEN, operator()).refused("no_overseer")
    early, late = OPENS - timedelta(days=1), datetime(2028, 2, 1, tzinfo=UTC)
    without().when(OPEN, operator(early)).refused("too_early")
    without().when(OPEN, operator(late)).refused("too_late")
    without().when(OPEN, oneself(ONE)).refused("no_mandate")


@pytest.mark.parametrize("announced", [0, 1, 4])
def test_a_pilot_has_two_or_three_skills_workshops(announced: int) -> None:
    history = given(CURRENT, *begun([workshop(f"w{n}") for n in range(announced)]))

    history.when(OPEN, operator()).refused(
        "pilot_needs_two_or_three_workshops", "charter.1", announced=announced
    )


def test_a_standing_programme_needs_no_number_of_workshops() -> None:
    rules = rules_of("charter", kind="standing")
    history = [*begun(without="charter"), *adopted("charter", rules)]

    given(CURRENT, *history).when(OPEN, operator()).stands()


# --- campaigns, invitations, nominations ---------------------------------------------------

CAMPAIGN = m.CampaignLaunched(campaign="c1", intake=MENTORS, pool="current_board", closes=CLOSES)
MENTOR_INTAKE = intake(MENTORS, "mentor")


def launch(**more: Any) -> m.LaunchCampaign:
    return m.LaunchCampaign(**{**CAMPAIGN.model_dump(), **more})


def test_a_campaign_invites_one_pool_that_the_text_names() -> None:
    history = given(CURRENT, *begun(MENTOR_INTAKE))

    history.when(launch(), operator()).then(CAMPAIGN)
    history.when(launch(), oneself(ONE)).refused("no_mandate")
    history.when(launch(pool="strangers"), operator()).refused("not_in_pool", "pools.1")
    history.when(launch(intake="other"), operator()).refused("unknown_entity")
    history.when(launch(), operator(CLOSES)).refused("too_late")
    history.when(launch(closes=OPENS), operator()).refused("too_late")
    given(CURRENT, *begun(MENTOR_INTAKE, CAMPAIGN)).when(launch(), operator()).refused(
        "already_done"
    )
    given(CURRENT, *begun(MENTOR_INTAKE, without="pools")).when(launch(), operator()).refused(
        "not_adopted"
    )


def invite(who: int, **more: Any) -> m.OfferRole:
    data = {
        "kind": "invitation",
        "offer": f"o{who}",
        "person": pid(who),
        "intake": MENTORS,
        "campaign": "c1",
    }
    return m.OfferRole(**{**data, **more})


def invited(who: int, **more: Any) -> m.OfferMade:
    data = {**invite(who).model_dump(), "pool": "current_board", "answer_by": CLOSES}
    return m.OfferMade(**{**data, **more})


PEOPLE = [person(n) for n in (1, 2, 3, 4)]


def test_only_who_a_verified_post_puts_into_the_pool_is_invited() -> None:
    history = given(CURRENT, *begun(PEOPLE, MENTOR_INTAKE, CAMPAIGN, BOARD, FORMER, post(4, 4)))

    history.when(invite(3), operator()).then(invited(3)).reads(
        f"oversight.inforce.pools-{PROGRAMME}",
        "oversight.mandate.ops",
        "registration.campaign.c1",
        f"registration.intake.{MENTORS}",
        f"registration.person.{THREE}",
        "registration.post.r3",
    )
    history.when(invite(2), operator()).refused("not_in_pool", "pools.1")
    history.when(invite(4), operator()).refused("not_in_pool", "pools.1")
    history.when(invite(9), operator()).refused("unknown_entity")
    history.when(invite(3, intake="other"), operator()).refused("unknown_entity")
    history.when(invite(3, campaign=None), operator()).refused("unknown_entity")
    history.when(invite(3), oneself(ONE)).refused("no_mandate")
    history.when(invite(3), operator(CLOSES)).refused("too_late")
    after = history.when(invite(3), operator()).after
    after.when(invite(3), operator()).refused("already_done")
    after.when(invite(3, offer="again"), operator()).refused("already_done")


def test_a_post_that_has_ended_makes_a_former_and_no_current_board_member() -> None:
    ends = verified(post(3, 3, ends_on="2027-02-10"))
    former = CAMPAIGN.model_copy(update={"campaign": "c2", "pool": "former_board"})
    history = given(CURRENT, *begun(PEOPLE, MENTOR_INTAKE, CAMPAIGN, former, ends))
    on_the_day, after = (datetime(2027, 2, day, 9, tzinfo=UTC) for day in (10, 11))

    history.when(invite(3), operator(on_the_day)).stands()
    history.when(invite(3, campaign="c2"), operator(on_the_day)).refused("not_in_pool")
    history.when(invite(3), operator(after)).refused("not_in_pool")
    history.when(invite(3, campaign="c2"), operator(after)).stands()


def answer(
    offer: str,
    who: int,
    said: Answer,
    kind: Literal["invitation", "nomination", "place"] = "invitation",
) -> m.AnswerOffer:
    return m.AnswerOffer(kind=kind, offer=offer, person=pid(who), answer=said)


def test_an_invitation_is_answered_in_time_and_may_be_undone() -> None:
    history = given(CURRENT, *begun(PEOPLE, MENTOR_INTAKE, CAMPAIGN, BOARD, invited(3)))
    yes = answer("o3", 3, "accept")

    said = history.when(yes, oneself(THREE, LATER))
    said.then(m.OfferAnswered(kind="invitation", offer="o3", person=THREE, answer="accept"))
    said.after.when(yes, oneself(THREE, LATER)).refused("already_done")
    undone = said.after.when(answer("o3", 3, "undo"), oneself(THREE, LATER)).after
    undone.when(answer("o3", 3, "undo"), oneself(THREE, LATER)).refused("already_done")
    campaign = undone.when(answer("o3", 3, "decline"), oneself(THREE, LATER)).after.state.campaigns
    assert (campaign["c1"].invited, campaign["c1"].answered, campaign["c1"].accepted) == (1, 1, 0)
    history.when(yes, oneself(ONE, LATER)).refused("not_concerned")
    history.when(yes, oneself(THREE, CLOSES)).refused("too_late")
    history.when(answer("o9", 3, "accept"), oneself(THREE, LATER)).refused("unknown_entity")
    place = answer("o3", 3, "accept", "place")
    history.when(place, oneself(THREE, LATER)).refused("unknown_entity")


def test_a_campaign_ends_with_its_yield_and_silence_is_an_end_too() -> None:
    facts = begun(PEOPLE, MENTOR_INTAKE, CAMPAIGN, BOARD, invited(3))
    history = given(CURRENT, *facts)

    campaign = m.ReachDeadline(about="campaign.c1", what="campaign_closes", at=CLOSES)
    history.when(campaign, clock(CLOSES)).then(
        m.CampaignClosed(campaign="c1", pool="current_board", invited=1, answered=0, accepted=0)
    ).after.when(campaign, clock(CLOSES)).refused("already_done")
    silent = m.ReachDeadline(about="invitation.o3", what="offer_expires", at=CLOSES)
    ended = history.when(silent, clock(CLOSES))
    ended.then(m.OfferEnded(kind="invitation", offer="o3", person=THREE, how="expired"))
    assert ended.after.state.agenda.about.get("invitation.o3") is None


def nominate(who: int, offer: str = "n1") -> m.NominatePerson:
    return m.NominatePerson(offer=offer, person=pid(who), intake=INTAKE, grounds=HIDDEN)


def test_anybody_registered_may_nominate_somebody_else_once_while_the_intake_is_open() -> None:
    history = given(CURRENT, *begun(PEOPLE, intake()))

    named = history.when(nominate(2), oneself(ONE))
    fact = named.facts[0]
    assert (fact.kind, fact.nominated_by, fact.answer_by) == ("nomination", ONE, CLOSES)
    named.after.when(nominate(2, "n2"), oneself(THREE)).refused("already_done")
    history.when(nominate(1), oneself(ONE)).refused("self_nomination")
    history.when(nominate(9), oneself(ONE)).refused("unknown_entity")
    history.when(nominate(2), oneself(pid(99))).refused("not_concerned")
    history.when(nominate(2), operator()).refused("not_concerned")
    history.when(nominate(2), oneself(ONE, OPENS - timedelta(1))).refused("too_early")
    history.when(nominate(2), oneself(ONE, CLOSES)).refused("too_late")
    silent = m.ReachDeadline(about="nomination.n1", what="offer_expires", at=CLOSES)
    named.after.when(silent, clock(CLOSES)).then(
        m.OfferEnded(kind="nomination", offer="n1", person=TWO, how="expired")
    )


# --- applications and screening ------------------------------------------------------------


def apply(who: int, pool: str = "open_call", id_: str = INTAKE) -> m.SubmitApplication:
    return m.SubmitApplication(**application(who, id_, pool).model_dump())


def test_one_applies_for_oneself_while_the_intake_is_open() -> None:
    history = given(CURRENT, *begun(PEOPLE, intake()))

    history.when(apply(1), oneself(ONE)).then(application(1))
    history.when(apply(1), oneself(TWO)).refused("not_concerned")
    history.when(apply(9), oneself(pid(9))).refused("unknown_entity")
    history.when(apply(1, id_="other"), oneself(ONE)).refused("unknown_entity")
    history.when(apply(1), oneself(ONE, OPENS - timedelta(1))).refused("too_early")
    history.when(apply(1), oneself(ONE, CLOSES)).refused("too_late")


def test_an_application_by_the_same_way_is_a_correction_by_another_a_second_one() -> None:
    history = given(CURRENT, *begun(PEOPLE, intake(), BOARD, application(3)))

    history.when(apply(3), oneself(THREE)).stands()
    history.when(apply(3, "current_board"), oneself(THREE)).refused("second_application")


def test_the_way_of_a_pool_is_open_to_its_members_alone() -> None:
    history = given(CURRENT, *begun(PEOPLE, MENTOR_INTAKE, BOARD, ADVISORY))

    board = history.when(apply(3, "current_board", MENTORS), oneself(THREE))
    board.stands().reads(
        f"oversight.inforce.pools-{PROGRAMME}",
        f"registration.intake.{MENTORS}",
        f"registration.person.{THREE}",
        "registration.post.r3",
    )
    refused = history.when(apply(1, "current_board", MENTORS), oneself(ONE))
    refused.refused("not_in_pool", "pools.1")
    unknown = history.when(apply(1, "strangers", MENTORS), oneself(ONE))
    unknown.refused("not_in_pool", "pools.1")
    bare = given(CURRENT, *begun(PEOPLE, MENTOR_INTAKE, BOARD, without="pools"))
    bare.when(apply(3, "current_board", MENTORS), oneself(THREE)).refused("not_adopted")


def test_a_nomination_is_a_way_in_once_it_is_accepted() -> None:
    named = given(CURRENT, *begun(PEOPLE, intake())).when(nominate(2), oneself(ONE)).after

    named.when(apply(2, "nomination"), oneself(TWO)).refused("not_in_pool")
    said = named.when(answer("n1", 2, "accept", "nomination"), oneself(TWO)).after
    said.when(apply(2, "nomination"), oneself(TWO)).stands()


def screener(number: int) -> m.RoleGranted:
    return m.RoleGranted(
        role="screener", person=pid(number), programme=PROGRAMME, starts_on="2027-02-01"
    )


def assign(who: int, by_whom: int) -> m.AssignScreener:
    return m.AssignScreener(intake=INTAKE, person=pid(who), screener=pid(by_whom))


def test_an_application_is_marked_by_a_screener_who_has_no_part_in_it() -> None:
    named = invited(1, kind="nomination", intake=INTAKE, nominated_by=TWO, campaign=None)
    facts = begun(PEOPLE, intake(), named, screener(2), screener(3), application(1))
    history = given(CURRENT, *facts)

    history.when(assign(1, 3), operator()).stands().reads(
        "oversight.mandate.ops",
        f"registration.intake.{INTAKE}",
        f"registration.screener.{THREE}",
    )
    history.when(assign(1, 2), operator()).refused("screener_conflicted")
    history.when(assign(1, 4), operator()).refused("not_screener")
    history.when(assign(4, 3), operator()).refused("not_applied")
    history.when(assign(1, 3), oneself(THREE)).refused("no_mandate")
    unknown = assign(1, 3).model_copy(update={"intake": "other"})
    history.when(unknown, operator()).refused("unknown_entity")
    after = history.when(assign(1, 3), operator()).after
    after.when(assign(1, 3), operator()).refused("already_done")
    own = given(CURRENT, *facts, application(3))
    own.when(assign(3, 3), operator()).refused("screener_conflicted")


def test_who_names_somebody_later_does_not_mark_them_any_more() -> None:
    assigned = m.ScreenerAssigned(intake=INTAKE, person=ONE, screener=THREE)
    later = invited(1, kind="nomination", intake=INTAKE, nominated_by=THREE, campaign=None)
    facts = begun(PEOPLE, intake(), screener(3), application(1), assigned, later)

    ask = m.RecordScreening(**screening(1, 80).model_dump())

    given(CURRENT, *facts).when(ask, oneself(THREE)).refused("screener_conflicted")


def test_marks_are_given_once_by_the_criteria_before_chance_is_known() -> None:
    assigned = m.ScreenerAssigned(intake=INTAKE, person=ONE, screener=THREE)
    facts = begun(PEOPLE, intake(), screener(3), application(1), assigned)
    history = given(CURRENT, *facts)
    ask = m.RecordScreening(**screening(1, 80).model_dump())

    history.when(ask, oneself(THREE)).then(screening(1, 80))
    history.when(ask, oneself(TWO)).refused("not_screener")
    history.when(ask, oneself(THREE, PULSE)).refused("too_late")
    fewer = ask.model_copy(update={"marks": {"motivation": 80}})
    history.when(fewer, oneself(THREE)).refused("rank_not_by_criteria", "criteria.1")
    nobody = ask.model_copy(update={"person": TWO})
    history.when(nobody, oneself(THREE)).refused("not_applied")
    after = history.when(ask, oneself(THREE)).after
    after.when(ask, oneself(THREE)).refused("already_done")
    after.when(assign(1, 3), operator()).refused("already_done")


# --- appeals -------------------------------------------------------------------------------

DECLINED = m.CandidacySettled(
    intake=INTAKE, person=ONE, outcome="declined", rank=1, points=0, marks={}
)


def appealed(outcome: str = "upheld", shift: int = 0) -> Given:
    facts = begun(PEOPLE, intake(), application(1), screening(1, 0, words=0), closed(1))
    settled = m.SelectionSettled(
        intake=INTAKE, pulse=1, randomness="11" * 32, outcome=NAMED,
        selected=0, reserve=0, declined=1,
    )  # fmt: skip
    about = len(facts) + 1 + shift
    matter = inbox.MatterDecided(kind="appeal", matter="a1", outcome=outcome, about=about)
    return given(CURRENT, *facts, settled, DECLINED, matter)


def test_an_upheld_appeal_brings_a_place_for_whom_it_was_about() -> None:
    ask = invite(1, kind="place", intake=INTAKE, campaign=None, matter="a1")
    at = PULSE + timedelta(days=9)

    made = appealed().when(ask, council(at))
    fact = made.facts[0]
    assert (fact.kind, fact.matter, fact.answer_by) == ("place", "a1", at + timedelta(days=5))
    again = ask.model_copy(update={"offer": "again"})
    made.after.when(again, council(at)).refused("already_done")
    appealed().when(ask, operator(at)).refused("outside_delegation")
    appealed("dismissed").when(ask, council(at)).refused("no_upheld_appeal")
    appealed(shift=-1).when(ask, council(at)).refused("no_upheld_appeal")
    other = ask.model_copy(update={"person": TWO})
    appealed().when(other, council(at)).refused("no_upheld_appeal")
    none = ask.model_copy(update={"matter": None})
    appealed().when(none, council(at)).refused("no_upheld_appeal")
    no = made.after.when(answer(fact.offer, 1, "decline", "place"), oneself(ONE, at))
    assert [type(f).__name__ for f in no.facts] == ["OfferAnswered", "OfferEnded"]


def test_a_place_after_an_appeal_is_the_one_that_the_reserve_would_bring() -> None:
    """One entity, so that of two decisions that make it side by side the log takes one."""
    ask = invite(1, kind="place", intake=INTAKE, campaign=None, matter="a1", offer="of-the-asker")
    history = appealed()
    (made,) = history.when(ask, council(PULSE)).facts

    assert made.subject == f"place.{place_id(INTAKE, ONE)}"


# --- terms and roles -----------------------------------------------------------------------


def acknowledge(who: int, role: str, **more: Any) -> m.AcknowledgeTerms:
    data = {"person": pid(who), "role": role, "programme": PROGRAMME, "version": 1}
    return m.AcknowledgeTerms(**{**data, "language": "fr", **more})


def acknowledged(who: int, role: str) -> m.TermsAcknowledged:
    return m.TermsAcknowledged(**acknowledge(who, role).model_dump())


def test_one_acknowledges_for_oneself_the_terms_in_force_in_a_language_they_have() -> None:
    history = given(CURRENT, *begun(PEOPLE))

    done = history.when(acknowledge(1, "mentor"), oneself(ONE))
    done.then(acknowledged(1, "mentor")).reads(f"oversight.inforce.terms-{PROGRAMME}")
    done.after.when(acknowledge(1, "mentor"), oneself(ONE)).refused("already_done")
    history.when(acknowledge(1, "mentor"), oneself(TWO)).refused("not_concerned")
    history.when(acknowledge(9, "mentor"), oneself(pid(9))).refused("unknown_entity")
    history.when(acknowledge(1, "mentor", version=2), oneself(ONE)).refused(
        "superseded_terms", "terms.1", version=1
    )
    history.when(acknowledge(1, "mentor", language="es"), oneself(ONE)).refused(
        "language_missing", "terms.1"
    )
    bare = given(CURRENT, *begun(PEOPLE, without="terms"))
    bare.when(acknowledge(1, "mentor"), oneself(ONE)).refused("not_adopted")


def grant(who: int, role: m.RoleKind) -> m.GrantRole:
    return m.GrantRole(role=role, person=pid(who), programme=PROGRAMME, starts_on="2027-03-30")


SELECTED = m.CandidacySettled(
    intake=MENTORS, person=ONE, outcome="selected", rank=1, points=1, marks={}
)
SETTLED = m.SelectionSettled(
    intake=MENTORS, pulse=1, randomness="11" * 32, outcome=NAMED,
    selected=1, reserve=0, declined=0,
)  # fmt: skip
CANDIDATE = [MENTOR_INTAKE, application(1, MENTORS), screening(1, 80, MENTORS), closed(1, MENTORS)]
CHOSEN = [*CANDIDATE, SETTLED, SELECTED]
TRAINED = [
    workshop("training", "mentor_training"),
    inbox.CompletionCertified(
        certificate="x1", person=ONE, workshop="training", purpose="mentor_training"
    ),
]


def test_a_mentor_is_selected_trained_and_has_acknowledged_in_this_order() -> None:
    terms = acknowledged(1, "mentor")
    ask = grant(1, "mentor")

    given(CURRENT, *begun(PEOPLE, TRAINED, terms)).when(ask, operator()).refused("not_selected")
    given(CURRENT, *begun(PEOPLE, CHOSEN, terms)).when(ask, operator()).refused("not_trained")
    given(CURRENT, *begun(PEOPLE, CHOSEN, TRAINED)).when(ask, operator()).refused(
        "terms_not_acknowledged"
    )
    ready = given(CURRENT, *begun(PEOPLE, CHOSEN, TRAINED, terms))
    granted = ready.when(ask, operator())
    granted.then(m.RoleGranted(**ask.model_dump())).reads(
        "feedback.measure.all",
        f"oversight.inforce.terms-{PROGRAMME}",
        "oversight.mandate.ops",
        f"registration.person.{ONE}",
        "scheduling.certificate.x1",
    )
    granted.after.when(ask, operator()).refused("already_done")
    ready.when(ask, oneself(ONE)).refused("no_mandate")
    ready.when(grant(9, "mentor"), operator()).refused("unknown_entity")


def test_who_is_kept_out_becomes_a_mentor_once_it_is_lifted() -> None:
    ready = begun(PEOPLE, CHOSEN, TRAINED, acknowledged(1, "mentor"))
    out = given(CURRENT, *ready, inbox.InterimMeasureTaken(person=ONE))
    back = given(
        CURRENT,
        *ready,
        inbox.InterimMeasureTaken(person=ONE),
        inbox.InterimMeasureLifted(person=ONE),
    )

    out.when(grant(1, "mentor"), operator()).refused("sanctioned")
    last = max(back.state.pending.values(), key=lambda step: step.cause_index)
    assert (last.command, last.ask.person) == ("GrantRole", ONE)
    back.when(grant(1, "mentor"), operator()).stands()


def test_terms_that_were_superseded_do_not_make_a_mentor() -> None:
    second = adopted("terms", rules_of("terms"), version=2)
    facts = begun(PEOPLE, CHOSEN, TRAINED, acknowledged(1, "mentor"), second)

    given(CURRENT, *facts).when(grant(1, "mentor"), operator()).refused("terms_not_acknowledged")


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_a_mentors_role_is_the_next_step_whatever_came_last(order: tuple[int, ...]) -> None:
    parts = ([SELECTED], TRAINED, [acknowledged(1, "mentor")])
    first, second, last = (parts[at] for at in order)
    facts = begun(PEOPLE, CANDIDATE, SETTLED, first, second)
    before = given(CURRENT, *facts)
    after = given(CURRENT, *facts, *last)

    def asks(history: Given) -> list[Any]:
        return [s.ask for s in history.state.pending.values() if s.command == "GrantRole"]

    assert asks(before) == []
    (ask,) = asks(after)
    assert (ask.role, ask.person, ask.ends_on, ask.hours_per_month) == (
        "mentor",
        ONE,
        "2028-01-31",
        6,
    )
    assert asks(after.when(ask, pm(PULSE)).after) == []


TRAINERS = adopted("first_trainers", {"trainers": [ONE]})


def test_the_first_trainers_are_those_whom_the_text_names() -> None:
    terms = acknowledged(1, "trainer")
    ready = given(CURRENT, *begun(PEOPLE, TRAINERS, terms))
    (step,) = ready.state.pending.values()

    ready.when(step.ask, pm(LATER)).stands().reads(
        f"oversight.inforce.first-trainers-{PROGRAMME}",
        f"oversight.inforce.terms-{PROGRAMME}",
        f"registration.person.{ONE}",
    )
    ready.when(grant(1, "trainer"), operator()).refused("no_mandate")
    given(CURRENT, *begun(PEOPLE, TRAINERS)).when(grant(1, "trainer"), pm(LATER)).refused(
        "terms_not_acknowledged"
    )
    given(CURRENT, *begun(PEOPLE, terms)).when(grant(1, "trainer"), pm(LATER)).refused(
        "not_certified"
    )


def test_who_acknowledged_before_the_text_was_adopted_is_a_trainer_once_it_is() -> None:
    after = given(CURRENT, *begun(PEOPLE, acknowledged(1, "trainer"), TRAINERS))

    assert [s.ask.person for s in after.state.pending.values()] == [ONE]


def test_a_screener_is_appointed_by_an_operator_and_a_participant_by_nobody() -> None:
    history = given(CURRENT, *begun(PEOPLE, acknowledged(1, "screener")))

    history.when(grant(1, "screener"), operator()).stands()
    history.when(grant(2, "screener"), operator()).refused("terms_not_acknowledged")
    history.when(grant(1, "screener"), pm(LATER)).refused("no_mandate")
    history.when(grant(1, "participant"), operator()).refused("no_mandate")


def test_a_place_is_not_taken_where_no_stage_waits_or_the_role_is_held() -> None:
    facts = [*begun(PEOPLE, intake(), application(1), without="stage_set")]
    offer = m.OfferMade(
        kind="place", offer=made_id(f"{INTAKE}{ONE}", "place", 1), person=ONE, intake=INTAKE,
        answer_by=CLOSES,
    )  # fmt: skip
    yes = answer(offer.offer, 1, "accept", "place")

    given(CURRENT, *facts, offer).when(yes, oneself(ONE, LATER)).refused("not_adopted")
    held = m.RoleGranted(
        role="participant", person=ONE, programme=PROGRAMME, starts_on="2027-02-01"
    )
    again = [*begun(PEOPLE, intake(), application(1)), offer, held]
    given(CURRENT, *again).when(yes, oneself(ONE, LATER)).refused("already_done")


def test_facts_of_others_that_do_not_concern_a_programme_leave_it_alone() -> None:
    start = given(CURRENT, *begun())
    after = given(
        CURRENT,
        *begun(
            inbox.PairProposed(round="r0", mentee=ONE, origin="round"),
            inbox.CompletionCertified(certificate="x", person=ONE, workshop="w", purpose="skills"),
            inbox.MatterDecided(kind="finding", matter="f1", outcome="upheld", about=1),
            happened(m.StageEntered(person=ONE, programme=PROGRAMME, track="leadership",
                                    stage="identified", number=0, stage_set=1)),
        ),
    )  # fmt: skip

    assert after.state.programmes == start.state.programmes
    assert (len(after.state.rounds), len(after.state.trained), len(after.state.appeals)) == (
        0,
        0,
        0,
    )
