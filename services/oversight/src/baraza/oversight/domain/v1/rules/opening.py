"""Opening a matter: who may raise what, and to whom it is put."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import body_of, may
from baraza.forms.v1.matter import Kind, deadlines
from baraza.oversight.domain.v1.kinds import MATTERS, OPEN_DAYS, OVERSEE
from baraza.oversight.domain.v1.standing import text_of
from baraza.oversight.domain.v1.state import Settled, State
from baraza.oversight.domain.v1.texts import Deadlines, MatterDays
from baraza.oversight.messages import Fact, MatterOpened, OpenMatter


def open_matter(state: State, command: OpenMatter, asked: Asked) -> Sequence[Fact] | Refused:
    """Under a new name; then by the rule of its kind."""
    if command.matter in state.matters:
        return Refused("already_done")
    match command.kind:
        case "appeal":
            return _appeal(state, command, asked)
        case "inquiry" | "finding":
            return _asked_of(state, command, asked)
        case "risk":
            return _risk(state, command, asked)


def _appeal(state: State, command: OpenMatter, asked: Asked) -> Sequence[Fact] | Refused:
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
    if str(command.about) in {matter.about for matter in state.matters.values()}:
        return Refused("already_done")
    # 4.
    days, rule = _days(state, "appeal", asked)
    open_days = OPEN_DAYS["appeal"] if days is None or days.open_days is None else days.open_days
    if asked.time >= act.at + timedelta(days=open_days):
        return Refused("appeal_time_over", rule=rule, numbers={"days": open_days})
    # 5.
    addressee = _stranger(state, act, MATTERS["appeal"])
    if addressee is None:
        return Refused("wrong_state")
    return _opened(
        state,
        command,
        asked,
        addressee=addressee,
        about=command.about,
        person=act.person,
        programme=act.programme,
    )


def _asked_of(state: State, command: OpenMatter, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Who watches. 2. Of a body that is known, and is not who asks. 3. A finding rests on
    entries. 4. They stand in the log.
    """
    # 1.
    if wrong := may(state.book, asked, OVERSEE, command.programme):
        return wrong
    # 2.
    body = body_of(state.book, asked)
    if command.addressee not in state.book.bodies:
        return Refused("unknown_entity")
    if command.addressee == body:
        return Refused("own_act")
    # 3.
    if command.kind == "finding" and not command.entries:
        return Refused("no_entries")
    # 4.
    if not state.stand(command.entries):
        return Refused("unknown_entity", numbers={"last": state.last})
    return _opened(
        state,
        command,
        asked,
        addressee=command.addressee,
        body=body,
        programme=command.programme,
        entries=command.entries,
        severity=command.severity,
        rule=command.rule,
    )


def _risk(state: State, command: OpenMatter, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A registered person or a body asks. 2. Somebody watches, to whom it is put."""
    # 1.
    body, person = body_of(state.book, asked), asked.actor.partition("person.")[2]
    known = person in state.people if body is None else body in state.book.bodies
    if not known:
        return Refused("unknown_entity")
    # 2.
    holders = state.holders(OVERSEE, command.programme)
    if not holders:
        return Refused("wrong_state")
    return _opened(
        state,
        command,
        asked,
        addressee=min(holders),
        body=body,
        person=person if body is None else None,
        programme=command.programme,
        risk_kind=command.risk_kind,
        likelihood=command.likelihood,
        weight=command.weight,
    )


def _opened(state: State, command: OpenMatter, asked: Asked, **particular: object) -> list[Fact]:
    """With the days of its kind, as the deadlines in force give them."""
    kind = MATTERS[command.kind]
    days, _ = _days(state, command.kind, asked)
    if days is not None:
        kind = replace(kind, answer_days=days.answer_days, decide_days=days.decide_days)
    answer_by, decide_by = deadlines(kind, asked.time)
    common = {"kind": command.kind, "matter": command.matter, "text": command.text}
    by = {"answer_by": answer_by, "decide_by": decide_by}
    return [MatterOpened.model_validate({**common, **by, **particular})]


def _days(state: State, kind: str, asked: Asked) -> tuple[MatterDays | None, str | None]:
    text = text_of(state, "deadlines", asked.time)
    if text is None:
        return None, None
    return Deadlines.model_validate(text.rules).matters.get(kind), text.rule


def _stranger(state: State, act: Settled, kind: Kind) -> str | None:
    """A body that took no part; where all did, one of them, and the fact says self reviewed."""
    holders = state.holders(kind.decided_by, act.programme)
    strangers = sorted(holders - act.took_part)
    return next(iter(strangers or sorted(holders)), None)
