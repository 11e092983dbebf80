"""Version 1: a round with one provable answer, and a waiting list in published order."""

from baraza.decider import Decider, Rules, decide_by, known, named
from baraza.forms.v1.heard import book_facts
from baraza.matching.domain.v1.evolve import Known, evolve
from baraza.matching.domain.v1.reads import reads
from baraza.matching.domain.v1.rules import exclusions, pairs, rounds, settling, texts
from baraza.matching.domain.v1.state import State
from baraza.matching.inbox import HEARD
from baraza.matching.messages import (
    AnnounceRound,
    AnswerOffer,
    BeaconRecorded,
    Command,
    DraftRules,
    EnterRound,
    ExcludePair,
    Fact,
    FreezeRound,
    MenteeUnmatched,
    OfferAnswered,
    OfferEnded,
    OutcomesReleased,
    PairExcluded,
    PairProposed,
    ProposePair,
    ReachDeadline,
    RecordBeacon,
    RelationshipStarted,
    ReleaseOutcomes,
    RoundAnnounced,
    RoundEntered,
    RoundFrozen,
    RoundSettled,
    SettleRound,
    WaitingListJoined,
    WaitingListLeft,
)

RULES_1: Rules[Command, State, Fact] = {
    DraftRules: texts.draft_rules,
    ExcludePair: exclusions.exclude_pair,
    AnnounceRound: rounds.announce_round,
    EnterRound: rounds.enter_round,
    FreezeRound: rounds.freeze_round,
    RecordBeacon: settling.record_beacon,
    SettleRound: settling.settle_round,
    ReleaseOutcomes: settling.release_outcomes,
    ProposePair: pairs.propose_pair,
    AnswerOffer: pairs.answer_offer,
    ReachDeadline: pairs.reach_deadline,
}

_OWN = (
    PairExcluded,
    RoundAnnounced,
    RoundEntered,
    RoundFrozen,
    BeaconRecorded,
    RoundSettled,
    OutcomesReleased,
    MenteeUnmatched,
    PairProposed,
    OfferAnswered,
    OfferEnded,
    RelationshipStarted,
    WaitingListJoined,
    WaitingListLeft,
)

MATCHING_1: Decider[State, Command, Fact, Known] = Decider(
    name="matching.v1",
    initial=State(),
    decide=decide_by(RULES_1),
    evolve=evolve,
    reads=reads,
    commands=named("matching", RULES_1),
    knows={**known("matching", _OWN), **HEARD, **book_facts("matching")},
)

__all__ = ["MATCHING_1", "RULES_1"]
