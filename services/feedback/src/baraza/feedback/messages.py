"""What feedback is asked, and what it records: what people say, and what it changes."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baraza.decider import (
    Code,
    EntityId,
    FieldCommitment,
    Hex32,
    Instant,
    Message,
    Part,
    Pseudonym,
    Tier,
)
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import (
    AttestState,
    ErasePersonData,
    PersonErased,
    ProgrammeId,
    StateAttested,
)

InstrumentName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")]
"""As the text names it: `workshop`, `mentoring-check-in`."""
Marks = dict[Code, Annotated[int, Field(ge=0, le=100)]]


class DraftRules(forms.DraftRules):
    kind: Literal["instrument"]


class RulesDrafted(forms.RulesDrafted):
    kind: Literal["instrument"]


# --- collections ---------------------------------------------------------------------------


class OfCollection(Message):
    """For bodies: those asked may be so few that they could be known. The world gets figures."""

    collection: EntityId

    @property
    def subject(self) -> str:
        return f"collection.{self.collection}"


class OpenCollection(OfCollection):
    """Field an instrument version to the people whom it concerns."""

    makes: ClassVar[str | None] = "collection"

    programme: ProgrammeId
    instrument: InstrumentName
    about: str
    """What is asked about: `workshop.<id>`, or `mentoring.<programme>-<sessions>-<yyyymm>`: those
    whose relationship reached so many sessions before that month began."""

    @property
    def turn(self) -> str:
        """People are asked once about a thing with an instrument."""
        return f"{self.instrument} about {self.about}"


class CollectionOpened(OpenCollection):
    version: int
    eligible: int
    eligible_digest: Hex32
    """SHA-256 of the canonical list of eligible pseudonyms, sorted."""
    closes: Instant


class CollectionClosed(OfCollection):
    eligible: int
    issued: int
    answered: int


class IssueVoice(Message):
    """Give an eligible person one voice: a token of their choosing, known to the vault alone."""

    collection: EntityId
    person: Pseudonym
    token: FieldCommitment

    @property
    def subject(self) -> str:
        return f"voice.{forms.of_two(self.collection, self.person)}"


class VoiceIssued(IssueVoice):
    pass


class RecordAnswer(OfCollection):
    """A voice's marks. The desk takes the token that spends it; no entry names who spoke."""

    askers: ClassVar[frozenset[str]] = frozenset({"voice"})

    marks: Marks


class AnswerRecorded(OfCollection):
    voice: Annotated[str, Field(pattern=r"^v[0-9a-f]{5,32}$")]
    version: int
    marks: Marks


# --- leaders' reports ----------------------------------------------------------------------


class OfLeaderReport(Message):
    workshop: EntityId
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"leader-report.{forms.of_two(self.workshop, self.person)}"


class SubmitLeaderReport(OfLeaderReport):
    marks: Marks
    text: FieldCommitment


class LeaderReportSubmitted(SubmitLeaderReport):
    late: bool = False


class LeaderReportMissing(OfLeaderReport):
    pass


# --- suggestions ---------------------------------------------------------------------------


class OpenMatter(forms.OpenMatter):
    """Suggest a change of an instrument, as somebody who leads or teaches with it (R49)."""

    kind: Literal["suggestion"]
    programme: ProgrammeId
    instrument: InstrumentName
    version: Annotated[int, Field(ge=1)]
    questions: Annotated[tuple[Code, ...], Field(max_length=60)]
    """Those of the version that it is about; none: about what is not asked."""
    text: FieldCommitment


class MatterOpened(forms.MatterOpened):
    kind: Literal["suggestion"]
    programme: ProgrammeId
    instrument: InstrumentName
    version: int
    questions: tuple[Code, ...]
    text: FieldCommitment
    person: Pseudonym


class SupportMatter(forms.OfMatter):
    """Say that one wants the same."""

    kind: Literal["suggestion"]
    person: Pseudonym


class MatterSupported(SupportMatter):
    pass


