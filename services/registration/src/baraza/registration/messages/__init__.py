"""What registration is asked, and what it records: who, by which way, how far."""

from typing import Literal

from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import AttestState, ErasePersonData, PersonErased, StateAttested
from baraza.registration.messages.erasure import (
    CompleteErasure,
    ErasureCompleted,
    ErasureRequested,
    OfErasure,
    RequestErasure,
)
from baraza.registration.messages.intakes import (
    AnnounceIntake,
    ApplicationSubmitted,
    AssignScreener,
    CampaignClosed,
    CampaignLaunched,
    CandidacySettled,
    IntakeAnnounced,
    IntakeClosed,
    LaunchCampaign,
    OfCampaign,
    OfCandidacy,
    OfIntake,
    OutcomesReleased,
    RecordScreening,
    ReleaseOutcomes,
    ScreenerAssigned,
    ScreeningRecorded,
    SelectionSettled,
    SettleSelection,
    SubmitApplication,
)
from baraza.registration.messages.needs import (
    CloseGap,
    DeclareGap,
    DeclareOpenRole,
    EngagementRequested,
    GapClosed,
    GapDeclared,
    OfGap,
    OpenRoleDeclared,
    RequestEngagement,
)
from baraza.registration.messages.offers import (
    AnswerOffer,
    Choice,
    NominatePerson,
    OfferAnswered,
    OfferEnded,
    OfferKind,
    OfferMade,
    OfferReminded,
    OfferRole,
)
from baraza.registration.messages.people import (
    MergePersons,
    OfPerson,
    OrganisationRegistered,
    PersonalFields,
    PersonRegistered,
    PersonsMerged,
    RegisterOrganisation,
    RegisterPerson,
)
from baraza.registration.messages.programmes import (
    AnnounceProgramme,
    EndProgramme,
    OfProgramme,
    OpenProgramme,
    ProgrammeAnnounced,
    ProgrammeEnded,
    ProgrammeOpened,
)
from baraza.registration.messages.records import (
    MakeRecord,
    RecordKind,
    RecordMade,
    RecordSettled,
    SettleRecord,
    Told,
)
from baraza.registration.messages.reports import (
    DeliveriesRecorded,
    OfReport,
    PublishReport,
    RecordDeliveries,
    ReportPublished,
    Row,
)
from baraza.registration.messages.roles import (
    AcknowledgeTerms,
    AdvanceStage,
    AssessPersistence,
    ChangeRole,
    EndRole,
    ExtendStage,
    GrantRole,
    OfStage,
    PersistenceAssessed,
    RoleChanged,
    RoleEnded,
    RoleGranted,
    StageCompleted,
    StageEntered,
    StageExtended,
    TermsAcknowledged,
)
from baraza.registration.messages.texts import DraftRules, RulesDrafted, TextKind
from baraza.registration.messages.words import (
    Actor,
    AnyRole,
    LanguageTag,
    OrganisationKind,
    PostKind,
    RoleKind,
)


class ReachDeadline(forms.ReachDeadline):
    what: Literal[
        "intake_closes", "campaign_closes", "offer_expires", "offer_reminds", "role_resumes",
        "role_ends",
    ]  # fmt: skip


