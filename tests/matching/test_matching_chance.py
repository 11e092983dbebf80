"""Where a round's chance comes from: bodies that make it together, or a beacon's pulse."""

from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given as of
from hypothesis import settings
from hypothesis import strategies as st

from baraza.matching import inbox
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from baraza.matching.domain.v1.contributions import COMMIT_REVEAL, combined, commitment
from baraza.matching.domain.v1.openings import steps
from baraza.matching.domain.v1.state import Drawn, Frozen, Open, Released, Voided
from contributing import BODIES, REGISTERED, announced, commit, contributed, contribution, reveal
from given import by, given
from pairings import (
    BODY,
    CLOSES,
    FIRST,
    FOUNDED,
    ME,
    OPERATOR,
    PULSE_AT,
    READY,
    ROUND,
    Story,
    announce,
    beacon,
    drafted,
    in_force,
    mandate,
    mentor_role,
    registered,
    staged,
    story,
    who,
)
from pulses import beacon as public
from pulses import number_at

LIVED = inbox.LogFounded(clock="system")
OPERATES: dict[str, Any] = {"actor": OPERATOR, "acting_as": "operate", "at": FIRST}


def refused(said: list[Any], code: str, /, **numbers: int) -> None:
    assert [(one["reason"], one["numbers"]) for one in said] == [(code, numbers)]


# --- what a contribution is ---


def test_a_commitment_binds_round_and_body() -> None:
    told = {commitment(r, b, "00" * 32) for r in ("spring", "autumn") for b in ("wmf", "ops")}

    assert len(told) == 4
    text = "baraza/commit/1\nspring\nwmf\n" + "00" * 32 + "\n"
    assert commitment("spring", "wmf", "00" * 32) == sha256(text.encode()).hexdigest()


@of(st.permutations([contribution(body) for body in BODIES]))
def test_no_order_of_revealing_changes_the_chance(order: list[str]) -> None:
    lines = "".join(f"{one}\n" for one in sorted(order))

    assert combined(order) == sha256(f"baraza/reveal/1\n{lines}".encode()).hexdigest()


# --- announcing ---


def test_a_lived_log_announces_chance_that_bodies_make() -> None:
    before = (LIVED, *READY[1:], *REGISTERED)

    given(CURRENT, *before).when(announced(), by(**OPERATES)).then(
        m.RoundAnnounced(**announced().model_dump(), rule_set=1)
    )


@pytest.mark.parametrize(
    ("changes", "code", "numbers"),
    [
        ({"contributors": ()}, "too_few_contributors", {"told": 0, "least": 3}),
        ({"contributors": BODIES[:2]}, "too_few_contributors", {"told": 2, "least": 3}),
        ({"contributors": ("nobody", *BODIES[1:])}, "unknown_entity", {}),
        ({"pulse_at": CLOSES + timedelta(minutes=59)}, "randomness_before_close", {}),
    ],
)
def test_chance_needs_three_bodies_and_comes_after_the_close(
    changes: dict[str, Any], code: str, numbers: dict[str, int]
) -> None:
    told = {"contributors": tuple(sorted(changes.get("contributors", BODIES)))}

    given(CURRENT, *READY, *REGISTERED).when(
        announced(**{**changes, **told}), by(**OPERATES)
    ).refused(code, None, **numbers)


@pytest.mark.parametrize("bodies", [("wmf", "ops", "council"), ("ops", "ops", "wmf")])
def test_each_contributor_is_told_once_in_order(bodies: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="ascending"):
        announced(contributors=bodies)


def test_a_rehearsals_chance_is_refused_by_a_lived_log() -> None:
    given(CURRENT, LIVED, *READY[1:]).when(announce(), by(**OPERATES)).refused(
        "randomness_before_close"
    )


# --- committing ---


def test_a_body_commits_once_while_the_round_is_open() -> None:
    told = contributed()

    assert told.ask(commit("ops"), OPERATOR, "self") == [
        m.ChanceCommitted(**commit("ops").model_dump())
    ]
    refused(told.ask(commit("ops"), OPERATOR, "self"), "already_done")
    told.at = CLOSES
    refused(told.ask(commit("council"), "body.council", "self"), "too_late")


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (commit("ops", round="unheard-of"), OPERATOR, "unknown_entity"),
        (commit("ops"), "body.council", "not_concerned"),
        (commit("strangers"), "body.strangers", "not_concerned"),
        (commit("ops"), f"person.{who('e0')}", "no_mandate"),
    ],
)
def test_only_who_was_named_commits_for_itself(
    command: m.CommitChance, actor: str, code: str
) -> None:
    refused(contributed().ask(command, actor, "self"), code)


def test_a_seat_of_the_body_commits_for_it_and_the_seat_is_guarded() -> None:
    outcome = (
        given(CURRENT, *READY, *REGISTERED)
        .when(announced(), by(**OPERATES))
        .after.when(commit("ops"), by(OPERATOR, at=FIRST))
    )

    outcome.then(m.ChanceCommitted(**commit("ops").model_dump()))
    outcome.reads("oversight.mandate.ops")


