"""The form of each question and answer of matching."""

from pydantic import BaseModel, ConfigDict, Field

from baraza.forms.v1.messages import Day


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class RoundOf(Form):
    round: str


class AnyProgramme(Form):
    programme: str | None = None


class Past(Form):
    at: Day | None = None
    """How it stood at the end of this day."""
    as_recorded: int | None = Field(None, ge=0)
    """As the log said it up to this entry."""


class WhichRelationships(Past):
    """Asked for a day, only who is a pair at its end."""

    programme: str | None = None
    person: str | None = None


class ProgrammePast(Past):
    programme: str | None = None


class RoundPast(Past):
    round: str | None = None


class RelationshipOf(Form):
    relationship: str


class RoundAnswer(Form):
    round: str
    programme: str
    rule_set: int
    policy: str
    """The question of the round: best, stable or crossing."""
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
    gap: int | None
    """Points by which another answer that keeps all crossing floors could be better, at most."""
    void_ground: str | None
    finding: str | None
    excluded: dict[str, int]


class Indexes(Form):
    """Where it stands in the log."""

    proposed: int
    started: int
    ended: int | None


class RelationshipRow(Form):
    relationship: str
    round: str
    programme: str
    mentor: str
    mentee: str
    origin: str
    score: int
    started_at: str
    ended_at: str | None
    ends_on: str
    state: str
    """live, paused, closing, or how it ended: closed, premature, lapsed."""
    paused_until: str | None
    """As the two said; none where they pause with their mentor."""
    ground: str | None
    indexes: Indexes


class WhoWithWhomAnswer(Form):
    relationships: list[RelationshipRow]


class RelationshipAnswer(RelationshipRow):
    sessions: int | None
    every_weeks: int | None
    goals_agreed: bool
    closure_at: str | None
    talk_held: bool | None
    rematch: bool | None
    tie_kept: bool | None
    backup: str | None


class EndedRow(Form):
    """Of those that have ended, how many before their time. None: too few to be shown (I26)."""

    group: str
    ended: int | None
    premature: int | None
    per_mille: int | None


class PrematureClosureAnswer(Form):
    started: int
    live: int
    ended: dict[str, int]
    grounds: dict[str, int | None]
    """Of those that ended before their time. None: too few to be shown (I26)."""
    regions: list[EndedRow]
    """Of the mentees."""
    rounds: list[EndedRow]
    talks_held: int
    rematches_wanted: int
    premature_per_mille: int | None
    """Of those that have ended."""


class WantedRow(Form):
    wanted: int
    wanted_first: int
    unmatched: int
    mentors: int
    places: int


class CapacityRow(WantedRow):
    capacity: str


class LanguageRow(WantedRow):
    language: str


class RegionRow(WantedRow):
    region: str


class DemandAndSupplyAnswer(Form):
    round: str
    capacities: list[CapacityRow]
    languages: list[LanguageRow]
    """Those that people can talk in; who has several counts in each."""
    regions: list[RegionRow]


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
    region: str | None
    capacities: list[str]
    """Wanted in that round, the first wish first."""
    months: int | None
    """Full months by the day that was asked for."""


class WaitingGroup(Form):
    group: str
    mentees: int
    months: int | None
    """All of theirs together."""
    longest: int | None


class WaitingAnswer(Form):
    mentees: list[WaitingRow]
    regions: list[WaitingGroup]
    capacities: list[WaitingGroup]
    """Who wants several counts in each."""


class OfferRow(Form):
    round: str
    mentor: str
    origin: str
    """round, rematch, hand, backup, appeal."""
    ground: str | None
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


class LoadRow(Form):
    mentor: str
    places: int
    held: int


class MentorLoadAnswer(Form):
    round: str | None
    mentors: list[LoadRow]


class Where(Form):
    across: int
    within: int
    unknown: int
    """Of one of the two it is not known."""


class TiesAnswer(Form):
    """The figure of a programme is registration's to publish, by the same rule; this is no second
    one to be added to it."""

    relationships: int
    new: int
    """Those that joined two people whom no earlier fact of the log joins (I28)."""
    regions: Where
    affiliates: Where
