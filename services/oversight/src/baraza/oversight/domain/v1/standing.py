"""Who stands before oversight, and by which text."""

from datetime import datetime

from baraza.forms.v1.book import Text, in_force
from baraza.oversight.domain.v1.state import State
from baraza.oversight.domain.v1.texts import Authority, authority

FOUNDERS = "body.founders"


def table(state: State, at: datetime) -> tuple[Authority, str | None]:
    """The authority table at this time, and its name as a refusal gives it."""
    text = text_of(state, "authority", at)
    return authority(text), text.rule if text else None


def text_of(state: State, kind: str, at: datetime) -> Text | None:
    return in_force(state.book, kind, None, at)
