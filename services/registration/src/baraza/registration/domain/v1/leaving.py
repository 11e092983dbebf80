"""What somebody holds at a time, and whether they still do when something of it ends."""

from __future__ import annotations  # HashTrieMap has no [] at run time

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from baraza.registration import messages as m
from baraza.registration.domain.v1.state import State

OF_VETERANS = frozenset({"post", "mentor", "trainer"})
"""After these somebody is asked what comes next (R32)."""


@dataclass(frozen=True)
class Holding:
    """One role or post that somebody holds: `entity` is what its facts stand on."""

    role: m.AnyRole
    entity: str
    programme: str | None = None
    record: str | None = None
    open_role: str | None = None


def key_of(role: m.GrantRole | m.EndRole) -> tuple[str, str]:
    """By which the state finds it: an open role is filled once, other roles are held once."""
    return (f"post.{role.open_role}" if role.open_role else role.role, role.person)


def holdings(state: State, who: str, day: str) -> Iterator[Holding]:
    """Everything that somebody holds on a day, posts first."""
    person = state.people.get(who)
    if person is None:
        return
    for record in person.posts:
        if state.posts[record].held_on(day):
            yield Holding("post", f"post.{record}", record=record)
    for name in person.roles:
        held = state.roles[name, who]
        if held.runs(day):
            role = cast("m.AnyRole", held.role)  # whatever was granted is one of them
            filled = held.cites if role == "post" else None
            yield Holding(role, f"{role}.{who}", held.programme, open_role=filled)


def still_held(state: State, ending: m.EndRole, day: str) -> Holding | None:
    """What keeps somebody in a role while this one ends."""
    return next((one for one in holdings(state, ending.person, day) if not _is(one, ending)), None)


def _is(one: Holding, ending: m.EndRole) -> bool:
    named = (one.role, one.record, one.open_role)
    return named == (ending.role, ending.record, ending.open_role)


def running_programme(state: State) -> str | None:
    """Where somebody who left a post may be wanted: the first programme that runs, by name."""
    return min(
        (p for p, one in state.programmes.items() if one.opened and not one.ended), default=None
    )
