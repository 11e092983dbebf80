"""Stages: completed by evidence alone, by the criteria of their beginning."""

from typing import Any

from hypothesis import given as forall
from hypothesis import strategies as st
from rpds import HashTrieMap

from baraza.decider import Seen
from baraza.registration import messages as m
from baraza.registration.domain import CURRENT
from baraza.registration.domain.v1.evidence import Act, Evidence, cited
from baraza.registration.domain.v1.stages import following
from baraza.registration.domain.v1.texts import StageSet
from enrolling import PROGRAMME, council, oneself, operator, pid, pm, rules_of
from given import Given, given
from progress import (
    SOME_DAY,
    TRACK,
    attended,
    barrier,
    collaboration,
    enrolled,
    entered,
    feedback,
    held,
    said_of,
    settled,
    stages,
    told,
    year,
)


def advance(stage: str = "foundations", who: int = 1) -> m.AdvanceStage:
    return m.AdvanceStage(person=pid(who), programme=PROGRAMME, track=TRACK, stage=stage)


def extend(stage: str = "foundations", until: str = "2027-09-30") -> m.ExtendStage:
    return m.ExtendStage(
        person=pid(1), programme=PROGRAMME, track=TRACK, stage=stage, barrier="b1", until=until
    )


def completed(stage: str, number: int, *cited: int, version: int = 1) -> m.StageCompleted:
    return m.StageCompleted(
        person=pid(1),
        programme=PROGRAMME,
        track=TRACK,
        stage=stage,
        number=number,
        stage_set=version,
        cited=cited,
    )


def owed(history: Given) -> list[m.AdvanceStage]:
    return [s.ask for s in history.state.pending.values() if isinstance(s.ask, m.AdvanceStage)]


def index(facts: list[Any], fact: Any) -> int:
    return facts.index(fact)


# --- advance -------------------------------------------------------------------------------


def test_a_stage_is_completed_by_what_is_in_the_log_and_the_next_is_entered() -> None:
    facts = year(entered(), attended(), feedback())
    history = given(CURRENT, *facts)

    history.when(advance(), pm(SOME_DAY)).then(
        completed("foundations", 1, index(facts, attended()), index(facts, feedback()[1])),
        entered("mentored"),
    )


def test_what_lacks_is_told_in_numbers() -> None:
    history = given(CURRENT, *year(entered("mentored"), feedback(), held(1, 40)))

    history.when(advance("mentored"), oneself(pid(1), SOME_DAY)).refused(
        "criteria_not_met",
        "stage_set.1",
        feedback_given_min_have=1,
        feedback_given_min_need=2,
        mentoring_minutes_min_have=40,
        mentoring_minutes_min_need=100,
        sessions_held_min_have=1,
        sessions_held_min_need=2,
    )


def test_the_person_an_operator_and_the_service_may_ask_and_nobody_else() -> None:
    history = given(CURRENT, *year(entered(), attended(), feedback()))

    history.when(advance(), oneself(pid(1), SOME_DAY)).stands()
    history.when(advance(), operator(SOME_DAY)).stands()
    history.when(advance(), oneself(pid(2), SOME_DAY)).refused("no_mandate")
    history.when(advance(), council(SOME_DAY)).refused("no_mandate")


def test_only_the_open_stage_is_completed() -> None:
    history = given(CURRENT, *year(entered("identified")))

    history.when(advance("mentored"), operator(SOME_DAY)).refused("wrong_state")
    history.when(advance("elsewhere"), operator(SOME_DAY)).refused("other_version")
    history.when(advance("identified", 2), operator(SOME_DAY)).refused("unknown_entity")
    after = history.when(advance("identified"), operator(SOME_DAY)).after
    after.when(advance("identified"), operator(SOME_DAY)).refused("already_done")


def test_the_last_stage_leads_nowhere() -> None:
    made = collaboration()
    facts = year(entered("leading"), made, said_of(made, "confirmed"))

    decided = given(CURRENT, *facts).when(advance("leading"), pm(SOME_DAY))
    decided.then(completed("leading", 3, index(facts, made)))
    decided.after.when(advance("leading"), pm(SOME_DAY)).refused("already_done")


