"""Version 1: the least bad hour for all, 36 months ahead, and who was there."""

from typing import get_args

from baraza.decider import Decider, Rules, decide_by, known, named
from baraza.forms.v1.erasure import unless_erased
from baraza.forms.v1.heard import HEARD_OF_ERASURE, RulesDrafted, book_facts
from baraza.forms.v1.messages import ErasePersonData
from baraza.scheduling import messages as m
from baraza.scheduling.domain.v1.evolve import evolve
from baraza.scheduling.domain.v1.facts import Known, Own
from baraza.scheduling.domain.v1.reads import reads
from baraza.scheduling.domain.v1.rules import (
    attesting,
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

RULES_1: Rules[m.Command, Timetable, m.Fact] = {
    m.DraftRules: texts.draft_rules,
    m.PlanWorkshop: workshops.plan_workshop,
    m.OfferTeaching: teaching.offer_teaching,
    m.AnswerOffer: teaching.answer_teaching,
    m.AnnounceWorkshop: workshops.announce_workshop,
    m.ChangeWorkshop: moving.change_workshop,
    m.CancelWorkshop: moving.cancel_workshop,
    m.SeekTrainer: teaching.seek_trainer,
    m.ReleaseTrainer: teaching.release_trainer,
    m.HoldWorkshop: workshops.hold_workshop,
    m.PlanSeries: plans.plan_series,
    m.PublishPlan: plans.publish_plan,
    m.EnrolInWorkshop: people.enrol,
    m.CancelEnrolment: people.cancel_enrolment,
    m.BookSession: sessions.book_session,
    m.ChangeSession: sessions.change_session,
    m.MakeRecord: records.make_record,
    m.SettleRecord: records.settle,
    m.Certify: certificates.certify,
    m.StateAvailability: people.state_availability,
    m.ReachDeadline: deadlines.reach_deadline,
    ErasePersonData: erasure.erase_person_data,
    m.AttestState: attesting.attest_state,
}

SCHEDULING_1: Decider[Timetable, m.Command, m.Fact, Known] = Decider(
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
