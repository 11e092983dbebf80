"""What follows on what: which instrument is fielded after which happening."""

AFTER_WORKSHOP = "workshop"
"""The instrument that people are asked by after a workshop."""
LEADER_REPORT = "leader-report"
"""The instrument of the leader's own report, where the text has one."""

THERE = frozenset({"present", "late"})
"""Records of attendance by which somebody was there."""
