"""An appeal against having no mentor: whoever is upheld is offered a place, or is next for one."""

from dataclasses import replace

from baraza.decider import Seen
from baraza.matching import inbox
from baraza.matching.domain.v1.openings import opened_to
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import MenteeUnmatched


def told(state: State, fact: MenteeUnmatched, seen: Seen) -> State:
    """The entry can be appealed against by its index."""
    of = (fact.round, fact.person)
    return replace(state, unmatched=state.unmatched.insert(seen.index, of))


def decided(state: State, fact: inbox.MatterDecided, seen: Seen) -> State:
    """Who has been offered a place meanwhile has what they appealed for."""
    found = None if fact.about is None else state.unmatched.get(fact.about)
    if found is None or (fact.kind, fact.outcome) != ("appeal", "upheld"):
        return state
    round_, mentee = found
    if mentee in state.paired:
        return state
    return opened_to(replace(state, upheld=state.upheld.insert(mentee, round_)), mentee, seen)
