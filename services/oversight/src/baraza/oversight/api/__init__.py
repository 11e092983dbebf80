"""The questions that oversight answers, with the form of each question and answer."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy import Connection

from baraza.messaging.parts import Query
from baraza.oversight import read_model
from baraza.oversight.api.answers import (
    AuthorityAnswer,
    BodiesAnswer,
    DossierAnswer,
    EnvelopeAnswer,
    Form,
    InvestmentAnswer,
    LooksAnswer,
    MandatesAnswer,
    MattersAnswer,
    ResolutionAnswer,
    RingFenceAnswer,
    UnusualAnswer,
    WatchersAnswer,
)
from baraza.projection import Projector

Question = TypeVar("Question", bound=Form)
_SUMS = ("funded", "reserved", "spent", "available", "returned", "rolled_over")


class Nothing(Form):
    """A question without parameters."""


class ResolutionOf(Form):
    resolution: str


class EnvelopeOf(Form):
    envelope: str


class ProgrammeOf(Form):
    """Of one programme; without it, of all."""

    programme: str | None = None


class DossierOf(Form):
    programme: str


class MattersOf(Form):
    kind: str | None = None
    open: bool = False


class UnusualOf(Form):
    what: str | None = None


def _authority(connection: Connection, _: Nothing) -> Any:
    """Every text in force, by kind and programme."""
    return {"texts": read_model.texts(connection)}


def _bodies(connection: Connection, _: Nothing) -> Any:
    """Every body that decides or watches."""
    return {"bodies": read_model.bodies(connection)}


def _mandates(connection: Connection, _: Nothing) -> Any:
    """Which body may decide what."""
    return {"mandates": read_model.mandates(connection)}


def _resolution(connection: Connection, asked: ResolutionOf) -> Any:
    """What a resolution would change, who has voted on it, and where it stands."""
    return read_model.resolution(connection, asked.resolution)


def _envelope(connection: Connection, asked: EnvelopeOf) -> Any:
    """What one envelope holds, and what was moved, by line."""
    return read_model.envelope(connection, asked.envelope)


def _ring_fence(connection: Connection, asked: ProgrammeOf) -> Any:
    """Sums are of one currency: where programmes have several, ask for one programme."""
    allocated = read_model.allocations(connection, asked.programme)
    envelopes = read_model.envelopes(connection, asked.programme)
    sums = {f"{s}_minor": sum(e[f"{s}_minor"] for e in envelopes) for s in _SUMS}
    total = sum(row["amount_minor"] for row in allocated)
    currencies = sorted({row["currency"] for row in allocated})
    currency = currencies[0] if len(currencies) == 1 else None
    totals = {"currency": currency, "allocated_minor": total, **sums}
    return {"totals": totals, "envelopes": envelopes}


def _investment(connection: Connection, asked: ProgrammeOf) -> Any:
    return read_model.investment(connection, asked.programme)


def _matters(connection: Connection, asked: MattersOf) -> Any:
    """Appeals, findings and risks: who has to answer or decide, until when, and what came of it."""
    return {"matters": read_model.matters(connection, asked.kind, open_only=asked.open)}


def _looked_at(connection: Connection, asked: ProgrammeOf) -> Any:
    """What those who watch have looked at, and how it was chosen."""
    return {"looks": read_model.looks(connection, asked.programme)}


def _watchers(connection: Connection, asked: ProgrammeOf) -> Any:
    """Which body watches over which programme, from when to when."""
    return {"watchers": read_model.watchers(connection, asked.programme)}


def _unusual(connection: Connection, asked: UnusualOf) -> Any:
    return read_model.unusual(connection, asked.what)


def _dossier(connection: Connection, asked: DossierOf) -> Any:
    return read_model.dossier(connection, asked.programme)


_QUESTIONS: Mapping[str, tuple[type[Form], Callable[[Connection, Any], Any], type[Form]]] = {
    "authority": (Nothing, _authority, AuthorityAnswer),
    "bodies": (Nothing, _bodies, BodiesAnswer),
    "mandates": (Nothing, _mandates, MandatesAnswer),
    "resolution": (ResolutionOf, _resolution, ResolutionAnswer),
    "envelope": (EnvelopeOf, _envelope, EnvelopeAnswer),
    "ring_fence": (ProgrammeOf, _ring_fence, RingFenceAnswer),
    "investment": (ProgrammeOf, _investment, InvestmentAnswer),
    "matters": (MattersOf, _matters, MattersAnswer),
    "looked_at": (ProgrammeOf, _looked_at, LooksAnswer),
    "watchers": (ProgrammeOf, _watchers, WatchersAnswer),
    "unusual": (UnusualOf, _unusual, UnusualAnswer),
    "dossier": (DossierOf, _dossier, DossierAnswer),
}
ANSWERS: Mapping[str, type[BaseModel]] = {
    name: answer for name, (_, _, answer) in _QUESTIONS.items()
}


def queries(projector: Projector) -> dict[str, Query]:
    """Each question by its name; nothing where there is no such thing."""

    def asked_as(
        question: type[Question],
        find: Callable[[Connection, Question], Any],
        answer: type[Form],
    ) -> Query:
        def answered(asked: Any) -> Form | None:
            with projector.reading() as connection:
                found = find(connection, asked)
            return None if found is None else answer.model_validate(found)

        # By this the door knows what may be asked, and by the page what is answered.
        answered.__annotations__["asked"] = question
        answered.__doc__ = find.__doc__ or answer.__doc__
        return answered

    return {name: asked_as(*row) for name, row in _QUESTIONS.items()}