Command = (
    RegisterOrganisation | RegisterPerson | DraftRules | MakeRecord | SettleRecord
    | AnnounceProgramme | OpenProgramme | AnnounceIntake | LaunchCampaign | OfferRole
    | NominatePerson | AnswerOffer | SubmitApplication | AssignScreener | RecordScreening
    | SettleSelection | ReleaseOutcomes | AcknowledgeTerms | GrantRole | PublishReport
    | EndProgramme | DeclareOpenRole | DeclareGap | CloseGap | RequestEngagement | ChangeRole
    | EndRole | RequestErasure | ErasePersonData | CompleteErasure
    | ReachDeadline | AdvanceStage | ExtendStage | AssessPersistence | RecordDeliveries
    | AttestState | MergePersons
)  # fmt: skip
Fact = (
    OrganisationRegistered | PersonRegistered | RulesDrafted | RecordMade | RecordSettled
    | ProgrammeAnnounced | ProgrammeOpened | IntakeAnnounced | IntakeClosed | CampaignLaunched
    | CampaignClosed | OfferMade | OfferAnswered | OfferEnded | ApplicationSubmitted
    | ScreenerAssigned | ScreeningRecorded | SelectionSettled | OutcomesReleased
    | CandidacySettled | TermsAcknowledged | RoleGranted | StageEntered | ReportPublished
    | ProgrammeEnded | OpenRoleDeclared | GapDeclared | GapClosed | EngagementRequested
    | RoleChanged | RoleEnded | OfferReminded | ErasureRequested | PersonErased | ErasureCompleted
    | StageCompleted | StageExtended | PersistenceAssessed | DeliveriesRecorded | StateAttested
    | PersonsMerged
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
    "criteria_not_met", "other_version", "person_erased", "open_relationships", "supply_exists",
    "no_gap", "interests_not_declared", "spend_not_reserved", "open_ended",
    "return_date_missing", "sanctioned", "not_same_person",
]  # fmt: skip

__all__ = [
    "AcknowledgeTerms",
    "Actor",
    "AdvanceStage",
    "AnnounceIntake",
    "AnnounceProgramme",
    "AnswerOffer",
    "AnyRole",
    "ApplicationSubmitted",
    "AssessPersistence",
    "AssignScreener",
    "AttestState",
    "CampaignClosed",
    "CampaignLaunched",
    "CandidacySettled",
    "ChangeRole",
    "Choice",
    "CloseGap",
    "Command",
    "CompleteErasure",
    "DeclareGap",
    "DeclareOpenRole",
    "DeliveriesRecorded",
    "DraftRules",
    "EndProgramme",
    "EndRole",
    "EngagementRequested",
    "ErasePersonData",
    "ErasureCompleted",
    "ErasureRequested",
    "ExtendStage",
    "Fact",
    "GapClosed",
    "GapDeclared",
    "GrantRole",
    "IntakeAnnounced",
    "IntakeClosed",
    "LanguageTag",
    "LaunchCampaign",
    "MakeRecord",
    "MergePersons",
    "NominatePerson",
    "OfCampaign",
    "OfCandidacy",
    "OfErasure",
    "OfGap",
    "OfIntake",
    "OfPerson",
    "OfProgramme",
    "OfReport",
    "OfStage",
    "OfferAnswered",
    "OfferEnded",
    "OfferKind",
    "OfferMade",
    "OfferReminded",
    "OfferRole",
    "OpenProgramme",
    "OpenRoleDeclared",
    "OrganisationKind",
    "OrganisationRegistered",
    "OutcomesReleased",
    "PersistenceAssessed",
    "PersonErased",
    "PersonRegistered",
    "PersonalFields",
    "PersonsMerged",
    "PostKind",
    "ProgrammeAnnounced",
    "ProgrammeEnded",
    "ProgrammeOpened",
    "PublishReport",
    "ReachDeadline",
    "Reason",
    "RecordDeliveries",
    "RecordKind",
    "RecordMade",
    "RecordScreening",
    "RecordSettled",
    "RegisterOrganisation",
    "RegisterPerson",
    "ReleaseOutcomes",
    "ReportPublished",
    "RequestEngagement",
    "RequestErasure",
    "RoleChanged",
    "RoleEnded",
    "RoleGranted",
    "RoleKind",
    "Row",
    "RulesDrafted",
    "ScreenerAssigned",
    "ScreeningRecorded",
    "SelectionSettled",
    "SettleRecord",
    "SettleSelection",
    "StageCompleted",
    "StageEntered",
    "StageExtended",
    "StateAttested",
    "SubmitApplication",
    "TermsAcknowledged",
    "TextKind",
    "Told",
]
