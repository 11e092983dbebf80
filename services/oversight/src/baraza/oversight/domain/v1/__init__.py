"""Version 1: one vote with all its effects, money in nine moves, matters decided in time."""

from typing import Any

from baraza.decider import Decider, Rules, decide_by, entry_type, known, named
from baraza.forms.v1.erasure import unless_erased
from baraza.forms.v1.heard import HEARD_OF_ERASURE
from baraza.forms.v1.heard import RulesDrafted as TextDrafted
from baraza.oversight import inbox
from baraza.oversight.domain.v1.evolve import evolve
from baraza.oversight.domain.v1.hands import unless_unsigned
from baraza.oversight.domain.v1.reads import reads
from baraza.oversight.domain.v1.rules import (
    attesting,
    bodies,
    deadlines,
    looks,
    matters,
    money,
    opening,
    persons,
    resolutions,
    texts,
)
from baraza.oversight.domain.v1.state import Known, State
from baraza.oversight.messages import (
    AllocationChanged,
    AnswerMatter,
    AnswerObjection,
    AssembleDossier,
    AttestState,
    AuthorityFounded,
    BodyRegistered,
    BodyVoted,
    CloseEnvelope,
    Command,
    CommentSubmitted,
    DecideMatter,
    DossierAssembled,
    DraftRules,
    EnvelopeClosed,
    EnvelopeOpened,
    ErasePersonData,
    Fact,
    FoundAuthority,
    GrantRole,
    LookRecorded,
    MandateChanged,
    MatterAnswered,
    MatterDecided,
    MatterOpened,
    MatterOverdue,
    MoneyMoved,
    MoveMoney,
    ObjectionAnswered,
    OpenEnvelope,
    OpenMatter,
    PersonErased,
    ProgrammeDecided,
    ProposeResolution,
    ReachDeadline,
    RecordLook,
    RegisterBody,
    ResolutionAdopted,
    ResolutionEnded,
    ResolutionProposed,
    RoleGranted,
    RulesDrafted,
    RulesInForce,
    StateAttested,
    SubmitComment,
    VoteOnResolution,
)

RULES_1: Rules[Command, State, Fact] = {
    FoundAuthority: bodies.found_authority,
    RegisterBody: bodies.register_body,
    GrantRole: bodies.grant_role,
    DraftRules: texts.draft_rules,
    ProposeResolution: resolutions.propose_resolution,
    SubmitComment: resolutions.submit_comment,
    AnswerObjection: resolutions.answer_objection,
    VoteOnResolution: resolutions.vote_on_resolution,
    OpenEnvelope: money.open_envelope,
    MoveMoney: money.move_money,
    CloseEnvelope: money.close_envelope,
    OpenMatter: opening.open_matter,
    AnswerMatter: matters.answer,
    DecideMatter: matters.decide,
    RecordLook: looks.record_look,
    AssembleDossier: looks.assemble_dossier,
    ErasePersonData: persons.erase_person_data,
    ReachDeadline: deadlines.reach_deadline,
    AttestState: attesting.attest_state,
}

_DRAFTERS = ("registration", "matching", "scheduling", "feedback")
_DRAFTS: dict[str, type[Any]] = {
    entry_type("event", service, "RulesDrafted"): TextDrafted for service in _DRAFTERS
}
"""A digest counts once the text behind it was written down, whichever service owns it."""

OVERSIGHT_1: Decider[State, Command, Fact, Known] = Decider(
    name="oversight.v1",
    initial=State(),
    decide=unless_erased(unless_unsigned(decide_by(RULES_1))),
    evolve=evolve,
    reads=reads,
    commands=named("oversight", RULES_1),
    knows={
        **known(
            "oversight",
            (
                AuthorityFounded,
                BodyRegistered,
                RoleGranted,
                RulesDrafted,
                ResolutionProposed,
                CommentSubmitted,
                ObjectionAnswered,
                BodyVoted,
                ResolutionAdopted,
                ResolutionEnded,
                RulesInForce,
                MandateChanged,
                AllocationChanged,
                ProgrammeDecided,
                EnvelopeOpened,
                MoneyMoved,
                EnvelopeClosed,
                MatterOpened,
                MatterAnswered,
                MatterDecided,
                MatterOverdue,
                LookRecorded,
                DossierAssembled,
                PersonErased,
                StateAttested,
            ),
        ),
        **_DRAFTS,
        **HEARD_OF_ERASURE,
        **known("matching", (inbox.MenteeUnmatched, inbox.RoundAnnounced)),
        **known(
            "registration",
            (
                inbox.CandidacySettled,
                inbox.IntakeAnnounced,
                inbox.OrganisationRegistered,
                inbox.PersonRegistered,
                inbox.ProgrammeOpened,
                inbox.ProgrammeEnded,
                inbox.EngagementRequested,
                inbox.RecordMade,
            ),
        ),
        **known(
            "scheduling",
            (
                inbox.WorkshopPlanned,
                inbox.WorkshopAnnounced,
                inbox.WorkshopHeld,
                inbox.SeriesPlanned,
                inbox.RecordMade,
                inbox.RecordMissing,
            ),
        ),
        **known("matching", (inbox.RelationshipStarted,)),
        **known("feedback", (inbox.EvaluationPublished,)),
    },
)

__all__ = ["OVERSIGHT_1", "RULES_1"]
