"""Decisions that no ordinary year holds, each decided on a small history of the tests."""

from __future__ import annotations  # HashTrieMap has no [] at run time

import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import generate
from rpds import HashTrieMap

from baraza.decider import (
    Asked,
    Entry,
    FieldCommitment,
    Folded,
    Message,
    decision,
    state_digest,
)
from baraza.feedback.domain import CURRENT as FEEDBACK
from baraza.feedback.messages import LiftInterimMeasure, TakeInterimMeasure
from baraza.feedback.messages import ReachDeadline as ReportDue
from baraza.forms.v1.heard import MandateChanged as MandateGiven
from baraza.forms.v1.messages import AttestState
from baraza.ledger import messages as ledger
from baraza.ledger.domain import CURRENT as LEDGER
from baraza.matching import messages as matching
from baraza.matching.domain import CURRENT as MATCHING
from baraza.matching.inbox import MatterOpened
from baraza.oversight.domain import CURRENT as OVERSIGHT
from baraza.oversight.messages import ReachDeadline as MatterDue
from baraza.registration.domain import CURRENT as REGISTRATION
from baraza.registration.messages import MergePersons
from baraza.scheduling.domain import CURRENT as SCHEDULING
from baraza.scheduling.messages import CancelWorkshop, ChangeSession, SettleRecord
from baraza.transparency import Signer

sys.path.insert(0, str(generate.ROOT.parent / "tests"))

import enrolling
import feedback_changes as changes
import feedback_story as feedback
import oversight_story as oversight
import policy_stories as policies
import timetables as scheduling
from contributing import BODIES, commit, contributed, reveal
from given import START, Given, by, given
from pairings import CLOSES, Story, mandate, pairs, story, who

ORIGIN = "rehearsal.example/rare"
FOUNDERS = by("body.founders", "founders")


@dataclass(frozen=True)
class Rare:
    """A decision, and the small history that it was taken on."""

    story: Given
    entries: tuple[Entry, ...]

    def digest(self) -> str:
        """What its facts make of the history."""
        decider, position = self.story.decider, self.story.position
        folded = Folded(self.story.state, basis=position)
        for entry in self.entries:
            folded = folded.learn(decider, entry)
        return state_digest(decider.name, folded.basis, folded.state)


def decisions() -> Iterator[Rare]:
    for told in (_of_keys, _of_faults, _of_matching, _of_scheduling, _of_feedback, _of_oversight):
        yield from told()
    yield from _of_merging()
    yield from _of_attesting()


def entries() -> Iterator[Entry]:
    """Every entry of every rare decision."""
    for decision_ in decisions():
        yield from decision_.entries


def _of_keys() -> Iterator[Rare]:
    story = given(LEDGER, _founded())
    register = ledger.RegisterProducer(service="matching", key=_vkey("/matching"))
    story = story.when(register, FOUNDERS).after
    rotate = ledger.RotateProducerKey(
        service="matching", key=_vkey("/matching", 2), old=_vkey("/matching")
    )
    revoke = ledger.RevokeProducer(key=_vkey("/matching"), ground="lost", suspect_from=7)
    yield _decided(story, revoke, FOUNDERS)  # refused: it is the last key
    yield _decided(story, rotate, FOUNDERS)
    story = story.when(rotate, FOUNDERS).after
    yield _decided(story, revoke, FOUNDERS)
    yield _decided(story, ledger.RotateLogKey(key=_vkey("", 2)), FOUNDERS)
    yield _decided(story, ledger.RotateRootKey(key=_vkey("/root", 2)), FOUNDERS)


def _of_faults() -> Iterator[Rare]:
    fault = ledger.RecordFault(code="stream_refilled", details={"stream": "LEDGER", "position": 7})
    yield _decided(given(LEDGER, _founded()), fault, by("service.ledger", "relay"))


def _of_attesting() -> Iterator[Rare]:
    for decider in (REGISTRATION, MATCHING, SCHEDULING, FEEDBACK, OVERSIGHT):
        digest = state_digest(decider.name, 10_000, decider.initial)
        attest = AttestState(position=10_000, digest=digest)
        itself = by(f"service.{decider.service}", "self", at=START)
        yield _decided(given(decider), attest, itself)


def _of_matching() -> Iterator[Rare]:
    due = matching.ReachDeadline(about="pair.p00001-p00002", what="pair_expires", at=START)
    itself = by("service.matching", "clock", at=START)
    yield _decided(given(MATCHING), due, itself)
    two = {"mentor": "p00001", "mentee": "p00002"}
    withdrawn = matching.WithdrawOffer(**two, ground="mentor_left")
    yield _decided(given(MATCHING), withdrawn, itself)  # refused: there is none
    yield from _of_voiding(story(1, 1))
    yield from _of_chance(contributed())
    yield from _of_wishes(story(1, 1))
    yield from _of_pairs(pairs(1, 2))
    for waiting in (matching.JoinWaitingList, matching.LeaveWaitingList):
        ask = waiting(round="pilot-spring", mentee="p00002")
        yield _decided(given(MATCHING), ask, by("person.p00002", "mentee", at=START))
    yield _unanswered()


