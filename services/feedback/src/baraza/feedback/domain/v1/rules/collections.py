"""Collections: opened after what they are about, one voice each, one answer for each voice."""

from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256

import rfc8785

from baraza.decider import Asked, Refused, made_id
from baraza.feedback.domain.v1.folds.mentoring import point_of
from baraza.feedback.domain.v1.instruments import read
from baraza.feedback.domain.v1.kinds import MENTORING, MOST
from baraza.feedback.domain.v1.state import Collection, State
from baraza.feedback.messages import (
    AnswerRecorded,
    CollectionOpened,
    Fact,
    IssueVoice,
    OpenCollection,
    RecordAnswer,
    VoiceIssued,
)
from baraza.forms.v1.asker import ours
from baraza.forms.v1.book import in_force, may


def open_collection(
    state: State, command: OpenCollection, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. The service itself or the coordinator. 2. About a workshop of this programme, held.

    3. Once. 4. By an instrument of the text in force.
    """
    # 1.
    if ours(asked, "feedback") and (wrong := may(state.book, asked, "operate", command.programme)):
        return wrong
    # 2.
    kind, _, id_ = command.about.partition(".")
    workshop = state.held.get(id_) if kind == "workshop" else None
    if workshop is None:
        return Refused("unknown_entity")
    if workshop.programme != command.programme:
        return Refused("wrong_state")
    # 3.
    asked_before = (command.about, command.instrument) in state.asked
    if command.collection in state.collections or asked_before:
        return Refused("already_done")
    # 4.
    return _opened(state, command, workshop.there, asked)


def open_mentoring(state: State, about: str, asked: Asked) -> Sequence[Fact] | Refused:
    """1. Those who wait: enough that no answer tells who gave it, or nothing would be due; no more
    than a decision can rest on. 2. By the instrument of the text in force.
    """
    # 1.
    point = point_of(about)
    people = frozenset(state.waiting[point].people[:MOST])
    # 2.
    command = OpenCollection(
        collection=made_id(asked.id, "collection", 1),
        programme=point[0],
        instrument=MENTORING,
        about=about,
    )
    return _opened(state, command, people, asked)


def _opened(
    state: State, command: OpenCollection, people: frozenset[str], asked: Asked
) -> Sequence[Fact] | Refused:
    text = in_force(state.book, "instrument", command.programme, asked.time)
    if text is None or command.instrument not in read(text).instruments:
        return Refused("version_not_in_force", rule=text.rule if text else None)
    return [
        CollectionOpened(
            **command.model_dump(),
            version=text.version,
            eligible=len(people),
            eligible_digest=sha256(rfc8785.dumps(sorted(people))).hexdigest(),
            closes=asked.time + timedelta(days=read(text).collection_days),
        )
    ]


def issue_voice(state: State, command: IssueVoice, asked: Asked) -> Sequence[Fact] | Refused:
    """1. For oneself. 2. While it is open. 3. Being concerned. 4. Once (I38)."""
    # 1.
    if asked.actor != f"person.{command.person}":
        return Refused("no_mandate")
    # 2.
    collection = _open(state, command.collection, asked)
    if isinstance(collection, Refused):
        return collection
    # 3.
    if command.person not in collection.eligible:
        return Refused("not_eligible")
    # 4.
    if command.person in collection.issued:
        return Refused("voice_already_issued")
    return [VoiceIssued.model_validate(command.model_dump())]


def record_answer(state: State, command: RecordAnswer, asked: Asked) -> Sequence[Fact] | Refused:
    """1. A voice speaks. 2. While it is open. 3. Once, and no more voices than were given out.

    4. To every question on its scale.
    """
    # 1.
    kind, _, voice = asked.actor.partition(".")
    if kind != "voice":
        return Refused("no_mandate")
    # 2.
    collection = _open(state, command.collection, asked)
    if isinstance(collection, Refused):
        return collection
    # 3.
    if voice in collection.voices:
        return Refused("already_done")
    if len(collection.voices) >= len(collection.issued):
        return Refused("not_eligible")
    # 4.
    if not collection.questions.answered_by(command.marks):
        return Refused("marks_incomplete", rule=f"instrument.{collection.version}")
    return [
        AnswerRecorded(
            collection=command.collection,
            voice=voice,
            version=collection.version,
            marks=command.marks,
        )
    ]


def _open(state: State, id_: str, asked: Asked) -> Collection | Refused:
    collection = state.collections.get(id_)
    if collection is None:
        return Refused("unknown_entity")
    over = collection.closed or asked.time >= collection.closes
    return Refused("too_late") if over else collection
