"""Who may teach: said by somebody who may, in no circle, up to the first trainers (R37, I34)."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as forall
from hypothesis import settings
from hypothesis import strategies as st

from baraza.decider import Refused
from baraza.scheduling.domain import CURRENT
from baraza.scheduling.domain.v1.rules.certificates import chain
from baraza.scheduling.inbox import RoleEnded
from baraza.scheduling.messages import Certify, TrainerCertified
from given import Given, given
from timetables import (
    ANA,
    BOB,
    EVE,
    KAI,
    LEE,
    MONDAY,
    PILOT,
    READY,
    adopted,
    enrolled,
    held,
    myself,
    operator,
    own,
    recorded,
    running,
    trainer,
)

AFTER = MONDAY + timedelta(days=1)
FIRST = adopted("first_trainers", {"trainers": [LEE]}, None)
EVERYBODY = (ANA, BOB, EVE, KAI, LEE)


def there(*people: str, name: str = "basics") -> list[Any]:
    """A workshop that was held, and who was there."""
    return [
        *running(name, places=9),
        *(enrolled(who, name) for who in people),
        *(recorded(who, name=name, id=f"{name}{k}") for k, who in enumerate(people)),
        held(name),
    ]


def teach(who: str, name: str = "basics", **changes: Any) -> Certify:
    return Certify.model_validate(
        {
            "certificate": f"{name}-{who[-4:]}",
            "kind": "trainer",
            "person": who,
            "workshop": name,
            "capacities": ("governance",),
            "until": "2029-03-16",
        }
        | changes
    )


def certified(who: str, by: str = LEE, depth: int = 1, **changes: Any) -> TrainerCertified:
    said = teach(who, **changes).model_dump(exclude={"kind"})
    return TrainerCertified(**said, by=by, depth=depth)


def ready(*facts: Any) -> Given:
    return given(CURRENT, *READY, *FIRST, *facts)


def test_a_first_trainer_certifies_and_whom_they_certified_certifies_on() -> None:
    history = ready(*there(ANA, BOB), trainer(ANA))

    once = history.when(teach(ANA), myself(LEE, AFTER)).then(certified(ANA)).after
    once.when(teach(BOB), myself(ANA, AFTER)).then(certified(BOB, ANA, 2))


def test_the_nearest_way_to_the_first_trainers_counts() -> None:
    history = ready(
        *there(ANA, BOB), *there(name="more"), certified(ANA, KAI, 4), certified(ANA, LEE, 1)
    )

    facts = given(CURRENT, *READY, *FIRST, trainer(ANA)).state
    assert facts.trains(ANA, PILOT, AFTER)
    again = Given(CURRENT, history.state.but(trainers=facts.trainers))
    assert again.when(teach(BOB), myself(ANA, AFTER)).facts[0].depth == 2


@pytest.mark.parametrize(
    "asked", [myself(KAI, AFTER), myself(ANA, AFTER), operator(AFTER), own("pm", AFTER)]
)
def test_nobody_else_certifies(asked: Any) -> None:
    """KAI has the role and nothing that it rests on."""
    ready(*there(BOB)).when(teach(BOB), asked).refused("certifier_not_live")


def test_a_certificate_that_is_over_or_a_role_that_ended_carries_nobody() -> None:
    over = certified(ANA, until="2027-03-15")
    ready(*there(ANA, BOB), trainer(ANA), over).when(teach(BOB), myself(ANA, AFTER)).refused(
        "certifier_not_live"
    )
    ended = RoleEnded(role="trainer", person=LEE, programme=PILOT)
    ready(*there(BOB), ended).when(teach(BOB), myself(LEE, AFTER)).refused("certifier_not_live")


def test_nobody_certifies_themselves_by_whatever_way() -> None:
    history = ready(*there(ANA, BOB, LEE), trainer(ANA), trainer(BOB))
    chained = ready(
        *there(ANA, BOB, LEE), trainer(ANA), trainer(BOB), certified(ANA), certified(BOB, ANA, 2)
    )

    history.when(teach(LEE), myself(LEE, AFTER)).refused("would_be_cycle")
    chained.when(teach(LEE), myself(BOB, AFTER)).refused("would_be_cycle")
    chained.when(teach(ANA), myself(BOB, AFTER)).refused("would_be_cycle")
    assert chain(chained.state, BOB) == {ANA, LEE}


def test_who_was_not_there_is_not_certified() -> None:
    history = ready(*there(ANA))

    history.when(teach(BOB), myself(LEE, AFTER)).refused("criteria_not_met")
    history.when(teach(ANA, "nowhere"), myself(LEE, AFTER)).refused("unknown_entity")
    ready(*running()).when(teach(ANA), myself(LEE, AFTER)).refused("wrong_state")


def test_a_certificate_begins_now_ends_within_the_horizon_and_is_given_once() -> None:
    history = ready(*there(ANA))

    history.when(teach(ANA, until="2027-03-15"), myself(LEE, AFTER)).refused("too_late")
    history.when(teach(ANA, until="2030-03-17"), myself(LEE, AFTER)).refused(
        "beyond_horizon", months=36
    )
    history.when(teach(ANA, until="2030-03-16"), myself(LEE, AFTER)).stands()
    ready(*there(ANA), certified(ANA)).when(
        teach(ANA, certificate="c2"), myself(LEE, AFTER)
    ).refused("already_done")


def test_two_who_certify_take_turns_and_rest_on_role_text_and_workshop() -> None:
    outcome = ready(*there(ANA)).when(teach(ANA), myself(LEE, AFTER))

    assert teach(ANA).turn == teach(BOB).turn
    outcome.reads(
        "scheduling.workshop.basics",
        f"registration.trainer.{LEE}",
        f"oversight.inforce.first-trainers-{PILOT}",
        "oversight.inforce.first-trainers-all",
    )


@pytest.mark.parametrize(
    "wrong",
    [{"capacities": ()}, {"until": None}, {"kind": "completion"}],
)
def test_a_certificate_says_what_its_kind_says(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="capacities"):
        teach(ANA, **wrong)


@settings(deadline=None, max_examples=60)
@forall(
    st.lists(
        st.tuples(st.sampled_from(EVERYBODY), st.sampled_from(EVERYBODY), st.integers(0, 4)),
        max_size=25,
    )
)
def test_the_graph_of_certificates_has_no_circle(asks: list[tuple[str, str, int]]) -> None:
    """I34: and each rests on one that was live, or on the first trainers."""
    names = [f"w{k}" for k in range(5)]
    held_ones = [fact for name in names for fact in there(*EVERYBODY, name=name)]
    history = ready(*(trainer(who) for who in EVERYBODY), *held_ones)
    at = AFTER
    for number, (by, who, where) in enumerate(asks):
        at += timedelta(days=20)
        until = (at + timedelta(days=30 + 100 * (number % 3))).date().isoformat()
        command = teach(who, names[where], certificate=f"c{number}", until=until)
        outcome = history.when(command, myself(by, at))
        if isinstance(outcome.decided, Refused):
            continue
        fact = outcome.facts[0]
        live = [c for c in history.state.certificates.get(by, ()) if c.until >= f"{at.date()}"]
        assert by == LEE or live
        assert fact.depth == 1 + (0 if by == LEE else min(c.depth for c in live))
        history = outcome.after
    for who in EVERYBODY:
        assert who not in chain(history.state, who)
