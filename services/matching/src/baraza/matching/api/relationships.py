"""Questions about who is or was matched with whom."""

from typing import Any

from baraza.matching import read_model
from baraza.matching.api.forms import (
    AnyProgramme,
    PrematureClosureAnswer,
    RelationshipAnswer,
    RelationshipOf,
    WhichRelationships,
    WhoWithWhomAnswer,
)
from baraza.messaging.parts import Query
from baraza.projection import Projector


def of_relationships(projector: Projector) -> dict[str, Query]:
    def who_with_whom(params: dict[str, Any]) -> WhoWithWhomAnswer:
        """Who mentors or mentored whom: all, or as of a day, or as the log knew it then."""
        asked = WhichRelationships.model_validate(params)
        known = read_model.Known(asked.at, asked.recorded)
        with projector.reading() as connection:
            rows = read_model.relationships(connection, asked.programme, asked.person, known)
        return WhoWithWhomAnswer.model_validate({"relationships": rows})

    def relationship(params: dict[str, Any]) -> RelationshipAnswer | None:
        """What the two agreed, and how far they are."""
        id_ = RelationshipOf.model_validate(params).relationship
        with projector.reading() as connection:
            row = read_model.relationship(connection, id_)
        return None if row is None else RelationshipAnswer.model_validate(row)

    def premature_closure(params: dict[str, Any]) -> PrematureClosureAnswer:
        """How relationships ended, and why before their time."""
        programme = AnyProgramme.model_validate(params).programme
        with projector.reading() as connection:
            answer = read_model.premature_closure(connection, programme)
        return PrematureClosureAnswer.model_validate(answer)

    return {
        "who_with_whom": who_with_whom,
        "relationship": relationship,
        "premature_closure": premature_closure,
    }
