"""Persistence is assessed: counted from the log, every act cited (R13, I11, I12)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import in_force
from baraza.registration.domain.v1.evidence import Doings, Who
from baraza.registration.domain.v1.persistence import Chance, Person, assess
from baraza.registration.domain.v1.said import said
from baraza.registration.domain.v1.stages import STAGE_SET
from baraza.registration.domain.v1.state import State
from baraza.registration.domain.v1.texts import StageSet, read
from baraza.registration.domain.v1.who import operator
from baraza.registration.messages import AssessPersistence, Fact, PersistenceAssessed


def assess_persistence(
    state: State, command: AssessPersistence, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. By an operator, or the service itself. 2. Of somebody who takes part. 3. By the rule in
    force, over all that has come until now."""
    # 1.
    if ours(asked, "registration") and (wrong := operator(state.book, asked, command.programme)):
        return wrong
    # 2.
    ways = state.ways.get(command.person, ())
    if not any(way.programme == command.programme for way in ways):
        return Refused("unknown_entity")
    # 3.
    text = in_force(state.book, STAGE_SET, command.programme, asked.time)
    if text is None:
        return Refused("not_adopted")
    rule = read(StageSet, text.rules).persistence
    person = person_of(state.doings, command.person)
    chances = chances_of(state.doings, command.person, command.programme, asked.time)
    found = assess(chances, person, rule.unreasonable_hours)
    return [
        said(
            PersistenceAssessed,
            command,
            done=found.done,
            open=found.open,
            excused=found.excused,
            per_mille=found.per_mille,
            committed=found.open > 0 and found.per_mille >= rule.per_mille_min,
            cited=found.cited,
        )
    ]


def person_of(doings: Doings, person: str) -> Person:
    who = doings.who.get(person) or Who()
    return Person(who.zone_band, who.languages, doings.hindering(person))


def chances_of(doings: Doings, person: str, programme: str, now: datetime) -> Iterator[Chance]:
    """What has come of all that was open: not what was called off, nor what a pair had booked
    for a time after its end."""
    evidence = doings.of(person, programme)
    for about, occasion in evidence.occasions.items():
        kind, _, id_ = about.partition(".")
        sitting = doings.sittings.get(id_) if kind == "workshop" else None
        start = sitting.start if sitting else occasion.start
        over = doings.over.get(occasion.tie) if occasion.tie else None
        if start is None or start > now or (over is not None and start > over):
            continue
        act = evidence.acts.get(about)
        yield Chance(
            about, start, act.index if act else None, sitting.language if sitting else None
        )