def test_nothing_is_frozen_before_three_have_committed() -> None:
    told = contributed(*BODIES[:2])
    told.at = CLOSES
    told.turn()

    assert [fact.ground for fact in told.facts(m.RoundVoided)] == ["chance_not_committed"]
    assert isinstance(told.state.rounds[ROUND].phase, Voided)
    assert not told.facts(m.RoundFrozen)
    assert not list(steps(told.state))


# --- revealing ---


def frozen(*bodies: str) -> Story:
    told = contributed(*bodies or BODIES)
    told.at = CLOSES
    told.turn()
    assert isinstance(told.state.rounds[ROUND].phase, Frozen)
    return told


def test_what_all_reveal_is_the_chance_of_the_round() -> None:
    told = frozen()
    for body in BODIES:
        told.ask(reveal(body), f"body.{body}", "self")
    told.live()

    (drawn,) = told.facts(m.BeaconRecorded)
    assert drawn.randomness == combined(contribution(body) for body in BODIES)
    assert isinstance(told.state.rounds[ROUND].phase, Released)
    assert not told.facts(m.RoundVoided)


@pytest.mark.parametrize(
    ("command", "actor", "code"),
    [
        (reveal("ops", round="unheard-of"), OPERATOR, "unknown_entity"),
        (reveal("ops"), "body.council", "not_concerned"),
        (reveal("ops"), f"person.{who('e0')}", "no_mandate"),
        (reveal("ops", contribution="00" * 32), OPERATOR, "digest_differs"),
    ],
)
def test_only_what_was_committed_is_revealed(
    command: m.RevealChance, actor: str, code: str
) -> None:
    refused(frozen().ask(command, actor, "self"), code)


def test_a_contribution_is_revealed_once_after_the_freeze_and_before_the_pulse() -> None:
    told = contributed(*BODIES)
    refused(told.ask(reveal("ops"), OPERATOR, "self"), "too_early")
    told = frozen()
    told.ask(reveal("ops"), OPERATOR, "self")

    refused(told.ask(reveal("ops"), OPERATOR, "self"), "already_done")
    told.at = PULSE_AT
    refused(told.ask(reveal("council"), "body.council", "self"), "too_late")


def test_who_did_not_commit_reveals_nothing_and_is_not_missed() -> None:
    told = Story(*READY, *REGISTERED, BODY.model_copy(update={"body": "wmf"}))
    told.ask(announced(contributors=(*BODIES, "wmf")), OPERATOR, "operate")
    for body in BODIES:
        told.ask(commit(body), f"body.{body}", "self")
    told.at = CLOSES
    told.turn()

    refused(told.ask(reveal("wmf"), "body.wmf", "self"), "chance_not_committed")
    for body in BODIES:
        told.ask(reveal(body), f"body.{body}", "self")
    assert told.state.rounds[ROUND].all_revealed


def test_a_contribution_that_is_missing_voids_the_round_and_is_told() -> None:
    told = frozen()
    for body in BODIES[1:]:
        told.ask(reveal(body), f"body.{body}", "self")
    told.at = PULSE_AT
    told.turn()

    (void,) = told.facts(m.RoundVoided)
    assert (void.ground, void.missing) == ("chance_not_revealed", ("council",))
    assert not told.facts(m.BeaconRecorded)


@pytest.mark.parametrize("ground", ["chance_not_committed", "chance_not_revealed"])
def test_the_service_voids_no_round_whose_chance_is_on_its_way(ground: str) -> None:
    void = m.VoidRound(round=ROUND, ground=ground)
    rehearsed, committed, sealed = story(), contributed(*BODIES), frozen()
    rehearsed.at = committed.at = PULSE_AT

    for told in (rehearsed, committed, sealed):
        refused(told.ask(void, ME, "pm"), "wrong_state")


@settings(max_examples=40, deadline=None)
@of(
    st.sets(st.sampled_from(BODIES)),
    st.sets(st.sampled_from(BODIES)),
    st.integers(0, 2),
)
def test_a_round_is_settled_or_void_whoever_plays_along(
    committing: set[str], revealing: set[str], hours_late: int
) -> None:
    """I27: no chance is recorded but that of all who committed; and nothing hangs."""
    told = contributed(*sorted(committing))
    told.at = CLOSES + timedelta(minutes=30 * hours_late)
    told.turn()
    for body in sorted(revealing):
        told.ask(reveal(body), f"body.{body}", "self")
    told.at = PULSE_AT
    told.turn()

    whole = set(BODIES) <= committing <= revealing
    phase = told.state.rounds[ROUND].phase
    assert isinstance(phase, Released if whole else Voided)
    assert len(told.facts(m.BeaconRecorded)) == whole


# --- a beacon's pulse ---

