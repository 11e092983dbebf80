"""What an asker gets: recorded, refused (recorded too), or a problem; told apart by `kind`."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter


class Reply(BaseModel):
    """Frozen, and readable by clients older than its newest member."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class RecordedEvent(Reply):
    """One fact of the decision."""

    type: str
    subject: str
    data: dict[str, Any]


class Recorded(Reply):
    """The ask was decided and stands."""

    kind: Literal["recorded"] = "recorded"
    id: str
    index: int
    """The command's entry."""
    position: int
    """Right after the decision: what a query may give as `at_least`."""
    events: list[RecordedEvent]
    replayed: bool = False
    """The answer of an earlier try under the same id."""

    @property
    def name(self) -> str:
        """The first fact's name: `ApplicationSubmitted`."""
        return self.events[0].type.split(".")[3]


class RefusedReply(Reply):
    """The ask was judged and cannot stand; this, too, is in the log."""

    kind: Literal["refused"] = "refused"
    id: str
    index: int
    position: int
    reason: str
    rule: str
    numbers: dict[str, int] = Field(default_factory=dict)
    replayed: bool = False


class Disclosed(Reply):
    """A personal value of a draft: what its commitment is made of (`ledger.md` 15)."""

    member: str
    """Its place in `data`, which holds the commitment."""
    field: str
    """By which it is committed: `registration.application.7c1f4e#email`."""
    value: Any
    salt: str
    """64 hex digits."""


class Drafted(Reply):
    """An ask as it will stand, for a body to compare with what it meant and to sign.

    Nothing is decided or recorded. The same ask under the same id, with the note, will be decided.
    """

    kind: Literal["drafted"] = "drafted"
    id: str
    origin: str
    asked: dict[str, Any]
    """The members that the ask digest covers: `actingas actor data reason subject type`."""
    disclosed: list[Disclosed] = Field(default_factory=list)
    position: int


class Problem(Reply):
    """Nothing was recorded: the members of RFC 9457, and what to do."""

    kind: Literal["problem"] = "problem"
    ok: Literal[False] = False
    type: str
    title: str
    status: int
    detail: str
    instance: str = ""
    """The trace id, to be named when asking for help."""
    advice: str
    numbers: dict[str, int] = Field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.type.rpartition("/")[2]


AskReply = Annotated[Recorded | RefusedReply | Problem, Field(discriminator="kind")]
ASK_REPLY: TypeAdapter[Recorded | RefusedReply | Problem] = TypeAdapter(AskReply)
DraftReply = Annotated[Drafted | Problem, Field(discriminator="kind")]
DRAFT_REPLY: TypeAdapter[Drafted | Problem] = TypeAdapter(DraftReply)


class Answer(Reply):
    """What a query found, and how far its read model had come."""

    kind: Literal["answer"] = "answer"
    ok: Literal[True] = True
    position: int
    answer: Any
    parked: list[str] = Field(default_factory=list, exclude_if=lambda parked: not parked)
    """What it may be wrong about: entities whose rows stand still until somebody mends them.

    Absent where there is none."""


QueryReply = Annotated[Answer | Problem, Field(discriminator="kind")]
QUERY_REPLY: TypeAdapter[Answer | Problem] = TypeAdapter(QueryReply)


class Turned(Reply):
    """All that was due or pending at the reading has been performed.

    Until `next_at`, until the log has grown to `next_position`, and until it holds an entry of a
    type in `hears` beyond the position, another turn would find nothing: who drives the clock may
    leave it out.
    """

    kind: Literal["turned"] = "turned"
    ok: Literal[True] = True
    performed: int
    position: int
    next_at: datetime | None = None
    """None: never of itself."""
    hears: frozenset[str] | None = None
    """None: any entry."""
    next_position: int | None = None
    """From this size of the log on another turn finds something; None: no size matters."""


class Ready(Reply):
    """Up, and caught up with the ledger's head."""

    kind: Literal["ready"] = "ready"
    ok: Literal[True] = True
    position: int
    state: str = "ready"
