"""What registration is asked, and what it records: who, by which way, how far."""

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
    Part,
    Pseudonym,
    Tier,
)
from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import Day, Points, ProgrammeId

TextKind = Literal[
    "charter", "stage_set", "terms", "criteria", "capacity_tree", "pools", "definitions"
]
OrganisationKind = Literal[
    "wmf", "chapter", "thematic_organisation", "user_group", "hub", "community", "external"
]
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Actor = Annotated[str, Field(pattern=r"^(person|body|service)\.[a-z0-9-]{1,64}$")]


# --- organisations and people --------------------------------------------------------------


class RegisterOrganisation(Message):
    """Name an organisation that people come from or that holds an envelope."""

    tier: ClassVar[Tier] = "world"

    organisation: EntityId
    kind: OrganisationKind
    names: dict[str, str]
    region: Code
    country: Annotated[str, Field(pattern=r"^[A-Z]{0,2}$")]
    source: Code

    @property
    def subject(self) -> str:
        return f"organisation.{self.organisation}"


class OrganisationRegistered(RegisterOrganisation):
    pass


class OfPerson(Message):
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"person.{self.person}"


class PersonalFields(OfPerson):
    account: FieldCommitment
    name: FieldCommitment
    contact: FieldCommitment
    zone: FieldCommitment
    organisation: FieldCommitment | None = None
    zone_band: Annotated[int, Field(ge=-12, le=15)]
    """Hours east of UTC, to the nearest three: coarse enough for the log."""
    region: Code | None = None
    organisation_kind: OrganisationKind | None = None
    languages: tuple[LanguageTag, ...]
    """Usable for talks; the first is the first language."""
    fluent: tuple[LanguageTag, ...] = ()
    source: Code


class RegisterPerson(PersonalFields):
    """Make a person known under a random pseudonym.

    `known_as` is derived by the service from its vault: who already holds this account.
    """

    known_as: Pseudonym | None = None


class PersonRegistered(PersonalFields):
    pass


# --- texts ---------------------------------------------------------------------------------


class DraftRules(forms.DraftRules):
    kind: TextKind


class RulesDrafted(forms.RulesDrafted):
    kind: TextKind


# --- posts held (records) ------------------------------------------------------------------


class MakeRecord(forms.MakeRecord):
    """Claim a post: held where (personal), of which kind, from when to when."""

    kind: Literal["post"]
    post_kind: Literal["board", "advisory_board", "community"]
    organisation: FieldCommitment
    title: FieldCommitment
    starts_on: Day
    ends_on: Day | None = None
    source: FieldCommitment


class RecordMade(forms.RecordMade):
    kind: Literal["post"]
    post_kind: Literal["board", "advisory_board", "community"]
    organisation: FieldCommitment
    title: FieldCommitment
    starts_on: Day
    ends_on: Day | None = None
    source: FieldCommitment
    made_by: Actor
    """Whoever makes a record does not settle it."""


class SettleRecord(forms.SettleRecord):
    kind: Literal["post"]
    outcome: Literal["verified", "disputed", "withdrawn"]


class RecordSettled(forms.RecordSettled):
    kind: Literal["post"]
    outcome: Literal["verified", "disputed", "withdrawn"]


# --- programme -----------------------------------------------------------------------------


class OfProgramme(Message):
    tier: ClassVar[Tier] = "world"

    programme: ProgrammeId

    @property
    def subject(self) -> str:
        return f"programme.{self.programme}"


class AnnounceProgramme(OfProgramme):
    """Tell everybody that it will begin, and for how many."""

    places: Points


class ProgrammeAnnounced(AnnounceProgramme):
    pass


class OpenProgramme(OfProgramme):
    """Begin the running life: announced, approved, funded, watched, its workshops announced."""


class ProgrammeOpened(OfProgramme):
    kind: Literal["pilot", "standing"]
    starts_on: Day
    ends_on: Day
    workshops: int


# --- intake: campaign, offers, applications ------------------------------------------------


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
    tier: ClassVar[Tier] = "world"

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


class OfferRole(forms.OfOffer):
    """Invite somebody of a pool, or offer a place after an upheld appeal."""

    makes: ClassVar[str | None] = "offer"

    kind: Literal["invitation", "place"]
    intake: EntityId
    campaign: EntityId | None = None
    matter: EntityId | None = None

    @property
    def turn(self) -> str:
        """One offer of a kind to one person in one intake."""
        return f"{self.kind} of {self.person} for {self.intake}"


class NominatePerson(forms.OfOffer):
    """Name somebody else for an intake, and say why."""

    makes: ClassVar[str | None] = "offer"

    kind: Literal["nomination"] = "nomination"
    intake: EntityId
    grounds: FieldCommitment

    @property
    def turn(self) -> str:
        """One nomination of one person for one intake."""
        return f"nomination of {self.person} for {self.intake}"


