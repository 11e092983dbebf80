"""The questions that registration answers, with the form of each question and answer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection

from baraza.messaging.parts import Query
from baraza.projection import Projector
from baraza.registration import read_model

FIRST_POOLS = ("current_advisory_board", "former_board", "current_board", "open_call")
Row = Mapping[str, Any]


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class ProgrammeOf(Form):
    programme: str


class AnyProgramme(Form):
    programme: str | None = None


class PersonOf(Form):
    person: str


class IntakeAnswer(Form):
    intake: str
    role: str
    places: int
    opens: str
    closes: str
    applications: int | None
    selected: int | None
    reserve: int | None
    declined: int | None


class ProgrammeAnswer(Form):
    programme: str
    places: int
    announced_at: str
    opened_at: str | None
    kind: str | None
    starts_on: str | None
    ends_on: str | None
    workshops: int | None
    intakes: list[IntakeAnswer]


class Yield(Form):
    """Invited and answered count invitations; accepted and active count people."""

    invited: int
    answered: int
    accepted: int
    active: int


class PoolYieldAnswer(Form):
    pools: dict[str, Yield]


class Pipeline(Form):
    """How many have come how far, by one way or another."""

    intake: str
    role: str
    invited: int
    nominated: int
    applied: int
    screened: int
    selected: int
    reserve: int
    declined: int
    places_offered: int
    places_taken: int
    active: int
    ways: dict[str, int]
    """Applications by the pool they name."""


class PipelineAnswer(Form):
    intakes: list[Pipeline]


class FigureRow(Form):
    group: str
    count: int | None
    of: int | None


class Report(Form):
    report: str
    point: str
    programme: str | None
    suppressed: int
    published_at: str
    rows: list[FigureRow]


class ReportsAnswer(Form):
    reports: list[Report]


class PostRow(Form):
    record: str
    post_kind: str
    starts_on: str
    ends_on: str | None
    state: str
    """`claimed`, `verified`, `disputed`, `withdrawn`."""


class RoleRow(Form):
    role: str
    programme: str
    starts_on: str
    ends_on: str | None


class RoleHistoryAnswer(Form):
    person: str
    posts: list[PostRow]
    roles: list[RoleRow]


class CandidacyRow(Form):
    intake: str
    pool: str
    screener: str | None
    outcome: str | None
    rank: int | None
    points: int | None
    settled_idx: int | None
    """Index of the entry that an appeal would be about."""


class OfferRow(Form):
    offer: str
    kind: str
    intake: str
    answer: str | None
    ended: str | None
    answer_by: str


class StageRow(Form):
    programme: str
    track: str
    stage: str
    number: int
    entered_at: str


class PersonAnswer(Form):
    person: str
    region: str | None
    organisation_kind: str | None
    zone_band: int
    languages: list[str]
    registered_at: str
    candidacies: list[CandidacyRow]
    offers: list[OfferRow]
    roles: list[RoleRow]
    stages: list[StageRow]


ANSWERS: Mapping[str, type[BaseModel]] = {
    "programme": ProgrammeAnswer,
    "pool_yield": PoolYieldAnswer,
    "pipeline": PipelineAnswer,
    "equity": ReportsAnswer,
    "retention": ReportsAnswer,
    "role_history": RoleHistoryAnswer,
    "person": PersonAnswer,
}


def queries(projector: Projector) -> dict[str, Query]:
    """Each question by its name."""

    def programme(params: dict[str, Any]) -> ProgrammeAnswer | None:
        """Whether it is announced or open, and its intakes."""
        name = ProgrammeOf.model_validate(params).programme
        with projector.reading() as connection:
            row = read_model.programme(connection, name)
            intakes = read_model.intakes(connection, name)
        return ProgrammeAnswer.model_validate({**row, "intakes": intakes}) if row else None

    def pool_yield(params: dict[str, Any]) -> PoolYieldAnswer:
        """Of each pool of mentors: invited, answered, accepted, active (R43)."""
        name = AnyProgramme.model_validate(params).programme
        with projector.reading() as connection:
            return PoolYieldAnswer(pools=_pools(connection, name))

    def pipeline(params: dict[str, Any]) -> PipelineAnswer:
        """All intakes, from who was asked to who is active (R12)."""
        name = AnyProgramme.model_validate(params).programme
        with projector.reading() as connection:
            rows = read_model.intakes(connection, name)
            return PipelineAnswer(intakes=[_pipeline(connection, row) for row in rows])

    def equity(params: dict[str, Any]) -> ReportsAnswer:
        """The reports at each decision point, as they were published (R1)."""
        return _reports("equity", params)

    def retention(params: dict[str, Any]) -> ReportsAnswer:
        """The reports on how long terms lasted, as they were published (R10, R15)."""
        return _reports("retention", params)

    def _reports(kind: str, params: dict[str, Any]) -> ReportsAnswer:
        name = AnyProgramme.model_validate(params).programme
        with projector.reading() as connection:
            rows = read_model.reports(connection, kind, name)
        return ReportsAnswer.model_validate({"reports": rows})

    def role_history(params: dict[str, Any]) -> RoleHistoryAnswer:
        """Posts that a person held, with their state, and roles (R33)."""
        who = PersonOf.model_validate(params).person
        with projector.reading() as connection:
            posts = read_model.posts(connection, who)
            roles = read_model.roles(connection, who)
        posts = [{**row, "state": row["outcome"] or "claimed"} for row in posts]
        return RoleHistoryAnswer.model_validate({"person": who, "posts": posts, "roles": roles})

    def person(params: dict[str, Any]) -> PersonAnswer | None:
        """The coarse facts of one person, and how far they have come."""
        who = PersonOf.model_validate(params).person
        with projector.reading() as connection:
            row = read_model.person(connection, who)
            more = {
                "candidacies": read_model.candidacies_of(connection, who),
                "offers": read_model.offers_to(connection, who),
                "roles": read_model.roles(connection, who),
                "stages": read_model.stages(connection, who),
            }
        if row is None:
            return None
        return PersonAnswer.model_validate({**row, **more, "languages": row["languages"].split()})

    return {
        "programme": programme,
        "pool_yield": pool_yield,
        "pipeline": pipeline,
        "equity": equity,
        "retention": retention,
        "role_history": role_history,
        "person": person,
    }


def _pools(connection: Connection, programme: str | None) -> dict[str, Yield]:
    """A mentor's pool is that of the invitation or of the application."""
    intakes = [r for r in read_model.intakes(connection, programme) if r["role"] == "mentor"]
    offers = [row for i in intakes for row in read_model.offers(connection, i["intake"])]
    applied = [row for i in intakes for row in read_model.candidacies(connection, i["intake"])]
    active = read_model.holders(connection, "mentor", programme)
    invited = [row for row in offers if row["kind"] == "invitation"]
    named = {row["pool"] for row in (*invited, *applied)}
    return {
        pool: _yield(
            [row for row in invited if row["pool"] == pool],
            [row for row in applied if row["pool"] == pool],
            active,
        )
        for pool in (*FIRST_POOLS, *sorted(named - set(FIRST_POOLS)))
    }


