"""What facts of roles change: who holds which, until when, and what may now be given."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from baraza.decider import Seen
from baraza.forms.v1 import heard
from baraza.forms.v1.agenda import Due
from baraza.registration import inbox
from baraza.registration import messages as m
from baraza.registration.domain.v1 import steps
from baraza.registration.domain.v1.calendar import day_after, midnight
from baraza.registration.domain.v1.leaving import key_of
from baraza.registration.domain.v1.state import Certified, Held, State

ENDS, RESUMES = "role_ends", "role_resumes"


def granted(state: State, fact: m.RoleGranted, _: Seen) -> State:
    """A post that fills an open role, and an external's engagement, end by themselves."""
    cites = fact.open_role or fact.engagement
    held = Held(
        fact.role,
        fact.person,
        fact.starts_on,
        fact.ends_on,
        programme=fact.programme,
        cites=cites,
    )
    state = _held(steps.paid(state, fact.role, fact.person), key_of(fact), held)
    state = _known(state, fact.person, key_of(fact)[0])
    if fact.open_role is not None:
        filled = replace(state.open_roles[fact.open_role], filled=fact.person)
        state = replace(state, open_roles=state.open_roles.insert(fact.open_role, filled))
    about = ends_about(fact)
    if about is None or fact.ends_on is None:
        return state
    return replace(state, agenda=state.agenda.put(Due(day_after(fact.ends_on), about, ENDS)))


def ends_about(fact: m.RoleGranted | m.RoleEnded) -> str | None:
    """What the agenda calls a role that ends by itself."""
    if fact.open_role is not None:
        return f"open-role.{fact.open_role}"
    return f"external.{fact.person}" if fact.role == "external" else None


def _known(state: State, who: str, key: str) -> State:
    person = state.people[who]
    if key in person.roles:
        return state
    return state.put_person(who, replace(person, roles=(*person.roles, key)))


def changed(state: State, fact: m.RoleChanged, _: Seen) -> State:
    """Paused or resting, it is taken up again on the day that was told."""
    key = (fact.role, fact.person)
    state = _held(state, key, replace(state.roles[key], state=fact.to))
    agenda = state.agenda.close(fact.subject)
    if fact.until is not None:
        agenda = agenda.put(Due(midnight(fact.until), fact.subject, RESUMES))
    return replace(state, agenda=agenda)


def ended(state: State, fact: m.RoleEnded, seen: Seen) -> State:
    """The history stays; no deadline of the role may fire any more."""
    if fact.record is not None:
        return _post_ended(state, fact.record, seen)
    day = seen.time.date().isoformat()
    left = replace(state.roles[key_of(fact)], state="ended", ended_on=day)
    state = _held(state, key_of(fact), left)
    return replace(state, agenda=state.agenda.close(ends_about(fact) or fact.subject))


def _post_ended(state: State, record: str, seen: Seen) -> State:
    """It was held to the end of its term, or to this day."""
    post = state.posts[record]
    day = seen.time.date().isoformat()
    until = day if post.ends_on is None or day < post.ends_on else post.ends_on
    posts = state.posts.insert(record, replace(post, ends_on=until, over=True))
    return replace(state, posts=posts, agenda=state.agenda.close(f"post.{record}"))


def _held(state: State, key: tuple[str, str], held: Held) -> State:
    return replace(state, roles=state.roles.insert(key, held))


def trained(state: State, fact: inbox.CompletionCertified, seen: Seen) -> State:
    programme = state.workshops.get(fact.workshop)
    if fact.purpose != "mentor_training" or programme is None:
        return state
    known = state.trained.insert((fact.person, programme), fact.certificate)
    return steps.owe_mentor(replace(state, trained=known), fact.person, programme, seen)


def certified(state: State, fact: inbox.TrainerCertified, seen: Seen) -> State:
    """Another trainer vouches for somebody's teaching."""
    programme = state.workshops.get(fact.workshop)
    if programme is None:
        return state
    certificate = Certified(fact.certificate, programme, fact.until)
    known = (*state.certified.get(fact.person, ()), certificate)
    state = replace(state, certified=state.certified.insert(fact.person, known))
    return steps.owe_trainer(state, fact.person, programme, seen)


def first_trainers_named(state: State, fact: heard.RulesInForce, seen: Seen) -> State:
    """Whoever acknowledged the terms before has the role now."""
    for programme in sorted(state.programmes) if fact.programme is None else [fact.programme]:
        for k, person in enumerate(steps.first_trainers(state, programme, seen), 1):
            state = steps.owe_trainer(state, person, programme, seen, k)
    return state


CHANGES: Mapping[Any, Callable[[State, Any, Seen], State]] = {
    m.RoleGranted: granted,
    m.RoleChanged: changed,
    m.RoleEnded: ended,
    inbox.CompletionCertified: trained,
    inbox.TrainerCertified: certified,
}
