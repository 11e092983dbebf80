"""The form of each explanation. Large numbers of draws are text, as in the files."""

from typing import Annotated

from pydantic import BeforeValidator, Field

from baraza.matching.api.forms import Evidence, Form, OfferRow, UnmatchedRow, WaitingRow

Says = list[str]
"""The same in sentences."""


class MenteeAsks(Form):
    mentee: str
    round: str | None = None
    """The last settled round of the mentee, where none is named."""


class PairAsks(MenteeAsks):
    mentor: str


Changes = Annotated[
    list[str],
    BeforeValidator(lambda value: value.split() if isinstance(value, str) else value),
    Field(min_length=1, max_length=100),
]


class WhatIf(Form):
    round: str
    change: Changes
    """Such as `places:MENTOR=2`; several have a space between them."""


class WorthForm(Form):
    """So many more matched, so many points, and a share of the draw."""

    matched: int
    points: int
    draw: str


class ChosenForm(Form):
    mentee: str
    mentor: str
    score: int
    rank: int
    """Among the mentors permitted to the mentee, by points; equal ones share a rank."""
    candidates: int
    price: WorthForm
    """Of one more place with this mentor."""
    parts: dict[str, int] | None


class NotThatForm(Form):
    mentee: str
    mentor: str
    has: str | None
    cause: str
    """The first that applies: excluded, floors, number, points, draw."""
    codes: list[str]
    """Of the rules by which the pair may be excluded, the same for all that are none."""
    cost: WorthForm | None
    draws: list[int] | None
    against: list[str]


class TakenForm(Form):
    """The mentor of a mentee in a stable answer; points are each side's own."""

    mentee: str
    mentor: str
    mentee_points: int
    mentor_points: int
    rank: int
    """In the mentee's own order."""
    candidates: int
    parts: dict[str, int] | None


class NotTakenForm(Form):
    mentee: str
    mentor: str
    has: str | None
    cause: str
    """The first that applies: excluded, own_order, outranked."""
    codes: list[str]
    places: int
    least: str | None
    """Whom the mentor wants least of those it has."""
    wants: list[tuple[int, int]]
    """Points and draw of the mentee with the mentor, then of that one."""


class ShortageForm(Form):
    """These mentees have only these mentors, who have fewer places."""

    mentees: list[str]
    mentors: list[str]
    places: int


class WithoutForm(Form):
    mentee: str
    reason: str
    excluded: dict[str, int]
    shortage: ShortageForm | None
    digest: str | None
    """Of the shortage set."""
    candidates: list[NotThatForm]


class PassedForm(Form):
    """Whoever a stable answer leaves without a mentor."""

    mentee: str
    reason: str
    excluded: dict[str, int]
    candidates: list[NotTakenForm]


class FloorBelowForm(Form):
    group: str
    floor: int
    target: int
    size: int
    together: list[str]
    places: int
    lowered: list[str]


class PaidForm(Form):
    """A crossing group of the mentee, and what each of its members counts more."""

    group: str
    size: int
    floor: int
    matched: int
    subsidy: int


class OfGroup(Form):
    """Of a round by the best answer, label and subsidy; of crossing groups each; else the label."""

    label: str | None
    below: list[FloorBelowForm]
    subsidy: WorthForm | None
    crossing: list[PaidForm]


class WhyInRound(Form):
    """Why a mentee has its mentor in a settled round, or has none; each other mentor by cause."""

    round: str
    explained: bool
    """False: the numbers of this round explain nothing; `says` tells why."""
    chosen: ChosenForm | TakenForm | None = None
    others: tuple[NotThatForm | NotTakenForm, ...] = ()
    without: WithoutForm | PassedForm | None = None
    group: OfGroup | None = None
    says: Says


class WhyAnswer(Form):
    mentee: str
    offers: list[OfferRow]
    unmatched: list[UnmatchedRow]
    waiting: WaitingRow | None
    evidence: list[Evidence]
    rounds: list[WhyInRound]


class WhyNotAnswer(Form):
    """`chosen` where the two are a pair of the round."""

    round: str
    mentee: str
    mentor: str
    explained: bool
    chosen: ChosenForm | TakenForm | None = None
    not_that: NotThatForm | NotTakenForm | None = None
    says: Says


class VerdictForm(Form):
    proven: bool
    reason: int | None
    """The number of what failed first (`matching.md` 9)."""
    says: str
    gap: int


class CertificateAnswer(Form):
    """What a round rests on, and what the verifier says of it now."""

    round: str
    policy: str
    sealed: str
    """Digest of the inputs without their chance, as they were frozen."""
    instance: str
    result: str
    scores: str
    exclusions: str
    beacon: str
    pulse: int
    randomness: str
    checkpoint_size: int
    checkpoint_root: str
    draw: int
    void: list[str]
    matched: int
    unmatched: int
    welfare: int
    lottery_total: str | None
    verdict: VerdictForm


class GroupForm(Form):
    group: str
    size: int
    target: int
    floor: int
    matched: int
    per_mille: int | None
    subsidy: WorthForm
    below: FloorBelowForm | None
    """Why its floor is no higher, where it is below its target."""


class EquityForm(Form):
    matched: int
    welfare: int
    without_floors: int
    price: int
    says: str


class FloorsAnswer(Form):
    """Rates by group, as the holders of a mandate see them: small groups are not suppressed."""

    round: str
    explained: bool
    groups: tuple[GroupForm, ...] = ()
    equity: EquityForm | None = None
    """None: too large to be solved again here."""
    says: Says


class BlockingPairsAnswer(Form):
    """An oversight figure, no defect: candidate pairs that would both rather have each other."""

    round: str
    explained: bool
    count: int | None = None
    much: int | None = None
    """By more than 1,000 points on both sides."""
    candidates: int | None = None
    per_mille: int | None = None
    says: str


class MovedForm(Form):
    mentee: str
    now: str | None
    then: str | None


class WhatIfAnswer(Form):
    """In each pair of numbers, as it is and as it would be."""

    round: str
    explained: bool
    groups: tuple[str, ...] = ()
    moved: tuple[MovedForm, ...] = ()
    matched: tuple[int, int] | None = None
    welfare: tuple[int, int] | None = None
    floors: tuple[tuple[int, int], ...] = ()
    by_group: tuple[tuple[int, int], ...] = ()
    says: Says


class LeaningForm(Form):
    part: str
    per_cent: int
    pairs: int
    welfare: int
    adopted_welfare: int
    by_group: list[int]
    says: str


class SensitivityAnswer(Form):
    """Each weight moved by 10 %. Where `done` is below `of`, the rest is being solved."""

    round: str
    explained: bool
    groups: tuple[str, ...] = ()
    done: int = 0
    of: int = 0
    rows: tuple[LeaningForm, ...] = ()
    says: Says
