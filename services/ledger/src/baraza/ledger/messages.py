"""What may be asked of the ledger itself, and what it records: its founding, keys and contracts.

All of it may be shown to the world, so that whoever has a tier can check every signature in it.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import Field, StringConstraints

from baraza.decider import Hex32, Message, Tier
from baraza.decider.message import Code, Part

Origin = Annotated[str, StringConstraints(pattern=r"^[!-*,-~]{1,100}$")]
"""The name of one log (`ledger.md` 2): ASCII, no space, no `+`."""
Producer = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}(\.[a-z0-9-]{1,27})?$")]
"""A service, or `body.<id>` for the hand of a body."""
VKey = Annotated[str, StringConstraints(pattern=r"^[!-*,-~]{1,133}\+[0-9a-f]{8}\+[A-Za-z0-9+/=]+$")]
"""A public key with its name: `baraza.example/2027/matching+<id>+<key>` (`ledger.md` 6.3)."""
TypeName = Annotated[
    str,
    StringConstraints(
        pattern=r"^baraza\.(command|event)\.[a-z][a-z0-9-]{0,31}\.[A-Z][A-Za-z0-9]{0,63}\.v[1-9][0-9]*$"
    ),
]
DeciderName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,31}\.v[1-9][0-9]*$")]
Contracts = Annotated[dict[TypeName, Hex32], Field(min_length=1)]
"""Entry type -> SHA-256 of its schema file, which is an exhibit."""


class World(Message):
    """Everything here names no person, for ever."""

    tier: ClassVar[Tier] = "world"


class OfLog(World):
    """About the log as a whole."""

    @property
    def subject(self) -> str:
        return "log.main"


class OfProducer(World):
    """About who signs entries or hand notes under this name."""

    service: Producer

    @property
    def subject(self) -> str:
        return producer_subject(self.service)


class OfKey(World):
    """About one key of a producer; its name says whose it is."""

    key: VKey
    ground: Code
    suspect_from: int | None = None  # entries from this index on were signed in a doubtful time

    @property
    def subject(self) -> str:
        return producer_subject(key_name(self.key).rpartition("/")[2])


class OfContract(World):
    """About the entry types of one service."""

    contracts: Contracts

    @property
    def subject(self) -> str:
        return f"contract.{type_service(min(self.contracts))}"


class OfDecider(World):
    """About one frozen version of a service's rules."""

    decider: DeciderName
    source_sha256: Hex32

    @property
    def subject(self) -> str:
        return f"decider.{self.decider.replace('.', '_')}"


class OfFault(World):
    """About trouble of the log or of its copy on the bus."""

    code: Code
    details: dict[str, str | int]

    @property
    def subject(self) -> str:
        return f"fault.{self.code}"


class Predecessor(Part):
    """The last checkpoint of the log that this one goes on from."""

    origin: Origin
    size: int
    root: str


class Founding(OfLog):
    """What a log is from its first entry on."""

    origin: Origin
    clock: Literal["system", "virtual"]
    root_key: VKey
    log_key: VKey
    ledger_key: VKey
    contracts: Contracts
    predecessor: Predecessor | None = None


class FoundLog(Founding):
    """Begin a log: its name, its clock, its keys and its own contracts."""


class LogFounded(Founding):
    pass


class RegisterProducer(OfProducer):
    """Let a service, or the hand of a body, sign from now on."""

    key: VKey


class ProducerRegistered(OfProducer):
    key: VKey


class RotateProducerKey(OfProducer):
    """Announce a new key beside an old one, which stays good until it is revoked."""

    key: VKey
    old: VKey


class ProducerKeyRotated(OfProducer):
    key: VKey
    old: VKey


class RevokeProducer(OfKey):
    """Say that a key signs nothing from now on."""


class ProducerRevoked(OfKey):
    pass


class RotateLogKey(OfLog):
    """Announce another key for checkpoints."""

    key: VKey


class LogKeyRotated(OfLog):
    key: VKey


class RotateRootKey(OfLog):
    """Announce the next root; the old one signs this."""

    key: VKey


class RootKeyRotated(OfLog):
    key: VKey


class RegisterContract(OfContract):
    """Publish schema files: from now on entries of these types may be recorded."""


class ContractRegistered(OfContract):
    pass


class RegisterDecider(OfDecider):
    """Announce a version of a service's rules, and the digest of its source."""


class DeciderRegistered(OfDecider):
    pass


class RecordFault(OfFault):
    """Put trouble of the log or the stream on record."""


class FaultRecorded(OfFault):
    pass


Command = (
    FoundLog
    | RegisterProducer
    | RotateProducerKey
    | RevokeProducer
    | RotateLogKey
    | RotateRootKey
    | RegisterContract
    | RegisterDecider
    | RecordFault
)
Fact = (
    LogFounded
    | ProducerRegistered
    | ProducerKeyRotated
    | ProducerRevoked
    | LogKeyRotated
    | RootKeyRotated
    | ContractRegistered
    | DeciderRegistered
    | FaultRecorded
)
Reason = Literal[
    "already_done",
    "last_key",
    "no_mandate",
    "published_never_changes",
    "type_of_other_service",
    "unknown_entity",
    "version_in_use",
    "wrong_key_name",
    "wrong_state",
]


def key_name(vkey: str) -> str:
    """The name in front of a public key's first `+`."""
    return vkey.partition("+")[0]


def producer_subject(producer: str) -> str:
    return f"producer.{producer.replace('.', '_')}"


def type_service(type_: str) -> str:
    """The service that owns an entry type."""
    return type_.split(".")[2]
