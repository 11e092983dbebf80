"""The forms of questions and answers about stages and persistence."""

from baraza.decider import Instant
from baraza.registration.api.forms import AnyProgramme, Form, PersonOf


class StageStatusOf(AnyProgramme):
    person: str | None = None


class PersistenceOf(PersonOf):
    programme: str
    at: Instant | None = None
    """What has come by then; where it is not told, by the last assessment, else all."""


class Lacks(Form):
    criterion: str
    have: int
    need: int


class StageOf(Form):
    person: str
    programme: str
    track: str
    stage: str
    number: int
    stage_set: int
    entered_at: str
    entered_idx: int
    completed_at: str | None
    completed_idx: int | None
    cited: list[int]
    until: str | None
    """To which day more time was given, under an accepted barrier."""
    lacking: list[Lacks]
    """Of an open stage; empty: all is there, or it is completed."""


class StageCount(Form):
    programme: str
    track: str
    stage: str
    entered: int
    completed: int
    open: int


class StageStatusAnswer(Form):
    """Of one person every stage; of no person in particular, how many are where."""

    person: str | None
    stages: list[StageOf]
    counts: list[StageCount]


class OccasionRow(Form):
    about: str
    """`session.<id>` or `workshop.<id>`."""
    idx: int
    start: str | None
    local_hour: int | None
    how: str
    """`done`, `missed`; not counted: `unreasonable_hour`, `other_language`, `barrier`, `to_come`,
    `called_off`."""
    act_idx: int | None


class AssessmentRow(Form):
    idx: int
    at: str
    done: int
    open: int
    excused: int
    per_mille: int
    committed: bool
    cited: list[int]


class PersistenceAnswer(Form):
    person: str
    programme: str
    done: int
    open: int
    excused: int
    per_mille: int
    per_mille_min: int
    occasions: list[OccasionRow]
    assessments: list[AssessmentRow]
    """As they were recorded, oldest first."""
