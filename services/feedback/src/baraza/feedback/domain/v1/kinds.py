"""The tables: which instrument is fielded after what, how few are too few, how a matter ends."""

from baraza.forms.v1.matter import Kind

AFTER_WORKSHOP = "workshop"
"""The instrument that people are asked by after a workshop."""
LEADER_REPORT = "leader-report"
"""The instrument of the leader's own report, where the text has one."""
MENTORING = "mentoring-check-in"
"""The instrument that mentees are asked by at the points of the stage set."""

THERE = frozenset({"present", "late"})
"""Records of attendance by which somebody was there."""
HELD = frozenset({"confirmed", "undisputed"})
"""How a record of a session is settled where it counts."""

LEAST = 5
"""Answers of fewer people than these could tell who said what: they are neither collected month by
month nor told in figures."""
MOST = 200
"""Nobody is asked in a round of more: a decision rests on each of them not having been erased."""

MATTERS = {
    "suggestion": Kind(
        opened_by=frozenset({"leader"}),
        answer_days=None,
        decide_days=90,
        decided_by="instruments",
        outcomes=frozenset({"declined"}),
    ),
}
ADOPTED = "adopted"
"""The outcome that no one decides: a version in force names the suggestion."""
RAISERS = frozenset({"leader", "trainer"})
"""Who may suggest a change: who led a workshop of the programme, and its trainers."""
ROLES = frozenset({"participant", "mentor", "trainer"})
"""Roles that feedback knows people by; each may support a suggestion, and so may a leader."""
