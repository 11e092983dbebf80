"""Version 1: the least bad hour for all, 36 months ahead, and who was there."""

from typing import get_args

from baraza.decider import Decider, Rules, decide_by, known, named
from baraza.forms.v1.erasure import unless_erased
from baraza.forms.v1.heard import HEARD_OF_ERASURE, RulesDrafted, book_facts
from baraza.forms.v1.messages import ErasePersonData
from baraza.scheduling.domain.v1.evolve import evolve
from baraza.scheduling.domain.v1.facts import Known, Own
from baraza.scheduling.domain.v1.reads import reads
from baraza.scheduling.domain.v1.rules import (
    certificates,
    deadlines,
    erasure,
    moving,
    people,
    plans,
    records,
    sessions,
    teaching,
    texts,
    workshops,
)
from baraza.scheduling.domain.v1.state import Timetable
from baraza.scheduling.inbox import HEARD
from baraza.scheduling.messages import (
    AnnounceWorkshop,
    AnswerOffer,
    BookSession,
    CancelEnrolment,
    CancelWorkshop,
    Certify,
    ChangeSession,
    ChangeWorkshop,
    Command,
    DraftRules,
    EnrolInWorkshop,
    Fact,
    HoldWorkshop,
    MakeRecord,
    OfferTeaching,
    PlanSeries,
    PlanWorkshop,
    PublishPlan,
    ReachDeadline,
    ReleaseTrainer,
    SeekTrainer,
    SettleRecord,
    StateAvailability,
)

RULES_1: Rules[Command, Timetable, Fact] = {
    DraftRules: texts.draft_rules,
    PlanWorkshop: workshops.plan_workshop,
    OfferTeaching: teaching.offer_teaching,
    AnswerOffer: teaching.answer_teaching,
    AnnounceWorkshop: workshops.announce_workshop,
    ChangeWorkshop: moving.change_workshop,
    CancelWorkshop: moving.cancel_workshop,
    SeekTrainer: teaching.seek_trainer,
    ReleaseTrainer: teaching.release_trainer,
    HoldWorkshop: workshops.hold_workshop,
    PlanSeries: plans.plan_series,
    PublishPlan: plans.publish_plan,
    EnrolInWorkshop: people.enrol,
    CancelEnrolment: people.cancel_enrolment,
    BookSession: sessions.book_session,
    ChangeSession: sessions.change_session,
    MakeRecord: records.make_record,
    SettleRecord: records.settle,
    Certify: certificates.certify,
    StateAvailability: people.state_availability,
    ReachDeadline: deadlines.reach_deadline,
    ErasePersonData: erasure.erase_person_data,
}

SCHEDULING_1: Decider[Timetable, Command, Fact, Known] = Decider(
    name="scheduling.v1",
    initial=Timetable(),
    decide=unless_erased(decide_by(RULES_1)),
    evolve=evolve,
    reads=reads,
    commands=named("scheduling", RULES_1),
    knows={
        **known("scheduling", get_args(Own)),
        **HEARD,
        **HEARD_OF_ERASURE,
        # Its charters, and the rhythm in which its stage sets ask after a pair.
        "baraza.event.registration.RulesDrafted.v1": RulesDrafted,
        **book_facts("scheduling"),
    },
)

__all__ = ["RULES_1", "SCHEDULING_1"]
