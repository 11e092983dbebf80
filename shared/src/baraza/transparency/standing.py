"""How an entry stands: accepted, recorded, official (`ledger.md` 1 and 11).

Whoever shows a decision makes its standing here, from a checkpoint and a policy that it opened
itself: so no view can say official where it did not verify the quorum.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from baraza.transparency.checkpoint import Checkpoint
from baraza.transparency.notes import BadNote, Verifier, open_note
from baraza.transparency.policy import Policy

ACCEPTED: Final = "accepted"
RECORDED: Final = "recorded"
OFFICIAL: Final = "official"
AHEAD_SECONDS = 300
"""How far a cosignature may be in the reader's future."""


@dataclass(frozen=True)
class Standing:
    """What one verified checkpoint makes of the entries that it covers."""

    size: int = 0
    """Of the checkpoint; 0: none was verified, so every entry is accepted only."""
    root: bytes = b""
    cosigned: Mapping[str, int] | None = None
    """Second of the newest cosignature by the witness's name in the policy."""
    bodies: int = 0
    """How many witnesses the policy names."""
    since: int | None = None
    """Second of the newest quorum; None: there is none, so nothing is official."""

    @property
    def official(self) -> bool:
        return self.since is not None

    def of(self, index: int) -> dict[str, Any]:
        """The standing of the entry at this index, as every `--json` shows it."""
        if index >= self.size:
            return {"standing": ACCEPTED, "index": index, "size": self.size}
        if self.since is None:
            return {"standing": RECORDED, "index": index, "size": self.size}
        return {
            "standing": OFFICIAL,
            "index": index,
            "size": self.size,
            "cosigned_by": sorted(self.cosigned or ()),
            "bodies": self.bodies,
            "since": second(self.since),
        }

    def words(self, index: int) -> str:
        """The same as people read it."""
        return words(self.of(index))


def words(standing: Mapping[str, Any]) -> str:
    """`accepted`, `recorded` or `official (2 of 3 bodies)`."""
    if standing["standing"] != OFFICIAL:
        return str(standing["standing"])
    return f"{OFFICIAL} ({len(standing['cosigned_by'])} of {standing['bodies']} bodies)"


def standing_of(note: bytes, policy: Policy, *, now: int | None = None) -> Standing:
    """What this checkpoint is worth under this policy; raises `BadNote` or `BadCheckpoint`.

    A cosignature from the future of `now` (seconds) does not count; None, for a rehearsed log
    whose time is its own, counts each. How old the quorum is, is the reader's to judge.
    """
    opened = open_note(
        note, (*policy.log_verifiers, *(witness.verifier for witness in policy.witnesses))
    )
    checkpoint = Checkpoint.parse(opened.text)
    if not any(v.name == checkpoint.origin for v in opened.verified if v in policy.log_verifiers):
        raise BadNote("no signature of the policy's log key")
    names = {witness.verifier: witness.name for witness in policy.witnesses}
    times = {
        verifier: at
        for verifier, at in opened.cosigned.items()
        if now is None or at <= now + AHEAD_SECONDS
    }
    return Standing(
        size=checkpoint.size,
        root=checkpoint.root,
        cosigned={names[verifier]: at for verifier, at in times.items()},
        bodies=len(names),
        since=quorum_since(policy, times),
    )


def quorum_since(policy: Policy, times: Mapping[Verifier, int]) -> int | None:
    """The latest second from which on there still were enough cosignatures; None: never."""
    enough = [
        at for at in times.values() if policy.met_by([v for v, t in times.items() if t >= at])
    ]
    return max(enough, default=None)


def second(seconds: int) -> str:
    """A second since 1970 as views show it."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return f"second {seconds}"
