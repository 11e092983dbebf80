"""Evaluations: figures that follow from the log alone, computed where they are published (R7)."""

from collections.abc import Iterable, Mapping, Sequence

from baraza.decider import Asked, Refused
from baraza.feedback.domain.v1.comparability import adopted_text, reading
from baraza.feedback.domain.v1.instruments import Question
from baraza.feedback.domain.v1.kinds import LEAST
from baraza.feedback.domain.v1.state import Collection, State
from baraza.feedback.messages import EvaluationPublished, Fact, PublishEvaluation, Row
from baraza.forms.v1.book import may

Read = tuple[Collection, Mapping[str, str]]
"""A collection, and by which of its questions each question of the evaluation is answered."""


def publish_evaluation(
    state: State, command: PublishEvaluation, asked: Asked
) -> Sequence[Fact] | Refused:
    """1. By who runs the programme. 2. Once. 3. Under an instrument version that was adopted.

    4. Every closed collection by it, or by an earlier version, can be read so (I35). 5. Something
    is left when what too few said is hidden.
    """
    # 1.
    if wrong := may(state.book, asked, "operate", command.programme):
        return wrong
    # 2.
    if command.evaluation in state.evaluations:
        return Refused("already_done")
    # 3.
    own = adopted_text(state.book, command.programme, command.version)
    owner = command.programme if own else None
    text = own or adopted_text(state.book, None, command.version)
    if text is None or command.instrument not in text.instruments:
        return Refused("version_not_in_force")
    # 4.
    read = _read(state, command, owner)
    if isinstance(read, Refused):
        return read
    # 5.
    questions = text.instruments[command.instrument].questions
    rows = [_row(one, read) for one in questions if one.level == command.level]
    suppressed = sum(1 for row in rows if row.answers is None)
    if suppressed == len(rows):
        return Refused("cell_too_small", numbers={"answers_min": LEAST})
    collections = [collection for collection, _ in read]
    told = {
        "log_index": max(one.closed_at for one in collections),
        "collections": len(collections),
        "eligible": sum(len(one.eligible) for one in collections),
        "answered": sum(len(one.voices) for one in collections),
        "rows": tuple(rows),
        "suppressed": suppressed,
    }
    return [EvaluationPublished.model_validate(command.model_dump() | told)]


def _read(state: State, command: PublishEvaluation, owner: str | None) -> list[Read] | Refused:
    read: list[Read] = []
    for id_ in state.fielded.get((command.programme, command.instrument), ()):
        one = state.collections[id_]
        if not one.closed or one.version > command.version:
            continue
        by = None
        if one.owner == owner:
            by = reading(state, owner, command.instrument, command.version, one.version)
        if by is None:
            return Refused("no_map", numbers={"version": one.version})
        read.append((one, by))
    return read


def _row(question: Question, read: Iterable[Read]) -> Row:
    """Collections that fewer than five answered stay out whole: two evaluations that differ by one
    of them would tell what those few said."""
    total = answers = 0
    for collection, by in read:
        if question.code in by and len(collection.voices) >= LEAST:
            total += _total(collection, by[question.code])
            answers += len(collection.voices)
    if not answers:
        return Row(question=question.code)
    least, greatest = question.scale
    mean = (total - answers * least) * 1000 // (answers * (greatest - least))
    return Row(question=question.code, mean_per_mille=mean, answers=answers)


def _total(collection: Collection, code: str) -> int:
    codes = [question.code for question in collection.questions.questions]
    return collection.totals[codes.index(code)]
