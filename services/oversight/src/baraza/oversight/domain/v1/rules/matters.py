"""Matters: whom one was put to answers, and who may decide it does, in time or late."""

from collections.abc import Sequence

from baraza.decider import Asked, Refused
from baraza.forms.v1.book import body_of, may
from baraza.forms.v1.matter import WITHDRAWN, Matter, decide_matter, withdraw_matter
from baraza.oversight.domain.v1.kinds import MATTERS, OVERSEE, REMEDIED
from baraza.oversight.domain.v1.state import State
from baraza.oversight.messages import (
    AnswerMatter,
    DecideMatter,
    Fact,
    MatterAnswered,
    MatterDecided,
)


def answer(state: State, command: AnswerMatter, asked: Asked) -> Sequence[Fact] | Refused:
    """1. It is there and open. 2. Whom it was put to speaks. 3. It asks for an answer, once.

    4. The entries cited stand in the log. Late is better than never.
    """
    # 1.
    matter = _matter(state, command)
    if matter is None or matter.outcome is not None:
        return Refused("unknown_entity" if matter is None else "already_done")
    # 2.
    if body_of(state.book, asked) != matter.addressee:
        return Refused("not_concerned")
    # 3.
    if MATTERS[matter.kind].answer_days is None:
        return Refused("wrong_state")
    if matter.answered:
        return Refused("already_done")
    # 4.
    if not state.stand(command.entries):
        return Refused("unknown_entity", numbers={"last": state.last})
    return [MatterAnswered.model_validate(command.model_dump())]


def decide(state: State, command: DecideMatter, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Withdrawn by whoever opened it. 2. Otherwise by a body that may decide it, by nobody who
    took part. 3. Then as every matter ends. 4. What remedied a finding stands in the log.
    """
    matter = _matter(state, command)
    # 1.
    if command.outcome == WITHDRAWN:
        return _withdraw(state, command, matter, asked)
    # 2.
    body = body_of(state.book, asked)
    barred = matter is not None and asked.actor in matter.took_part
    # 3.
    outcome = decide_matter(
        matter,
        MATTERS,
        asked.actor if barred else body or "",
        _mandates(state, matter, body, asked),
        command.outcome,
    )
    if matter is None or isinstance(outcome, Refused):
        return outcome if isinstance(outcome, Refused) else Refused("unknown_entity")
    # 4.
    if outcome == REMEDIED and not (command.entries and state.stand(command.entries)):
        return Refused("remedy_not_in_log", numbers={"last": state.last})
    return [_decided(command, matter, body, self_reviewed=_own(state, matter))]


def _matter(state: State, command: AnswerMatter | DecideMatter) -> Matter | None:
    """By its kind and name."""
    matter = state.matters.get(command.matter)
    return matter if matter is not None and matter.kind == command.kind else None


def _mandates(
    state: State, matter: Matter | None, body: str | None, asked: Asked
) -> frozenset[str]:
    """What the body may decide here: an appeal only whom it was put to, all else who watches."""
    if matter is None or body is None:
        return frozenset()
    if matter.kind == "appeal":
        return state.mandates_of(body) if body == matter.addressee else frozenset()
    watches = may(state.book, asked, OVERSEE, matter.programme) is None
    return frozenset({OVERSEE} if watches else ())


def _withdraw(
    state: State, command: DecideMatter, matter: Matter | None, asked: Asked
) -> Sequence[Fact] | Refused:
    """Who opened it for themselves; what a body asked, whoever watches now takes back."""
    body = None
    actor = asked.actor if asked.acting_as == "self" else ""
    if matter is not None and matter.opened_by.startswith("body."):
        watches = may(state.book, asked, OVERSEE, matter.programme) is None
        actor = matter.opened_by if watches else ""
        body = body_of(state.book, asked)
    wrong = withdraw_matter(matter, MATTERS, actor)
    if matter is None or wrong:
        return wrong or Refused("unknown_entity")
    return [_decided(command, matter, body, self_reviewed=False)]


def _decided(
    command: DecideMatter, matter: Matter, body: str | None, *, self_reviewed: bool
) -> MatterDecided:
    about = int(matter.about) if matter.about else None
    more = {"about": about, "body": body, "self_reviewed": self_reviewed}
    return MatterDecided.model_validate(command.model_dump() | more)


def _own(state: State, matter: Matter) -> bool:
    """Did the body decide about its own act?"""
    act = state.settled.get(int(matter.about)) if matter.about else None
    return act is not None and matter.addressee in act.took_part
