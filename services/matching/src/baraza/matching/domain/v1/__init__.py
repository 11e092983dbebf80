"""Version 1: rounds with one provable answer, pairs from start to end, and a published order."""

from baraza.decider import Decider, Rules, decide_by, known, named
from baraza.forms.v1.erasure import unless_erased
from baraza.forms.v1.heard import HEARD_OF_ERASURE, RulesDrafted, book_facts
from baraza.forms.v1.identity import HEARD_OF_MERGING
from baraza.matching import messages as m
from baraza.matching.domain.v1.evolve import Known, evolve
from baraza.matching.domain.v1.reads import reads
from baraza.matching.domain.v1.rules import (
    attesting,
    chance,
    changes,
    deadlines,
    erasure,
    exclusions,
    pairs,
    proposing,
    relationships,
    releasing,
    rounds,
    settling,
    texts,
    voiding,
    waiting,
)
from baraza.matching.domain.v1.state import State
from baraza.matching.inbox import HEARD

RULES_1: Rules[m.Command, State, m.Fact] = {
    m.DraftRules: texts.draft_rules,
    m.ExcludePair: exclusions.exclude_pair,
    m.AnnounceRound: rounds.announce_round,
    m.EnterRound: rounds.enter_round,
    m.FreezeRound: rounds.freeze_round,
    m.CommitChance: chance.commit_chance,
    m.RevealChance: chance.reveal_chance,
    m.RecordBeacon: settling.record_beacon,
    m.SettleRound: settling.settle_round,
    m.ReleaseOutcomes: releasing.release_outcomes,
    m.ProposePair: proposing.propose_pair,
    m.AnswerOffer: pairs.answer_offer,
    m.WithdrawOffer: pairs.withdraw_offer,
    m.AgreeGoals: relationships.agree_goals,
    m.ChangeRelationship: changes.change_relationship,
    m.DesignateBackup: changes.designate_backup,
    m.EndRelationship: relationships.end_relationship,
    m.JoinWaitingList: waiting.join_waiting_list,
    m.LeaveWaitingList: waiting.leave_waiting_list,
    m.ReachDeadline: deadlines.reach_deadline,
    m.ErasePersonData: erasure.erase_person_data,
    m.AttestState: attesting.attest_state,
    m.VoidRound: voiding.void_round,
    m.LeaveRound: rounds.leave_round,
    m.LiftExclusion: exclusions.lift_exclusion,
}

_OWN = (
    m.PairExcluded,
    m.RoundAnnounced,
    m.RoundEntered,
    m.RoundFrozen,
    m.ChanceCommitted,
    m.ChanceRevealed,
    m.BeaconRecorded,
    m.RoundSettled,
    m.RoundUnanswered,
    m.OutcomesReleased,
    m.MenteeUnmatched,
    m.PairProposed,
    m.OfferAnswered,
    m.OfferEnded,
    m.RelationshipStarted,
    m.GoalsAgreed,
    m.RelationshipChanged,
    m.BackupDesignated,
    m.ClosureBegun,
    m.RelationshipEnded,
    m.WaitingListJoined,
    m.WaitingListLeft,
    m.PersonErased,
    m.StateAttested,
    m.RoundVoided,
    m.RoundLeft,
    m.ExclusionLifted,
)

MATCHING_1: Decider[State, m.Command, m.Fact, Known] = Decider(
    name="matching.v1",
    initial=State(),
    decide=unless_erased(decide_by(RULES_1)),
    evolve=evolve,
    reads=reads,
    commands=named("matching", RULES_1),
    knows={
        **known("matching", _OWN),
        **HEARD,
        **HEARD_OF_ERASURE,
        **HEARD_OF_MERGING,
        **book_facts("matching"),
        "baraza.event.registration.RulesDrafted.v1": RulesDrafted,  # the targets of the charter
    },
)

__all__ = ["MATCHING_1", "RULES_1"]
