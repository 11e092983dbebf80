"""Values that messages share, and the turn in which money is allotted."""

from typing import Annotated, Literal

from pydantic import Field

Minor = Annotated[int, Field(ge=0, lt=2**53)]
"""Money in integer minor units of a currency."""
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
StakeholderKind = Literal["wmf", "affiliate", "community", "participants", "external"]
MandateKind = Literal[
    "found", "mandate", "programme", "allocate", "rules", "stages", "instruments", "terms",
    "conclude", "operate", "select", "incidents", "appeals", "oversee", "sealed", "external",
    "disclose", "erasure",
]  # fmt: skip
TextKind = Literal["authority", "deadlines", "alert_rules"]
ALLOTTING = "what is given to envelopes"
"""The turn of whatever takes from an allocation, or makes what may: an envelope that is just
being opened has no version yet, by which another's funding could be told of it. It is one turn
for all programmes, for a move names its envelope alone."""
Seat = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,26}-[0-9]{1,2}$")]
"""A body's id and a number: `council-1`."""
