"""What facts of records change: posts claimed and verified, barriers, collaborations, contacts."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from baraza.decider import Seen
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.record import Record
from baraza.registration import messages as m
from baraza.registration.domain.v1.calendar import day_after
from baraza.registration.domain.v1.roles import ENDS
from baraza.registration.domain.v1.state import Noted, Post, State


def made(state: State, fact: m.RecordMade, seen: Seen) -> State:
    """Whoever made it for another did so for a body: itself, or one in which they sat."""
    kind, _, maker = fact.made_by.partition(".")
    bodies = frozenset[str]()
    if kind == "body":
        bodies = frozenset({maker})
    elif maker != fact.person:
        book = state.book
        bodies = frozenset(body for body in book.bodies if maker in book.seated(body, seen.time))
    record = Record(fact.kind, fact.person, fact.made_by, bodies=bodies)
    if fact.kind != "post":
        return replace(state, notes=state.notes.insert(fact.record, Noted(record, fact.other)))
    post = Post(record, fact.post_kind or "", fact.starts_on or "", fact.ends_on)
    return replace(state, posts=state.posts.insert(fact.record, post))


def settled(state: State, fact: m.RecordSettled, seen: Seen) -> State:
    if fact.kind == "post":
        return _post(state, fact, seen)
    noted = state.notes[fact.record]
    noted = replace(noted, record=replace(noted.record, outcome=fact.outcome))
    return replace(state, notes=state.notes.insert(fact.record, noted))


def _post(state: State, fact: m.RecordSettled, seen: Seen) -> State:
    """Verified, it counts; and where its term still runs, its end is waited for."""
    post = state.posts[fact.record]
    post = replace(post, record=replace(post.record, outcome=fact.outcome))
    state = replace(state, posts=state.posts.insert(fact.record, post))
    if fact.outcome != "verified":
        return state
    person = state.people[fact.person]
    state = state.put_person(fact.person, replace(person, posts=(*person.posts, fact.record)))
    if post.ends_on is None or post.ends_on < seen.time.date().isoformat():
        return state
    due = Due(day_after(post.ends_on), f"post.{fact.record}", ENDS)
    return replace(state, agenda=state.agenda.put(due))


CHANGES: Mapping[Any, Callable[[State, Any, Seen], State]] = {
    m.RecordMade: made,
    m.RecordSettled: settled,
}
