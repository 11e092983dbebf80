"""What matching is asked, and what it records: who mentors whom, and why."""

from typing import Literal

from baraza.forms.v1 import messages as forms
from baraza.forms.v1.messages import AttestState, StateAttested
from baraza.matching.messages.chance import (
    ChanceCommitted,
    ChanceRevealed,
    CommitChance,
    RevealChance,
)
from baraza.matching.messages.exclusions import (
    ExcludePair,
    ExclusionLifted,
    LiftExclusion,
    PairExcluded,
)
from baraza.matching.messages.pairs import (
    AnswerOffer,
    OfferAnswered,
    OfferEnded,
    PairProposed,
    ProposePair,
    WithdrawOffer,
    pair_subject,
    places_subject,
)
from baraza.matching.messages.relationships import (
    AgreeGoals,
    BackupDesignated,
    ChangeRelationship,
    ClosureBegun,
    DesignateBackup,
    EndRelationship,
    GoalsAgreed,
    RelationshipChanged,
    RelationshipEnded,
    RelationshipStarted,
)
from baraza.matching.messages.rounds import (
    AnnounceRound,
    BeaconRecorded,
    EnterRound,
    FreezeRound,
    LeaveRound,
    MenteeUnmatched,
    OutcomesReleased,
    RecordBeacon,
    ReleaseOutcomes,
    RoundAnnounced,
    RoundEntered,
    RoundFrozen,
    RoundLeft,
    RoundSettled,
    RoundUnanswered,
    SettleRound,
    entrant_subject,
)
from baraza.matching.messages.texts import DraftRules, RulesDrafted
from baraza.matching.messages.voiding import RoundVoided, VoidRound
from baraza.matching.messages.waiting import (
    JoinWaitingList,
    LeaveWaitingList,
    WaitingListJoined,
    WaitingListLeft,
)


class ErasePersonData(forms.ErasePersonData):
    pass


class PersonErased(forms.PersonErased):
    pass


class ReachDeadline(forms.ReachDeadline):
    what: Literal["pair_expires", "pause_ends", "closure_begins", "relationship_ends"]


Command = (
    DraftRules | ExcludePair | AnnounceRound | EnterRound | FreezeRound | RecordBeacon
    | SettleRound | ReleaseOutcomes | ProposePair | AnswerOffer | WithdrawOffer | AgreeGoals
    | ChangeRelationship | DesignateBackup | EndRelationship | JoinWaitingList | LeaveWaitingList
    | ReachDeadline | ErasePersonData | AttestState | VoidRound | LeaveRound | LiftExclusion
    | CommitChance | RevealChance
)  # fmt: skip
Fact = (
    RulesDrafted | PairExcluded | RoundAnnounced | RoundEntered | RoundFrozen | BeaconRecorded
    | RoundSettled | RoundUnanswered | OutcomesReleased | MenteeUnmatched | PairProposed
    | OfferAnswered | OfferEnded | RelationshipStarted | GoalsAgreed | RelationshipChanged
    | BackupDesignated | ClosureBegun | RelationshipEnded | WaitingListJoined | WaitingListLeft
    | PersonErased | StateAttested | RoundVoided | RoundLeft | ExclusionLifted
    | ChanceCommitted | ChanceRevealed
)  # fmt: skip
Reason = Literal[
    "unknown_entity", "wrong_state", "no_mandate", "mandate_ended", "outside_delegation",
    "too_early", "too_late", "already_done", "not_adopted", "not_concerned", "rules_malformed",
    "weights_out_of_range", "floor_on_personal_dimension", "floors_not_of_charter",
    "floors_with_stability", "floors_of_other_rule", "no_such_floor", "randomness_before_close",
    "mentor_not_active", "stage_not_reached",
    "already_paired", "too_many_ranked", "round_open", "exhibit_not_by_rules", "other_pulse",
    "bad_signature", "certificate_invalid", "not_unique", "seed_mismatch", "inputs_differ",
    "hard_rule_broken", "no_admissible_mentor", "waiting_order", "no_place_left", "too_large",
    "closing_talk_missing", "rematches_used_up", "other_side_not_agreed", "person_erased",
    "external_may_not_decide", "relationships_started", "missing_reason",
    "return_date_missing", "beyond_programme", "backup_has_no_place", "no_upheld_appeal",
    "too_few_contributors", "chance_not_committed", "digest_differs",
]  # fmt: skip

__all__ = [
    "AgreeGoals",
    "AnnounceRound",
    "AnswerOffer",
    "AttestState",
    "BackupDesignated",
    "BeaconRecorded",
    "ChanceCommitted",
    "ChanceRevealed",
    "ChangeRelationship",
    "ClosureBegun",
    "Command",
    "CommitChance",
    "DesignateBackup",
    "DraftRules",
    "EndRelationship",
    "EnterRound",
    "ErasePersonData",
    "ExcludePair",
    "ExclusionLifted",
    "Fact",
    "FreezeRound",
    "GoalsAgreed",
    "JoinWaitingList",
    "LeaveRound",
    "LeaveWaitingList",
    "LiftExclusion",
    "MenteeUnmatched",
    "OfferAnswered",
    "OfferEnded",
    "OutcomesReleased",
    "PairExcluded",
    "PairProposed",
    "PersonErased",
    "ProposePair",
    "ReachDeadline",
    "Reason",
    "RecordBeacon",
    "RelationshipChanged",
    "RelationshipEnded",
    "RelationshipStarted",
    "ReleaseOutcomes",
    "RevealChance",
    "RoundAnnounced",
    "RoundEntered",
    "RoundFrozen",
    "RoundLeft",
    "RoundSettled",
    "RoundUnanswered",
    "RoundVoided",
    "RulesDrafted",
    "SettleRound",
    "StateAttested",
    "VoidRound",
    "WaitingListJoined",
    "WaitingListLeft",
    "WithdrawOffer",
    "entrant_subject",
    "pair_subject",
    "places_subject",
]
