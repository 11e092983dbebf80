"""What a decision rests on without writing it: guarded, so that it cannot move meanwhile."""

from baraza.decider import Asked
from baraza.feedback.domain.v1.state import State
from baraza.feedback.messages import Command, IssueVoice, OpenCollection, SubmitLeaderReport
from baraza.forms.v1.book import mandate_guards, text_guard


def reads(state: State, command: Command, asked: Asked) -> frozenset[str]:
    """The asker's mandate, the text in force, and that a collection is still open."""
    own = mandate_guards(state.book, asked)
    match command:
        case OpenCollection(programme=programme):
            return own | {text_guard("instrument", programme), text_guard("instrument", None)}
        case SubmitLeaderReport(workshop=id_) if id_ in state.held:
            programme = state.held[id_].programme
            return own | {text_guard("instrument", programme), text_guard("instrument", None)}
        case IssueVoice(collection=collection):
            return own | {f"feedback.collection.{collection}"}
        case _:
            return own
