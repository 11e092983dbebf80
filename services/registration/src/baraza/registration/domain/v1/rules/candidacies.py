"""One person's way through one intake: applied, assigned to a screener, marked."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import in_force
from baraza.registration.domain.v1.kinds import FREE_WAYS
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import Candidate, Intake, State
from baraza.registration.domain.v1.texts import Pools, read
from baraza.registration.domain.v1.who import operator
from baraza.registration.messages import (
    ApplicationSubmitted,
    AssignScreener,
    Fact,
    RecordScreening,
    ScreenerAssigned,
    ScreeningRecorded,
    SubmitApplication,
)


def submit_application(
    state: State, command: SubmitApplication, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. Oneself, who is registered. 2. While the intake is open. 3. By one way only; again by
    the same way replaces what was said. 4. By a way that is open to this person.
    """
    # 1.
    if not is_self(asked, command.person):
        return Refused("not_concerned")
    intake = state.intakes.get(command.intake)
    if intake is None or command.person not in state.people:
        return Refused("unknown_entity")
    # 2.
    if not intake.is_open(asked.time):
        return Refused("too_early" if asked.time < intake.opens else "too_late")
    # 3.
    before = intake.candidates.get(command.person)
    if before is not None and before.pool != command.pool:
        return Refused("second_application")
    if any(one in intake.candidates for one in state.other_names(command.person)):
        return Refused("second_application")
    # 4.
    wrong = _way(state, command, intake, asked)
    return wrong or [said(ApplicationSubmitted, command)]


def _way(state: State, command: SubmitApplication, intake: Intake, asked: Asked) -> Refused | None:
    if command.pool in FREE_WAYS:
        nominated = command.pool == "nomination"
        return Refused("not_in_pool") if nominated and not _nominated(state, command) else None
    text = in_force(state.book, "pools", intake.programme, asked.time)
    pool = read(Pools, text.rules).of(command.pool) if text else None
    if text is None:
        return Refused("not_adopted")
    if pool is None or state.support(command.person, pool, asked.time) is None:
        return Refused("not_in_pool", rule=text.rule)
    return None


def _nominated(state: State, command: SubmitApplication) -> bool:
    """Somebody else named this person for the intake, and was told yes."""
    offer = state.offered.get(("nomination", command.intake, command.person))
    return offer is not None and state.offers[offer].offer.answer == "accept"


def assign_screener(
    state: State, command: AssignScreener, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. An operator asks. 2. There is an application, not marked yet. 3. By somebody who screens,
    4. and has no part in it.
    """
    # 1.
    intake = state.intakes.get(command.intake)
    if intake is None:
        return Refused("unknown_entity")
    if wrong := operator(state.book, asked, intake.programme):
        return wrong
    # 2.
    candidate = intake.candidates.get(command.person)
    if candidate is None:
        return Refused("not_applied")
    if candidate.marks is not None or candidate.screener == command.screener:
        return Refused("already_done")
    # 3.
    if not _screens(state, command.screener, asked):
        return Refused("not_screener")
    # 4.
    if _conflicted(state, command, command.screener):
        return Refused("screener_conflicted")
    return [said(ScreenerAssigned, command)]


def _screens(state: State, person: str, asked: Asked) -> bool:
    role = state.roles.get(("screener", person))
    return role is not None and role.active_at(asked.time)


def _conflicted(state: State, command: AssignScreener | RecordScreening, screener: str) -> bool:
    """Who named the person for the intake, or is that person, does not judge."""
    nomination = state.offered.get(("nomination", command.intake, command.person))
    named = nomination is not None and state.offers[nomination].by == screener
    return named or screener == command.person


def record_screening(
    state: State, command: RecordScreening, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. By the screener assigned, who has come to have no part in it. 2. Once, before chance is
    known (I27). 3. By the criteria.
    """
    # 1.
    intake = state.intakes.get(command.intake)
    candidate = state.candidate(command.intake, command.person)
    if intake is None or candidate is None:
        return Refused("not_applied")
    if not _assigned(state, candidate, asked):
        return Refused("not_screener")
    if _conflicted(state, command, str(candidate.screener)):
        return Refused("screener_conflicted")
    # 2.
    if candidate.marks is not None:
        return Refused("already_done")
    if asked.time >= intake.pulse_at:
        return Refused("too_late")
    # 3.
    if set(command.marks) != set(intake.weights()):
        return Refused("rank_not_by_criteria", rule=f"criteria.{intake.criteria_version}")
    return [said(ScreeningRecorded, command)]


def _assigned(state: State, candidate: Candidate, asked: Asked) -> bool:
    screener = candidate.screener
    return screener is not None and is_self(asked, screener) and _screens(state, screener, asked)
