"""What a decision rests on without writing it: guarded, so that it cannot move meanwhile."""

from baraza.decider import Asked
from baraza.feedback.domain.v1.folds.mentoring import point_of
from baraza.feedback.domain.v1.kinds import MOST, RAISERS, ROLES
from baraza.feedback.domain.v1.standing import addressee, role_guards
from baraza.feedback.domain.v1.state import State, Waiting
from baraza.feedback.messages import (
    Command,
    DecideMatter,
    DraftRules,
    IssueVoice,
    OpenCollection,
    OpenMatter,
    ReachDeadline,
    SubmitLeaderReport,
    SupportMatter,
)
from baraza.forms.v1.book import mandate_guards, text_guard


def reads(state: State, command: Command, asked: Asked) -> frozenset[str]:
    """The asker's mandate or role, the text in force, that a collection is still open, and that
    nobody who is asked was erased."""
    own = mandate_guards(state.book, asked)
    match command:
        case DraftRules(programme=programme):  # its maps lead to the version adopted last
            return own | {text_guard("instrument", programme)}
        case OpenCollection(programme=programme):
            return own | _texts(programme)
        case SubmitLeaderReport(workshop=id_) if id_ in state.held:
            return own | _texts(state.held[id_].programme)
        case IssueVoice(collection=collection):
            return own | {f"feedback.collection.{collection}"}
        case OpenMatter(programme=programme):
            person = asked.actor.partition(".")[2]
            body = addressee(state, command.kind, programme)
            given = frozenset({f"oversight.mandate.{body}"} if body else ())
            return own | given | role_guards(state, person, RAISERS, programme)
        case DecideMatter(matter=id_) if id_ in state.suggestions:
            return own | _texts(state.suggestions[id_].programme)  # a version may take it up
        case SupportMatter(matter=id_) if id_ in state.suggestions:
            programme = state.suggestions[id_].programme
            return own | role_guards(state, command.person, ROLES | RAISERS, programme)
        case ReachDeadline(what="collection_opens"):
            point = point_of(command.about)
            people = state.waiting.get(point, Waiting()).people[:MOST]
            return own | _texts(point[0]) | {f"feedback.erasure.{person}" for person in people}
        case _:
            return own


def _texts(programme: str) -> frozenset[str]:
    return frozenset({text_guard("instrument", programme), text_guard("instrument", None)})
