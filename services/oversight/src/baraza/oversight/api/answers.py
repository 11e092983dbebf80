"""The form of each answer."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


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
    checkpoint_size: int | None
    checkpoint_root: str | None


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
    closed: bool
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

    currency: str | None
    """None: there is no money yet, or there are several currencies, and no sum means anything."""
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
    """`number` is the index of its `MatterOpened`."""

    matter: str
    kind: str
    number: int
    programme: str | None
    addressee: str
    opened_by: str | None
    about: int | None
    entries: list[int]
    severity: str | None
    rule: str | None
    risk_kind: str | None
    likelihood: int | None
    weight: int | None
    opened_at: str
    answer_by: str | None
    decide_by: str
    answered: bool
    outcome: str | None
    ground: str | None
    decided_by: str | None
    remedy: list[int]
    self_reviewed: bool
    overdue: bool


class MattersAnswer(Form):
    matters: list[MatterRow]


class LookRow(Form):
    look: str
    kind: str
    programme: str | None
    body: str
    log_size: int
    log_root: str | None
    entries: list[int]
    result: str
    looked_at: str
    idx: int


class LooksAnswer(Form):
    looks: list[LookRow]


class WatcherRow(Form):
    """Who watches a programme (None: all), since which entry, having seen which checkpoint."""

    body: str
    programme: str | None
    interim: bool
    since: int
    resolution: str | None
    checkpoint_size: int | None
    checkpoint_root: str | None
    looks: int
    last_look: int | None


class WatchersAnswer(Form):
    watchers: list[WatcherRow]


class OrganisationRow(Form):
    organisation: str
    envelopes: int
    funded_minor: int
    spent_minor: int
    reserved_minor: int
    available_minor: int


class PurposeRow(Form):
    purpose: str
    count: int
    spent_minor: int
    reserved_minor: int


class InvestmentAnswer(Form):
    """What went to whom, and what for: so many workshops, pairs, engagements."""

    organisations: list[OrganisationRow]
    purposes: list[PurposeRow]


class UnusualCount(Form):
    what: str
    service: str
    code: str | None
    count: int


class UnusualRow(Form):
    idx: int
    what: str
    service: str
    name: str
    subject: str
    code: str | None
    told_at: str


class UnusualAnswer(Form):
    """Refused, late, self_reviewed, by_hand: how many of each, and the newest first."""

    counts: list[UnusualCount]
    newest: list[UnusualRow]


class DossierRow(Form):
    dossier: str
    programme: str
    log_index: int
    digest: str
    document: dict[str, Any]
    idx: int


class DecidedRow(Form):
    idx: int
    programme: str
    decision: str
    charter: int | None
    outcome: str | None
    dossier: str | None
    resolution: str


class DossierAnswer(Form):
    """Every dossier of a programme by its exhibit, and what was decided about it."""

    dossiers: list[DossierRow]
    decided: list[DecidedRow]
