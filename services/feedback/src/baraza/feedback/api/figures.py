"""Means, and what is not shown of them."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from baraza.feedback.api.forms import QuestionRow, Result

SMALLEST = 5
"""Marks of fewer answers than these could tell who said what, and are not shown."""


def questions(answers: Sequence[Mapping[str, int]]) -> list[QuestionRow]:
    """Each question by its code; none below five answers."""
    if len(answers) < SMALLEST:
        return []
    return [_question(code, [answer[code] for answer in answers]) for code in sorted(answers[0])]


def results(
    collections: Sequence[Mapping[str, Any]], answers: Mapping[str, Sequence[Mapping[str, int]]]
) -> list[Result]:
    """By programme, instrument and version, over closed collections; small ones stay out whole."""
    closed = sorted((row for row in collections if row["closed"]), key=_version)
    return [_result(list(rows), answers) for _, rows in groupby(closed, key=_version)]


def per_mille(part: int, whole: int) -> int:
    return part * 1000 // whole if whole else 0


def _version(row: Mapping[str, Any]) -> tuple[str, str, int]:
    return row["programme"], row["instrument"], row["version"]


def _result(
    rows: Sequence[Mapping[str, Any]], answers: Mapping[str, Sequence[Mapping[str, int]]]
) -> Result:
    shown = [row for row in rows if row["answered"] >= SMALLEST]
    programme, instrument, version = _version(rows[0])
    return Result(
        programme=programme,
        instrument=instrument,
        version=version,
        collections=len(rows),
        eligible=sum(row["eligible"] for row in rows),
        answered=sum(row["answered"] for row in rows),
        hidden=len(rows) - len(shown),
        questions=questions([one for row in shown for one in answers[row["collection"]]]),
    )


def _question(code: str, marks: list[int]) -> QuestionRow:
    return QuestionRow(
        question=code,
        answers=len(marks),
        mean_milli=sum(marks) * 1000 // len(marks),
        least=min(marks),
        greatest=max(marks),
    )
