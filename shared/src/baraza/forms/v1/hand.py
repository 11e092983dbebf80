"""A body's own hand: whose note came with an act of a seat (`ledger.md` 3.4).

Whether a note is genuine the desk has seen before a rule is asked, and the auditor sees again
(V11). A rule asks only whether there is one, and whose.
"""

import re

from baraza.decider import Asked, Message
from baraza.decider.decision import dumped, named_exhibits

_BEGINS = b"baraza.hand/v1\n"
_NOTE = re.compile(
    _BEGINS + rb"[^\n]+\n(?P<command>[^\n]+)\n[0-9a-f]{64}\n\n"
    rb"\xe2\x80\x94 [^\n ]+/body\.(?P<body>[a-z][a-z0-9-]{0,26}) [^\n]+\n"
)


def hand_of(command: Message, asked: Asked) -> str | None:
    """The body whose note stands for this ask; None: it is the operator's word.

    A hand note is the one exhibit of a command that its data do not name; evidence that merely
    looks like one was verified by nobody.
    """
    if not asked.exhibits:
        return None
    spare = sorted(asked.exhibits.keys() - named_exhibits(dumped(command)))
    note = _NOTE.fullmatch(asked.exhibits[spare[0]]) if len(spare) == 1 else None
    if note is None or note["command"].decode() != asked.id:
        return None
    return note["body"].decode()


def hand_guards(asked: Asked) -> frozenset[str]:
    """The key is a condition of what it signs: its entity at the ledger, as a guard, so that no
    key counts that was revoked meanwhile."""
    notes = (_NOTE.fullmatch(body) for body in asked.exhibits.values() if body[:15] == _BEGINS)
    return frozenset(f"ledger.producer.body_{note['body'].decode()}" for note in notes if note)