def test_the_criteria_are_those_of_the_set_in_which_the_stage_was_entered() -> None:
    easier: list[dict[str, Any]] = [
        {"stage": "foundations"},
        {"stage": "practice", "exit": {"sessions_held_min": 1}},
        {"stage": "leading"},
    ]
    facts = year(entered(), stages(2, easier))
    history = given(CURRENT, *facts)

    history.when(advance(), pm(SOME_DAY)).refused(
        "criteria_not_met",
        "stage_set.1",
        feedback_given_min_have=0,
        feedback_given_min_need=1,
        workshops_attended_min_have=0,
        workshops_attended_min_need=1,
    )
    facts = [*facts, attended(), *feedback()]
    decided = given(CURRENT, *facts).when(advance(), pm(SOME_DAY)).facts
    assert (decided[0].stage_set, decided[1].stage, decided[1].stage_set) == (1, "practice", 2)


def test_a_stage_may_build_on_one_of_another_track() -> None:
    teaching = [{"stage": "teaching", "needs": [f"{TRACK}/foundations"]}]
    facts = year(*stages(2, train=teaching), entered(version=2), entered("teaching", 1, "train", 2))
    asks = m.AdvanceStage(person=pid(1), programme=PROGRAMME, track="train", stage="teaching")
    history = given(CURRENT, *facts)

    history.when(asks, pm(SOME_DAY)).refused(
        "criteria_not_met", "stage_set.2", stages_before_have=0, stages_before_need=1
    )
    after = given(CURRENT, *facts, completed("foundations", 1, version=2))
    assert asks in owed(after)
    after.when(asks, pm(SOME_DAY)).stands()


def test_what_a_stage_rests_on_is_guarded() -> None:
    history = given(CURRENT, *year(entered(), barrier(), said_of(barrier(), "accepted")))
    text = f"oversight.inforce.stage-set-{PROGRAMME}"

    history.when(advance(), pm(SOME_DAY)).reads(text)
    history.when(advance(), operator(SOME_DAY)).reads(text, "oversight.mandate.ops")
    history.when(extend(), operator(SOME_DAY)).reads(
        "registration.barrier.b1", "oversight.mandate.ops"
    )


# --- the service's own steps ---------------------------------------------------------------


def test_a_stage_without_criteria_is_left_at_once() -> None:
    history = given(CURRENT, *year(entered("identified")))

    assert owed(history) == [advance("identified")]
    after = history.when(advance("identified"), pm(SOME_DAY)).after
    assert owed(after) == []


def test_the_service_owes_itself_the_advance_once_the_evidence_is_there() -> None:
    facts = year(entered(), attended(), feedback()[0])
    done = given(CURRENT, *facts, feedback()[1])

    assert owed(given(CURRENT, *facts)) == []
    assert owed(done) == [advance()]
    lost = given(CURRENT, *facts, feedback()[1], settled("a-w1-1", "disputed"))
    assert owed(lost) == []
    again = given(CURRENT, *facts, feedback()[1], settled("a-w1-1", "disputed"), attended("w2"))
    assert owed(again) == [advance()]


def test_both_sides_of_a_collaboration_go_on() -> None:
    made = collaboration()
    facts = year(entered("leading"), entered("leading", 2), made, said_of(made, "confirmed"))
    history = given(CURRENT, *facts)

    assert sorted(ask.person for ask in owed(history)) == [pid(1), pid(2)]
    assert len({step.id for step in history.state.pending.values()}) == 2


def test_what_counts_for_nobody() -> None:
    made = collaboration()
    nothing = [
        attended("training"),  # no skills workshop
        attended("w2", state="absent"),
        told(1),  # not confirmed yet
        held(2, how="disputed"),
        told(3, state="missed"),
        settled("h3", "confirmed", "session"),
        made,
        said_of(made, "disputed"),
    ]
    history = given(CURRENT, *year(entered(), *nothing))

    assert not history.state.doings.of(pid(1), PROGRAMME).acts


def test_whoever_left_goes_no_further() -> None:
    role: Any = "participant"
    left = m.RoleEnded(role=role, person=pid(1), programme=PROGRAMME, ground="left")
    granted = m.RoleGranted(
        role=role, person=pid(1), programme=PROGRAMME, starts_on="2027-03-05", ends_on="2028-01-31"
    )
    history = given(CURRENT, *year(granted, entered(), attended(), feedback(), left))

    assert owed(history) == []
    history.when(advance(), operator(SOME_DAY)).refused("wrong_state")


# --- more time -----------------------------------------------------------------------------


