"""Suggestions: raised, supported, declined, adopted by a version that names them, late."""

from dataclasses import replace

from baraza.decider import Seen
from baraza.feedback.domain.v1.comparability import version_before
from baraza.feedback.domain.v1.kinds import ADOPTED
from baraza.feedback.domain.v1.state import State, Suggestion
from baraza.feedback.messages import (
    MatterDecided,
    MatterOpened,
    MatterOverdue,
    MatterSupported,
    RulesDrafted,
)
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.heard import RulesInForce
from baraza.forms.v1.matter import Matter
from baraza.forms.v1.messages import entity


def opened(state: State, fact: MatterOpened, seen: Seen) -> State:
    matter = Matter(
        kind=fact.kind,
        opened_by=f"person.{fact.person}",
        addressee=fact.addressee,
        about=fact.instrument,
        opened_at=seen.time,
    )
    suggestion = Suggestion(matter, fact.programme, fact.instrument, fact.version)
    agenda = state.agenda.put(Due(fact.decide_by, fact.subject, "decision"))
    return replace(_put(state, fact.matter, suggestion), agenda=agenda)


def supported(state: State, fact: MatterSupported, _: Seen) -> State:
    one = state.suggestions[fact.matter]
    return _put(state, fact.matter, replace(one, supporters=one.supporters | {fact.person}))


def decided(state: State, fact: MatterDecided, _: Seen) -> State:
    return _ended(state, fact.matter, fact.outcome)


def overdue(state: State, fact: MatterOverdue, _: Seen) -> State:
    """It stays open, and may still be adopted or declined."""
    one = state.suggestions[fact.matter]
    late = replace(one, matter=replace(one.matter, overdue=True))
    return replace(_put(state, fact.matter, late), agenda=state.agenda.close(fact.subject))


def drafted(state: State, fact: RulesDrafted, seen: Seen) -> State:
    """The version that its maps were held against is the one they lead to for ever."""
    before = version_before(state.book, fact.programme, fact.version)
    state = replace(state, book=state.book.learn(fact, seen))
    if before is None:
        return state
    return replace(state, before=state.before.insert((fact.programme or "", fact.version), before))


def in_force(state: State, fact: RulesInForce, seen: Seen) -> State:
    """An instrument adopted adopts the suggestions that it names; no other fact says so."""
    state = replace(state, book=state.book.learn(fact, seen))
    rules = state.book.drafts.get(fact.digest) if fact.kind == "instrument" else None
    for id_ in rules.get("suggestions_taken", ()) if rules else ():
        one = state.suggestions.get(id_)
        if one is None or one.matter.outcome or fact.programme not in {None, one.programme}:
            continue
        state = _ended(state, id_, ADOPTED, fact.version)
    return state


def _ended(state: State, id_: str, outcome: str, version: int | None = None) -> State:
    one = state.suggestions[id_]
    over = replace(one, matter=replace(one.matter, outcome=outcome), adopted_in=version)
    agenda = state.agenda.close(entity(one.matter.kind, id_))
    return replace(_put(state, id_, over), agenda=agenda)


def _put(state: State, id_: str, suggestion: Suggestion) -> State:
    return replace(state, suggestions=state.suggestions.insert(id_, suggestion))
