"""Version 1: who was there is asked, each with one voice; leaders report, and suggest, in time."""

from typing import Any, get_args

from baraza.decider import Decider, Rules, decide_by, known, named
from baraza.feedback import inbox
from baraza.feedback.domain.v1.evolve import evolve
from baraza.feedback.domain.v1.reads import reads
from baraza.feedback.domain.v1.rules import (
    attesting,
    collections,
    deadlines,
    erasures,
    evaluations,
    measures,
    reports,
    suggestions,
    texts,
)
from baraza.feedback.domain.v1.state import Known, State
from baraza.feedback.messages import (
    Command,
    DecideMatter,
    DraftRules,
    Fact,
    IssueVoice,
    LiftInterimMeasure,
    OpenCollection,
    OpenMatter,
    PublishEvaluation,
    ReachDeadline,
    RecordAnswer,
    SubmitLeaderReport,
    SupportMatter,
    TakeInterimMeasure,
)
from baraza.forms.v1.erasure import unless_erased
from baraza.forms.v1.heard import HEARD_OF_ERASURE, RulesDrafted, book_facts
from baraza.forms.v1.messages import AttestState, ErasePersonData

RULES_1: Rules[Command, State, Fact] = {
    DraftRules: texts.draft_rules,
    OpenCollection: collections.open_collection,
    IssueVoice: collections.issue_voice,
    RecordAnswer: collections.record_answer,
    SubmitLeaderReport: reports.submit_leader_report,
    OpenMatter: suggestions.open_matter,
    SupportMatter: suggestions.support_matter,
    DecideMatter: suggestions.decide,
    PublishEvaluation: evaluations.publish_evaluation,
    ErasePersonData: erasures.erase_person_data,
    ReachDeadline: deadlines.reach_deadline,
    AttestState: attesting.attest_state,
    TakeInterimMeasure: measures.take,
    LiftInterimMeasure: measures.lift,
}

_KNOWS: dict[str, type[Any]] = {
    **book_facts("feedback"),
    **known("feedback", get_args(Fact)),
    **inbox.HEARD,
    **HEARD_OF_ERASURE,
    "baraza.event.registration.RulesDrafted.v1": RulesDrafted,  # the points of the stage set
}

FEEDBACK_1: Decider[State, Command, Fact, Known] = Decider(
    name="feedback.v1",
    initial=State(),
    decide=unless_erased(decide_by(RULES_1)),
    evolve=evolve,
    reads=reads,
    commands=named("feedback", RULES_1),
    knows=_KNOWS,
)

__all__ = ["FEEDBACK_1", "RULES_1"]
