"""The outcome of a selection, made by whoever asks for it, and made again by the rule."""

from dataclasses import dataclass

from baraza.forms.v1.settlement import rehearsal_randomness
from baraza.registration.domain.v1.intakes import order_of
from baraza.registration.domain.v1.selection import document, is_rehearsal
from baraza.registration.domain.v1.state import State

NO_CHANCE = "0" * 64


@dataclass(frozen=True)
class Outcome:
    pulse: int
    randomness: str
    document: bytes


def outcome_of(state: State, intake: str) -> Outcome:
    """What a settlement of this intake would name; of an unknown one, an order of nobody.

    Chance comes from the beacon that was named. Where that is a public one, its value is not
    known here, and the rule refuses the outcome.
    """
    cycle = state.intakes.get(intake)
    if cycle is None:
        return Outcome(0, NO_CHANCE, document(intake, 0, NO_CHANCE, ()))
    foreseen = is_rehearsal(cycle.beacon)
    randomness = rehearsal_randomness(intake, cycle.pulse) if foreseen else NO_CHANCE
    order = order_of(cycle, randomness)
    return Outcome(
        cycle.pulse, randomness, document(intake, cycle.criteria_version, randomness, order)
    )
