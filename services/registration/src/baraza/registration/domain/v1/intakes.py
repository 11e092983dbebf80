"""What facts of an intake change: campaigns, applications, screening, the settled order."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from baraza.decider import Seen
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.book import in_force
from baraza.registration import messages as m
from baraza.registration.domain.v1 import steps
from baraza.registration.domain.v1.selection import Marked, Ranked, ranked
from baraza.registration.domain.v1.state import Campaign, Candidate, Intake, State
from baraza.registration.domain.v1.texts import Criteria, OfRole, read


def announced(state: State, fact: m.IntakeAnnounced, seen: Seen) -> State:
    """It keeps the criteria of its announcement, whatever is adopted in between (I8)."""
    text = in_force(state.book, "criteria", fact.programme, seen.time)
    if text is None:  # the rule refuses such an announcement
        return state
    intake = Intake(
        programme=fact.programme,
        role=fact.role,
        places=fact.places,
        opens=fact.opens,
        closes=fact.closes,
        beacon=fact.beacon,
        pulse=fact.pulse,
        pulse_at=fact.pulse_at,
        criteria=criteria_of(read(Criteria, text.rules), fact.role),
        criteria_version=text.version,
    )
    due = Due(fact.closes, fact.subject, "intake_closes")
    return replace(state.put_intake(fact.intake, intake), agenda=state.agenda.put(due))


def criteria_of(criteria: Criteria, role: str) -> OfRole:
    return criteria.mentor if role == "mentor" else criteria.participant


def closed(state: State, fact: m.IntakeClosed, _: Seen) -> State:
    intake = replace(state.intakes[fact.intake], closed=True)
    return replace(state.put_intake(fact.intake, intake), agenda=state.agenda.close(fact.subject))


def launched(state: State, fact: m.CampaignLaunched, _: Seen) -> State:
    campaign = Campaign(fact.intake, fact.pool, fact.closes)
    due = Due(fact.closes, fact.subject, "campaign_closes")
    campaigns = state.campaigns.insert(fact.campaign, campaign)
    return replace(state, campaigns=campaigns, agenda=state.agenda.put(due))


def campaign_closed(state: State, fact: m.CampaignClosed, _: Seen) -> State:
    campaign = replace(state.campaigns[fact.campaign], closed=True)
    campaigns = state.campaigns.insert(fact.campaign, campaign)
    return replace(state, campaigns=campaigns, agenda=state.agenda.close(fact.subject))


def applied(state: State, fact: m.ApplicationSubmitted, _: Seen) -> State:
    """Again replaces what was said before."""
    first = state.candidate(fact.intake, fact.person) is None
    state = _candidate(state, fact, Candidate(fact.pool, fact.hours_per_month, fact.capacities))
    if not first:
        return state
    person = state.people[fact.person]
    return state.put_person(fact.person, replace(person, intakes=(*person.intakes, fact.intake)))


def assigned(state: State, fact: m.ScreenerAssigned, _: Seen) -> State:
    candidate = state.intakes[fact.intake].candidates[fact.person]
    return _candidate(state, fact, replace(candidate, screener=fact.screener))


def screened(state: State, fact: m.ScreeningRecorded, _: Seen) -> State:
    candidate = state.intakes[fact.intake].candidates[fact.person]
    marks = tuple(sorted(fact.marks.items()))
    return _candidate(state, fact, replace(candidate, marks=marks))


def unmarked(intake: Intake) -> list[str]:
    """Who applied and has no marks yet."""
    return sorted(who for who, candidate in intake.candidates.items() if candidate.marks is None)


def order_of(intake: Intake, randomness: str) -> tuple[Ranked, ...]:
    """The order of everybody screened, by the intake's own criteria."""
    marked = [
        Marked(person, candidate.marks)
        for person, candidate in intake.candidates.items()
        if candidate.marks is not None
    ]
    return ranked(
        marked,
        intake.weights(),
        places=intake.places,
        minimum=intake.criteria.minimum_points,
        randomness=randomness,
    )


def selected(state: State, fact: m.SelectionSettled, seen: Seen) -> State:
    """The order is made again from the log; the rule has compared the exhibit with it."""
    intake = state.intakes[fact.intake]
    intake = replace(
        intake,
        ranking=order_of(intake, fact.randomness),
        settled_at=seen.time,
        reserve_from=fact.selected,
    )
    return steps.release_all(state, fact.intake, intake, seen)


def released(state: State, fact: m.CandidacySettled, seen: Seen) -> State:
    """The entry can be appealed against by its index; a mentor selected may now be complete."""
    intake = state.intakes[fact.intake]
    candidate = replace(intake.candidates[fact.person], outcome=fact.outcome)
    state = _candidate(state, fact, candidate)
    settled = state.settled.insert(seen.index, (fact.intake, fact.person))
    state = steps.released_one(
        replace(state, settled=settled), fact.intake, state.intakes[fact.intake]
    )
    if intake.role != "mentor" or fact.outcome != "selected":
        return state
    return steps.owe_mentor(state, fact.person, intake.programme, seen)


def all_released(state: State, fact: m.OutcomesReleased, _: Seen) -> State:
    """Also where nobody applied, and the only batch was empty."""
    intake, pending = state.intakes[fact.settlement], state.pending
    for step in intake.steps:
        pending = pending.discard(step)
    state = state.put_intake(fact.settlement, replace(intake, over=True))
    return replace(state, pending=pending)


def _candidate(state: State, fact: m.OfCandidacy, candidate: Candidate) -> State:
    intake = state.intakes[fact.intake]
    candidates = intake.candidates.insert(fact.person, candidate)
    return state.put_intake(fact.intake, replace(intake, candidates=candidates))


CHANGES: Mapping[Any, Callable[[State, Any, Seen], State]] = {
    m.IntakeAnnounced: announced,
    m.IntakeClosed: closed,
    m.CampaignLaunched: launched,
    m.CampaignClosed: campaign_closed,
    m.ApplicationSubmitted: applied,
    m.ScreenerAssigned: assigned,
    m.ScreeningRecorded: screened,
    m.SelectionSettled: selected,
    m.CandidacySettled: released,
    m.OutcomesReleased: all_released,
}
