"""Intakes: campaigns, applications, screening, the settled selection."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baraza.decider import (
    Code,
    EntityId,
    ExhibitRef,
    FieldCommitment,
    Hex32,
    Instant,
    Message,
    Pseudonym,
    Tier,
)
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import Points, ProgrammeId


class OfIntake(Message):
    tier: ClassVar[Tier] = "world"

    intake: EntityId

    @property
    def subject(self) -> str:
        return f"intake.{self.intake}"


class AnnounceIntake(OfIntake):
    """Open one application cycle for a role; its selection is a settlement."""

    makes: ClassVar[str | None] = "intake"

    programme: ProgrammeId
    role: Literal["participant", "mentor"]
    places: Points
    opens: Instant
    closes: Instant
    appeal_days: Annotated[int, Field(ge=1, le=365)]
    beacon: Annotated[str, Field(pattern=r"^[a-z0-9/-]{1,40}$")]
    pulse: Annotated[int, Field(ge=0)]
    pulse_at: Instant


class IntakeAnnounced(AnnounceIntake):
    pass


class IntakeClosed(OfIntake):
    applications: int
    digest: Hex32
    """SHA-256 of the canonical list of the people who applied, sorted."""


class OfCampaign(Message):
    """For bodies: of a pool often so few are invited that they could be known."""

    campaign: EntityId

    @property
    def subject(self) -> str:
        return f"campaign.{self.campaign}"


class LaunchCampaign(OfCampaign):
    """Invite one source pool to one intake."""

    makes: ClassVar[str | None] = "campaign"

    intake: EntityId
    pool: Code
    closes: Instant


class CampaignLaunched(LaunchCampaign):
    pass


class CampaignClosed(OfCampaign):
    pool: Code
    invited: int
    answered: int
    accepted: int


class OfCandidacy(Message):
    """One person's way through one intake."""

    intake: EntityId
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"candidacy.{forms.of_two(self.intake, self.person)}"


class SubmitApplication(OfCandidacy):
    pool: Code
    capacities: tuple[Code, ...]
    hours_per_month: Annotated[int, Field(ge=0, le=744)]
    motivation: FieldCommitment


class ApplicationSubmitted(SubmitApplication):
    pass


class AssignScreener(OfCandidacy):
    screener: Pseudonym


class ScreenerAssigned(AssignScreener):
    pass


class RecordScreening(OfCandidacy):
    """A screener's marks, 0 to 100 for each criterion of the intake."""

    marks: dict[Code, Annotated[int, Field(ge=0, le=100)]]
    note: FieldCommitment


class ScreeningRecorded(RecordScreening):
    pass


class SettleSelection(OfIntake):
    """Rank by the criteria in force, ties by public chance; the outcome is an exhibit."""

    tier: ClassVar[Tier] = "bodies"  # which is about people; the totals come at the end

    pulse: int
    randomness: Hex32
    outcome: ExhibitRef


class SelectionSettled(SettleSelection):
    face: ClassVar[bool] = True

    selected: int
    reserve: int
    declined: int


class ReleaseOutcomes(forms.ReleaseOutcomes):
    settlement_kind: ClassVar[str] = "intake"


class OutcomesReleased(forms.OutcomesReleased):
    """With the totals of the selection, which are for the world."""

    settlement_kind: ClassVar[str] = "intake"

    selected: int
    reserve: int
    declined: int


class CandidacySettled(OfCandidacy):
    outcome: Literal["selected", "reserve", "declined"]
    rank: int
    points: int
    marks: dict[Code, int]
