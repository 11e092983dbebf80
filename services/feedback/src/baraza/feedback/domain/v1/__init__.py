"""Version 1: who was there is asked, each with one voice, and leaders report in time."""

from typing import Any

from baraza.decider import Decider, Rules, decide_by, known, named
from baraza.feedback import inbox
from baraza.feedback.domain.v1.evolve import evolve
from baraza.feedback.domain.v1.reads import reads
from baraza.feedback.domain.v1.rules import collections, deadlines, reports, texts
from baraza.feedback.domain.v1.state import Known, State
from baraza.feedback.messages import (
    AnswerRecorded,
    CollectionClosed,
    CollectionOpened,
    Command,
    DraftRules,
    Fact,
    IssueVoice,
    LeaderReportMissing,
    LeaderReportSubmitted,
    OpenCollection,
    ReachDeadline,
    RecordAnswer,
    RulesDrafted,
    SubmitLeaderReport,
    VoiceIssued,
)
from baraza.forms.v1.heard import book_facts

RULES_1: Rules[Command, State, Fact] = {
    DraftRules: texts.draft_rules,
    OpenCollection: collections.open_collection,
    IssueVoice: collections.issue_voice,
    RecordAnswer: collections.record_answer,
    SubmitLeaderReport: reports.submit_leader_report,
    ReachDeadline: deadlines.reach_deadline,
}

_KNOWS: dict[str, type[Any]] = {
    **book_facts("feedback"),
    **known(
        "feedback",
        (
            RulesDrafted,
            CollectionOpened,
            CollectionClosed,
            VoiceIssued,
            AnswerRecorded,
            LeaderReportSubmitted,
            LeaderReportMissing,
        ),
    ),
    **known("scheduling", (inbox.RecordMade, inbox.WorkshopHeld)),
}

FEEDBACK_1: Decider[State, Command, Fact, Known] = Decider(
    name="feedback.v1",
    initial=State(),
    decide=decide_by(RULES_1),
    evolve=evolve,
    reads=reads,
    commands=named("feedback", RULES_1),
    knows=_KNOWS,
)

__all__ = ["FEEDBACK_1", "RULES_1"]