class OfferMade(forms.OfferMade):
    kind: Literal["invitation", "nomination", "place"]
    intake: EntityId
    pool: Code | None = None
    campaign: EntityId | None = None
    matter: EntityId | None = None
    grounds: FieldCommitment | None = None
    nominated_by: Pseudonym | None = None
    """Whoever nominates somebody does not screen them."""


class AnswerOffer(forms.AnswerOffer):
    kind: Literal["invitation", "nomination", "place"]


class OfferAnswered(forms.OfferAnswered):
    kind: Literal["invitation", "nomination", "place"]


class OfferEnded(forms.OfferEnded):
    kind: Literal["invitation", "nomination", "place"]


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

    pulse: int
    randomness: Hex32
    outcome: ExhibitRef


class SelectionSettled(SettleSelection):
    selected: int
    reserve: int
    declined: int


class ReleaseOutcomes(forms.ReleaseOutcomes):
    settlement_kind: ClassVar[str] = "intake"


class OutcomesReleased(forms.OutcomesReleased):
    settlement_kind: ClassVar[str] = "intake"


class CandidacySettled(OfCandidacy):
    outcome: Literal["selected", "reserve", "declined"]
    rank: int
    points: int
    marks: dict[Code, int]


# --- roles, terms, stages ------------------------------------------------------------------

RoleKind = Literal["participant", "mentor", "trainer", "screener"]


class AcknowledgeTerms(OfPerson):
    """Acknowledge the terms of a role, with the code of conduct, in a language one reads."""

    role: RoleKind
    programme: ProgrammeId
    version: Annotated[int, Field(ge=1)]
    language: LanguageTag


class TermsAcknowledged(AcknowledgeTerms):
    pass


class GrantRole(forms.OfRole):
    role: RoleKind
    programme: ProgrammeId
    places: Annotated[int, Field(ge=0, le=50)] | None = None
    hours_per_month: Annotated[int, Field(ge=0, le=744)] | None = None


class RoleGranted(GrantRole):
    pass


class StageEntered(OfPerson):
    programme: ProgrammeId
    track: Code
    stage: Code
    number: Annotated[int, Field(ge=0)]
    """The stage's place in its track, from 0."""
    stage_set: int


# --- reports -------------------------------------------------------------------------------


class Row(Part):
    """One group of a report; a count that would single people out is None."""

    group: Code
    count: int | None = None
    of: int | None = None


class OfReport(Message):
    makes: ClassVar[str | None] = "report"
    tier: ClassVar[Tier] = "world"

    report: EntityId
    kind: Literal["retention", "equity"]
    point: Code
    """What it is taken at: `baseline`, `applied`, `selected`, `matched`."""
    programme: ProgrammeId | None = None

    @property
    def subject(self) -> str:
        return f"report.{self.report}"


class PublishReport(OfReport):
    """Figures that follow from the log alone, small cells suppressed."""


class ReportPublished(OfReport):
    rows: tuple[Row, ...]
    suppressed: int


class ReachDeadline(forms.ReachDeadline):
    what: Literal["intake_closes", "campaign_closes", "offer_expires"]


Command = (
    RegisterOrganisation | RegisterPerson | DraftRules | MakeRecord | SettleRecord
    | AnnounceProgramme | OpenProgramme | AnnounceIntake | LaunchCampaign | OfferRole
    | NominatePerson | AnswerOffer | SubmitApplication | AssignScreener | RecordScreening
    | SettleSelection | ReleaseOutcomes | AcknowledgeTerms | GrantRole | PublishReport
    | ReachDeadline
)  # fmt: skip
Fact = (
    OrganisationRegistered | PersonRegistered | RulesDrafted | RecordMade | RecordSettled
    | ProgrammeAnnounced | ProgrammeOpened | IntakeAnnounced | IntakeClosed | CampaignLaunched
    | CampaignClosed | OfferMade | OfferAnswered | OfferEnded | ApplicationSubmitted
    | ScreenerAssigned | ScreeningRecorded | SelectionSettled | OutcomesReleased
    | CandidacySettled | TermsAcknowledged | RoleGranted | StageEntered | ReportPublished
)  # fmt: skip
Reason = Literal[
    "unknown_entity", "wrong_state", "no_mandate", "mandate_ended", "outside_delegation",
    "external_may_not_decide", "too_early", "too_late", "already_done", "not_adopted",
    "duplicate_account", "already_registered", "pilot_too_long", "owner_is_operator",
    "language_missing", "cyclic_stages", "founding_pool", "rules_malformed", "own_record",
    "unknown_outcome", "not_announced", "pilot_needs_two_or_three_workshops", "no_envelope",
    "no_overseer", "randomness_before_close", "not_in_pool", "self_nomination", "not_concerned",
    "second_application", "not_applied", "screener_conflicted", "not_screener",
    "rank_not_by_criteria", "screening_missing", "seed_mismatch", "no_upheld_appeal",
    "superseded_terms", "not_selected", "not_trained", "terms_not_acknowledged",
    "not_certified", "no_place_left", "cell_too_small", "figures_not_from_log",
]  # fmt: skip
