"""The questions that matching answers, with the form of each question and answer."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from baraza.matching import read_model
from baraza.messaging.parts import Query
from baraza.projection import Projector


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RoundOf(Form):
    round: str


class AnyRound(Form):
    round: str | None = None


class AnyProgramme(Form):
    programme: str | None = None


class MenteeOf(Form):
    mentee: str


class RoundAnswer(Form):
    round: str
    programme: str
    rule_set: int
    opens: str
    closes: str
    beacon: str
    pulse: int
    pulse_at: str
    state: str
    entered_mentees: int
    entered_mentors: int
    digest: str | None
    scores: str | None
    """Exhibits, by SHA-256; `baraza-audit match` reads instance and result."""
    exclusions: str | None
    instance: str | None
    result: str | None
    checkpoint_size: int | None
    randomness: str | None
    mentees: int | None
    mentors: int | None
    matched: int | None
    unmatched: int | None
    welfare: int | None
    excluded: dict[str, int]


class RelationshipRow(Form):
    relationship: str
    round: str
    programme: str
    mentor: str
    mentee: str
    origin: str
    score: int
    started_at: str


class WhoWithWhomAnswer(Form):
    relationships: list[RelationshipRow]


class UnmatchedRow(Form):
    round: str
    person: str
    reason: str
    shortage: str | None


class UnmatchedAnswer(Form):
    round: str
    mentees: list[UnmatchedRow]
    reasons: dict[str, int]


class WaitingRow(Form):
    mentee: str
    round: str
    reason: str
    since: str


class WaitingAnswer(Form):
    mentees: list[WaitingRow]


class OfferRow(Form):
    round: str
    mentor: str
    origin: str
    score: int
    proposed_at: str
    answer_by: str
    mentor_answer: str | None
    mentee_answer: str | None
    state: str
    relationship: str | None


class Evidence(Form):
    """By SHA-256: what anybody can compute the answer from again."""

    round: str
    instance: str | None
    result: str | None
    scores: str | None
    exclusions: str | None


class WhyAnswer(Form):
    mentee: str
    offers: list[OfferRow]
    unmatched: list[UnmatchedRow]
    waiting: WaitingRow | None
    evidence: list[Evidence]


class LoadRow(Form):
    mentor: str
    places: int
    held: int


class MentorLoadAnswer(Form):
    round: str
    mentors: list[LoadRow]


ANSWERS: Mapping[str, type[BaseModel]] = {
    "round": RoundAnswer,
    "who_with_whom": WhoWithWhomAnswer,
    "unmatched": UnmatchedAnswer,
    "waiting": WaitingAnswer,
    "why": WhyAnswer,
    "mentor_load": MentorLoadAnswer,
}


def queries(projector: Projector) -> dict[str, Query]:
    """Each question by its name."""

    def round_(params: dict[str, Any]) -> RoundAnswer | None:
        """Where a round stands, what it rests on and what came out."""
        id_ = RoundOf.model_validate(params).round
        with projector.reading() as connection:
            row = read_model.round_(connection, id_)
        return None if row is None else RoundAnswer.model_validate(row)

    def who_with_whom(params: dict[str, Any]) -> WhoWithWhomAnswer:
        """Who mentors whom, in one programme or in all."""
        programme = AnyProgramme.model_validate(params).programme
        with projector.reading() as connection:
            rows = read_model.relationships(connection, programme)
        return WhoWithWhomAnswer.model_validate({"relationships": rows})

    def unmatched(params: dict[str, Any]) -> UnmatchedAnswer:
        """Who had no place in a round, and why."""
        id_ = RoundOf.model_validate(params).round
        with projector.reading() as connection:
            rows = read_model.unmatched(connection, id_)
        reasons = [row["reason"] for row in rows]
        counted = {reason: reasons.count(reason) for reason in sorted(set(reasons))}
        return UnmatchedAnswer.model_validate({"round": id_, "mentees": rows, "reasons": counted})

    def waiting(params: dict[str, Any]) -> WaitingAnswer:
        """Who waits for a place, longest first."""
        id_ = AnyRound.model_validate(params).round
        with projector.reading() as connection:
            return WaitingAnswer.model_validate({"mentees": read_model.waiting(connection, id_)})

    def why(params: dict[str, Any]) -> WhyAnswer:
        """What was decided about a mentee, and the files by which it can be computed again."""
        mentee = MenteeOf.model_validate(params).mentee
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

    def mentor_load(params: dict[str, Any]) -> MentorLoadAnswer:
        """How many places each mentor of a round said, and how many are held."""
        id_ = RoundOf.model_validate(params).round
        with projector.reading() as connection:
            rows = read_model.mentor_load(connection, id_)
        return MentorLoadAnswer.model_validate({"round": id_, "mentors": rows})

    return {
        "round": round_,
        "who_with_whom": who_with_whom,
        "unmatched": unmatched,
        "waiting": waiting,
        "why": why,
        "mentor_load": mentor_load,
    }
