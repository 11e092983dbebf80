"""What feedback is asked, and what it records: what people say, and what it changes."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baraza.decider import Code, EntityId, FieldCommitment, Hex32, Instant, Message, Pseudonym, Tier
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import ProgrammeId

Marks = dict[Code, Annotated[int, Field(ge=0, le=100)]]


class DraftRules(forms.DraftRules):
    kind: Literal["instrument"]


class RulesDrafted(forms.RulesDrafted):
    kind: Literal["instrument"]


# --- collections ---------------------------------------------------------------------------


class OfCollection(Message):
    tier: ClassVar[Tier] = "world"

    collection: EntityId

    @property
    def subject(self) -> str:
        return f"collection.{self.collection}"


class OpenCollection(OfCollection):
    """Field an instrument version to the people whom it concerns."""

    makes: ClassVar[str | None] = "collection"

    programme: ProgrammeId
    instrument: Code
    about: str
    """Subject of what is asked about: `workshop.mentor-training`."""

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

    tier: ClassVar[Tier] = "bodies"
    askers: ClassVar[frozenset[str]] = frozenset({"voice"})

    marks: Marks


class AnswerRecorded(OfCollection):
    tier: ClassVar[Tier] = "bodies"

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


class ReachDeadline(forms.ReachDeadline):
    what: Literal["collection_closes", "report_due"]


Command = (
    DraftRules | OpenCollection | IssueVoice | RecordAnswer | SubmitLeaderReport | ReachDeadline
)  # fmt: skip
Fact = (
    RulesDrafted | CollectionOpened | CollectionClosed | VoiceIssued | AnswerRecorded
    | LeaderReportSubmitted | LeaderReportMissing
)  # fmt: skip
Reason = Literal[
    "unknown_entity", "wrong_state", "no_mandate", "mandate_ended", "outside_delegation",
    "too_early", "too_late", "already_done", "not_adopted", "rules_malformed",
    "version_not_in_force", "not_eligible", "voice_already_issued", "marks_incomplete",
    "not_the_leader",
]  # fmt: skip
