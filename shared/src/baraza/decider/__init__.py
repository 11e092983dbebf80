"""Pure deciding: a message, a table of rules, a fold, and the bytes of a decision.

Service and auditor call the same `decision`; whoever has the log gets the same bytes.
"""

from baraza.decider.decider import Decider, Refused, Rules, Seen, decide_by, known, named
from baraza.decider.decision import Chain, decision
from baraza.decider.digest import state_digest, state_json
from baraza.decider.entry import Asked, Entry, entry_type, instant, written
from baraza.decider.folded import Folded, UnknownType, evolved
from baraza.decider.ids import due_id, made_id, step_id, uuid7_of
from baraza.decider.message import (
    Code,
    CommandRefused,
    EntityId,
    ExhibitRef,
    FieldCommitment,
    Heard,
    Hex32,
    Instant,
    Message,
    Part,
    Pseudonym,
    Tier,
)
from baraza.decider.steps import Step
from baraza.decider.upcast import Upcast, Upcasters, upcasted

__all__ = [
    "Asked",
    "Chain",
    "Code",
    "CommandRefused",
    "Decider",
    "EntityId",
    "Entry",
    "ExhibitRef",
    "FieldCommitment",
    "Folded",
    "Heard",
    "Hex32",
    "Instant",
    "Message",
    "Part",
    "Pseudonym",
    "Refused",
    "Rules",
    "Seen",
    "Step",
    "Tier",
    "UnknownType",
    "Upcast",
    "Upcasters",
    "decide_by",
    "decision",
    "due_id",
    "entry_type",
    "evolved",
    "instant",
    "known",
    "made_id",
    "named",
    "state_digest",
    "state_json",
    "step_id",
    "upcasted",
    "uuid7_of",
    "written",
]
