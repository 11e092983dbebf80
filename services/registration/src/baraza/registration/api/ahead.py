"""What lies ahead: what falls due, and what is wanted beside what is there to give it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlalchemy import Connection

from baraza.decider import Instant, written
from baraza.forms.v1.messages import Day
from baraza.messaging.parts import Query
from baraza.projection import Projector
from baraza.registration import read_model
from baraza.registration.api.forms import AnyProgramme, Form
from baraza.registration.domain.v1.calendar import add_months

Row = Mapping[str, Any]
MONTHS_MAX = 36


class DueUntil(Form):
    until: Instant | None = None


class DueRow(Form):
    at: str
    what: str
    """`answer`, `closes`, `completes`."""
    kind: str
    about: str
    person: str | None


class DueAnswer(Form):
    due: list[DueRow]
    """The next first."""


class ForecastOf(AnyProgramme):
    on: Day | None = None
    """Terms that end are counted from this day; not told: none are."""
    months: Annotated[int, Field(ge=1, le=MONTHS_MAX)] = MONTHS_MAX


class Balance(Form):
    """So many participants want it, so many mentors offer it."""

    wanted: int
    offered: int
    missing: int


class ForecastAnswer(Form):
    """Demand beside supply; a person counts once in each row in which they are."""

    capacities: dict[str, Balance]
    regions: dict[str, Balance]
    languages: dict[str, Balance]
    open_roles: int
    terms_ending: int | None


ANSWERS: Mapping[str, type[BaseModel]] = {"due": DueAnswer, "capacity_forecast": ForecastAnswer}


def queries(projector: Projector) -> dict[str, Query]:
    def due(asked: DueUntil) -> DueAnswer:
        """Everything that somebody has to do in time, the next first."""
        until = written(asked.until) if asked.until else "9999"
        with projector.reading() as connection:
            rows = read_model.deadlines(connection)
        return DueAnswer.model_validate({"due": [row for row in rows if row["at"] <= until]})

    def capacity_forecast(asked: ForecastOf) -> ForecastAnswer:
        """Demand and supply of capacities, by region and language too, up to 36 months (R14)."""
        with projector.reading() as connection:
            wanted = read_model.wishes(connection, "participant", asked.programme)
            offered = read_model.wishes(connection, "mentor", asked.programme)
            return ForecastAnswer(
                capacities=_balances(_by(wanted, "capacity"), _by(offered, "capacity")),
                regions=_balances(_by(wanted, "region"), _by(offered, "region")),
                languages=_balances(_languages(wanted), _languages(offered)),
                open_roles=read_model.open_count(connection, asked.programme),
                terms_ending=_ending(connection, asked),
            )

    return {"due": due, "capacity_forecast": capacity_forecast}


def _by(rows: Iterable[Row], name: str) -> Counter[str]:
    return Counter(group for group, _ in {(r[name] or "not_said", r["person"]) for r in rows})


def _languages(rows: Iterable[Row]) -> Counter[str]:
    spoken = {(tag, row["person"]) for row in rows for tag in row["languages"].split()}
    return Counter(tag for tag, _ in spoken)


def _balances(wanted: Counter[str], offered: Counter[str]) -> dict[str, Balance]:
    return {
        group: Balance(
            wanted=wanted[group],
            offered=offered[group],
            missing=max(0, wanted[group] - offered[group]),
        )
        for group in sorted(wanted | offered)
    }


def _ending(connection: Connection, asked: ForecastOf) -> int | None:
    if asked.on is None:
        return None
    year, month, day = add_months(asked.on, asked.months)
    return read_model.terms_ending(connection, asked.on, f"{year:04d}-{month:02d}-{day:02d}")
