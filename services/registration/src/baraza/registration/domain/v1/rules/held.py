"""Roles that are held: paused, resting, taken up again, ended; and what is offered then (R32)."""

from collections.abc import Sequence
from typing import Literal

from baraza.decider import Asked, Refused, made_id
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import any_mandate
from baraza.registration.domain.v1.leaving import (
    OF_VETERANS,
    key_of,
    running_programme,
    still_held,
)
from baraza.registration.domain.v1.rules.veterans import veteran_offer
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.who import self_or_operator
from baraza.registration.messages import ChangeRole, EndRole, Fact, RoleChanged, RoleEnded

Kept = Literal["still_in_role", "erased", "declined_contact", "not_of_this_kind"]


def change_role(state: State, command: ChangeRole, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A role that is held. 2. By oneself or an operator. 3. Something changes. 4. Whoever
    pauses or rests says until when.
    """
    # 1.
    held, today = state.roles.get((command.role, command.person)), asked.time.date().isoformat()
    if held is None or command.programme not in {None, held.programme}:
        return Refused("unknown_entity")
    # 2.
    if wrong := self_or_operator(state.book, asked, command.person, held.programme):
        return wrong
    # 3.
    if not held.runs(today):
        return Refused("wrong_state")
    if held.state == command.to:
        return Refused("already_done")
    # 4.
    if command.to == "active":
        until = None
    elif command.until is None or command.until <= today:
        return Refused("return_date_missing")
    else:
        until = command.until
    return [said(RoleChanged, command, programme=held.programme, until=until)]


def end_role(state: State, command: EndRole, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A role that is held, or a verified post. 2. By oneself or an operator. 3. Once. Whoever
    leaves a post, or ceases to teach or mentor, is asked in the same decision what comes next, or
    it says why not (I19).
    """
    if command.role == "post" and command.record is not None:
        wrong = _post(state, command, asked)
    else:
        wrong = _role(state, command, asked)
    if wrong:
        return wrong
    return leaving(state, command, asked, programme_of(state, command))


def _post(state: State, command: EndRole, asked: Asked) -> Refused | None:
    post = state.posts.get(command.record or "")
    if post is None or post.record.person != command.person:
        return Refused("unknown_entity")
    if not is_self(asked, command.person) and (wrong := any_mandate(state.book, asked, "operate")):
        return wrong
    if post.over:
        return Refused("already_done")
    return None if post.held_on(asked.time.date().isoformat()) else Refused("wrong_state")


def _role(state: State, command: EndRole, asked: Asked) -> Refused | None:
    held = state.roles.get(key_of(command))
    if held is None or command.programme not in {None, held.programme}:
        return Refused("unknown_entity")
    if wrong := self_or_operator(state.book, asked, command.person, held.programme):
        return wrong
    return Refused("already_done") if held.state == "ended" else None


def programme_of(state: State, ending: EndRole) -> str | None:
    """Where the role is held; a post that is known by its record is held in no programme."""
    held = state.roles.get(key_of(ending)) if ending.record is None else None
    return held.programme if held else None


def leaving(state: State, ending: EndRole, asked: Asked, programme: str | None) -> list[Fact]:
    """The end of a role, and the offer that comes with it or why there is none (I19)."""
    why = kept_from(state, ending, asked)
    offer = None if why else made_id(asked.id, "veteran", 1)
    over = said(RoleEnded, ending, programme=programme, offered=offer, not_offered=why)
    if offer is None:
        return [over]
    wanted = programme or running_programme(state)
    return [over, veteran_offer(offer, ending.person, wanted, asked.time)]


def kept_from(state: State, ending: EndRole, asked: Asked) -> Kept | None:
    """Why somebody is not asked what comes next. None: they are."""
    if ending.role not in OF_VETERANS:
        return "not_of_this_kind"
    if ending.person in state.erasures:
        return "erased"
    if still_held(state, ending, asked.time.date().isoformat()):
        return "still_in_role"
    return "declined_contact" if state.people[ending.person].no_contact else None
