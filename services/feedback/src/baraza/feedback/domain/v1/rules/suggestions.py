"""Suggestions: who leads says what an instrument should ask otherwise, and gets an answer (R49)."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.comparability import adopted_text
from baraza.feedback.domain.v1.kinds import MATTERS, RAISERS, ROLES
from baraza.feedback.domain.v1.standing import addressee, role_of
from baraza.feedback.domain.v1.state import State
from baraza.feedback.messages import (
    DecideMatter,
    Fact,
    MatterDecided,
    MatterOpened,
    MatterSupported,
    OpenMatter,
    SupportMatter,
)
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import body_of, may
from baraza.forms.v1.matter import deadlines, decide_matter


def open_matter(state: State, command: OpenMatter, asked: Asked) -> Sequence[Fact] | Refused:
    """1. By who leads or trains in the programme. 2. Once. 3. About an adopted instrument version.

    4. And its questions. 5. Somebody is there to decide.
    """
    # 1.
    kind, _, person = asked.actor.partition(".")
    if kind != "person" or role_of(state, person, RAISERS, command.programme) is None:
        return Refused("no_mandate")
    # 2.
    if command.matter in state.suggestions:
        return Refused("already_done")
    # 3.
    own = adopted_text(state.book, command.programme, command.version)
    text = own or adopted_text(state.book, None, command.version)
    if text is None or command.instrument not in text.instruments:
        return Refused("version_not_in_force")
    # 4.
    codes = {question.code for question in text.instruments[command.instrument].questions}
    if not codes.issuperset(command.questions):
        return Refused("unknown_entity")
    # 5.
    body = addressee(state, command.kind, command.programme)
    if body is None:
        return Refused("wrong_state")
    _, decide_by = deadlines(MATTERS[command.kind], asked.time)
    told = {"addressee": body, "decide_by": decide_by, "person": person}
    return [MatterOpened.model_validate(command.model_dump() | told)]


def support_matter(state: State, command: SupportMatter, asked: Asked) -> Sequence[Fact] | Refused:
    """1. For oneself. 2. While it is open. 3. By a role in the programme. 4. Once; who raised it
    has said so by that."""
    # 1.
    if not is_self(asked, command.person):
        return Refused("no_mandate")
    # 2.
    one = state.suggestions.get(command.matter)
    if one is None:
        return Refused("unknown_entity")
    if one.matter.outcome is not None:
        return Refused("wrong_state")
    # 3.
    if role_of(state, command.person, ROLES | RAISERS, one.programme) is None:
        return Refused("no_mandate")
    # 4.
    if command.person in one.supporters or asked.actor == one.matter.opened_by:
        return Refused("already_done")
    return [MatterSupported.model_validate(command.model_dump())]


def decide(state: State, command: DecideMatter, asked: Asked) -> Sequence[Fact] | Refused:
    """1. There is such a suggestion. 2. By a body that decides about instruments there. 3. Then as
    every matter ends; where who raised it sits in that body, the fact says so."""
    # 1.
    one = state.suggestions.get(command.matter)
    if one is None:
        return Refused("unknown_entity")
    # 2.
    if wrong := may(state.book, asked, MATTERS[command.kind].decided_by, one.programme):
        return wrong
    # 3.
    body = body_of(state.book, asked) or ""
    mandates = frozenset({MATTERS[command.kind].decided_by})
    outcome = decide_matter(one.matter, MATTERS, body, mandates, command.outcome)
    if isinstance(outcome, Refused):
        return outcome
    own = one.matter.opened_by.removeprefix("person.") in state.book.seated(body, asked.time)
    told = {"body": body, "self_reviewed": own}
    return [MatterDecided.model_validate(command.model_dump(exclude={"text"}) | told)]
