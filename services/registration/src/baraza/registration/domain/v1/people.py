"""What facts about people change: who is here, what they held, which terms they acknowledged."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from dataclasses import replace

from baraza.decider import Seen
from baraza.forms.v1.record import Record
from baraza.registration import messages as m
from baraza.registration.domain.v1 import steps
from baraza.registration.domain.v1.state import Person, Post, State


def registered(state: State, fact: m.PersonRegistered) -> State:
    return state.put_person(fact.person, Person(fact.region))


def claimed(state: State, fact: m.RecordMade, seen: Seen) -> State:
    """Whoever made it for another did so for a body: itself, or one in which they sat."""
    kind, _, maker = fact.made_by.partition(".")
    bodies = frozenset[str]()
    if kind == "body":
        bodies = frozenset({maker})
    elif maker != fact.person:
        book = state.book
        bodies = frozenset(body for body in book.bodies if maker in book.seated(body, seen.time))
    record = Record(fact.kind, fact.person, fact.made_by, bodies=bodies)
    post = Post(record, fact.post_kind or "", fact.starts_on or "", fact.ends_on)
    return replace(state, posts=state.posts.insert(fact.record, post))


def settled(state: State, fact: m.RecordSettled) -> State:
    post = state.posts[fact.record]
    post = replace(post, record=replace(post.record, outcome=fact.outcome))
    state = replace(state, posts=state.posts.insert(fact.record, post))
    if fact.outcome != "verified":
        return state
    person = state.people[fact.person]
    return state.put_person(fact.person, replace(person, posts=(*person.posts, fact.record)))


def acknowledged(state: State, fact: m.TermsAcknowledged, seen: Seen) -> State:
    """The last version counts; it may complete what a role waits for."""
    person = state.people[fact.person]
    others = tuple(t for t in person.terms if t[:2] != (fact.role, fact.programme))
    terms = (*others, (fact.role, fact.programme, fact.version))
    state = state.put_person(fact.person, replace(person, terms=terms))
    match fact.role:
        case "mentor":
            return steps.owe_mentor(state, fact.person, fact.programme, seen)
        case "trainer":
            return steps.owe_trainer(state, fact.person, fact.programme, seen)
        case _:
            return state