def _unanswered() -> Rare:
    """Floors on crossing groups that ask for more places than there are."""
    told = policies.drawn("crossing", policies.OUT_OF_REACH)
    settle = told.settled(policies.ROUND)
    story = Given(MATCHING, told.state, told.now.basis)
    itself = by("service.matching", "pm", at=told.at)
    return _decided(story, settle, replace(itself, exhibits=told.exhibits))


def _of_pairs(told: Story) -> Iterator[Rare]:
    """A pair has a backup, pauses, and wishes to go on longer than its programme."""
    (pair,) = told.facts(matching.RelationshipStarted)
    (spare,) = (one for one in told.state.rounds[pair.round].mentors if one != pair.mentor)
    its = pair.relationship
    mentor = by(f"person.{pair.mentor}", "mentor", at=told.at)
    here = Given(MATCHING, told.state, told.now.basis)
    named = matching.DesignateBackup(relationship=its, backup=spare, quarter_hours=told.hours)
    yield _decided(here, named, mentor)
    pause = matching.ChangeRelationship(relationship=its, change="pause", until="2027-06-01")
    yield _decided(here, pause, mentor)
    longer = matching.ChangeRelationship(relationship=its, change="extend", until="2029-01-01")
    yield _decided(here, longer, mentor)  # refused: beyond the programme


def _of_voiding(told: Story) -> Iterator[Rare]:
    """A round is found wrong while its offers are open."""
    told.hear(mandate(kind="rules"))
    told.hear(MatterOpened(kind="finding", matter="f1"))
    told.live()
    void = matching.VoidRound(round="pilot-spring", ground="input_wrong", finding="f1")
    operator = by("body.ops", "rules", at=told.at)
    yield _decided(Given(MATCHING, told.state, told.now.basis), void, operator)


def _of_wishes(told: Story) -> Iterator[Rare]:
    """Somebody says whom they do not accept, thinks again, and leaves."""
    mentee = who("e0")
    other = FieldCommitment(commit="0" * 64)
    wish = {"exclusion": "x1", "person": mentee}
    for command in (
        matching.ExcludePair(**wish, rule="acceptable", other=other, round="pilot-spring"),
        matching.LiftExclusion(**wish),
        matching.LeaveRound(round="pilot-spring", person=mentee),
    ):
        myself = by(f"person.{mentee}", at=told.at)
        yield _decided(Given(MATCHING, told.state, told.now.basis), command, myself)
        told.ask(command)


def _of_chance(told: Story) -> Iterator[Rare]:
    """Bodies make the chance of a round together."""
    yield _asked_by(told, commit("ops"))
    for body in BODIES:
        told.ask(commit(body), f"body.{body}")
    told.at = CLOSES
    told.turn()
    yield _asked_by(told, reveal("ops"))


def _asked_by(told: Story, command: matching.CommitChance | matching.RevealChance) -> Rare:
    ask = by(f"body.{command.body}", "self", at=told.at)
    return _decided(Given(MATCHING, told.state, told.now.basis), command, ask)


def _of_merging() -> Iterator[Rare]:
    """Two names turn out to be one person's."""
    merge = MergePersons(kept=enrolling.pid(1), merged=enrolling.pid(2), ground="two_accounts")
    people = (enrolling.person(1), enrolling.person(2))
    story = given(REGISTRATION, *enrolling.BODIES, *people)
    yield _decided(story, merge, enrolling.operator())


