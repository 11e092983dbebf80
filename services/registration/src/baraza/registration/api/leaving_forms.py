"""The forms of answers about roles, veterans, needs and erasures."""

from baraza.registration.api.forms import Form, PostRow, RoleRow


class VeteransOn(Form):
    """How long ago is counted to `on`; where it is not told, to the last that is known here."""

    on: str | None = None


class Veteran(Form):
    person: str
    offer: str
    programme: str | None
    role: str | None
    """After which role it was offered; None: none that ended in this log."""
    state: str
    """`offered`, `returned`, `declined`, `silent` (it expired: lost), `overtaken`."""
    choice: str | None
    late: bool
    """Did they come back after the offer had expired?"""
    reminders: int
    offered_on: str
    answered_on: str | None
    last_contact_on: str
    """A contact on record, an answer, or else the offer."""
    days_since_contact: int


class VeteranQueueAnswer(Form):
    counts: dict[str, int]
    """How many are offered, returned, declined, silent, overtaken."""
    veterans: list[Veteran]


class OpenRoleRow(Form):
    open_role: str
    programme: str
    post_kind: str
    organisation_kind: str
    region: str | None
    from_on: str
    filled_at: str | None


class Filled(Form):
    declared: int
    filled: int


class RolesFilledAnswer(Form):
    kinds: dict[str, Filled]
    """By the kind of organisation that looked for somebody."""
    open_roles: list[OpenRoleRow]


class VeteranOffer(Form):
    offer: str
    state: str
    choice: str | None
    offered_on: str


class RoleHistoryAnswer(Form):
    person: str
    posts: list[PostRow]
    roles: list[RoleRow]
    veteran_offers: list[VeteranOffer]


class Mentor(RoleRow):
    person: str
    hours_per_month: int | None
    places: int | None


class MentorRosterAnswer(Form):
    mentors: list[Mentor]


class MentorAnywhereAnswer(Form):
    person: str
    mentor: bool
    programmes: list[str]


class GapRow(Form):
    gap: str
    programme: str
    capacity: str
    language: str
    region: str | None
    demand: int
    supply: int
    filled_by: str | None
    engagement: str | None


class GapsAnswer(Form):
    gaps: list[GapRow]


class ForgottenBy(Form):
    service: str
    at: str


class ErasureStatusAnswer(Form):
    person: str
    requested_at: str
    completed_at: str | None
    forgotten: list[ForgottenBy]


class PathStep(Form):
    idx: int
    at: str
    name: str
    subject: str
    what: str
    """The codes that say what happened."""


class PathAnswer(Form):
    person: str
    steps: list[PathStep]
