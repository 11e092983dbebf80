"""A small programme with rounds of mentoring: its facts, its people, and a log to ask of."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, TypeVar

from pydantic import BaseModel

from baraza.decider import (
    Asked,
    Entry,
    ExhibitRef,
    Seen,
    Step,
    decision,
    due_id,
    uuid7_of,
)
from baraza.decider.decision import dumped, named_exhibits
from baraza.decider.folded import Folded
from baraza.forms.v1 import heard
from baraza.forms.v1.book import text_digest
from baraza.forms.v1.identity import PersonsMerged
from baraza.matching import engine, inbox
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from baraza.matching.domain.v1.admitting import hard_rule
from baraza.matching.domain.v1.contributions import combined
from baraza.matching.domain.v1.lottery import REHEARSAL, instance_of, rehearsed
from baraza.matching.domain.v1.matches import Proposed
from baraza.matching.domain.v1.openings import WAITS, rounds_to_fill, steps
from baraza.matching.domain.v1.reads import STANDING
from baraza.matching.domain.v1.round import frozen_exhibits
from baraza.matching.domain.v1.sides import sides
from baraza.matching.domain.v1.state import Drawn, Frozen, Released, State
from baraza.matching.domain.v1.waiting import appellants, order, to_ask

PILOT = "pilot"
ROUND = "pilot-spring"
OPERATOR = "body.ops"
ME = "service.matching"
FIRST = datetime(2027, 3, 27, 9, tzinfo=UTC)
CLOSES = datetime(2027, 4, 2, 18, tzinfo=UTC)
PULSE_AT = CLOSES + timedelta(hours=2)
WEEKS = tuple(datetime(2027, 4, 5, tzinfo=UTC) + timedelta(weeks=n) for n in range(40))
ROOT = "ab" * 32
LOCAL = "baraza.example/test"

RULE_SET: dict[str, Any] = {
    "weights": "weights/1",
    "points": {
        "capacity": [2000, 1200, 800],
        "mentee_choice": [2000, 1600, 1200, 800, 400],
        "mentor_choice": [1000, 800, 600, 400, 200],
        "hours": {"each": 25, "max": 60},
        "language": {"first": 1000, "fluent": 600, "shared": 200},
        "stage": {"each": 300, "max": 600},
        "new_tie": 300,
        "waiting": {"each": 50, "max": 12},
        "continuity": 500,
    },
    "quarter_hours_min": 4,
    "stages": [0, 1],
    "answer_days": 7,
    "ranked_max": 2,
    "prior_codes": ["mismatch"],
    "capacity_children": {},
    "floors": {"groups_by": "region", "groups": ["esea", "mena"], "per_mille": [0, 0]},
}

F = TypeVar("F", bound=BaseModel)


def who(name: str) -> str:
    """A pseudonym that a test can read back: the name in hex."""
    return "p" + name.encode().hex().ljust(10, "0")


def drafted(version: int = 1, programme: str | None = None, **changes: Any) -> heard.RulesDrafted:
    rules = {**RULE_SET, **changes}
    digest = text_digest("rule_set", programme, version, rules, None)
    return heard.RulesDrafted(
        kind="rule_set", programme=programme, version=version, digest=digest, rules=rules
    )


def in_force(text: heard.RulesDrafted) -> heard.RulesInForce:
    return heard.RulesInForce(
        kind=text.kind,
        programme=text.programme,
        version=text.version,
        digest=text.digest,
        from_on="2027-01-01",
    )


def mandate(body: str = "ops", kind: str = "operate", **changes: Any) -> heard.MandateChanged:
    given = {"body": body, "change": "give", "kinds": (kind,), "programme": PILOT}
    return heard.MandateChanged.model_validate({**given, **changes})


FOUNDED = inbox.LogFounded(clock="virtual")
BODY = heard.BodyRegistered(body="ops", stakeholder_kind="affiliate", quorum=1)
TEXT = drafted()
READY: tuple[BaseModel, ...] = (FOUNDED, BODY, mandate(), TEXT, in_force(TEXT))


def registered(person: str, region: str = "mena", *languages: str) -> inbox.PersonRegistered:
    return inbox.PersonRegistered(person=person, region=region, languages=languages or ("en",))


def mentor_role(
    person: str, starts_on: str = "2027-03-20", ends_on: str | None = None
) -> inbox.RoleGranted:
    return inbox.RoleGranted(
        role="mentor", person=person, programme=PILOT, starts_on=starts_on, ends_on=ends_on
    )


def role_changed(person: str, to: str = "paused") -> inbox.RoleChanged:
    return inbox.RoleChanged(role="mentor", person=person, programme=PILOT, to=to)


def role_ended(person: str, role: str = "mentor") -> inbox.RoleEnded:
    return inbox.RoleEnded(role=role, person=person, programme=PILOT)


def measure(person: str) -> inbox.InterimMeasureTaken:
    return inbox.InterimMeasureTaken(person=person)


def lifted(person: str) -> inbox.InterimMeasureLifted:
    return inbox.InterimMeasureLifted(person=person)


def merged(kept: str, other: str) -> PersonsMerged:
    return PersonsMerged(kept=kept, merged=other)


def participant(person: str) -> inbox.RoleGranted:
    return inbox.RoleGranted(
        role="participant", person=person, programme=PILOT, starts_on="2027-03-01"
    )


def staged(person: str, number: int = 0) -> inbox.StageEntered:
    return inbox.StageEntered(person=person, programme=PILOT, number=number)


def announce(round_: str = ROUND, closes: datetime = CLOSES, **changes: Any) -> m.AnnounceRound:
    said = {
        "round": round_,
        "programme": PILOT,
        "opens": closes - timedelta(days=7),
        "closes": closes,
        "beacon": REHEARSAL,
        "pulse": 1,
        "pulse_at": closes + timedelta(hours=2),
        "weeks": WEEKS,
    }
    return m.AnnounceRound.model_validate({**said, **changes})


def enter(person: str, side: str, round_: str = ROUND, **changes: Any) -> m.EnterRound:
    said: dict[str, Any] = {
        "round": round_,
        "person": person,
        "side": side,
        "capacities": ("glam",),
        "languages": ("en",),
        "places": 1 if side == "mentor" else 0,
    }
    return m.EnterRound.model_validate({**said, **changes})


def answer(mentor: str, mentee: str, person: str, word: str = "accept") -> m.AnswerOffer:
    return m.AnswerOffer.model_validate(
        {"mentor": mentor, "mentee": mentee, "person": person, "answer": word}
    )


def ref(body: bytes) -> ExhibitRef:
    return ExhibitRef(exhibit=sha256(body).hexdigest(), size=len(body))


class Story:
    """A log of one service in memory, with time, evidence, and others' facts put in between.

    A command may be decided at what was folded some facts ago, as happens on a bus: then it is
    appended only if nothing that it guards or writes has moved, and decided again otherwise.
    """

    def __init__(self, *facts: BaseModel, at: datetime = FIRST) -> None:
        contracts: Any = defaultdict(lambda: "0" * 64)
        self.now: Folded[State] = Folded(CURRENT.initial, contracts=contracts)
        self.past = [self.now]
        self.at = at
        self.log: list[tuple[Entry, Any]] = []
        self.exhibits: dict[str, bytes] = {}
        self.personal: frozenset[tuple[str, str]] = frozenset()
        self.hours = 12
        self.done: set[str] = set()
        self._asked = 0
        for fact in facts:
            self.hear(fact)

    @property
    def state(self) -> State:
        return self.now.state

    def hear(self, fact: BaseModel) -> None:
        """Another's fact. Of its entities roles, measures and merges are guarded here."""
        basis = self.now.basis
        id_ = uuid7_of(self.at, sha256(b"heard %d" % basis).digest())
        seen = Seen(basis, f"{id_}.1", "said.x", self.at, id_)
        known: Any = fact
        state = CURRENT.evolve(self.state, known, seen)
        versions = self.now.versions
        if isinstance(fact, inbox.RoleGranted | inbox.RoleChanged | inbox.RoleEnded):
            role = f"registration.{fact.role}.{fact.person}"
            versions = versions.insert(role, self.now.version(role) + 1)
        if isinstance(fact, inbox.InterimMeasureTaken | inbox.InterimMeasureLifted):
            versions = versions.insert(STANDING[0], self.now.version(STANDING[0]) + 1)
        if isinstance(fact, PersonsMerged):
            versions = versions.insert(STANDING[1], self.now.version(STANDING[1]) + 1)
        self._moved(replace(self.now, state=state, versions=versions, basis=basis + 1))

    def put(self, body: bytes) -> ExhibitRef:
        self.exhibits[ref(body).exhibit] = body
        return ref(body)

    def ask(
        self,
        command: m.Command,
        actor: str | None = None,
        acting_as: str = "self",
        *,
        id: str | None = None,  # noqa: A002 - the entry's own word
        behind: int = 0,
    ) -> list[Any]:
        """The facts, or `[CommandRefused]`; `behind` says at how old a state it is decided."""
        self._asked += 1
        id_ = id or uuid7_of(self.at, sha256(b"asked %d" % self._asked).digest())
        actor = actor or f"person.{command.person}"  # type: ignore[union-attr]
        exhibits = {one: self.exhibits[one] for one in named_exhibits(dumped(command))}
        asked = Asked(id_, self.at, actor, acting_as, None, exhibits)
        then = self.past[max(0, len(self.past) - 1 - behind)]
        entries = decision(CURRENT, then, command, asked, origin=LOCAL)
        if self._outdated(entries):
            entries = decision(CURRENT, self.now, command, asked, origin=LOCAL)
        return self._append(entries)

    def facts(self, kind: type[F]) -> list[F]:
        """All facts of this kind in the log."""
        return [fact for _, fact in self.log if isinstance(fact, kind)]

    def turn(self) -> int:
        """All that is due and pending at this time, as the service performs it."""
        performed = 0
        while self.step():
            performed += 1
        return performed

    def step(self) -> bool:
        """The first of what is due and pending at this time; False: nothing is."""
        dues = [d for d in self.state.agenda.until(self.at) if self._id(d) not in self.done]
        if dues:
            due = dues[0]
            said = {"about": due.subject, "what": due.what, "at": due.at}
            self.ask(m.ReachDeadline.model_validate(said), ME, "clock", id=self._id(due))
            return True
        if owed := self.owed():
            step = min(owed, key=lambda one: one.order)
            ask: Any = step.ask or self.prepared(step)
            self.ask(ask, ME, "pm", id=step.id)
        return bool(owed)

    def prepared(self, step: Step) -> m.Command:
        """What the service's handlers prepare, with hours and exclusions as told here."""
        state = self.state
        match step.command:
            case "FreezeRound":
                return self.frozen(step.about)
            case "RecordBeacon":
                phase = state.rounds[step.about].phase
                assert isinstance(phase, Frozen)
                revealed = state.rounds[step.about].revealed.values()
                chance = {"randomness": combined(revealed)} if revealed else {}
                return beacon(step.about, phase.position, **chance)
            case "SettleRound":
                return self.settled(step.about)
            case _ if step.about.startswith(WAITS):
                mentee = step.about.removeprefix(WAITS)
                named = state.backed[mentee]
                return self.offer("backup", mentee, named.mentor, named.round)
            case _:
                for round_ in rounds_to_fill(state, step.about):
                    for mentee in appellants(state, round_, step.about):
                        offer = self.offer("appeal", mentee, step.about, round_)
                        if hard_rule(state, round_, mentee, step.about, offer, self.at) is None:
                            return offer
                found = [
                    self.rematch(round_, step.about)
                    for round_ in rounds_to_fill(self.state, step.about)
                ]
                return next(
                    (one for one in found if self.may_come(one)),
                    found[-1],
                )

    def frozen(self, round_: str) -> m.FreezeRound:
        said = self.state.rounds[round_]
        mentees, mentors = sides(self.state, said, self.at)
        shared = {(a.id, b.id): self.hours for a in mentees for b in mentors}
        made = frozen_exhibits(said.rules, round_, mentees, mentors, shared, self.personal)
        return m.FreezeRound(
            round=round_,
            sealed=self.put(made.sealed),
            exclusions=self.put(made.exclusions),
            scores=self.put(made.scores),
        )

    def settled(self, round_: str) -> m.SettleRound:
        said = self.state.rounds[round_]
        assert isinstance(said.phase, Drawn)
        sealed = self.exhibits[said.phase.sealed.exhibit]
        try:
            found = engine.settle(instance_of(sealed, said.lottery(said.phase)))
        except engine.Unanswered as none:
            instance = self.put(none.instance)
            return m.SettleRound(round=round_, instance=instance, short=dict(none.short))
        void = tuple(self.put(each) for each in found.void)
        return m.SettleRound(
            round=round_,
            instance=self.put(found.instance),
            result=self.put(found.result),
            void=void,
        )

    def rematch(self, round_: str, mentor: str, mentee: str | None = None) -> m.ProposePair:
        """The first in order, or whoever waits; another mentee where a test says so."""
        phase = self.state.rounds[round_].phase
        instance = phase.instance if isinstance(phase, Released) else None
        waits = to_ask(self.state, round_, mentor)
        if instance is not None:
            body = self.exhibits[instance.exhibit]
            waits = [w.mentee for w in order(self.state, round_, mentor, body, self.at)] or waits
        return m.ProposePair(
            round=round_, mentor=mentor, mentee=mentee or waits[0], instance=instance
        )

    def rematch_order(self, round_: str, mentor: str) -> list[str]:
        """Who waits for a place with this mentor, first to last."""
        phase = self.state.rounds[round_].phase
        assert isinstance(phase, Released)
        body = self.exhibits[phase.instance.exhibit]
        return [one.mentee for one in order(self.state, round_, mentor, body, self.at)]

    def offer(
        self, origin: str, mentee: str, mentor: str, round_: str = ROUND, **more: Any
    ) -> m.ProposePair:
        """To whom it names, with hours and exclusions as told here."""
        said = {
            "round": round_,
            "mentor": mentor,
            "mentee": mentee,
            "origin": origin,
            "quarter_hours": self.hours,
            "personal": (mentee, mentor) in self.personal,
        }
        return m.ProposePair.model_validate({**said, **more})

    def may_come(self, offer: m.ProposePair) -> bool:
        """Is anybody admissible by the instance that this names?"""
        assert offer.instance is not None
        body = self.exhibits[offer.instance.exhibit]
        return bool(order(self.state, offer.round, offer.mentor, body, self.at))

    def live(self, round_: str = ROUND) -> None:
        """From wherever it stands to the release of a round's outcomes."""
        for at in (self.state.rounds[round_].closes, self.state.rounds[round_].pulse_at):
            self.at = max(self.at, at)
            self.turn()

    def owed(self) -> list[Step]:
        return [
            step
            for step in steps(self.state)
            if step.id not in self.done and (step.not_before is None or step.not_before <= self.at)
        ]

    def _id(self, due: Any) -> str:
        return due_id("baraza.command.matching.ReachDeadline.v1", due.at, due.subject, due.what)

    def _outdated(self, entries: tuple[Entry, ...]) -> bool:
        """What the ledger checks: guards, and the versions that are written."""
        guards = str(entries[0].document.get("expect", "")).split()
        read = {guard.rpartition("=")[0]: int(guard.rpartition("=")[2]) for guard in guards}
        wrote: dict[str, int] = {}
        for event in entries[1:]:
            before = event.document["entityversion"] - 1
            if wrote.setdefault(event.entity, self.now.version(event.entity)) != before:
                return True
            wrote[event.entity] = before + 1
        return any(self.now.version(entity) != version for entity, version in read.items())

    def _append(self, entries: tuple[Entry, ...]) -> list[Any]:
        command, *events = entries
        self.done.add(command.id)
        folded, said = self.now, []
        for entry in entries:
            folded = folded.learn(CURRENT, entry)
        for event in events:
            kind = getattr(m, event.name, None)
            fact = kind.model_validate(event.data) if kind else event.data
            said.append(fact)
            self.log.append((event, fact))
        self._moved(folded)
        return said

    def _moved(self, folded: Folded[State]) -> None:
        self.now = folded
        self.past.append(folded)


