"""The questions that matching answers."""

from collections.abc import Mapping

from pydantic import BaseModel

from baraza.matching import read_model
from baraza.matching.api.forms import (
    AnyRound,
    DemandAndSupplyAnswer,
    MenteeOf,
    MentorLoadAnswer,
    PrematureClosureAnswer,
    RelationshipAnswer,
    RoundAnswer,
    RoundOf,
    UnmatchedAnswer,
    WaitingAnswer,
    WhoWithWhomAnswer,
    WhyAnswer,
)
from baraza.matching.api.relationships import of_relationships
from baraza.messaging.parts import Query
from baraza.projection import Projector

ANSWERS: Mapping[str, type[BaseModel]] = {
    "round": RoundAnswer,
    "who_with_whom": WhoWithWhomAnswer,
    "relationship": RelationshipAnswer,
    "premature_closure": PrematureClosureAnswer,
    "demand_and_supply": DemandAndSupplyAnswer,
    "unmatched": UnmatchedAnswer,
    "waiting": WaitingAnswer,
    "why": WhyAnswer,
    "mentor_load": MentorLoadAnswer,
}


def queries(projector: Projector) -> dict[str, Query]:
    """Each question by its name."""

    def round_(asked: RoundOf) -> RoundAnswer | None:
        """Where a round stands, what it rests on and what came out."""
        id_ = asked.round
        with projector.reading() as connection:
            row = read_model.round_(connection, id_)
        return None if row is None else RoundAnswer.model_validate(row)

    def demand_and_supply(asked: RoundOf) -> DemandAndSupplyAnswer:
        """Which capacities mentees of a round wanted, and mentors offered."""
        id_ = asked.round
        with projector.reading() as connection:
            rows = read_model.demand_and_supply(connection, id_)
        return DemandAndSupplyAnswer.model_validate({"round": id_, "capacities": rows})

    def unmatched(asked: RoundOf) -> UnmatchedAnswer:
        """Who had no place in a round, and why."""
        id_ = asked.round
        with projector.reading() as connection:
            rows = read_model.unmatched(connection, id_)
        reasons = [row["reason"] for row in rows]
        counted = {reason: reasons.count(reason) for reason in sorted(set(reasons))}
        return UnmatchedAnswer.model_validate({"round": id_, "mentees": rows, "reasons": counted})

    def waiting(asked: AnyRound) -> WaitingAnswer:
        """Who waits for a place, longest first."""
        id_ = asked.round
        with projector.reading() as connection:
            return WaitingAnswer.model_validate({"mentees": read_model.waiting(connection, id_)})

    def why(asked: MenteeOf) -> WhyAnswer:
        """What was decided about a mentee, and the files by which it can be computed again."""
        mentee = asked.mentee
        with projector.reading() as connection:
            offers = read_model.pairs_of(connection, mentee)
            without = read_model.unmatched_of(connection, mentee)
            waits = read_model.waiting_of(connection, mentee)
            rounds = sorted({row["round"] for row in (*offers, *without)})
            evidence = [read_model.round_(connection, id_) for id_ in rounds]
        return WhyAnswer.model_validate(
            {
                "mentee": mentee,
                "offers": offers,
                "unmatched": without,
                "waiting": waits,
                "evidence": evidence,
            }
        )

    def mentor_load(asked: AnyRound) -> MentorLoadAnswer:
        """How many places each mentor said, in a round or the last time, and how many are held."""
        id_ = asked.round
        with projector.reading() as connection:
            rows = read_model.mentor_load(connection, id_)
        return MentorLoadAnswer.model_validate({"round": id_, "mentors": rows})

    return {
        **of_relationships(projector),
        "round": round_,
        "demand_and_supply": demand_and_supply,
        "unmatched": unmatched,
        "waiting": waiting,
        "why": why,
        "mentor_load": mentor_load,
    }
