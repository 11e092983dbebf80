"""The selection of an intake: settled in one order that anybody can make again, then released."""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import sha256

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import may
from baraza.forms.v1.settlement import BATCH, rehearsal_randomness
from baraza.registration.domain.v1.intakes import order_of, unmarked
from baraza.registration.domain.v1.rules.offers import place
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.selection import Ranked, document, is_rehearsal
from baraza.registration.domain.v1.state import Intake, State
from baraza.registration.messages import (
    CandidacySettled,
    Fact,
    OutcomesReleased,
    ReleaseOutcomes,
    SelectionSettled,
    SettleSelection,
)


def settle_selection(
    state: State, command: SettleSelection, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. By who selects. 2. The intake is closed, the pulse is out. 3. It is the pulse named
    before, with its value. 4. Everybody was marked who was not forgotten before. 5. The outcome is
    that of the criteria.
    """
    # 1.
    intake = state.intakes.get(command.intake)
    if intake is None:
        return Refused("unknown_entity")
    if wrong := may(state.book, asked, "select", intake.programme):
        return wrong
    # 2.
    if intake.ranking is not None:
        return Refused("already_done")
    if not intake.closed or asked.time < intake.pulse_at:
        return Refused("too_early")
    # 3.
    if wrong := _chance(command, intake):
        return wrong
    # 4.
    rule = f"criteria.{intake.criteria_version}"
    missing = sum(1 for person in unmarked(intake) if person not in state.erased)
    if missing:
        return Refused("screening_missing", rule=rule, numbers={"missing": missing})
    # 5.
    order = order_of(intake, command.randomness)
    outcome = document(command.intake, intake.criteria_version, command.randomness, order)
    if command.outcome.exhibit != sha256(outcome).hexdigest():
        return Refused("rank_not_by_criteria", rule=rule)
    return [said(SelectionSettled, command, **_counts(order))]


_OUTCOMES = ("selected", "reserve", "declined")


def _counts(order: Iterable[Ranked]) -> dict[str, int]:
    outcomes = Counter[str](one.outcome for one in order)
    return {name: outcomes[name] for name in _OUTCOMES}


def _chance(command: SettleSelection, intake: Intake) -> Refused | None:
    """A rehearsed value is computed. Of a public beacon none is taken yet: its signature would
    have to be checked here."""
    if command.pulse != intake.pulse:
        return Refused("seed_mismatch", numbers={"pulse": intake.pulse})
    expected = rehearsal_randomness(command.intake, command.pulse)
    if not is_rehearsal(intake.beacon) or command.randomness != expected:
        return Refused("seed_mismatch")
    return None


def release_outcomes(
    state: State, command: ReleaseOutcomes, asked: Asked
) -> Sequence[Fact] | Refused:
    """The next batch in order; whoever is selected as a participant is offered a place."""
    if wrong := ours(asked, "registration"):
        return wrong
    intake = state.intakes.get(command.settlement)
    if intake is None or intake.ranking is None:
        return Refused("unknown_entity" if intake is None else "too_early")
    number = len(intake.steps)
    if command.batch > number:
        return Refused("unknown_entity")
    first = (command.batch - 1) * BATCH
    if intake.over or intake.released > first:
        return Refused("already_done")
    if intake.released < first:
        return Refused("too_early")
    facts: list[Fact] = []
    for one in intake.ranking[first : first + BATCH]:
        facts.extend(_outcome(state, command.settlement, intake, one, asked))
    if command.batch == number:
        facts.append(
            OutcomesReleased(
                settlement=command.settlement,
                batches=number,
                outcomes=len(intake.ranking),
                **_counts(intake.ranking),
            )
        )
    return facts


def _outcome(state: State, id_: str, intake: Intake, one: Ranked, asked: Asked) -> Sequence[Fact]:
    settled = CandidacySettled(
        intake=id_,
        person=one.person,
        outcome=one.outcome,
        rank=one.rank,
        points=one.points,
        marks=dict(one.marks),
    )
    if intake.role != "participant" or one.outcome != "selected":
        return [settled]
    return [settled, place(state, id_, one.person, asked.time)]
