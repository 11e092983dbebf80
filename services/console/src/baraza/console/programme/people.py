"""The tables of people and bodies: who they are, where they stand, whom they may not meet."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from baraza.console.programme.cells import (
    BodyRef,
    Code,
    Codes,
    CountCell,
    Country,
    Day,
    Email,
    Entity,
    OptionalCode,
    OptionalDay,
    OptionalEntity,
    Ref,
    Tags,
    Text,
    Value,
    Weekly,
    Zone,
    choice,
    digits,
    like,
    nothing,
    unexpected,
)

ROLES = (
    "mentee",
    "mentor",
    "seminar_leader",
    "external_professional",
    "veteran",
    "seat_holder",
)
POOLS = (
    "current_board",
    "former_board",
    "current_advisory_board",
    "open_call",
    "nomination",
    "contract",
)
SOURCE_POOLS = ("current_board", "former_board", "current_advisory_board")
"""Pools that only a verified term of office opens."""
MANDATES = (
    "found",
    "mandate",
    "programme",
    "allocate",
    "rules",
    "stages",
    "instruments",
    "terms",
    "conclude",
    "operate",
    "select",
    "incidents",
    "appeals",
    "oversee",
    "sealed",
    "external",
    "disclose",
    "erasure",
)
STAKEHOLDERS = ("wmf", "affiliate", "community", "participants", "external")
AFFILIATE_KINDS = ("chapter", "thematic_organisation", "user_group", "hub")
LIMITS = ("declined_contact", "line_manager", "family", "prior_pair_failed")
PLACES_MOST = 50
"""Of one mentor, in a round."""
SIZES = ("small", "medium", "large")

AffiliateKind = Literal["chapter", "thematic_organisation", "user_group", "hub"]
StakeholderKind = Literal["wmf", "affiliate", "community", "participants", "external"]
LimitKind = Literal["declined_contact", "line_manager", "family", "prior_pair_failed"]


def _all_of(words: tuple[str, ...]) -> AfterValidator:
    def check(values: tuple[str, ...]) -> tuple[str, ...]:
        if not values or set(values) - set(words):
            raise unexpected("one or more of " + ", ".join(words))
        return values

    return AfterValidator(check)


def _some(values: tuple[str, ...]) -> tuple[str, ...]:
    if not values:
        raise unexpected("one language tag at least")
    return values


def _perhaps(*words: str) -> BeforeValidator:
    check = choice(*words)
    return BeforeValidator(lambda value: None if value in {"", None} else check(value))


class Affiliate(Value):
    """A movement organisation, from the public list."""

    affiliate_id: Entity
    name: Text
    kind: Annotated[AffiliateKind, BeforeValidator(choice(*AFFILIATE_KINDS))]
    region: Code
    country: Country
    time_zone: Zone
    languages: Annotated[Tags, AfterValidator(_some)]


class Person(Value):
    """Somebody of the cohort. `person_ref` is a reference inside the folder only."""

    person_ref: Ref
    display_name: Text
    wiki_username: Text
    email: Email
    affiliate_id: OptionalEntity
    country: Annotated[Country | None, BeforeValidator(nothing)]
    time_zone: Zone
    languages: Annotated[Tags, AfterValidator(_some)]
    """Usable for talks; the first is the first language."""
    fluent: Tags
    roles: Annotated[Codes, _all_of(ROLES)]
    pool: Annotated[str | None, _perhaps(*POOLS)]
    capacities_available: Codes
    capacities_wanted: Codes
    """In rank order."""
    mentor_places: Annotated[int, digits(0, PLACES_MOST)]
    hours_per_month: Annotated[int, digits(0, 31 * 24)]
    weekly_availability: Weekly
    """Local ranges as week positions in quarters, 0..672, Monday 00:00 first."""
    gender: OptionalCode
    community_size: Annotated[str | None, _perhaps(*SIZES)]

    @property
    def weekly(self) -> tuple[tuple[int, int], ...]:
        return self.weekly_availability

    @property
    def is_mentee(self) -> bool:
        return "mentee" in self.roles

    @property
    def is_mentor(self) -> bool:
        return "mentor" in self.roles


class RoleTerm(Value):
    """A term of office; an empty end is a term that runs."""

    person_ref: Ref
    body: Ref
    position: Code
    starts_on: Day
    ends_on: OptionalDay
    source: Text


class Body(Value):
    """Who decides and who watches."""

    body_id: BodyRef
    name: Text
    stakeholder_kind: Annotated[StakeholderKind, BeforeValidator(choice(*STAKEHOLDERS))]
    quorum: CountCell
    mandates: Annotated[Codes, _all_of(MANDATES)]
    registered_on: Day
    note: str

    @property
    def id(self) -> str:
        """As the log names it: actor `body.<id>`."""
        return self.body_id.removeprefix("body-")


class Seat(Value):
    body_id: BodyRef
    seat: Annotated[str, like(r"seat-[1-9]\d?", "a seat from seat-1 to seat-99")]
    person_ref: Ref
    starts_on: Day
    ends_on: OptionalDay

    @property
    def number(self) -> int:
        return int(self.seat.removeprefix("seat-"))

    @property
    def body(self) -> str:
        return self.body_id.removeprefix("body-")


class ContactLimit(Value):
    from_person: Ref
    to_person: Ref
    kind: Annotated[LimitKind, BeforeValidator(choice(*LIMITS))]