def _of_scheduling() -> Iterator[Rare]:
    people = (scheduling.ANA, scheduling.BOB, scheduling.EVE)
    places = [*scheduling.running(), *(scheduling.staged(person) for person in people)]
    full = [scheduling.enrolled(scheduling.ANA), scheduling.enrolled(scheduling.BOB)]
    story = given(SCHEDULING, *scheduling.READY, *places, *full)
    eve = scheduling.enrol(scheduling.EVE)
    yield _decided(story, eve, scheduling.myself(scheduling.EVE))
    ana = scheduling.enrol(scheduling.ANA)
    yield _decided(story, ana, scheduling.myself(scheduling.ANA))  # refused: already done
    recorded = scheduling.recorded(scheduling.ANA, "absent")
    story = given(SCHEDULING, *scheduling.READY, *places, *full, recorded)
    dispute = SettleRecord(kind="attendance", record="r1", outcome="disputed")
    later = scheduling.MONDAY + timedelta(days=1)
    yield _decided(story, dispute, scheduling.myself(scheduling.ANA, later))
    cancel = CancelWorkshop(workshop="basics", ground="no_venue")
    story = given(SCHEDULING, *scheduling.READY, *_three_workshops())
    yield _decided(story, cancel, scheduling.operator())
    paired = (*scheduling.adopted("stage_set", scheduling.STAGES), scheduling.tie())
    meeting = scheduling.booked(scheduling.FIRST_WEEK + timedelta(hours=9), "s1")
    story = given(SCHEDULING, *scheduling.READY, *paired, meeting)
    off = ChangeSession(session="s1", to="cancelled")
    later = scheduling.TIED_AT + timedelta(hours=1)
    yield _decided(story, off, scheduling.myself(scheduling.ANA, later))


def _three_workshops() -> Iterator[Any]:
    """More than the two that a pilot keeps."""
    for day, name in enumerate(("basics", "second", "third")):
        yield from scheduling.running(name, scheduling.MONDAY + timedelta(days=day))


def _of_feedback() -> Iterator[Rare]:
    story = given(FEEDBACK, *feedback.STORY)
    at = feedback.HELD + timedelta(days=7)
    due = ReportDue(about=_next(story).subject, what="report_due", at=at)
    yield _decided(story, due, by("service.feedback", "clock", at=at))
    other = feedback.report(feedback.ADA)
    yield _decided(story, other, feedback.myself(feedback.ADA))  # refused: not the leader
    story = changes.goes_on(changes.raised(), changes.mentor(feedback.ADA))
    support = changes.support(feedback.ADA)
    yield _decided(story, support, feedback.myself(feedback.ADA, at=changes.RAISED))
    yield from _of_measures()
    late = changes.RAISED + timedelta(days=90)
    due = ReportDue(about="suggestion.m1", what="decision", at=late)
    yield _decided(story, due, by("service.feedback", "clock", at=late))


def _of_measures() -> Iterator[Rare]:
    """Somebody is kept out for a time, and comes back."""
    held = MandateGiven(body="care", change="give", kinds=("incidents",))
    care = by("body.care", "incidents", at=feedback.HELD)
    story = given(FEEDBACK, held)
    person = {"person": feedback.ADA, "ground": "harm_reported"}
    take = TakeInterimMeasure(**person, kind="suspended", review_on="2027-06-01")
    yield _decided(story, take, care)
    story = story.when(take, care).after
    yield _decided(story, LiftInterimMeasure(**{**person, "ground": "cleared"}), care)


def _of_oversight() -> Iterator[Rare]:
    story = oversight.standing()
    story.does(oversight.propose(oversight.APPROVE), oversight.seated("council"))
    yield from _lapses(story)
    story, index = oversight.settled()
    story.does(oversight.appeal(index), by(f"person.{oversight.ADA}", at=oversight.FOUNDED))
    yield from _lapses(story)


def _lapses(story: oversight.Story) -> Iterator[Rare]:
    """What is next on the agenda, when its time has come and the day before."""
    due = _next(story.now)
    command = MatterDue(about=due.subject, what=due.what, at=due.at)
    for at in (due.at, due.at - timedelta(days=1)):
        yield _decided(story.now, command, by("service.oversight", "clock", at=at))


def _next(story: Given) -> Any:
    return story.state.agenda.next()


def _decided(story: Given, command: Message, asked: Asked) -> Rare:
    before = Folded(story.state, contracts=_contracts(), basis=story.position)
    return Rare(story, decision(story.decider, before, command, asked, origin=ORIGIN))


@cache
def _contracts() -> HashTrieMap[str, str]:
    """Every type with the digest of its schema file."""
    found: dict[str, str] = {}
    for service in generate.SERVICES:
        for kind, message in generate.messages(service):
            closed = generate.schema(kind, service, message)
            found[closed["title"]] = sha256(generate.text(closed).encode()).hexdigest()
    return HashTrieMap(found)


def _founded() -> ledger.LogFounded:
    return ledger.LogFounded(
        origin=ORIGIN,
        clock="virtual",
        root_key=_vkey("/root"),
        log_key=_vkey(""),
        ledger_key=_vkey("/ledger"),
        contracts={
            type_: digest
            for type_, digest in _contracts().items()
            if ledger.type_service(type_) == "ledger"
        },
    )


def _vkey(name: str, n: int = 1) -> str:
    seed = sha256(f"{name} {n}, known to everybody".encode()).digest()
    return Signer(ORIGIN + name, seed).vkey
