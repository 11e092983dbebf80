"""An ask, as it comes in: in clear, before anything is committed or decided."""

from base64 import b64decode
from binascii import Error as NotBase64
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator

from baraza.decider import Code
from baraza.transparency.hand import NOTE_MAX

CommandId = Annotated[
    str,
    StringConstraints(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"
    ),
]
"""A UUIDv7 in lower case, chosen by the asker before the first try."""
Actor = Annotated[
    str,
    StringConstraints(
        pattern=r"^(person\.p[0-9a-f]{5,32}|body\.[a-z][a-z0-9-]{0,26}"
        r"|service\.[a-z][a-z0-9-]{0,31}|voice\.v[0-9a-f]{5,32})$"
    ),
]


class Ask(BaseModel):
    """What somebody asks of a service. The same id is the same ask, however often it is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: CommandId
    actor: Actor
    acting_as: Annotated[
        str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,63}(\.[A-Za-z0-9_.-]{1,127})?$")
    ] = "self"
    reason: Code | None = None
    via: Literal["gateway", "console", "file"] | None = None
    data: dict[str, Any] = Field(default_factory=dict)
    exhibits: dict[str, str] = Field(default_factory=dict)
    """Evidence that it brings: hex SHA-256 to base64. Its digests are named in `data`."""
    hand: Annotated[str, StringConstraints(max_length=NOTE_MAX)] | None = None
    """The note by which a body's own key stands for this ask (`ledger.md` 3.4)."""
    draft: bool = False
    """Give it back as it will stand, for a body to sign; decide and record nothing."""

    @field_validator("exhibits")
    @classmethod
    def _whole(cls, exhibits: dict[str, str]) -> dict[str, str]:
        for digest, text in exhibits.items():
            try:
                body = b64decode(text, validate=True)
            except NotBase64 as error:
                raise ValueError(f"exhibit {digest} is not base64") from error
            if sha256(body).hexdigest() != digest:
                raise ValueError(f"exhibit {digest} has another digest")
        return exhibits

    @property
    def bodies(self) -> dict[str, bytes]:
        """The exhibits' bytes by digest."""
        return {digest: b64decode(text) for digest, text in self.exhibits.items()}

    @property
    def who(self) -> str:
        """The actor without its kind: a pseudonym, an alias, a body's name."""
        return self.actor.partition(".")[2]

    @property
    def kind(self) -> str:
        return self.actor.partition(".")[0]

    @property
    def body(self) -> str | None:
        """The body whose act this is, by its own word: `body.<id>`, or a person on its seat."""
        seat = self.acting_as.removeprefix("seat.")
        if self.kind == "person" and seat != self.acting_as:
            return seat.rpartition("-")[0] or None
        return self.who if self.kind == "body" else None