def _yield(invited: Iterable[Row], applied: Iterable[Row], active: set[str]) -> Yield:
    invited, came = list(invited), {row["person"] for row in applied}
    said_yes = {row["person"] for row in invited if row["answer"] == "accept"}
    return Yield(
        invited=len(invited),
        answered=sum(1 for row in invited if row["answer"] is not None),
        accepted=len(said_yes | came),
        active=len(came & active),
    )


def _pipeline(connection: Connection, intake: Row) -> Pipeline:
    offers = read_model.offers(connection, intake["intake"])
    applied = read_model.candidacies(connection, intake["intake"])
    active = read_model.holders(connection, intake["role"], intake["programme"])
    made = Counter(row["kind"] for row in offers)
    outcomes = Counter(row["outcome"] for row in applied)
    taken = [row for row in offers if (row["kind"], row["ended"]) == ("place", "taken")]
    return Pipeline(
        intake=intake["intake"],
        role=intake["role"],
        invited=made["invitation"],
        nominated=made["nomination"],
        applied=len(applied),
        screened=sum(row["screened"] for row in applied),
        selected=outcomes["selected"],
        reserve=outcomes["reserve"],
        declined=outcomes["declined"],
        places_offered=made["place"],
        places_taken=len(taken),
        active=len(active & {row["person"] for row in applied}),
        ways=dict(sorted(Counter(row["pool"] for row in applied).items())),
    )
