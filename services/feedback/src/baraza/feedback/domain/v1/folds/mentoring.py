"""Mentees at the points of the stage set: they wait until the month is over, then are asked."""

from dataclasses import replace
from datetime import datetime, timedelta

from baraza.decider import Seen
from baraza.feedback import inbox
from baraza.feedback.domain.v1.kinds import HELD, LEAST
from baraza.feedback.domain.v1.state import Pair, Point, State, Waiting
from baraza.feedback.messages import CollectionOpened
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.book import in_force


def started(state: State, fact: inbox.RelationshipStarted, _: Seen) -> State:
    pair = Pair(fact.programme, fact.mentee)
    return replace(state, pairs=state.pairs.insert(fact.relationship, pair))


def ended(state: State, fact: inbox.RelationshipEnded, _: Seen) -> State:
    return replace(state, pairs=state.pairs.discard(fact.relationship))


def met(state: State, fact: inbox.RecordMade, _: Seen) -> State:
    """One side says that they met; it counts once the other side agrees or is silent."""
    id_ = fact.relationship
    if fact.state != "held" or id_ is None or id_ not in state.pairs:
        return state
    return replace(state, told=state.told.insert(fact.record, id_))


def settled(state: State, fact: inbox.RecordSettled, seen: Seen) -> State:
    """One session more, and where that is a point the mentee waits to be asked."""
    relationship = state.told.get(fact.record)
    if relationship is None:
        return state
    state = replace(state, told=state.told.remove(fact.record))
    before = state.pairs.get(relationship)
    if before is None or fact.outcome not in HELD:
        return state
    pair = replace(before, held=before.held + 1)
    state = replace(state, pairs=state.pairs.insert(relationship, pair))
    if pair.held not in _points(state, pair.programme, seen.time):
        return state
    return _joined(state, (pair.programme, pair.held), pair.mentee, seen.time)


def asked_now(state: State, fact: CollectionOpened, seen: Seen) -> tuple[State, frozenset[str]]:
    """Those who waited when it was decided; who joined since waits on, as everybody behind them."""
    point = point_of(fact.about)
    waiting = state.waiting[point]
    asked, left = waiting.people[: fact.eligible], waiting.people[fact.eligible :]
    after = _waits(_unset(state, point), point, Waiting(left), seen.time)
    return after, frozenset(asked)


def forgotten(state: State, person: str, at: datetime) -> State:
    """Who was erased waits for nothing."""
    for point in sorted(state.waiting):
        people = state.waiting[point].people
        if person in people:
            left = Waiting(tuple(one for one in people if one != person))
            state = _waits(_unset(state, point), point, left, at)
    return state


def point_of(about: str) -> Point:
    """Of `mentoring.<programme>-<sessions>-<yyyymm>`."""
    programme, sessions, _ = about.partition(".")[2].rsplit("-", 2)
    return programme, int(sessions)


def _points(state: State, programme: str, at: datetime) -> tuple[int, ...]:
    text = in_force(state.book, "stage_set", programme, at)
    return tuple(text.rules.get("feedback_after_sessions", ())) if text else ()


def _joined(state: State, point: Point, person: str, at: datetime) -> State:
    waiting = state.waiting.get(point, Waiting())
    if person in waiting.people:
        return state
    return _waits(state, point, replace(waiting, people=(*waiting.people, person)), at)


def _waits(state: State, point: Point, waiting: Waiting, at: datetime) -> State:
    """With enough of them, they are asked when the month is over; a time that has passed without
    their being asked is set anew."""
    if len(waiting.people) >= LEAST and (waiting.due is None or waiting.due.at <= at):
        if waiting.due is not None:
            state = replace(state, agenda=state.agenda.drop(waiting.due))
        due = _next_month(point, at)
        waiting = replace(waiting, due=due)
        state = replace(state, agenda=state.agenda.put(due))
    return replace(state, waiting=state.waiting.insert(point, waiting))


def _unset(state: State, point: Point) -> State:
    due = state.waiting[point].due
    return replace(state, agenda=state.agenda.drop(due)) if due else state


def _next_month(point: Point, at: datetime) -> Due:
    first = at.replace(day=1, hour=0, minute=0, second=0, microsecond=0) + timedelta(days=32)
    opens = first.replace(day=1)
    programme, sessions = point
    about = f"mentoring.{programme}-{sessions}-{opens.year:04d}{opens.month:02d}"
    return Due(opens, about, "collection_opens")
