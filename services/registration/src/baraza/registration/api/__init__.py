"""The questions that registration answers, with the form of each question and answer."""

from collections.abc import Mapping

from pydantic import BaseModel

from baraza.messaging.parts import Query
from baraza.projection import Projector
from baraza.registration import read_model
from baraza.registration.api import ahead, doings, figures, leaving
from baraza.registration.api.forms import (
    AnyProgramme,
    PersonAnswer,
    PersonOf,
    PipelineAnswer,
    PoolYieldAnswer,
    ProgrammeAnswer,
    ProgrammeOf,
    ReportsAnswer,
)
from baraza.registration.api.yields import pipeline_of, pools_of

ANSWERS: Mapping[str, type[BaseModel]] = {
    "programme": ProgrammeAnswer,
    "pool_yield": PoolYieldAnswer,
    "pipeline": PipelineAnswer,
    "retention": ReportsAnswer,
    "person": PersonAnswer,
    **ahead.ANSWERS,
    **doings.ANSWERS,
    **figures.ANSWERS,
    **leaving.ANSWERS,
}


def queries(projector: Projector) -> dict[str, Query]:
    """Each question by its name."""

    def programme(asked: ProgrammeOf) -> ProgrammeAnswer | None:
        """Whether it is announced or open, and its intakes."""
        name = asked.programme
        with projector.reading() as connection:
            row = read_model.programme(connection, name)
            intakes = read_model.intakes(connection, name)
        return ProgrammeAnswer.model_validate({**row, "intakes": intakes}) if row else None

    def pool_yield(asked: AnyProgramme) -> PoolYieldAnswer:
        """Of each pool of mentors: invited, answered, accepted, active (R43)."""
        name = asked.programme
        with projector.reading() as connection:
            return PoolYieldAnswer(pools=pools_of(connection, name))

    def pipeline(asked: AnyProgramme) -> PipelineAnswer:
        """All intakes, from who was asked to who is active (R12)."""
        name = asked.programme
        with projector.reading() as connection:
            rows = read_model.intakes(connection, name)
            return PipelineAnswer(intakes=[pipeline_of(connection, row) for row in rows])

    def retention(asked: AnyProgramme) -> ReportsAnswer:
        """The reports on how long terms lasted, as they were published (R10, R15)."""
        return _reports("retention", asked)

    def _reports(kind: str, asked: AnyProgramme) -> ReportsAnswer:
        name = asked.programme
        with projector.reading() as connection:
            rows = read_model.reports(connection, kind, name)
        return ReportsAnswer.model_validate({"reports": rows})

    def person(asked: PersonOf) -> PersonAnswer | None:
        """The coarse facts of one person, and how far they have come."""
        who = asked.person
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
        "retention": retention,
        "person": person,
        **ahead.queries(projector),
        **doings.queries(projector),
        **figures.queries(projector),
        **leaving.queries(projector),
    }