def beacon(round_: str, size: int, **changes: Any) -> m.RecordBeacon:
    said = {
        "round": round_,
        "pulse": 1,
        "randomness": rehearsed(round_, 1),
        "checkpoint_size": size,
        "checkpoint_root": ROOT,
    }
    return m.RecordBeacon.model_validate({**said, **changes})


def story(
    mentees: int = 3,
    mentors: int = 2,
    *,
    places: int = 1,
    entered: bool = True,
    round_: str = ROUND,
    **rules: Any,
) -> Story:
    """A round announced, and so many people of either side in it; `rules`: what the rule set has
    otherwise."""
    text = drafted(**rules)
    told = Story(*READY[:-2], text, in_force(text))
    for name in (*(f"e{k}" for k in range(mentees)), *(f"m{k}" for k in range(mentors))):
        told.hear(registered(who(name)))
        told.hear(staged(who(name)) if name[0] == "e" else mentor_role(who(name)))
    told.ask(announce(round_), OPERATOR, "operate")
    if entered:
        for k in range(mentees):
            told.ask(enter(who(f"e{k}"), "mentee", round_))
        for k in range(mentors):
            told.ask(enter(who(f"m{k}"), "mentor", round_, places=places))
    return told


def pairs(mentees: int = 2, mentors: int = 2, *, places: int = 1) -> Story:
    """A spring round whose proposals were all accepted; whoever is left over waits."""
    told = story(mentees, mentors, places=places)
    told.live()
    told.at += timedelta(days=1)
    accept_all(told)
    return told


def accept_all(told: Story) -> None:
    """Both sides of every open offer say yes."""
    for pair in list(told.state.pairs.values()):
        if isinstance(pair.phase, Proposed):
            for person in (pair.mentee, pair.mentor):
                told.ask(answer(pair.mentor, pair.mentee, person))


def end(relationship: str, how: str = "premature", **changes: Any) -> m.EndRelationship:
    said = {
        "relationship": relationship,
        "how": how,
        "ground": "life",
        "talk_held": how == "closed",
        "rematch": False,
    }
    return m.EndRelationship.model_validate({**said, **changes})
