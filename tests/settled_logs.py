"""The log of one small round from its rules to its settling, honest or not, as an export.

The facts stand as they would in a lived log; what a test changes before a step, the steps after it
rest on, as an operator could have it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from baraza.decider import Entry, evolved
from baraza.matching import engine
from baraza.matching import messages as m
from baraza.matching.domain import CURRENT
from baraza.matching.domain.v1.beacons import NIST
from baraza.matching.domain.v1.contributions import COMMIT_REVEAL, combined
from baraza.matching.domain.v1.lottery import REHEARSAL, instance_of, lottery, rehearsed
from baraza.matching.domain.v1.round import frozen_exhibits
from baraza.matching.domain.v1.sides import sides
from contributing import BODIES, REGISTERED, commit, contribution, reveal
from forge import ANY_SCHEMA, Forge
from pairings import (
    PULSE_AT,
    READY,
    ROUND,
    announce,
    drafted,
    enter,
    in_force,
    mentor_role,
    ref,
    registered,
    staged,
    who,
)
from pulses import beacon as public
from pulses import number_at

TYPES: dict[type[BaseModel], str] = {
    model: type_ for type_, model in sorted(CURRENT.knows.items(), reverse=True)
}
COMMANDS = (
    *("Tell", "AnnounceRound", "EnterRound", "FreezeRound", "RecordBeacon", "SettleRound"),
    *("CommitChance", "RevealChance", "ProposePair"),
)
NUMBER = number_at(PULSE_AT)
NAMED: dict[str, dict[str, Any]] = {
    COMMIT_REVEAL: {"contributors": BODIES},
    NIST: {"pulse": NUMBER},
}
MENTEES, MENTORS = ("eve", "ben", "cal"), ("ada", "lee")

Change = Callable[[Any], Any]


def same(value: Any) -> Any:
    return value


@dataclass
class SettledLog:
    """`changes`, by step: what is put instead of what is due. `rules`: what the rule set has
    otherwise than the one of the tests."""

    clock: str = "virtual"
    rules: dict[str, Any] = field(default_factory=dict)
    beacon: str = REHEARSAL
    changes: dict[str, Change] = field(default_factory=dict)
    forge: Forge = field(init=False)
    instance: bytes = b""
    result: bytes = b""

    def __post_init__(self) -> None:
        self.forge = Forge.founded(self.clock)
        services = {type_.split(".")[2] for type_ in CURRENT.knows} - {"ledger"}
        for service in sorted(services):
            self.forge.register(service)
        events = {f"event.{type_.split('.', 2)[2]}" for type_ in CURRENT.knows}
        commands = {f"command.{s}.{c}.v1" for s in services | {"ledger"} for c in COMMANDS}
        schema = self.forge.exhibit(ANY_SCHEMA)
        self.forge.publish({f"baraza.{name}": schema for name in events | commands})
        self.live()

    def live(self) -> None:
        text = drafted(beacons=[public().adopted()], **self.rules)
        for fact in (*READY[1:-2], *REGISTERED, text, in_force(text)):  # founded already
            self.tell(fact)
        for name in (*MENTEES, *MENTORS):
            self.tell(registered(who(name)))
            self.tell(
                staged(who(name)) if name in MENTEES else mentor_role(who(name), "2026-01-01")
            )
        asked = announce(beacon=self.beacon, **NAMED.get(self.beacon, {}))
        announced = m.RoundAnnounced(
            **asked.model_dump(), rule_set=1, policy=self.rules.get("rule", "best")
        )
        self.say("AnnounceRound", self.changed("announced", announced))
        for name in MENTEES:
            self.enter(enter(who(name), "mentee", ranked=[who("ada")]))
        for name in MENTORS:
            self.enter(enter(who(name), "mentor"))
        if self.beacon == COMMIT_REVEAL:
            for body in BODIES:
                fact = m.ChanceCommitted(**commit(body).model_dump())
                self.say("CommitChance", self.changed(f"committed {body}", fact))
        self.freeze()
        if self.beacon == COMMIT_REVEAL:
            for body in BODIES:
                fact = m.ChanceRevealed(**reveal(body).model_dump())
                self.say("RevealChance", self.changed(f"revealed {body}", fact))
        self.draw()
        self.settle()

    def enter(self, asked: m.EnterRound) -> None:
        self.say("EnterRound", self.changed("entered", m.RoundEntered(**asked.model_dump())))

    def freeze(self) -> None:
        state = self.state()
        round_ = state.rounds[ROUND]
        mentees, mentors = sides(state, round_, Entry(self.forge.items[-1].document).time)
        shared = {(a.id, b.id): 20 for a in mentees for b in mentors}
        personal = frozenset({(who("ben"), who("ada"))})
        made = frozen_exhibits(round_.rules, ROUND, mentees, mentors, shared, personal)
        made = self.changed("exhibits", made)
        for body in (made.sealed, made.exclusions, made.scores):
            self.forge.exhibit(body)
        self.sealed = made.sealed
        frozen = m.RoundFrozen(
            round=ROUND,
            sealed=ref(made.sealed),
            exclusions=ref(made.exclusions),
            scores=ref(made.scores),
            digest=f"sha256:{ref(made.sealed).exhibit}",
            mentees=len(mentees),
            mentors=len(mentors),
            excluded=made.counts,
        )
        self.say("FreezeRound", self.changed("frozen", frozen))
        self.size, self.root = len(self.forge.items), self.forge.checkpoint().root.hex()

    def draw(self) -> None:
        drawn = m.BeaconRecorded(
            round=ROUND,
            **self.chance(),
            checkpoint_size=self.size,
            checkpoint_root=self.root,
        )
        self.drawn = self.changed("drawn", drawn)
        self.say("RecordBeacon", self.drawn)

    def chance(self) -> dict[str, Any]:
        match self.beacon:
            case "commit-reveal/1":
                return {"pulse": 1, "randomness": combined(map(contribution, BODIES))}
            case "nist/2":
                body = self.changed("pulse", public().pulse(NUMBER))
                self.forge.exhibit(body)
                value = public().value(NUMBER)
                return {"pulse": NUMBER, "randomness": value, "published": ref(body)}
            case _:
                return {"pulse": 1, "randomness": rehearsed(ROUND, 1)}

    def settle(self) -> None:
        said = self.drawn.model_dump(exclude={"round", "published"})
        block = lottery(beacon=self.beacon, **said)
        self.instance = instance_of(self.sealed, self.changed("lottery", block))
        self.result = engine.solve(self.instance)
        self.forge.exhibit(self.instance)
        self.forge.exhibit(self.result)
        settled = m.RoundSettled(
            round=ROUND,
            instance=ref(self.instance),
            result=ref(self.result),
            matched=2,
            unmatched=1,
            welfare=0,
        )
        self.say("SettleRound", self.changed("settled", settled))

    def changed(self, step: str, value: Any) -> Any:
        return self.changes.get(step, same)(value)

    def tell(self, fact: BaseModel) -> None:
        """Another service's fact."""
        _, _, service, name, _ = TYPES[type(fact)].split(".")
        subject = f"said.n{len(self.forge.items)}"
        data = fact.model_dump(mode="json", exclude_none=True)
        self.forge.decide(service, "Tell", subject, {}, [(name, subject, data)])

    def say(self, command: str, fact: m.Fact) -> None:
        data = fact.model_dump(mode="json", exclude_none=True)
        name, subject = type(fact).__name__, fact.subject
        self.forge.decide("matching", command, subject, {}, [(name, subject, data)])

    def state(self) -> Any:
        state = CURRENT.initial
        for index, item in enumerate(self.forge.items):
            entry = Entry(item.document)
            if entry.kind == "event":
                state = evolved(CURRENT, state, entry, index)
        return state

    def export(self, folder: Path) -> tuple[Path, Path, Path]:
        """The export, the instance and the result."""
        files = folder / "instance.json", folder / "result.json"
        for file, body in zip(files, (self.instance, self.result), strict=True):
            file.write_bytes(body)
        return self.forge.export(folder / "export"), *files
