"""A pair pauses, goes on, or goes on longer; and who would be asked if its mentor were lost."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from baraza.decider import Asked, Refused
from baraza.forms.v1.asker import is_self
from baraza.forms.v1.book import may
from baraza.matching.domain.v1.admitting import hard_rule, untold
from baraza.matching.domain.v1.matches import Relationship
from baraza.matching.domain.v1.state import State
from baraza.matching.messages import (
    BackupDesignated,
    ChangeRelationship,
    DesignateBackup,
    Fact,
    RelationshipChanged,
)

Side = Literal["mentee", "mentor"]


def change_relationship(
    state: State, command: ChangeRelationship, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. One of the two, while they are a pair; who operates the programme may make it longer.

    2. A pause has a day on which it is over, before the relationship is; a later word replaces it.
    3. Who goes on has paused. 4. Longer, and not beyond the programme; the second says the same day
    as the first.
    """
    # 1.
    one = state.relationships.get(command.relationship)
    if one is None:
        return Refused("unknown_entity")
    side = _side(one, asked)
    if side is None and (wrong := _not_theirs(state, one, command, asked)):
        return wrong
    if one.ended:
        return Refused("wrong_state")
    match command.change:
        # 2.
        case "pause":
            return _no_pause(one, command.until, asked) or [_changed(one, command, side)]
        # 3.
        case "resume":
            alone = command.model_copy(update={"until": None})
            return [_changed(one, alone, side)] if one.paused_until else Refused("already_done")
        # 4.
        case "extend":
            return _no_longer(state, one, command.until) or _longer(one, command, side)


def _no_pause(one: Relationship, until: str | None, asked: Asked) -> Refused | None:
    if until is None:
        return Refused("return_date_missing")
    if until <= asked.time.date().isoformat():
        return Refused("too_late")
    if until > one.ends_on:
        return Refused("beyond_programme", numbers={"last": _number(one.ends_on)})
    return None


def _longer(
    one: Relationship, command: ChangeRelationship, side: Side | None
) -> Sequence[Fact] | Refused:
    """The first word waits for the other's, and may be said again until then."""
    said = one.longer
    if side is not None and (said is None or said.by == side):
        return [_changed(one, command, side, complete=False)]
    if side is not None and said is not None and said.until != command.until:
        return Refused("other_side_not_agreed", numbers={"until": _number(said.until)})
    return [_changed(one, command, side)]


def _not_theirs(
    state: State, one: Relationship, command: ChangeRelationship, asked: Asked
) -> Refused | None:
    if command.change != "extend":
        return Refused("not_concerned")
    return may(state.book, asked, "operate", one.programme)


def _no_longer(state: State, one: Relationship, until: str | None) -> Refused | None:
    """Nothing is known of a programme that has not opened: then the round's weeks are the bound."""
    if until is None:
        return Refused("return_date_missing")
    if until <= one.ends_on:
        return Refused("already_done")
    programme = state.programmes.get(one.programme)
    last = programme.ends_on if programme else state.rounds[one.round].week_after
    return Refused("beyond_programme", numbers={"last": _number(last)}) if until > last else None


def _number(day: str) -> int:
    """A day as a number that reads as it: 20280131."""
    return int(day.replace("-", ""))


def _side(one: Relationship, asked: Asked) -> Side | None:
    if is_self(asked, one.mentee):
        return "mentee"
    return "mentor" if is_self(asked, one.mentor) else None


def _changed(
    one: Relationship, command: ChangeRelationship, side: Side | None, *, complete: bool = True
) -> RelationshipChanged:
    two = {"mentor": one.mentor, "mentee": one.mentee, "programme": one.programme}
    said = {**command.model_dump(), "by": side or "coordinator", "complete": complete}
    return RelationshipChanged.model_validate({**said, **two})


def come_back(state: State, id_: str) -> Sequence[Fact] | Refused:
    """The day has come on which a pause is over."""
    one = state.relationships[id_]
    said = {"relationship": id_, "change": "resume", "by": "clock", "complete": True}
    two = {"mentor": one.mentor, "mentee": one.mentee, "programme": one.programme}
    return [RelationshipChanged.model_validate({**said, **two})]


def designate_backup(
    state: State, command: DesignateBackup, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. By the pair's mentor or who operates the programme, while they are a pair.

    2. Another mentor of the same round, active, and not named already. 3. With a place that is
    free now; it is not held. 4. No hard rule excludes the two, as things are today;
    a mentor is not told whether that is personal or a matter of hours.
    """
    # 1.
    one = state.relationships.get(command.relationship)
    if one is None:
        return Refused("unknown_entity")
    theirs = is_self(asked, one.mentor)
    if not theirs and (wrong := may(state.book, asked, "operate", one.programme)):
        return wrong
    if one.ended:
        return Refused("wrong_state")
    # 2.
    round_ = state.rounds[one.round]
    if command.backup in {one.mentor, one.backup}:
        return Refused("already_done")
    if command.backup not in round_.mentors:
        return Refused("unknown_entity")
    if not state.active_mentor(command.backup, one.programme, asked.time):
        return Refused("mentor_not_active")
    # 3.
    if state.free(command.backup) < 1:
        return Refused("backup_has_no_place")
    # 4.
    alone = replace(state, paired=state.paired.discard(one.mentee))
    if wrong := hard_rule(alone, one.round, one.mentee, command.backup, command, asked.time):
        return untold(wrong) if theirs else wrong
    return [
        BackupDesignated(
            relationship=command.relationship,
            mentor=one.mentor,
            mentee=one.mentee,
            backup=command.backup,
        )
    ]