def test_a_stage_is_extended_under_an_accepted_barrier_once() -> None:
    accepted = said_of(barrier(), "accepted")
    history = given(CURRENT, *year(entered(), barrier(), accepted))

    decided = history.when(extend(), operator(SOME_DAY))
    decided.then(
        m.StageExtended(
            person=pid(1),
            programme=PROGRAMME,
            track=TRACK,
            stage="foundations",
            barrier="b1",
            until="2027-09-30",
        )
    )
    decided.after.when(extend(), operator(SOME_DAY)).refused("already_done")
    history.when(extend("leading"), operator(SOME_DAY)).refused("wrong_state")
    history.when(extend(until="2027-05-01"), operator(SOME_DAY)).refused("too_late")
    history.when(extend(), oneself(pid(1), SOME_DAY)).refused("no_mandate")


def test_nothing_is_extended_under_a_barrier_that_is_not_there() -> None:
    rejected = said_of(barrier(), "rejected")
    others = barrier(2)

    given(CURRENT, *year(entered())).when(extend(), operator(SOME_DAY)).refused("unknown_entity")
    for facts, reason in (
        ([barrier()], "wrong_state"),
        ([barrier(), rejected], "wrong_state"),
        ([others, said_of(others, "accepted")], "unknown_entity"),
    ):
        history = given(CURRENT, *year(entered(), *facts))
        history.when(extend(), operator(SOME_DAY)).refused(reason)


# --- invariants ----------------------------------------------------------------------------

HAPPENS = st.lists(
    st.sampled_from(["workshop", "feedback", "session", "together", "dispute", "other set"]),
    max_size=25,
)


@forall(HAPPENS)
def test_one_stage_at_most_is_open_and_each_is_completed_by_its_own_criteria(
    events: list[str],
) -> None:
    """I8, I9: whatever happens in whatever order, steps performed as they come."""
    version = 1
    history = given(CURRENT, *year(entered("identified")))
    sets = {pid(1): {"identified": 1}}
    for n, event in enumerate(events):
        version += event == "other set"
        history = _and_then(history, _facts(event, n, version))
        while steps := owed(history):
            decided = history.when(steps[0], pm(SOME_DAY))
            done = decided.facts[0]
            assert done.stage_set == sets[pid(1)].pop(done.stage)
            for fact in decided.facts[1:]:
                sets[pid(1)][fact.stage] = fact.stage_set
            history = decided.after
        ways = [way for way in history.state.ways[pid(1)] if way.track == TRACK]
        assert len(ways) == 1
        assert len(sets[pid(1)]) <= 1


def _facts(event: str, n: int, version: int) -> list[Any]:
    made = collaboration(record=f"col{n}")
    match event:
        case "workshop":
            return [enrolled("w2"), attended("w2")]
        case "feedback":
            return feedback(f"c{n}")
        case "session":
            return held(n)
        case "together":
            return [made, said_of(made, "confirmed")]
        case "dispute":
            return [settled("a-w2-1", "disputed")]
        case _:
            return stages(version)


def _and_then(history: Given, facts: list[Any]) -> Given:
    state, position = history.state, history.position
    for item in facts:
        fact = getattr(item, "fact", item)
        seen = Seen(position, f"e{position}.1", f"said.n{position}", SOME_DAY, "c")
        state, position = CURRENT.evolve(state, fact, seen), position + 1
    return Given(CURRENT, state, position)


ACTS = st.lists(st.integers(1, 120), max_size=20).map(
    lambda minutes: [Act("session", n, m) for n, m in enumerate(minutes)]
)


@forall(ACTS, st.integers(0, 20), st.integers(0, 600))
def test_what_is_cited_is_enough_and_nothing_more(
    acts: list[Act], sessions: int, minutes: int
) -> None:
    by_about: HashTrieMap[str, Act] = HashTrieMap({f"session.{a.index}": a for a in acts})
    evidence = Evidence(by_about)
    needs = (("sessions_held_min", sessions), ("mentoring_minutes_min", minutes))
    found = cited(evidence, needs)

    assert list(found) == sorted(set(found))
    if all(evidence.have(name) >= need for name, need in needs):
        assert len(found) >= sessions
        assert sum(act.minutes for act in acts if act.index in found) >= minutes
        assert len(found) <= max(sessions, minutes)


def test_the_next_stage_comes_after_all_that_are_completed() -> None:
    rules = rules_of("stage_set", stages={TRACK: [{"stage": s} for s in "abcd"]})
    known = StageSet.model_validate({**rules, "enters": {}})

    assert following(known, TRACK, {"a"}) == (1, "b")
    assert following(known, TRACK, {"a", "c"}) == (3, "d")
    assert following(known, TRACK, {"d"}) is None
    assert following(known, TRACK, {"gone"}) == (0, "a")
    assert following(known, "elsewhere", {"a"}) is None
