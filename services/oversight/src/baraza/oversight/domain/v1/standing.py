"""Who stands before oversight, and by which text."""

from datetime import datetime

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import Text, body_of, in_force
from baraza.oversight.domain.v1.state import State
from baraza.oversight.domain.v1.texts import Authority, authority

FOUNDERS = "body.founders"


def table(state: State, at: datetime) -> tuple[Authority, str | None]:
    """The authority table at this time, and its name as a refusal gives it."""
    text = text_of(state, "authority", at)
    return authority(text), text.rule if text else None


def text_of(state: State, kind: str, at: datetime) -> Text | None:
    return in_force(state.book, kind, None, at)


def any_mandate(state: State, asked: Asked) -> Refused | None:
    """Does a body ask that may decide anything at all? None: yes (operators too)."""
    body = body_of(state.book, asked)
    own = [state.book.mandates[key] for key in state.book.mandates if key[0] == body]
    if not own:
        return Refused("no_mandate")
    return None if any(not mandate.ended for mandate in own) else Refused("mandate_ended")


def by_clock(asked: Asked) -> Refused | None:
    """Only the service itself says that a deadline has passed."""
    return None if asked.actor == "service.oversight" else Refused("no_mandate")