NUMBER = number_at(PULSE_AT)
TEXT = drafted(2, None, beacons=[public().adopted()])
ADOPTED = (LIVED, BODY, mandate(), TEXT, in_force(TEXT))
NIST: dict[str, Any] = {"beacon": "nist/2", "pulse": NUMBER}


def test_a_beacon_is_named_where_a_body_adopted_its_key() -> None:
    given(CURRENT, *ADOPTED).when(announce(**NIST), by(**OPERATES)).then(
        m.RoundAnnounced(**announce(**NIST).model_dump(), rule_set=2)
    )
    outcome = given(CURRENT, *READY).when(announce(**NIST), by(**OPERATES))

    outcome.refused("not_adopted", rule="rule_set.1")


def named(number: int = NUMBER) -> Story:
    """A lived log in which a round is frozen, and a pulse will be published."""
    told = Story(*ADOPTED)
    for name in ("e0", "e1", "m0"):
        told.hear(registered(who(name)))
        told.hear(staged(who(name)) if name[0] == "e" else mentor_role(who(name)))
    told.ask(announce(beacon="nist/2", pulse=number), OPERATOR, "operate")
    for name in ("e0", "e1"):
        told.ask(m.EnterRound.model_validate(_entering(who(name), "mentee")))
    told.ask(m.EnterRound.model_validate({**_entering(who("m0"), "mentor"), "places": 1}))
    told.at = CLOSES
    told.turn()
    told.at = PULSE_AT
    return told


def _entering(person: str, side: str) -> dict[str, Any]:
    said = {"round": ROUND, "person": person, "side": side}
    return {**said, "capacities": ("glam",), "languages": ("en",)}


def brought(told: Story, body: bytes, **changes: Any) -> m.RecordBeacon:
    phase: Any = told.state.rounds[ROUND].phase
    value = public().value(NUMBER)
    said = {"pulse": NUMBER, "randomness": value, "published": told.put(body), **changes}
    return beacon(ROUND, phase.position, **said)


def test_a_lived_round_is_settled_by_the_pulse_that_was_named() -> None:
    told = named()
    assert not list(steps(told.state)), "nobody fetches anything"

    told.ask(brought(told, public().pulse(NUMBER)), OPERATOR, "operate")
    assert isinstance(told.state.rounds[ROUND].phase, Drawn)
    told.turn()

    (settled,) = told.facts(m.RoundSettled)
    assert settled.matched == 1
    assert isinstance(told.state.rounds[ROUND].phase, Released)


def test_it_does_not_matter_who_brings_the_pulse_but_somebody_answers_for_it() -> None:
    told = named()
    command = brought(told, public().pulse(NUMBER))

    refused(told.ask(command, f"person.{who('e0')}"), "no_mandate")
    refused(told.ask(command, "body.strangers"), "no_mandate")
    assert told.ask(command, ME, "pm") == [m.BeaconRecorded(**command.model_dump())]


def test_who_operates_brings_no_other_chance() -> None:
    told = frozen()
    phase: Any = told.state.rounds[ROUND].phase
    told.at = PULSE_AT

    refused(told.ask(beacon(ROUND, phase.position), OPERATOR, "operate"), "no_mandate")
    refused(told.ask(beacon(ROUND, phase.position), ME, "pm"), "wrong_state")


@pytest.mark.parametrize(
    ("body", "changes", "code", "numbers"),
    [
        (public().pulse(NUMBER), {"randomness": "ab" * 64}, "bad_signature", {}),
        (public().pulse(NUMBER), {"published": None}, "bad_signature", {}),
        (public().pulse(NUMBER), {"pulse": NUMBER + 1}, "other_pulse", {"pulse": NUMBER}),
        (public().pulse(NUMBER + 1), {}, "other_pulse", {}),
        (public("other").pulse(NUMBER), {}, "bad_signature", {}),
        (b"{}", {}, "bad_signature", {}),
        (public().pulse(NUMBER), {"checkpoint_size": 1}, "seed_mismatch", None),
    ],
)
def test_another_pulse_is_refused(
    body: bytes, changes: dict[str, Any], code: str, numbers: dict[str, int] | None
) -> None:
    told = named()
    (said,) = told.ask(brought(told, body, **changes), OPERATOR, "operate")

    assert said["reason"] == code
    assert numbers is None or said["numbers"] == numbers


def test_a_pulse_that_was_known_before_is_refused() -> None:
    """Who names the number of an old pulse for a later time could choose the chance (I27)."""
    old = number_at(FIRST)
    told = named(old)
    body = public().pulse(old)
    command = brought(told, body, pulse=old, randomness=public().value(old))

    refused(told.ask(command, OPERATOR, "operate"), "randomness_before_close")


def test_a_rehearsed_log_may_name_what_a_lived_one_does() -> None:
    assert FOUNDED.clock == "virtual"
    told = contributed(*BODIES)

    assert told.state.rehearsal
    assert told.state.rounds[ROUND].beacon == COMMIT_REVEAL
    assert isinstance(told.state.rounds[ROUND].phase, Open)
