"""Collections: opened, answered, closed."""

from dataclasses import replace

from baraza.decider import Seen
from baraza.feedback.domain.v1.folds.mentoring import asked_now
from baraza.feedback.domain.v1.folds.owed import paid
from baraza.feedback.domain.v1.instruments import read
from baraza.feedback.domain.v1.state import Collection, State
from baraza.feedback.messages import AnswerRecorded, CollectionClosed, CollectionOpened, VoiceIssued
from baraza.forms.v1.agenda import Due
from baraza.forms.v1.book import in_force


def opened(state: State, fact: CollectionOpened, seen: Seen) -> State:
    """Bound to the version with which it was opened, and to those who are concerned now (I35)."""
    text = in_force(state.book, "instrument", fact.programme, seen.time)
    if text is None:
        raise LookupError(f"{fact.subject} was opened by no text in force")
    kind, _, id_ = fact.about.partition(".")
    if kind == "workshop":
        eligible = state.held[id_].there
    else:
        state, eligible = asked_now(state, fact, seen)
    questions = read(text).instruments[fact.instrument]
    collection = Collection(
        about=fact.about,
        programme=fact.programme,
        instrument=fact.instrument,
        version=fact.version,
        owner=text.programme,
        questions=questions,
        closes=fact.closes,
        eligible=eligible,
        totals=tuple(0 for _ in questions.questions),
    )
    key = (fact.programme, fact.instrument)
    fielded = (*state.fielded.get(key, ()), fact.collection)
    state = paid(state, fact.about)
    return replace(
        _put(state, fact.collection, collection),
        agenda=state.agenda.put(Due(fact.closes, fact.subject, "collection_closes")),
        asked=state.asked.insert((fact.about, fact.instrument), True),
        fielded=state.fielded.insert(key, fielded),
    )


def issued(state: State, fact: VoiceIssued, _: Seen) -> State:
    one = state.collections[fact.collection]
    return _put(state, fact.collection, replace(one, issued=one.issued | {fact.person}))


def answered(state: State, fact: AnswerRecorded, _: Seen) -> State:
    """The marks are added up: no figure needs them one by one."""
    one = state.collections[fact.collection]
    questions = zip(one.questions.questions, one.totals, strict=True)
    totals = tuple(total + fact.marks[question.code] for question, total in questions)
    after = replace(one, voices=one.voices | {fact.voice}, totals=totals)
    return _put(state, fact.collection, after)


def closed(state: State, fact: CollectionClosed, seen: Seen) -> State:
    one = replace(state.collections[fact.collection], closed=True, closed_at=seen.index)
    return replace(_put(state, fact.collection, one), agenda=state.agenda.close(fact.subject))


def _put(state: State, id_: str, collection: Collection) -> State:
    return replace(state, collections=state.collections.insert(id_, collection))
