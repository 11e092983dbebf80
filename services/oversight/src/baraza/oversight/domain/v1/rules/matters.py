"""Matters: somebody asks that a decision be looked at again, others decide in time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import body_of
from baraza.forms.v1.matter import WITHDRAWN, Kind, deadlines, decide_matter, withdraw_matter
from baraza.oversight.domain.v1.kinds import MATTERS, OPEN_DAYS
from baraza.oversight.domain.v1.standing import text_of
from baraza.oversight.domain.v1.state import Settled, State
from baraza.oversight.domain.v1.texts import Deadlines
from baraza.oversight.messages import (
    DecideMatter,
    Fact,
    MatterDecided,
    MatterOpened,
    OpenMatter,
)


def open_matter(state: State, command: OpenMatter, asked: Asked) -> Sequence[Fact] | Refused:
    """1. About a decision that can be appealed. 2. By whom it concerns. 3. Once. 4. In time.

    5. Somebody is there to decide it.
    """
    # 1.
    act = None if command.about is None else state.settled.get(command.about)
    if act is None:
        return Refused("unknown_entity")
    # 2.
    if asked.actor != f"person.{act.person}":
        return Refused("not_concerned")
    # 3.
    about = {matter.about for matter in state.matters.values()}
    if command.matter in state.matters or str(command.about) in about:
        return Refused("already_done")
    # 4.
    kind, open_days, rule = _days(state, command.kind, asked)
    if asked.time >= act.at + timedelta(days=open_days):
        return Refused("appeal_time_over", rule=rule, numbers={"days": open_days})
    # 5.
    addressee = _addressee(state, act, kind)
    if addressee is None:
        return Refused("wrong_state")
    answer_by, decide_by = deadlines(kind, asked.time)
    return [
        MatterOpened(
            kind=command.kind,
            matter=command.matter,
            addressee=addressee,
            answer_by=answer_by,
            decide_by=decide_by,
            about=command.about,
            person=act.person,
            text=command.text,
        )
    ]


def decide(state: State, command: DecideMatter, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Withdrawn by whoever opened it, for themselves. 2. Otherwise by the body it was put to, by
    nobody who took part. 3. Then as every matter ends."""
    # 1.
    if command.outcome == WITHDRAWN:
        return _withdraw(state, command, asked)
    # 2.
    matter = state.matters.get(command.matter)
    body = body_of(state.book, asked)
    mandates = frozenset[str]()
    if matter is not None and body == matter.addressee:
        mandates = state.mandates_of(body)
    barred = matter is not None and asked.actor in matter.took_part
    # 3.
    outcome = decide_matter(
        matter, MATTERS, asked.actor if barred else body or "", mandates, command.outcome
    )
    if isinstance(outcome, Refused):
        return outcome
    return [
        MatterDecided.model_validate(
            command.model_dump()
            | {"about": _about(state, command), "body": body, "self_reviewed": _own(state, command)}
        )
    ]


def _withdraw(state: State, command: DecideMatter, asked: Asked) -> Sequence[Fact] | Refused:
    actor = asked.actor if asked.acting_as == "self" else ""
    wrong = withdraw_matter(state.matters.get(command.matter), MATTERS, actor)
    if wrong:
        return wrong
    told = command.model_dump() | {"about": _about(state, command)}
    return [MatterDecided.model_validate(told)]


def _days(state: State, kind: str, asked: Asked) -> tuple[Kind, int, str | None]:
    """The row with its days as the deadlines in force give them."""
    text = text_of(state, "deadlines", asked.time)
    days = Deadlines.model_validate(text.rules).matters.get(kind) if text else None
    if text is None or days is None:
        return MATTERS[kind], OPEN_DAYS[kind], None
    row = replace(MATTERS[kind], answer_days=days.answer_days, decide_days=days.decide_days)
    return row, days.open_days, text.rule


def _addressee(state: State, act: Settled, kind: Kind) -> str | None:
    """A body that took no part; where all did, one of them, and the fact says self reviewed."""
    holders = state.holders(kind.decided_by, act.programme)
    strangers = sorted(holders - act.took_part)
    return next(iter(strangers or sorted(holders)), None)


def _about(state: State, command: DecideMatter) -> int:
    return int(state.matters[command.matter].about)


def _own(state: State, command: DecideMatter) -> bool:
    """Did the body decide about its own act?"""
    matter = state.matters[command.matter]
    return matter.addressee in state.settled[int(matter.about)].took_part
