"""The words that several of registration's messages use."""

from typing import Annotated, Literal

from pydantic import Field

OrganisationKind = Literal[
    "wmf", "chapter", "thematic_organisation", "user_group", "hub", "community", "external"
]
PostKind = Literal["board", "advisory_board", "community"]
LanguageTag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
Actor = Annotated[str, Field(pattern=r"^(person|body|service)\.[a-z0-9-]{1,64}$")]
RoleKind = Literal["participant", "mentor", "trainer", "screener"]
"""The roles that have terms to acknowledge."""
AnyRole = Literal["participant", "mentor", "trainer", "screener", "adviser", "external", "post"]
