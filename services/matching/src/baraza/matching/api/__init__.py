"""The questions that matching answers."""

from collections.abc import Mapping

from pydantic import BaseModel

from baraza.matching import read_model
from baraza.matching.api.explained_forms import (
    BlockingPairsAnswer,
    CertificateAnswer,
    FloorsAnswer,
    MenteeAsks,
    SensitivityAnswer,
    WhatIfAnswer,
    WhyAnswer,
    WhyNotAnswer,
)
from baraza.matching.api.explaining import of_settled, why_in
from baraza.matching.api.forms import (
    DemandAndSupplyAnswer,
    MentorLoadAnswer,
    PrematureClosureAnswer,
    RelationshipAnswer,
    RoundAnswer,
    RoundOf,
    TiesAnswer,
    UnmatchedAnswer,
    WaitingAnswer,
    WhoWithWhomAnswer,
)
from baraza.matching.api.need import of_need
from baraza.matching.api.relationships import of_relationships
from baraza.matching.api.rounds_at_hand import RoundsAtHand
from baraza.matching.api.supposing import of_supposed
from baraza.messaging.parts import Evidence, Query
from baraza.projection import Projector

ANSWERS: Mapping[str, type[BaseModel]] = {
    "round": RoundAnswer,
    "who_with_whom": WhoWithWhomAnswer,
    "ties": TiesAnswer,
    "relationship": RelationshipAnswer,
    "premature_closure": PrematureClosureAnswer,
    "demand_and_supply": DemandAndSupplyAnswer,
    "unmatched": UnmatchedAnswer,
    "waiting": WaitingAnswer,
    "why": WhyAnswer,
    "mentor_load": MentorLoadAnswer,
    "certificate": CertificateAnswer,
    "why_not": WhyNotAnswer,
    "what_if": WhatIfAnswer,
    "floors": FloorsAnswer,
    "sensitivity": SensitivityAnswer,
    "blocking_pairs": BlockingPairsAnswer,
}


def queries(projector: Projector, evidence: Evidence) -> dict[str, Query]:
    """Each question by its name."""
    settled = RoundsAtHand(evidence)

    def round_(asked: RoundOf) -> RoundAnswer | None:
        """Where a round stands, what it rests on and what came out."""
        id_ = asked.round
        with projector.reading() as connection:
            row = read_model.round_(connection, id_)
        return None if row is None else RoundAnswer.model_validate(row)

    def unmatched(asked: RoundOf) -> UnmatchedAnswer:
        """Who had no place in a round, and why."""
        id_ = asked.round
        with projector.reading() as connection:
            rows = read_model.unmatched(connection, id_)
        reasons = [row["reason"] for row in rows]
        counted = {reason: reasons.count(reason) for reason in sorted(set(reasons))}
        return UnmatchedAnswer.model_validate({"round": id_, "mentees": rows, "reasons": counted})

    async def why(asked: MenteeAsks) -> WhyAnswer:
        """What was decided about a mentee and why, and the files by which it is computed again."""
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
                "rounds": await why_in(projector, settled, asked),
            }
        )

    return {
        **of_need(projector),
        **of_relationships(projector),
        **of_settled(projector, settled),
        **of_supposed(projector, settled),
        "round": round_,
        "unmatched": unmatched,
        "why": why,
    }
