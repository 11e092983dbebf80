"""Instruments, as the machine reads the text in force: questions, scales, days."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from baraza.decider import Code, EntityId
from baraza.forms.v1.book import Text

Days = Annotated[int, Field(strict=True, ge=1, le=366)]
Mark = Annotated[int, Field(strict=True, ge=0, le=100)]


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(Form):
    code: Code
    level: Literal["person", "community"]
    """What it measures: an outcome for oneself, or for one's community (R7)."""
    scale: tuple[Mark, Mark]
    """Least and greatest mark."""

    @model_validator(mode="after")
    def _upwards(self) -> Self:
        if self.scale[0] >= self.scale[1]:
            raise ValueError("a scale goes upwards")
        return self


class Instrument(Form):
    questions: Annotated[tuple[Question, ...], Field(min_length=1, max_length=60)]
    comparable: dict[Code, Code] = {}
    """The comparability map (R48): question of this version to the question of the version before
    whose answers may be read as its own."""

    @model_validator(mode="after")
    def _once(self) -> Self:
        codes = [question.code for question in self.questions]
        if len(codes) != len(set(codes)):
            raise ValueError("a question is asked once")
        return self

    def answered_by(self, marks: dict[str, int]) -> bool:
        """Every question, no other, each on its scale."""
        scales = {question.code: question.scale for question in self.questions}
        return marks.keys() == scales.keys() and all(
            scales[code][0] <= marks[code] <= scales[code][1] for code in marks
        )


class Instruments(Form):
    """The text of kind `instrument`: all instruments of a programme, in one version."""

    instruments: Annotated[
        dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,63}$")], Instrument],
        Field(min_length=1),
    ]
    collection_days: Days
    report_days: Days
    suggestions_taken: Annotated[tuple[EntityId, ...], Field(max_length=60)] = ()
    """Suggestions that this version adopts, by their ids (R49)."""


def well_formed(rules: object) -> bool:
    """Can the machine apply this text?"""
    try:
        Instruments.model_validate(rules)
    except ValidationError:
        return False
    return True


def read(text: Text) -> Instruments:
    """A text in force; it was checked when it was written down."""
    return Instruments.model_validate(text.rules)
