"""What registration owes itself after a fact: outcomes to release, roles to give."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace

from baraza.decider import Seen, Step
from baraza.forms.v1.book import in_force
from baraza.forms.v1.settlement import BATCH, batches
from baraza.registration.domain.v1.state import Intake, State
from baraza.registration.domain.v1.texts import Charter, read
from baraza.registration.messages import GrantRole, ReleaseOutcomes, RoleKind

SERVICE = "registration"


def release_all(state: State, id_: str, intake: Intake, seen: Seen) -> State:
    """Settled: each batch of outcomes is a step of its own."""
    steps = [
        Step.after(seen, SERVICE, ReleaseOutcomes(settlement=id_, batch=k), k=k)
        for k in range(1, len(batches(intake.ranking or ())) + 1)
    ]
    pending = state.pending.update({step.id: step for step in steps})
    settled = replace(intake, steps=tuple(step.id for step in steps))
    return replace(state.put_intake(id_, settled), pending=pending)


def released_one(state: State, id_: str, intake: Intake) -> State:
    """One outcome more is released; a whole batch of them is a step done."""
    count = intake.released + 1
    state = state.put_intake(id_, replace(intake, released=count))
    whole = count % BATCH == 0 or count == len(intake.ranking or ())
    step = intake.steps[(count - 1) // BATCH]
    return replace(state, pending=state.pending.discard(step)) if whole else state


def owe_mentor(state: State, person: str, programme: str, seen: Seen) -> State:
    """Selected, trained, terms acknowledged: whichever of the three came last (I13)."""
    intake = state.mentor_intake(person, programme)
    acknowledged = intake and state.people[person].acknowledged("mentor", programme)
    if intake is None or acknowledged is None or (person, programme) not in state.trained:
        return state
    hours = state.intakes[intake].candidates[person].hours_per_month
    return _owe(state, "mentor", person, programme, seen, hours=hours)


def owe_trainer(state: State, person: str, programme: str, seen: Seen, k: int = 1) -> State:
    """Named among the first trainers, terms acknowledged."""
    known = state.people.get(person)
    if known is None or known.acknowledged("trainer", programme) is None:
        return state
    if person not in first_trainers(state, programme, seen):
        return state
    return _owe(state, "trainer", person, programme, seen, k=k)


def first_trainers(state: State, programme: str, seen: Seen) -> tuple[str, ...]:
    """Scheduling's text: who may teach before anybody was certified by a trainer."""
    text = in_force(state.book, "first_trainers", programme, seen.time)
    return tuple(sorted(text.rules.get("trainers", ()))) if text else ()


def _owe(
    state: State,
    role: RoleKind,
    person: str,
    programme: str,
    seen: Seen,
    *,
    hours: int | None = None,
    k: int = 1,
) -> State:
    if (role, person) in state.roles:
        return state
    charter = in_force(state.book, "charter", programme, seen.time)
    ask = GrantRole(
        role=role,
        person=person,
        programme=programme,
        starts_on=seen.time.date().isoformat(),
        ends_on=read(Charter, charter.rules).ends_on if charter else None,
        hours_per_month=hours,
    )
    step = Step.after(seen, SERVICE, ask, k=k)
    pending = paid(state, role, person).pending.insert(step.id, step)
    return replace(state, pending=pending, owed=state.owed.insert((role, person), step.id))


def paid(state: State, role: str, person: str) -> State:
    """The role was given, or is asked for anew: the step that stood for it falls away."""
    step = state.owed.get((role, person))
    if step is None:
        return state
    owed = state.owed.discard((role, person))
    return replace(state, pending=state.pending.discard(step), owed=owed)
