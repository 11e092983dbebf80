"""What registration owes itself after a fact: outcomes to release, roles to give."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace
from datetime import datetime

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


def owe_mentor(state: State, person: str, programme: str, seen: Seen, k: int = 1) -> State:
    """Chosen, trained, terms acknowledged: whichever of the three came last (I13)."""
    known = state.people.get(person)
    if known is None or not chosen_as_mentor(state, person, programme):
        return state
    acknowledged = known.acknowledged("mentor", programme)
    if acknowledged is None or (person, programme) not in state.trained:
        return state
    intake = state.mentor_intake(person, programme)
    hours = state.intakes[intake].candidates[person].hours_per_month if intake else None
    return _owe(state, "mentor", person, programme, seen, hours=hours, k=k)


def chosen_as_mentor(state: State, person: str, programme: str) -> bool:
    """Selected in an intake, or a veteran who came back as a mentor (R32)."""
    selected = state.mentor_intake(person, programme) is not None
    return selected or state.veterans.get(person) == "mentor"


def owe_trainer(state: State, person: str, programme: str, seen: Seen, k: int = 1) -> State:
    """Certified by a trainer or named among the first, terms acknowledged."""
    known = state.people.get(person)
    if known is None or known.acknowledged("trainer", programme) is None:
        return state
    first = person in first_trainers(state, programme, seen)
    if not first and certificate_of(state, person, programme, seen.time) is None:
        return state
    return _owe(state, "trainer", person, programme, seen, k=k)


def first_trainers(state: State, programme: str, seen: Seen) -> tuple[str, ...]:
    """Scheduling's text: who may teach before anybody was certified by a trainer."""
    text = in_force(state.book, "first_trainers", programme, seen.time)
    return tuple(sorted(text.rules.get("trainers", ()))) if text else ()


def certificate_of(state: State, person: str, programme: str, at: datetime) -> str | None:
    """The certificate by which somebody may teach now, if a trainer gave them one."""
    day = at.date().isoformat()
    live = (
        one.certificate
        for one in state.certified.get(person, ())
        if one.programme == programme and day <= one.until
    )
    return next(live, None)


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
    today, held = seen.time.date().isoformat(), state.roles.get((role, person))
    text = in_force(state.book, "charter", programme, seen.time)
    until = read(Charter, text.rules).ends_on if text else None
    over = until is not None and until < today
    if over or person in state.erasures or (held is not None and held.runs(today)):
        return state
    ask = GrantRole(
        role=role,
        person=person,
        programme=programme,
        starts_on=today,
        ends_on=until,
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
