"""The tables: all that differs between one kind and another, a row each."""

from datetime import timedelta

from baraza.matching.domain.v1.contributions import NOT_COMMITTED, NOT_REVEALED

PULSE_AFTER = timedelta(hours=1)
"""From closing to the pulse at least: time for a checkpoint that covers what was frozen."""

MENTORS_MOST = 250
"""Mentors of a round: whoever freezes or releases it guards the role of each, and a decision has
256 guards at most. More of them need two rounds."""

ROLE = "mentor"
"""The role at registration by which one enters a round as mentor."""

PARTICIPANT = "participant"
"""The role at registration by which one is in a programme; whoever has left it has no mentor."""

OFFERS_GUARDED = 200
"""So many open offers are guarded by who says that their round is void."""

NO_ANSWER = "no_answer_found"
"""Of a round whose floors no attempt could keep: said with that attempt alone, by `SettleRound`."""

OWN_GROUNDS = frozenset({NOT_REVEALED, NOT_COMMITTED})
"""On which the service itself says that a round is void: its chance will not come."""

WISHES = frozenset({"blocked", "acceptable"})
"""Exclusions that whoever made them may lift; the others state what is so, and who operates a
programme lifts them once it is so no longer."""

REMATCHES_MOST = 2
"""So many mentors somebody may give up in one programme before the time, and get another."""
