"""Looking: what those who watch saw, and what there is to read of a programme."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from baraza.decider import EntityId, ExhibitRef, FieldCommitment, Hex32, Message, Tier
from baraza.forms.v1.messages import BodyId, ProgrammeId
from baraza.oversight.messages.matters import Entries


class OfLook(Message):
    """Somebody who watches looked at the log, and says so."""

    look: EntityId
    kind: Literal["verification", "inspection", "divergence", "private_note"]
    programme: ProgrammeId | None = None
    log_size: Annotated[int, Field(ge=1)]
    """How much of the log there was to see."""
    log_root: Hex32 | None = None
    entries: Entries = ()
    result: Literal["holds", "differs", "noted"]
    note: FieldCommitment

    @property
    def subject(self) -> str:
        return f"look.{self.look}"


class RecordLook(OfLook):
    makes: ClassVar[str | None] = "look"


class LookRecorded(OfLook):
    body: BodyId


class OfDossier(Message):
    """What oversight has on record of a programme, in one document."""

    tier: ClassVar[Tier] = "world"

    dossier: EntityId
    programme: ProgrammeId
    digest: Hex32
    document: ExhibitRef

    @property
    def subject(self) -> str:
        return f"dossier.{self.dossier}"


class AssembleDossier(OfDossier):
    """Put it together once a programme has ended; the document is derived from the log."""

    makes: ClassVar[str | None] = "dossier"


class DossierAssembled(OfDossier):
    log_index: int
    """The last entry that it rests on."""
