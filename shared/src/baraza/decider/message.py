"""What is said: commands and facts, frozen and closed, without metadata."""

from abc import abstractmethod
from datetime import UTC
from hashlib import sha256
from typing import Annotated, ClassVar, Literal, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from baraza.decider.entry import written

Hex32 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Pseudonym = Annotated[str, StringConstraints(pattern=r"^p[0-9a-f]{5,32}$")]
"""A person as the log knows them (`ledger.md` 2); the map to a name lives only in the vault."""
EntityId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A reason, a kind, a region: always a code, never a word of a language (R5)."""

Tier = Literal["bodies", "world"]
"""Who may be shown entries of a type (`ledger.md` 10.2)."""
Instant = Annotated[
    AwareDatetime,
    AfterValidator(lambda time: time.astimezone(UTC)),
    PlainSerializer(written, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}),
]
"""A moment in UTC, in the one form that entries use: `2027-03-03T09:01:00.000Z`."""


class Part(BaseModel):
    """A frozen, closed piece of a message: no subject of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldCommitment(Part):
    """A salted hash in place of a personal value (`ledger.md` 15); the value lives in a vault.

    A field of a command with this type is personal: who asks gives it in clear, and the
    service's desk puts value and salt into its vault before anything is decided.
    """

    commit: Hex32


class ExhibitRef(Part):
    """Evidence too large for an entry, named by the SHA-256 of its bytes (`ledger.md` 4.5)."""

    exhibit: Hex32
    media: str = "application/json"
    size: int

    @classmethod
    def of(cls, body: bytes) -> Self:
        """What names these bytes."""
        return cls(exhibit=sha256(body).hexdigest(), size=len(body))


class Message(BaseModel):
    """Frozen, closed, without metadata: time, ids and actors are the entry's.

    `tier` says whether entries of this type may be shown to the world (`ledger.md` 10.2), and
    `makes` names the field that holds the id of an entity the command brings into being: where
    an asker leaves it out, the desk fills in `made_id(command id, makes, 1)`. `askers` are the
    kinds of actors that may ever send a command; anybody else is turned away at the door, and the
    log gets nothing (`requirements.md` 4). A service sends itself what it likes. `face` marks a
    fact that other teams may build on (`contracts/face.md`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    v: ClassVar[int] = 1
    tier: ClassVar[Tier] = "bodies"
    makes: ClassVar[str | None] = None
    askers: ClassVar[frozenset[str]] = frozenset({"person", "body"})
    face: ClassVar[bool] = False

    @property
    @abstractmethod
    def subject(self) -> str:
        """The entity it is addressed to or about: `entrant.p41d09`."""

    @property
    def turn(self) -> str:
        """Commands of one turn are decided one after the other, never side by side.

        To be said where a rule looks for what another command of a new id may just be making:
        there is no version yet by which one of the two would be told that it came second.
        """
        return self.subject


class Heard(BaseModel):
    """Another service's fact, with only the fields that are used here."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class CommandRefused(Message):
    """A command that was judged and cannot stand: one class for all services.

    Codes and integers only. The entry's subject is `refusal.<command id>`, so that a refusal
    moves nobody's version (`ledger.md` 3.1). It names nobody, yet its numbers are mostly those of
    whoever asked; so only the ledger's own are for the world.
    """

    command: str
    reason: Code
    rule: str
    numbers: dict[str, int]

    @property
    def subject(self) -> str:
        raise AttributeError("a refusal's subject is made from its command's id, by `decision`")
