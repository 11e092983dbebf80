"""The questions that oversight answers, with the form of each question and answer."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from baraza.messaging.parts import Query
from baraza.oversight import read_model
from baraza.projection import Projector


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Nothing(Form):
    """A question without parameters."""


class ResolutionOf(Form):
    resolution: str


class EnvelopeOf(Form):
    envelope: str


class ProgrammeOf(Form):
    """Of one programme; without it, of all."""

    programme: str | None = None


class MattersOf(Form):
    kind: str | None = None
    open: bool = False


class SeatRow(Form):
    seat: str
    person: str
    starts_on: str
    ends_on: str | None


class BodyRow(Form):
    body: str
    stakeholder_kind: str
    names: dict[str, str]
    quorum: int
    operator: bool
    seats: list[SeatRow]


class BodiesAnswer(Form):
    bodies: list[BodyRow]


class MandateRow(Form):
    body: str
    kind: str
    programme: str | None
    interim: bool
    ended: bool
    resolution: str | None


class MandatesAnswer(Form):
    mandates: list[MandateRow]


class TextRow(Form):
    kind: str
    programme: str | None
    version: int
    digest: str
    from_on: str
    resolution: str | None
    idx: int


class AuthorityAnswer(Form):
    """Every text ever adopted, oldest first, and by which resolution."""

    texts: list[TextRow]


class CommentRow(Form):
    comment: str
    stakeholder_kind: str
    stance: str
    answered: bool


class VoteRow(Form):
    body: str
    seats_for: int
    seats_against: int
    abstained: int
    recused: int


class ResolutionAnswer(Form):
    resolution: str
    body: str
    state: str
    consultation_until: str
    until: str
    effects: list[dict[str, Any]]
    comments: list[CommentRow]
    votes: list[VoteRow]


class LineRow(Form):
    name: str
    planned_minor: int
    available_minor: int


class EnvelopeRow(Form):
    """funded = spent + reserved + available + returned + rolled over."""

    envelope: str
    organisation: str
    programme: str
    currency: str
    starts_on: str
    ends_on: str
    lines: list[LineRow]
    funded_minor: int
    available_minor: int
    reserved_minor: int
    spent_minor: int
    returned_minor: int
    rolled_over_minor: int


class MoveRow(Form):
    idx: int
    source: str
    source_line: str | None
    target: str
    target_line: str | None
    amount_minor: int
    purpose: str | None
    moved_at: str


class EnvelopeAnswer(EnvelopeRow):
    moves: list[MoveRow]


class Totals(Form):
    """What was given, taken up, set aside, spent, and is left; returned and rolled over."""

    allocated_minor: int
    funded_minor: int
    reserved_minor: int
    spent_minor: int
    available_minor: int
    returned_minor: int
    rolled_over_minor: int


class RingFenceAnswer(Form):
    """The money of a programme, in all and envelope by envelope."""

    totals: Totals
    envelopes: list[EnvelopeRow]


class MatterRow(Form):
    matter: str
    kind: str
    number: int
    addressee: str
    about: int
    opened_at: str
    decide_by: str
    outcome: str | None
    ground: str | None
    decided_by: str | None
    self_reviewed: bool
    overdue: bool


class MattersAnswer(Form):
    matters: list[MatterRow]


ANSWERS: Mapping[str, type[BaseModel]] = {
    "authority": AuthorityAnswer,
    "bodies": BodiesAnswer,
    "mandates": MandatesAnswer,
    "resolution": ResolutionAnswer,
    "envelope": EnvelopeAnswer,
    "ring_fence": RingFenceAnswer,
    "matters": MattersAnswer,
}
_SUMS = ("funded", "reserved", "spent", "available", "returned", "rolled_over")


def queries(projector: Projector) -> dict[str, Query]:
    """Each question by its name."""

    def authority(_: dict[str, Any]) -> AuthorityAnswer:
        with projector.reading() as connection:
            rows = read_model.texts(connection)
        return AuthorityAnswer.model_validate({"texts": rows})

    def bodies(_: dict[str, Any]) -> BodiesAnswer:
        with projector.reading() as connection:
            rows = read_model.bodies(connection)
        return BodiesAnswer.model_validate({"bodies": rows})

    def mandates(_: dict[str, Any]) -> MandatesAnswer:
        with projector.reading() as connection:
            rows = read_model.mandates(connection)
        return MandatesAnswer.model_validate({"mandates": rows})

    def resolution(params: dict[str, Any]) -> ResolutionAnswer | None:
        name = ResolutionOf.model_validate(params).resolution
        with projector.reading() as connection:
            row = read_model.resolution(connection, name)
        return ResolutionAnswer.model_validate(row) if row else None

    def envelope(params: dict[str, Any]) -> EnvelopeAnswer | None:
        name = EnvelopeOf.model_validate(params).envelope
        with projector.reading() as connection:
            row = read_model.envelope(connection, name)
        return EnvelopeAnswer.model_validate(row) if row else None

    def ring_fence(params: dict[str, Any]) -> RingFenceAnswer:
        """Sums are of one currency: where programmes have several, ask for one programme."""
        programme = ProgrammeOf.model_validate(params).programme
        with projector.reading() as connection:
            allocated = read_model.allocations(connection, programme)
            envelopes = read_model.envelopes(connection, programme)
        sums = {f"{s}_minor": sum(e[f"{s}_minor"] for e in envelopes) for s in _SUMS}
        total = sum(row["amount_minor"] for row in allocated)
        return RingFenceAnswer.model_validate(
            {"totals": {"allocated_minor": total, **sums}, "envelopes": envelopes}
        )

    def matters(params: dict[str, Any]) -> MattersAnswer:
        asked = MattersOf.model_validate(params)
        with projector.reading() as connection:
            rows = read_model.matters(connection, asked.kind, open_only=asked.open)
        return MattersAnswer.model_validate(
            {"matters": [{**row, "number": row["idx"]} for row in rows]}
        )

    return {
        "authority": authority,
        "bodies": bodies,
        "mandates": mandates,
        "resolution": resolution,
        "envelope": envelope,
        "ring_fence": ring_fence,
        "matters": matters,
    }
