"""Organisations and people."""

from typing import Annotated, ClassVar

from pydantic import Field

from baraza.decider import Code, EntityId, FieldCommitment, Message, Pseudonym, Tier
from baraza.registration.messages.words import LanguageTag, OrganisationKind


class RegisterOrganisation(Message):
    """Name an organisation that people come from or that holds an envelope."""

    tier: ClassVar[Tier] = "world"

    organisation: EntityId
    kind: OrganisationKind
    names: dict[str, str]
    region: Code
    country: Annotated[str, Field(pattern=r"^[A-Z]{0,2}$")]
    source: Code

    @property
    def subject(self) -> str:
        return f"organisation.{self.organisation}"


class OrganisationRegistered(RegisterOrganisation):
    pass


class OfPerson(Message):
    person: Pseudonym

    @property
    def subject(self) -> str:
        return f"person.{self.person}"


class PersonalFields(OfPerson):
    account: FieldCommitment
    name: FieldCommitment
    contact: FieldCommitment
    zone: FieldCommitment
    organisation: FieldCommitment | None = None
    zone_band: Annotated[int, Field(ge=-12, le=15)]
    """Hours east of UTC, to the nearest three: coarse enough for the log."""
    region: Code | None = None
    organisation_kind: OrganisationKind | None = None
    languages: tuple[LanguageTag, ...]
    """Usable for talks; the first is the first language."""
    fluent: tuple[LanguageTag, ...] = ()
    source: Code


class RegisterPerson(PersonalFields):
    """Make a person known under a random pseudonym.

    `known_as` is derived by the service from its vault: who already holds this account.
    """

    known_as: Pseudonym | None = None


class PersonRegistered(PersonalFields):
    pass


class MergePersons(Message):
    """Say that two pseudonyms are one person: an account found twice, a nomination by name."""

    kept: Pseudonym
    merged: Pseudonym
    ground: Code

    @property
    def subject(self) -> str:
        """All merges are one entity, on which whoever decides about many people can rest."""
        return "identity.all"


class PersonsMerged(MergePersons):
    """What was recorded stays under its pseudonym; the person counts once, as `kept`."""
