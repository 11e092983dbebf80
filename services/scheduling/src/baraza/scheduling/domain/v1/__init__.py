"""Version 1: the least bad hour for all, 36 months ahead, and who was there."""

from baraza.decider import Decider, Rules, decide_by, known, named
from baraza.forms.v1 import heard
from baraza.forms.v1.heard import book_facts
from baraza.scheduling import inbox
from baraza.scheduling.domain.v1.evolve import evolve
from baraza.scheduling.domain.v1.reads import reads
from baraza.scheduling.domain.v1.rules import (
    deadlines,
    people,
    plans,
    teaching,
    texts,
    workshops,
)
from baraza.scheduling.domain.v1.state import Known, Timetable
from baraza.scheduling.messages import (
    AnnounceWorkshop,
    AnswerOffer,
    AvailabilityStated,
    Certify,
    Command,
    CompletionCertified,
    DraftRules,
    EnrolInWorkshop,
    EnrolmentQueued,
    Fact,
    HoldWorkshop,
    MakeRecord,
    OfferAnswered,
    OfferMade,
    OfferTeaching,
    ParticipantEnrolled,
    PlanPublished,
    PlanSeries,
    PlanWorkshop,
    PublishPlan,
    ReachDeadline,
    RecordMade,
    RecordSettled,
    SeriesPlanned,
    SettleRecord,
    StateAvailability,
    WorkshopAnnounced,
    WorkshopHeld,
    WorkshopPlanned,
)

RULES_1: Rules[Command, Timetable, Fact] = {
    DraftRules: texts.draft_rules,
    PlanWorkshop: workshops.plan_workshop,
    OfferTeaching: teaching.offer_teaching,
    AnswerOffer: teaching.answer_teaching,
    AnnounceWorkshop: workshops.announce_workshop,
    HoldWorkshop: workshops.hold_workshop,
    PlanSeries: plans.plan_series,
    PublishPlan: plans.publish_plan,
    EnrolInWorkshop: people.enrol,
    MakeRecord: people.make_record,
    SettleRecord: people.settle_attendance,
    Certify: people.certify,
    StateAvailability: people.state_availability,
    ReachDeadline: deadlines.reach_deadline,
}
OWN_1 = (
    WorkshopPlanned, OfferMade, OfferAnswered, WorkshopAnnounced, WorkshopHeld, SeriesPlanned,
    PlanPublished, ParticipantEnrolled, EnrolmentQueued, RecordMade, RecordSettled,
    CompletionCertified, AvailabilityStated,
)  # fmt: skip

SCHEDULING_1: Decider[Timetable, Command, Fact, Known] = Decider(
    name="scheduling.v1",
    initial=Timetable(),
    decide=decide_by(RULES_1),
    evolve=evolve,
    reads=reads,
    commands=named("scheduling", RULES_1),
    knows={
        **known("scheduling", OWN_1),
        **known("registration", (inbox.PersonRegistered, inbox.RoleGranted, inbox.StageEntered)),
        "baraza.event.registration.RulesDrafted.v1": heard.RulesDrafted,  # for its charters
        **book_facts("scheduling"),
    },
)

__all__ = ["RULES_1", "SCHEDULING_1"]
