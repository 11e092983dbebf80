"""What oversight is asked, and what it records: who may decide, what money may do, who looks."""

from typing import Literal

from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import AttestState, ErasePersonData, PersonErased, StateAttested
from baraza.oversight.messages.bodies import (
    AuthorityFounded,
    BodyRegistered,
    FoundAuthority,
    GrantRole,
    OfBody,
    OfSeat,
    RegisterBody,
    RoleGranted,
)
from baraza.oversight.messages.common import (
    ALLOTTING,
    Currency,
    MandateKind,
    Minor,
    Seat,
    StakeholderKind,
    TextKind,
)
from baraza.oversight.messages.effects import (
    AdoptText,
    Allocate,
    AllocationChanged,
    Approve,
    ChangeMandate,
    Conclude,
    Effect,
    MandateChanged,
    Outcome,
    ProgrammeDecided,
    RulesInForce,
)
from baraza.oversight.messages.looks import (
    AssembleDossier,
    DossierAssembled,
    LookRecorded,
    OfDossier,
    OfLook,
    RecordLook,
)
from baraza.oversight.messages.matters import (
    AnswerMatter,
    DecideMatter,
    Degree,
    Entries,
    MatterAnswered,
    MatterDecided,
    MatterKind,
    MatterOpened,
    MatterOverdue,
    OpenMatter,
)
from baraza.oversight.messages.money import (
    Account,
    CloseEnvelope,
    EnvelopeClosed,
    EnvelopeOpened,
    Line,
    MoneyMoved,
    MoveMoney,
    OfEnvelope,
    OfMove,
    OpenEnvelope,
)
from baraza.oversight.messages.resolutions import (
    AnswerObjection,
    BodyVoted,
    CommentSubmitted,
    DraftRules,
    ObjectionAnswered,
    OfResolution,
    OfVote,
    ProposeResolution,
    ResolutionAdopted,
    ResolutionEnded,
    ResolutionProposed,
    RulesDrafted,
    SubmitComment,
    VoteOnResolution,
)


class ReachDeadline(forms.ReachDeadline):
    what: Literal["lapse", "answer", "decision"]


Command = (
    FoundAuthority | RegisterBody | GrantRole | DraftRules | ProposeResolution | SubmitComment
    | AnswerObjection | VoteOnResolution | OpenEnvelope | MoveMoney | CloseEnvelope | OpenMatter
    | AnswerMatter | DecideMatter | RecordLook | AssembleDossier | ErasePersonData | ReachDeadline
    | AttestState
)  # fmt: skip
Fact = (
    AuthorityFounded | BodyRegistered | RoleGranted | RulesDrafted | ResolutionProposed
    | CommentSubmitted | ObjectionAnswered | BodyVoted | ResolutionAdopted | ResolutionEnded
    | RulesInForce | MandateChanged | AllocationChanged | ProgrammeDecided | EnvelopeOpened
    | MoneyMoved | EnvelopeClosed | MatterOpened | MatterAnswered | MatterDecided | MatterOverdue
    | LookRecorded | DossierAssembled | PersonErased | StateAttested
)  # fmt: skip
Reason = Literal[
    "unknown_entity", "wrong_state", "no_mandate", "mandate_ended", "outside_delegation",
    "already_done", "too_early", "too_late", "not_adopted", "no_quorum", "objection_unanswered",
    "stakeholder_kinds_missing", "digest_differs", "would_leave_unwatched",
    "operator_may_not_oversee", "receiver_not_seated", "reserved_kind_lost", "not_wmf_level",
    "already_in_envelopes", "text_missing", "seat_taken", "outside_ring_fence",
    "no_programme_purpose", "insufficient", "over_allocation", "appeal_time_over",
    "not_concerned", "took_part_in_decision", "not_answered", "unknown_outcome",
    "rules_malformed", "no_checkpoint_seen", "pilot_not_ended", "no_dossier",
    "balance_not_zero", "no_entries", "remedy_not_in_log", "own_act", "figures_not_from_log",
    "person_erased", "external_may_not_decide", "hand_missing",
]  # fmt: skip

__all__ = [
    "ALLOTTING",
    "Account",
    "AdoptText",
    "Allocate",
    "AllocationChanged",
    "AnswerMatter",
    "AnswerObjection",
    "Approve",
    "AssembleDossier",
    "AttestState",
    "AuthorityFounded",
    "BodyRegistered",
    "BodyVoted",
    "ChangeMandate",
    "CloseEnvelope",
    "Command",
    "CommentSubmitted",
    "Conclude",
    "Currency",
    "DecideMatter",
    "Degree",
    "DossierAssembled",
    "DraftRules",
    "Effect",
    "Entries",
    "EnvelopeClosed",
    "EnvelopeOpened",
    "ErasePersonData",
    "Fact",
    "FoundAuthority",
    "GrantRole",
    "Line",
    "LookRecorded",
    "MandateChanged",
    "MandateKind",
    "MatterAnswered",
    "MatterDecided",
    "MatterKind",
    "MatterOpened",
    "MatterOverdue",
    "Minor",
    "MoneyMoved",
    "MoveMoney",
    "ObjectionAnswered",
    "OfBody",
    "OfDossier",
    "OfEnvelope",
    "OfLook",
    "OfMove",
    "OfResolution",
    "OfSeat",
    "OfVote",
    "OpenEnvelope",
    "OpenMatter",
    "Outcome",
    "PersonErased",
    "ProgrammeDecided",
    "ProposeResolution",
    "ReachDeadline",
    "Reason",
    "RecordLook",
    "RegisterBody",
    "ResolutionAdopted",
    "ResolutionEnded",
    "ResolutionProposed",
    "RoleGranted",
    "RulesDrafted",
    "RulesInForce",
    "Seat",
    "StakeholderKind",
    "StateAttested",
    "SubmitComment",
    "TextKind",
    "VoteOnResolution",
]