class DecideMatter(forms.DecideMatter):
    """Decline with a reason; what is adopted is adopted by a version that names it."""

    kind: Literal["suggestion"]
    outcome: Literal["declined"]
    text: FieldCommitment | None = None
    """Stays with the command: the fact is for the world, and holds codes alone."""


class MatterDecided(forms.MatterDecided):
    kind: Literal["suggestion"]
    outcome: Literal["declined"]


class MatterOverdue(forms.MatterOverdue):
    kind: Literal["suggestion"]
    what: Literal["decision"]


# --- evaluations ---------------------------------------------------------------------------


class OfEvaluation(Message):
    tier: ClassVar[Tier] = "world"
    makes: ClassVar[str | None] = "evaluation"

    evaluation: EntityId
    programme: ProgrammeId
    instrument: InstrumentName
    version: Annotated[int, Field(ge=1)]
    """Under which the answers are read; those to earlier ones through the comparability maps."""
    level: Literal["person", "community"]
    limits: Code
    """What these figures cannot say: `small_numbers`, `no_comparison`."""

    @property
    def subject(self) -> str:
        return f"evaluation.{self.evaluation}"


class PublishEvaluation(OfEvaluation):
    """Have figures computed from the closed collections, and stand behind them."""


class Row(Part):
    """One question; what too few said is None."""

    question: Code
    mean_per_mille: int | None = None
    """Where the mean lies on the question's scale, 0 its least mark."""
    answers: int | None = None


class EvaluationPublished(OfEvaluation):
    log_index: int
    """Of the last entry that the figures rest on."""
    collections: int
    eligible: int
    answered: int
    rows: tuple[Row, ...]
    suppressed: int


# --- interim measures ----------------------------------------------------------------------


class OfMeasure(Message):
    """All measures are one entity: whoever decides about many people rests on none of them being
    under one, and who is not under one has nothing of their own to rest on."""

    person: Pseudonym

    @property
    def subject(self) -> str:
        return MEASURES


MEASURES = "measure.all"


class TakeInterimMeasure(OfMeasure):
    """Keep somebody out until it is clear what happened; it says nothing of who is right."""

    kind: Literal["suspended"]
    ground: Code
    review_on: forms.Day | None = None
    """By when whoever took it looks at it again."""


class InterimMeasureTaken(OfMeasure):
    """The person enters no round and is put to nobody; pairs stay pairs, and are paused."""

    face: ClassVar[bool] = True

    kind: Literal["suspended"]
    ground: Code
    review_on: forms.Day


class LiftInterimMeasure(OfMeasure):
    ground: Code


class InterimMeasureLifted(LiftInterimMeasure):
    face: ClassVar[bool] = True


class ReachDeadline(forms.ReachDeadline):
    what: Literal["collection_closes", "collection_opens", "report_due", "decision"]


Command = (
    DraftRules | OpenCollection | IssueVoice | RecordAnswer | SubmitLeaderReport | OpenMatter
    | SupportMatter | DecideMatter | PublishEvaluation | ErasePersonData | ReachDeadline
    | AttestState | TakeInterimMeasure | LiftInterimMeasure
)  # fmt: skip
Fact = (
    RulesDrafted | CollectionOpened | CollectionClosed | VoiceIssued | AnswerRecorded
    | LeaderReportSubmitted | LeaderReportMissing | MatterOpened | MatterSupported
    | MatterDecided | MatterOverdue | EvaluationPublished | PersonErased | StateAttested
    | InterimMeasureTaken | InterimMeasureLifted
)  # fmt: skip
Reason = Literal[
    "unknown_entity", "wrong_state", "no_mandate", "mandate_ended", "outside_delegation",
    "external_may_not_decide", "person_erased", "too_early", "too_late", "already_done",
    "not_adopted", "rules_malformed", "version_not_in_force", "not_eligible",
    "voice_already_issued", "marks_incomplete", "not_the_leader", "unknown_outcome",
    "map_incomplete", "no_map", "cell_too_small", "no_review_date", "conflict_of_interest",
]  # fmt: skip
