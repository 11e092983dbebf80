"""Questions about who is or was matched with whom."""

from baraza.matching import read_model
from baraza.matching.api.forms import (
    AnyProgramme,
    PrematureClosureAnswer,
    ProgrammePast,
    RelationshipAnswer,
    RelationshipOf,
    TiesAnswer,
    WhichRelationships,
    WhoWithWhomAnswer,
)
from baraza.messaging.parts import Query
from baraza.projection import Projector


def of_relationships(projector: Projector) -> dict[str, Query]:
    def who_with_whom(asked: WhichRelationships) -> WhoWithWhomAnswer:
        """Who mentors or mentored whom: all, or as of a day, or as the log knew it then."""
        known = read_model.Known(asked.at, asked.as_recorded)
        with projector.reading() as connection:
            rows = read_model.relationships(connection, asked.programme, asked.person, known)
        return WhoWithWhomAnswer.model_validate({"relationships": rows})

    def relationship(asked: RelationshipOf) -> RelationshipAnswer | None:
        """What the two agreed, and how far they are."""
        id_ = asked.relationship
        with projector.reading() as connection:
            row = read_model.relationship(connection, id_)
        return None if row is None else RelationshipAnswer.model_validate(row)

    def premature_closure(asked: AnyProgramme) -> PrematureClosureAnswer:
        """How relationships ended, and why before their time."""
        programme = asked.programme
        with projector.reading() as connection:
            answer = read_model.premature_closure(connection, programme)
        return PrematureClosureAnswer.model_validate(answer)

    def ties(asked: ProgrammePast) -> TiesAnswer:
        """How many relationships joined two whom nothing had joined, across affiliates, regions."""
        known = read_model.Known(asked.at, asked.as_recorded)
        with projector.reading() as connection:
            return TiesAnswer.model_validate(read_model.ties(connection, asked.programme, known))

    return {
        "ties": ties,
        "who_with_whom": who_with_whom,
        "relationship": relationship,
        "premature_closure": premature_closure,
    }
