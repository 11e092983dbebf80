"""The tables: all that differs between one kind and another, a row each."""

from dataclasses import dataclass

from baraza.forms.v1.matter import Kind

MATTERS = {
    "appeal": Kind(
        opened_by=frozenset({"concerned"}),
        answer_days=None,
        decide_days=30,
        decided_by="appeals",
        outcomes=frozenset({"upheld", "dismissed", "withdrawn"}),
        stranger_decides=True,
        to_holder=True,
    ),
    "inquiry": Kind(
        opened_by=frozenset({"oversee"}),
        answer_days=30,
        decide_days=60,
        decided_by="oversee",
        outcomes=frozenset({"answered", "withdrawn"}),
    ),
    "finding": Kind(
        opened_by=frozenset({"oversee"}),
        answer_days=30,
        decide_days=90,
        decided_by="oversee",
        outcomes=frozenset({"remedied", "dismissed"}),
        stranger_decides=True,
        own_code="own_act",
    ),
    "risk": Kind(
        opened_by=frozenset({"any"}),
        answer_days=None,
        decide_days=180,
        decided_by="oversee",
        outcomes=frozenset({"reviewed", "closed"}),
        to_holder=True,
    ),
}
REMEDIED = "remedied"
"""The outcome that has to say where in the log the remedy stands."""
OPEN_DAYS = {"appeal": 30}
"""How long after an act a matter about it may be opened, where no text says otherwise."""


@dataclass(frozen=True)
class Effect:
    """One row: whose approval an effect needs, and what its vote may be refused for."""

    fact: str
    mandate: str | None  # an approving body holds it; None: as the authority text says of the kind
    refusals: tuple[str, ...]
    level: str | None = None  # stakeholder kind of that body
    receiver: bool = False  # the body that receives has to approve too


EFFECTS = {
    "adopt": Effect(
        "RulesInForce",
        mandate=None,
        refusals=("digest_differs", "already_done", "stakeholder_kinds_missing"),
    ),
    "mandate": Effect(
        "MandateChanged",
        mandate="mandate",
        receiver=True,
        refusals=(
            "unknown_entity",
            "wrong_state",
            "operator_may_not_oversee",
            "receiver_not_seated",
            "reserved_kind_lost",
            "no_checkpoint_seen",
            "would_leave_unwatched",
        ),
    ),
    "allocate": Effect(
        "AllocationChanged",
        mandate="allocate",
        level="wmf",
        refusals=("not_wmf_level", "unknown_entity", "already_in_envelopes"),
    ),
    "approve": Effect(
        "ProgrammeDecided",
        mandate="programme",
        level="wmf",
        refusals=("not_wmf_level", "text_missing"),
    ),
    "conclude": Effect(
        "ProgrammeDecided",
        mandate="conclude",
        level="wmf",
        refusals=("not_wmf_level", "already_done", "pilot_not_ended", "no_dossier"),
    ),
}


@dataclass(frozen=True)
class Move:
    """One row: who may make this move, and whether it has to say what for."""

    name: str
    mandates: tuple[str, ...]
    purpose: bool = False


DAILY = ("operate", "allocate")
"""Either of these moves what lies in an envelope already."""

MOVES = {
    ("allocation", "line"): Move("fund", ("allocate",)),
    ("line", "next_period"): Move("roll_over", ("allocate",)),
    ("line", "allocation"): Move("return", DAILY),
    ("line", "line"): Move("shift", DAILY),
    ("line", "reserved"): Move("reserve", DAILY, purpose=True),
    ("reserved", "line"): Move("release", DAILY, purpose=True),
    ("reserved", "spent"): Move("spend", DAILY, purpose=True),
    ("line", "spent"): Move("spend", DAILY, purpose=True),
    ("spent", "line"): Move("reverse", DAILY, purpose=True),
}
"""The nine moves; nothing else takes money anywhere (I40)."""

ADMINISTRATION = "administration"
"""The one purpose that is no happening of the programme, from the line of that name only."""

OPERATE = "operate"
OVERSEE = "oversee"
